package org.jetstreamlan.hdl.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.hdl.ir.ModuleDraft;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.junit.jupiter.api.Test;

/// Semantics 8: a second assignment of the same bits at the same or an outer level is an error, one from inside a `when` is not.
class DriversTest {
    private final ModuleDraft m = new ModuleDraft("Top");
    private final int a = m.at(1).input("a", 8);
    private final int c = m.input("c", 1);
    private final int x = m.output("x", 8);

    private Place line(int line) {
        return new Place("Top.java", line);
    }

    private List<HdlError> errors() {
        return Checks.of(m.circuit());
    }

    @Test
    void aSecondAssignmentAtTheSameLevelIsAnError() {
        m.at(10).assign(x, m.read(a));
        m.at(11).assign(x, m.literal(0, 8));
        assertThat(errors())
                .containsExactly(
                        new HdlError.MultipleDrivers(
                                "Top.x", new BitRange(7, 0), line(10), line(11)));
    }

    @Test
    void anOuterAssignmentAfterANestedOneIsAnErrorOfTheBitsThatOverlap() {
        m.at(9).assign(x, 4, m.literal(0, 4));
        m.at(10)
                .when(
                        m.read(c),
                        () -> m.at(11).assign(x, 0, m.slice(m.read(a), 2, 0)),
                        () -> m.at(13).assign(x, 0, m.literal(0, 3)));
        m.at(20).assign(x, 2, m.literal(3, 2));
        assertThat(errors())
                .containsExactly(
                        new HdlError.MultipleDrivers(
                                "Top.x", new BitRange(2, 2), line(11), line(20)));
    }

    @Test
    void twiceWithinOneBranchIsAnError() {
        m.at(9).assign(x, m.literal(0, 8));
        m.at(10)
                .when(
                        m.read(c),
                        () -> {
                            m.at(11).assign(x, m.read(a));
                            m.at(12).assign(x, m.literal(1, 8));
                        });
        assertThat(errors())
                .containsExactly(
                        new HdlError.MultipleDrivers(
                                "Top.x", new BitRange(7, 0), line(11), line(12)));
    }

    @Test
    void nestedOverridesAndDisjointBitsAreFine() {
        m.assign(x, 0, m.slice(m.read(a), 3, 0));
        m.assign(x, 4, m.slice(m.read(a), 3, 0));
        m.when(
                m.read(c),
                () -> {
                    m.assign(x, m.literal(1, 8));
                    m.when(m.slice(m.read(a), 0, 0), () -> m.assign(x, 3, m.literal(1, 1)));
                },
                () -> m.assign(x, m.literal(2, 8)));
        m.when(m.slice(m.read(a), 1, 1), () -> m.assign(x, m.literal(3, 8)));
        m.select(
                m.read(c),
                true,
                () -> {},
                m.is(0, "", () -> m.assign(x, 0, m.literal(0, 1))),
                m.is(1, "", () -> m.assign(x, 0, m.literal(1, 1))));
        assertThat(errors()).isEmpty();
    }

    @Test
    void registersObeyTheSameRule() {
        int r = m.register("r", 4);
        m.assign(x, m.read(a));
        m.at(10).assign(r, m.literal(1, 4));
        m.at(11).assign(r, 3, m.literal(0, 1));
        assertThat(errors())
                .containsExactly(
                        new HdlError.MultipleDrivers(
                                "Top.r", new BitRange(3, 3), line(10), line(11)));
    }

    @Test
    void aLongElseWhenChainIsNoDeeperThanAShortOne() {
        m.assign(x, m.literal(0, 8));
        int condition = m.read(c);
        int one = m.literal(1, 8);
        List<Statement> rest = List.of();
        for (int i = 0; i < 50_000; i++) {
            var then = List.<Statement>of(new Statement.Assign(x, 0, 8, one, line(i)));
            rest = List.of(new Statement.When(condition, then, rest, line(i)));
        }
        m.statement(rest.getFirst());
        assertThat(errors()).isEmpty();
    }
}
