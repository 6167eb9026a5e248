package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.Trigger;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

/// Values by Java reference, and time without processes.
class SimulationTest {
    private static final BigInteger HIGH = BigInteger.ONE.shiftLeft(99).add(BigInteger.TWO);

    @Simulate
    void eachKindOfSignalHasTheJavaValueOfItsKind(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var dut = sim.top();
        sim.poke(dut.enable, true);
        sim.poke(dut.level, -64);
        sim.poke(dut.wide, HIGH);
        sim.poke(dut.word, -1);
        sim.poke(dut.nothing, 0);
        sim.poke(dut.wanted, Mixed.State.DONE);
        sim.step();
        boolean odd = sim.peek(dut.odd);
        Mixed.State state = sim.peek(dut.state);
        assertThat(odd).isTrue();
        assertThat(state).isEqualTo(Mixed.State.DONE);
        assertThat(sim.peek(dut.count)).isEqualTo(1);
        assertThat(sim.peek(dut.counter)).isEqualTo(1);
        assertThat(sim.peek(dut.levelBefore)).isEqualTo(-64);
        assertThat(sim.peekWide(dut.levelBefore)).isEqualTo(-64);
        assertThat(sim.peekWide(dut.wideBefore)).isEqualTo(HIGH);
        assertThat(sim.peek(dut.wordBefore)).isEqualTo(-1);
        assertThat(sim.peekWide(dut.wordBefore))
                .isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        assertThat(sim.peek(dut.nothing)).isZero();
        sim.expect(dut.odd, true);
        sim.expect(dut.state, Mixed.State.DONE);
        sim.expect(dut.levelBefore, -64);
        sim.expect(dut.wordBefore, -1);
        sim.runUntil(Trigger.until(dut.wordBefore, -1), Time.NS);
        sim.expect(dut.wideBefore, HIGH);
        assertThat(sim.simulator().peek(sim.probe(dut.counter))).isEqualTo(1);
    }

    @Simulate
    void aBundleIsItsBitsAndAMemoryItsCells(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var dut = sim.top();
        sim.pokeBits(dut.store, BigInteger.valueOf(0x1ABC));
        sim.step(2);
        assertThat(sim.peekBits(dut.store)).isEqualTo(0x1ABC);
        sim.expect(dut.store.payload(), 0xABC);
        assertThat(sim.peek(dut.cells, 0)).isEqualTo(0xABC);
        assertThat(sim.peek(dut.cells, 1)).isEqualTo(0xABC);
        assertThat(sim.peek(dut.cells, 2)).isZero();
    }

    @Simulate
    void whatDoesNotFitIsRefusedWithWhatDoes(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var dut = sim.top();
        assertThatThrownBy(() -> sim.poke(dut.level, 64))
                .hasMessage("value 64 for level, SInt of 7 bits: -64 to 63 are possible");
        assertThatThrownBy(() -> sim.poke(dut.level, -65)).hasMessageContaining("-64 to 63");
        assertThatThrownBy(() -> sim.poke(dut.enable, 2))
                .hasMessage("value 2 for enable, Bool of 1 bits: 0 to 1 are possible");
        assertThatThrownBy(() -> sim.poke(dut.enable, -1)).hasMessageContaining("0 to 1");
        assertThatThrownBy(() -> sim.poke(dut.wide, -1)).hasMessageContaining("0 to 12676506");
        assertThatThrownBy(() -> sim.poke(dut.wide, BigInteger.ONE.shiftLeft(100)))
                .hasMessageContaining("UInt of 100 bits");
        assertThatThrownBy(() -> sim.poke(dut.nothing, 1)).hasMessageContaining("0 to 0");
        assertThatThrownBy(() -> sim.pokeBits(dut.store, BigInteger.ONE.shiftLeft(13)))
                .hasMessage("bits 0x2000 for 13 bits: cut them first");
        assertThatThrownBy(() -> sim.peek(dut.wide)).hasMessageContaining("100 bits wide");
        assertThatThrownBy(() -> sim.expect(dut.count, 256)).hasMessageContaining("0 to 255");
    }

    @Simulate
    void whatTheDesignDrivesIsRefusedWithTheLineThatDeclaresIt(TestRun run) {
        var sim = run.simulate(Mixed::new);
        assertThatThrownBy(() -> sim.poke(sim.top().count, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "count is driven by Mixed \\(Mixed.java:\\d+\\); only inputs of the top module, registers that change and memory cells can be poked");
    }

    @Simulate
    void eachOfManySignalsHasItsOwnValueAndItsOwnRange(TestRun run) {
        var sim = run.simulate(Many::new);
        var dut = sim.top();
        var random = sim.random();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < Many.COUNT; i++) {
                long bits = random.nextLong() >>> random.nextInt(Long.SIZE);
                sim.poke(dut.unsigned.get(i), Many.cut(bits, i));
                sim.poke(dut.signed.get(i), Many.cutSigned(bits, i));
            }
            for (int i = 0; i < Many.COUNT; i++) {
                long value = sim.peek(dut.unsigned.get(i));
                assertThat(sim.peek(dut.low.get(i))).as("low %d", i).isEqualTo(Many.cut(~value, i));
                assertThat(sim.peek(dut.high.get(i)))
                        .as("high %d", i)
                        .isEqualTo(~sim.peek(dut.signed.get(i)))
                        .isEqualTo(~Many.cutSigned(value, i));
            }
        }
        for (int i = 0; i < Long.SIZE - 1; i++) {
            var narrow = dut.unsigned.get(i);
            long beyond = 2L << i;
            assertThatThrownBy(() -> sim.poke(narrow, beyond)).hasMessageContaining("possible");
            assertThatThrownBy(() -> sim.poke(narrow, -1)).hasMessageContaining("possible");
            var signed = dut.signed.get(i);
            long least = -1L << i;
            assertThatThrownBy(() -> sim.poke(signed, least - 1)).hasMessageContaining("possible");
            assertThatThrownBy(() -> sim.poke(signed, -least)).hasMessageContaining("possible");
            sim.poke(signed, least);
            assertThat(sim.peek(signed)).isEqualTo(least);
            sim.poke(narrow, beyond - 1);
            assertThat(sim.peek(narrow)).isEqualTo(beyond - 1);
        }
    }

    /// Inputs of all widths up to 64 bits, and their complements.
    static final class Many extends Module {
        static final int COUNT = 3 * Long.SIZE;

        final List<UInt> unsigned = new ArrayList<>();
        final List<SInt> signed = new ArrayList<>();
        final List<UInt> low = new ArrayList<>();
        final List<SInt> high = new ArrayList<>();

        Many() {
            for (int i = 0; i < COUNT; i++) {
                unsigned.add(input(uint(width(i))).named("u" + i));
                signed.add(input(sint(width(i))).named("s" + i));
                low.add(output(uint(width(i))).named("low" + i));
                high.add(output(sint(width(i))).named("high" + i));
            }
        }

        private static int width(int i) {
            return 1 + i % Long.SIZE;
        }

        static long cut(long bits, int i) {
            return bits & (-1L >>> (Long.SIZE - width(i)));
        }

        static long cutSigned(long bits, int i) {
            int spare = Long.SIZE - width(i);
            return bits << spare >> spare;
        }

        @Override
        protected void build() {
            for (int i = 0; i < COUNT; i++) {
                low.get(i).assign(unsigned.get(i).not());
                high.get(i).assign(signed.get(i).not());
            }
        }
    }

    @Simulate
    void aSignalOfAnotherDesignIsRefused(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var other = new Mixed[1];
        Design.of(() -> other[0] = new Mixed());
        assertThatThrownBy(() -> sim.peek(other[0].count)).hasMessageContaining("in this design");
    }

    @Simulate
    void anExpectationThatFailsSaysBothValuesAndTheTime(TestRun run) {
        var sim = run.simulate(Mixed::new);
        sim.step(3);
        assertThatThrownBy(() -> sim.expect(sim.top().count, 5))
                .isInstanceOf(AssertionError.class)
                .hasMessage("count is 0, expected 5, at 24 ns");
        assertThatThrownBy(() -> sim.expect(sim.top().state, Mixed.State.BUSY))
                .hasMessage("state is IDLE, expected BUSY, at 24 ns");
        assertThatThrownBy(() -> sim.expect(sim.top().wordBefore, 255))
                .hasMessage("wordBefore is 0x0, expected 0xff, at 24 ns");
    }

    @Simulate
    void timeGoesByWithThePeriodsOfTheClock(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var dut = sim.top();
        sim.poke(dut.enable, true);
        assertThat(sim.clock().period()).isEqualTo(8 * Time.NS);
        sim.step(2);
        assertThat(sim.now()).isEqualTo(16 * Time.NS);
        sim.advance(7_999);
        sim.expect(dut.count, 2);
        sim.advance(1);
        sim.expect(dut.count, 3);
        sim.clock().period(2 * Time.NS);
        sim.advance(10 * Time.NS);
        sim.expect(dut.count, 8);
        sim.clock().stop();
        sim.advance(Time.US);
        sim.expect(dut.count, 8);
        sim.clock().start();
        sim.step();
        assertThat(sim.now()).isEqualTo(1036 * Time.NS);
        assertThat(sim.clock().edges()).isEqualTo(9);
        assertThat(sim.simulator().cycle()).isEqualTo(9);
    }

    @Simulate
    void runUntilEndsWithTheInstantInWhichItIsSo(TestRun run) {
        var sim = run.simulate(Mixed::new);
        sim.poke(sim.top().enable, true);
        sim.runUntil(sim.top().odd, Time.US);
        sim.expect(sim.top().count, 1);
        sim.runUntil(() -> sim.peek(sim.top().count) == 100, Time.US);
        assertThat(sim.now()).isEqualTo(800 * Time.NS);
    }

    @Simulate
    void aFailingCheckEndsTheStepAndTheTimeIsThatOfItsEdge(TestRun run) {
        var sim = run.simulate(Mixed::new);
        sim.poke(sim.top().enable, true);
        assertThatThrownBy(() -> sim.step(1_000))
                .isInstanceOfSatisfying(
                        AssertionFailure.class, e -> assertThat(e.cycle()).isEqualTo(200));
        assertThat(sim.now()).isEqualTo(201 * 8 * Time.NS);
    }

    /// A register without reset beside one that is reset while `rst_n` is 0.
    private static final class ActiveLow extends Module {
        final Bits in = input(bits(4));
        final Bits out = output(bits(4));
        private final Bits held = reg(bits(4), init(9));

        @Override
        protected void build() {
            held.next(in);
            out.assign(held);
        }
    }

    @Simulate
    void resetsAreInactiveButForReset(TestRun run) {
        var spec = new ClockSpec(ClockSpec.Edge.FALLING, ClockSpec.Reset.ASYNCHRONOUS, false, 3);
        var sim = run.simulate(Design.of(ActiveLow::new, spec));
        sim.expect(sim.top().out, 9);
        sim.poke(sim.top().in, 5);
        sim.step();
        sim.expect(sim.top().out, 5);
        sim.reset();
        sim.expect(sim.top().out, 9);
        assertThat(sim.now()).isEqualTo(2 * sim.clock().period());
        assertThat(sim.clock().period()).isEqualTo(333_333_333_333L);
    }

    /// No clock at all.
    private static final class Inverter extends Module {
        final Bits in = input(bits(4));
        final Bits out = output(bits(4));

        @Override
        protected void build() {
            out.assign(in.not());
        }
    }

    @Simulate
    void aDesignWithoutClocksHasTime(TestRun run) {
        var sim = run.simulate(Inverter::new);
        sim.poke(sim.top().in, 3);
        sim.advance(5);
        sim.expect(sim.top().out, 12);
        assertThat(sim.now()).isEqualTo(5);
        assertThatThrownBy(sim::step)
                .hasMessage(
                        "the design has no clock: wait for a time or a value, or use advance(time)");
    }

    @Simulate
    void oneModelServesSeveralSimulations(TestRun run) {
        var design = Design.of(Mixed::new);
        try (var model = run.engine().compile(design.circuit());
                var first = Simulation.of(model, design);
                var second = Simulation.of(model, design)) {
            first.poke(design.top().enable, true);
            first.step(5);
            second.step(3);
            first.expect(design.top().count, 5);
            second.expect(design.top().count, 0);
            assertThat(second.now()).isEqualTo(24 * Time.NS);
        }
    }
}
