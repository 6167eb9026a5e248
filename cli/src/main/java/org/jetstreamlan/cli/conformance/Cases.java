package org.jetstreamlan.cli.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jetstreamlan.cli.conformance.Case.Body;

/// A list of cases as it is written down, and what they check with.
final class Cases {
    private final Row row;
    private final List<Case> cases = new ArrayList<>();

    Cases(Row row) {
        this.row = row;
    }

    List<Case> list() {
        return List.copyOf(cases);
    }

    void early(String name, Body body) {
        cases.add(new Case(Level.EARLY_ADOPTER, row, name, false, body));
    }

    void functional(String name, Body body) {
        cases.add(new Case(Level.FUNCTIONAL, row, name, false, body));
    }

    void full(String name, Body body) {
        cases.add(new Case(Level.FULL, row, name, false, body));
    }

    /// One that spoils its ring.
    void fullAlone(String name, Body body) {
        cases.add(new Case(Level.FULL, row, name, true, body));
    }

    /// @throws AssertionError if they differ
    static void expect(Object was, Object expected) {
        if (!Objects.equals(was, expected)) {
            throw new AssertionError("was %s, expected %s".formatted(was, expected));
        }
    }

    /// @throws AssertionError if it is not so
    static void expect(boolean so, String what) {
        if (!so) {
            throw new AssertionError("not so: " + what);
        }
    }
}
