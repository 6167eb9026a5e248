package org.jetstreamlan.hdl.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.ModuleDraft;
import org.jetstreamlan.hdl.ir.Place;
import org.junit.jupiter.api.Test;

/// Semantics 9: every bit of a wire, output or instance input is driven on every path.
class CoverageTest {
    private final ModuleDraft m = new ModuleDraft("Top");
    private final int a = m.at(1).input("a", 8);
    private final int c = m.input("c", 1);
    private final int x = m.at(3).output("x", 8);

    private Place line(int line) {
        return new Place("Top.java", line);
    }

    private List<HdlError> errors() {
        return Checks.of(m.circuit());
    }

    @Test
    void bitsThatNoStatementDrivesAreUndriven() {
        m.assign(x, 2, m.slice(m.read(a), 4, 0));
        assertThat(errors())
                .containsExactly(
                        new HdlError.Undriven(
                                "Top.x",
                                List.of(new BitRange(7, 7), new BitRange(1, 0)),
                                List.of(new Spot(line(3), "declared here"))));
    }

    @Test
    void bitsThatOnePathMissesWouldBeALatch() {
        m.assign(x, 4, m.literal(0, 4));
        m.at(10).when(m.read(c), () -> m.assign(x, 0, m.literal(0, 4)));
        assertThat(errors())
                .containsExactly(
                        new HdlError.Latch(
                                "Top.x", List.of(new BitRange(3, 0)), line(3), List.of(line(10))));
    }

    @Test
    void theWhenToBlameIsTheOneWithTheGap() {
        m.at(10)
                .when(
                        m.read(c),
                        () -> m.assign(x, m.literal(0, 8)),
                        () ->
                                m.at(20)
                                        .when(
                                                m.slice(m.read(a), 0, 0),
                                                () -> m.assign(x, m.literal(1, 8))));
        assertThat(errors())
                .containsExactly(
                        new HdlError.Latch(
                                "Top.x", List.of(new BitRange(7, 0)), line(3), List.of(line(20))));
    }

    @Test
    void aSelectCoversIfItIsCompleteOrHasAnOtherwise() {
        m.select(
                m.slice(m.read(a), 1, 0),
                true,
                () -> {},
                m.is(0, "A", () -> m.assign(x, m.literal(1, 8))),
                m.is(1, "B", () -> m.assign(x, m.literal(2, 8))));
        int y = m.output("y", 1);
        m.select(
                m.slice(m.read(a), 1, 0),
                false,
                () -> m.assign(y, m.literal(0, 1)),
                m.is(0, "", () -> m.assign(y, m.literal(1, 1))));
        assertThat(errors()).isEmpty();
    }

    @Test
    void anIncompleteSelectIsALatch() {
        m.at(10)
                .select(
                        m.slice(m.read(a), 1, 0),
                        false,
                        () -> {},
                        m.is(0, "", () -> m.assign(x, m.literal(1, 8))));
        assertThat(errors())
                .containsExactly(
                        new HdlError.Latch(
                                "Top.x", List.of(new BitRange(7, 0)), line(3), List.of(line(10))));
    }

    @Test
    void aDefaultOrBothBranchesTogetherWithAnotherStatementCover() {
        m.when(
                m.read(c),
                () -> m.assign(x, 0, m.slice(m.read(a), 3, 0)),
                () -> m.assign(x, 0, m.literal(0, 4)));
        m.assign(x, 4, m.literal(0, 4));
        int w = m.wire("w", 1);
        m.assign(w, m.literal(0, 1));
        m.when(m.read(c), () -> m.assign(w, m.literal(1, 1)));
        assertThat(errors()).isEmpty();
    }

    @Test
    void registersHoldAndInstanceInputsMustBeDriven() {
        m.assign(x, m.read(a));
        int r = m.register("r", 8);
        m.when(m.read(c), () -> m.assign(r, 0, m.literal(0, 2)));
        var child = new ModuleDraft("Child");
        child.input("in", 4);
        ModuleDef part = child.module();
        m.at(30).instance("part", part);
        assertThat(Checks.of(m.circuit(part)))
                .containsExactly(
                        new HdlError.Undriven(
                                "Top.part.in",
                                List.of(new BitRange(3, 0)),
                                List.of(
                                        new Spot(line(30), "the instance whose input it is"),
                                        new Spot(line(30), "declared here"))));
    }
}
