package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// The errors of one run. Equal ones count once.
public final class HdlErrors {
    private final SequencedSet<HdlError> found = new LinkedHashSet<>();

    /// Notes an error; the run goes on.
    public void add(HdlError error) {
        found.add(error);
    }

    /// Notes several.
    public void addAll(List<? extends HdlError> errors) {
        found.addAll(errors);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /// All errors in the order found.
    public List<HdlError> list() {
        return List.copyOf(found);
    }

    /// Ends the run if anything was found.
    ///
    /// @throws HdlException with the report of all errors
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new HdlException(list());
        }
    }

    /// The report of all errors as one text:
    /// ```
    /// JH-WIDTH: Top.fifo.count is 8 bits wide, the value given to next is 9 bits
    ///     Fifo.java:57  next
    ///     Fifo.java:31  declared here
    ///     fix: cut the value with .trunc(8), or declare count with 9 bits
    /// 1 error
    /// ```
    public static String report(List<? extends HdlError> errors) {
        var lines = new ArrayList<String>();
        for (HdlError error : errors) {
            lines.add("%s: %s".formatted(error.id(), error.message()));
            for (Spot spot : error.spots()) {
                lines.add("    " + spot.line());
            }
            lines.add("    fix: " + error.suggestion());
        }
        lines.add(errors.size() == 1 ? "1 error" : errors.size() + " errors");
        return String.join("\n", lines);
    }

    @Override
    public String toString() {
        return report(list());
    }
}
