package org.jetstreamlan.hdl.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.hdl.check.HdlError.CombinationalLoop;
import org.jetstreamlan.hdl.check.HdlError.CombinationalLoop.Hop;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.ModuleDraft;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Place;
import org.junit.jupiter.api.Test;

class CombinationalLoopTest {
    private final ModuleDraft m = new ModuleDraft("Top");
    private final int a = m.at(1).input("a", 8);
    private final int c = m.input("c", 1);

    private Place line(int line) {
        return new Place("Top.java", line);
    }

    private List<HdlError> errors() {
        return Checks.of(m.circuit());
    }

    private static BitRange bits(int hi, int lo) {
        return new BitRange(hi, lo);
    }

    @Test
    void twoWiresThatFeedEachOtherAreALoopWithALineForEachHop() {
        int x = m.wire("x", 8);
        int y = m.wire("y", 8);
        m.at(10).assign(x, m.xor(m.read(y), m.read(a)));
        m.at(11).assign(y, m.not(m.read(x)));
        assertThat(errors())
                .containsExactly(
                        new CombinationalLoop(
                                "Top.x",
                                List.of(
                                        new Hop("Top.x", bits(7, 0), line(10)),
                                        new Hop("Top.y", bits(7, 0), line(11)))));
        assertThat(HdlErrors.report(errors()))
                .isEqualTo(
                        """
                        JH-LOOP: Top.x depends on itself through 2 combinational steps
                            Top.java:10  Top.x[7:0] from Top.y[7:0]
                            Top.java:11  Top.y[7:0] from Top.x[7:0]
                            fix: a wire has one value, whichever statement comes first: give each step of a computation a new one (a Java variable: sum = sum.add(x)) and assign the last; or put a register on the way
                        1 error""");
    }

    @Test
    void bitsThatFeedOtherBitsOfTheSameNetAreNoLoop() {
        int x = m.wire("x", 8);
        m.assign(x, 0, m.slice(m.read(a), 0, 0));
        m.assign(x, 1, m.xor(m.slice(m.read(x), 6, 0), m.slice(m.read(a), 7, 1)));
        assertThat(errors()).isEmpty();
    }

    @Test
    void aSumDependsOnLowerBitsOnly() {
        int x = m.wire("x", 8);
        m.assign(x, 0, m.slice(m.read(a), 3, 0));
        int sum = m.add(m.read(x), m.read(a));
        m.assign(x, 4, m.slice(sum, 3, 0));
        assertThat(errors()).isEmpty();
    }

    @Test
    void aSumThatFeedsItsOwnLowerBitsIsALoop() {
        int x = m.wire("x", 8);
        int sum = m.at(5).named("sum", m.add(m.read(x), m.read(a)));
        m.at(10).assign(x, 0, m.slice(sum, 7, 4));
        m.at(11).assign(x, 4, m.literal(0, 4));
        assertThat(errors())
                .singleElement()
                .isInstanceOfSatisfying(
                        CombinationalLoop.class,
                        loop ->
                                assertThat(loop.hops())
                                        .extracting(Hop::name)
                                        .containsExactly("Top.x", "Top.sum"));
    }

    @Test
    void aConditionTakesPart() {
        int x = m.wire("x", 1);
        m.at(9).assign(x, m.read(c));
        m.at(10)
                .when(
                        m.binary(BinaryOp.EQ, m.read(x), m.read(c)),
                        () -> m.at(11).assign(x, m.literal(1, 1)));
        assertThat(errors())
                .containsExactly(
                        new CombinationalLoop(
                                "Top.x", List.of(new Hop("Top.x", bits(0, 0), line(11)))));
    }

    @Test
    void registersAndSynchronousReadsBreakLoops() {
        int r = m.register("r", 8);
        int x = m.wire("x", 8);
        m.assign(x, m.add(m.read(r), m.read(a)));
        m.assign(r, m.read(x));
        assertThat(errors()).isEmpty();
    }

    @Test
    void loopsThroughInstancesFollowTheirPorts() {
        ModuleDef cross = cross();
        int part = m.at(20).instance("part", cross);
        m.at(21).assign(m.port(part, "p"), m.read(m.port(part, "fromQ")));
        m.at(22).assign(m.port(part, "q"), m.slice(m.read(a), 3, 0));
        assertThat(Checks.of(m.circuit(cross))).as("p from q only").isEmpty();

        var bad = new ModuleDraft("Bad");
        int inner = bad.at(20).instance("part", cross);
        bad.at(21).assign(bad.port(inner, "p"), bad.read(bad.port(inner, "fromQ")));
        bad.at(22).assign(bad.port(inner, "q"), bad.read(bad.port(inner, "fromP")));
        assertThat(Checks.of(bad.circuit(cross)))
                .singleElement()
                .isInstanceOfSatisfying(
                        CombinationalLoop.class,
                        loop ->
                                assertThat(loop.hops())
                                        .extracting(Hop::name)
                                        .containsExactly(
                                                "Bad.part.p",
                                                "Bad.part.fromP",
                                                "Bad.part.q",
                                                "Bad.part.fromQ"));
    }

    /// Each output from one input.
    private static ModuleDef cross() {
        var cross = new ModuleDraft("Cross");
        int p = cross.input("p", 4);
        int q = cross.input("q", 4);
        cross.assign(cross.output("fromP", 4), cross.not(cross.read(p)));
        cross.assign(cross.output("fromQ", 4), cross.not(cross.read(q)));
        return cross.module();
    }

    @Test
    void bitsOfOnePortMayFeedOtherBitsBack() {
        var twist = new ModuleDraft("Twist");
        int in = twist.input("in", 2);
        int out = twist.output("out", 2);
        twist.assign(
                out,
                twist.cat(
                        twist.not(twist.slice(twist.read(in), 1, 1)),
                        twist.not(twist.slice(twist.read(in), 0, 0))));
        ModuleDef module = twist.module();
        int part = m.instance("part", module);
        m.assign(m.port(part, "in"), 0, m.read(c));
        m.assign(m.port(part, "in"), 1, m.slice(m.read(m.port(part, "out")), 0, 0));
        assertThat(Checks.of(m.circuit(module))).isEmpty();
    }

    @Test
    void aChainOfAHundredThousandNodesIsNoDeeperThanAShortOne() {
        int x = m.wire("x", 1);
        int at = m.xor(m.read(x), m.read(c));
        for (int i = 0; i < 100_000; i++) {
            at = m.not(at);
        }
        m.assign(x, at);
        assertThat(errors()).hasSize(1);
    }
}
