package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.sim.Trigger.sampling;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

/// Registers and cells by Java reference, what is said of mistakes, and that everything with a name can be looked at, at any time.
class DepositTest {
    private static final class Inner extends Module {
        final UInt step = input(uint(8));
        final UInt sum = output(uint(8));
        final Bits cell = output(bits(64));
        final UInt total = reg(uint(8), init(1));
        final Bits mode = reg(bits(3), init(5));
        final Mem<Bits> cells = mem(bits(64), 4, ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            UInt larger = total.add(step);
            total.next(larger);
            sum.assign(larger.add(mode.asUInt().zext(8)));
            cells.write(total.trunc(2), cat(num(0, 56), larger));
            cell.assign(cells.readAsync(num(2, 2)));
        }
    }

    private static final class Outer extends Module {
        final UInt step = input(uint(8));
        final Bool odd = output(bool());
        final Bits cell = output(bits(64));
        final Inner left = child(new Inner());
        final Inner right = child(new Inner());

        @Override
        protected void build() {
            // Nothing comes of this, so that the Verilog does not have it.
            UInt lost = step.add(40);
            when(lost.eq(7), () -> {});
            left.step.assign(step);
            UInt between = left.sum.sub(1);
            right.step.assign(between);
            odd.assign(right.sum.bit(0));
            cell.assign(left.cell);
        }
    }

    @Simulate
    void registersOfEveryTypeArePokedByReference(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var dut = sim.top();
        sim.poke(dut.stateNow, Mixed.State.DONE);
        sim.expect(dut.state, Mixed.State.DONE);
        sim.poke(dut.levelNow, -64);
        sim.expect(dut.levelBefore, -64);
        sim.poke(dut.wideNow, BigInteger.ONE.shiftLeft(99));
        sim.expect(dut.wideBefore, BigInteger.ONE.shiftLeft(99));
        sim.poke(dut.counter, 41);
        sim.poke(dut.enable, true);
        sim.step();
        sim.expect(dut.count, 42);
        sim.expect(dut.state, Mixed.State.IDLE);
        sim.poke(dut.cells, 15, 0xABC);
        assertThat(sim.peek(dut.cells, 15)).isEqualTo(0xABC);
    }

    private record Mistake(String what, Runnable done) {}

    @Simulate
    void mistakesAreToldInTheSameWordsOnEachEngine(TestRun run) {
        var sim = run.simulate(Outer::new);
        var dut = sim.top();
        var low = sim.simulator();
        var line =
                "\\(DepositTest.java:\\d+\\); only inputs of the top module, registers that change and memory cells can be poked";
        var other = run.simulate(Outer::new);
        var mistakes =
                List.of(
                        new Mistake(
                                "value 256 for left.total, UInt of 8 bits: 0 to 255 are possible",
                                () -> sim.poke(dut.left.total, 256)),
                        new Mistake(
                                "value 0x100 for left.total, which is 8 bits wide; cut it first",
                                () -> low.poke(low.probe("left.total"), 256)),
                        new Mistake(
                                "value 256 for step, which is 8 bits wide and unsigned",
                                () -> low.pokeWide(low.probe("step"), BigInteger.valueOf(256))),
                        new Mistake(
                                "value -1 for left.total, which is 8 bits wide and unsigned",
                                () ->
                                        low.pokeWide(
                                                low.probe("left.total"), BigInteger.valueOf(-1))),
                        new Mistake("odd is driven by Outer " + line, () -> sim.poke(dut.odd, 1)),
                        new Mistake(
                                "left.sum is driven by Inner " + line,
                                () -> sim.poke(dut.left.sum, 1)),
                        new Mistake(
                                "left.step is driven by Inner " + line,
                                () -> low.poke(low.probe("left.step"), 1)),
                        new Mistake(
                                "between is driven by Outer " + line,
                                () -> low.poke(low.probe("between"), 1)),
                        new Mistake(
                                "left.mode keeps its power-up value for ever in Inner " + line,
                                () -> sim.poke(dut.left.mode, 1)),
                        new Mistake(
                                "address 4 of left.cells, which has 4 cells",
                                () -> sim.poke(dut.left.cells, 4, 1)),
                        new Mistake(
                                "address -1 of left.cells, which has 4 cells",
                                () -> sim.peek(dut.left.cells, -1)),
                        new Mistake(
                                "value 18446744073709551616 for left.cells\\[1\\], which is 64 bits wide and unsigned",
                                () -> sim.poke(dut.left.cells, 1, BigInteger.ONE.shiftLeft(64))),
                        new Mistake(
                                "no memory 'cells' in Outer; it has left.cells, right.cells",
                                () -> low.pokeMemory("cells", 0, BigInteger.ONE)),
                        new Mistake(
                                "no signal 'left.totl' in Outer; nearest are left.total.*",
                                () -> low.probe("left.totl")),
                        new Mistake(
                                "probe 'step' belongs to another simulator; ask this one for its own",
                                () -> low.poke(other.simulator().probe("step"), 1)));
        for (var mistake : mistakes) {
            assertThatIllegalArgumentException()
                    .as(mistake.what)
                    .isThrownBy(mistake.done::run)
                    .withMessageMatching(mistake.what);
        }
        sim.expect(dut.left.total, 1);
        assertThat(sim.peek(dut.left.cells, 1)).isZero();
    }

    @Simulate
    void aCellOf64BitsTakesAnyPattern(TestRun run) {
        var sim = run.simulate(Outer::new);
        sim.poke(sim.top().left.cells, 2, -2);
        assertThat(sim.peekWide(sim.top().cell))
                .isEqualTo(BigInteger.TWO.pow(64).subtract(BigInteger.TWO));
    }

    /// Named values, ports of children and wires too, which the verilator engine does not show from the start.
    @Simulate
    void whateverHasANameIsSeenLongAfterTheStart(TestRun run) {
        var sim = run.simulate(Outer::new);
        var dut = sim.top();
        sim.poke(dut.step, 3);
        sim.step(20);
        sim.poke(dut.right.total, 200);
        sim.poke(dut.left.cells, 3, 99);
        sim.expect(dut.left.sum, 69);
        sim.expect(dut.right.sum, (200 + 68 + 5) & 255);
        sim.expect(dut.odd, true);
        assertThat(sim.peek(dut.left.cells, 3)).isEqualTo(99);
        assertThat(sim.now()).isEqualTo(20 * sim.clock().period());
        var low = sim.simulator();
        assertThat(low.cycle()).isEqualTo(20);
        assertThat(low.peek(low.probe("between"))).isEqualTo(68);
        assertThat(low.peek(low.probe("left.larger"))).isEqualTo(64);
        assertThat(low.peek(low.probe("lost"))).isEqualTo(43);
        sim.step();
        sim.poke(dut.step, 4);
        assertThat(low.peek(low.probe("lost"))).isEqualTo(44);
        sim.poke(dut.step, 3);
        assertThat(low.peek(low.probe("between"))).isEqualTo(71);
        sim.expect(dut.left.total, 64);
        for (var signal : Observables.of(sim.design().circuit()).all()) {
            assertThat(low.peekWide(low.probe(signal.path()))).as(signal.path()).isNotNegative();
        }
    }

    @Simulate
    void anotherPowerUpIsForTheStart(TestRun run) {
        var sim = run.simulate(Outer::new);
        sim.powerUp(PowerUp.ZERO);
        sim.expect(sim.top().left.total, 0);
        sim.reset();
        sim.expect(sim.top().left.total, 1);
        assertThatThrownBy(() -> sim.powerUp(PowerUp.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("power-up of Outer in period 1: only before the first step");
    }

    @Simulate
    void aModelGivesInstancesWithAnyPowerUp(TestRun run) {
        try (var model = run.engine().compile(Design.of(Outer::new).circuit());
                var one = model.instantiate(PowerUp.random(1));
                var same = model.instantiate(PowerUp.random(1));
                var usual = model.instantiate()) {
            assertThat(usual.peek(usual.probe("left.total"))).isEqualTo(1);
            assertThat(one.peekMemory("left.cells", 0))
                    .isEqualTo(same.peekMemory("left.cells", 0))
                    .isNotEqualTo(usual.peekMemory("left.cells", 0));
        }
    }

    @Simulate
    void aRegisterIsNotPokedBeforeAnEdge(TestRun run) {
        var sim = run.simulate(Outer::new);
        sim.await(sampling());
        assertThatThrownBy(() -> pokeAll(sim)).hasMessageContaining("poke before an edge");
    }

    private static void pokeAll(Simulation<Outer> sim) {
        sim.poke(sim.top().left.cells, 0, 1);
    }
}
