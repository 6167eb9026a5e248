package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ClockSpec.Edge;
import org.jetstreamlan.hdl.ir.ClockSpec.Reset;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// Registers, reset, power-up and the instant: numbers 13 to 19 of `docs/semantics.md`.
final class JitStateTest {
    private static ModuleBuilder counters(ClockSpec spec) {
        ModuleBuilder module = new ModuleBuilder("Counters", spec);
        int reset = module.register("with_init", 8, 5);
        int held = module.register("without_init", 8);
        int one = module.literal(1, 8);
        module.assign(reset, module.binary(BinaryOp.ADD, module.read(reset), one));
        module.assign(held, module.binary(BinaryOp.ADD, module.read(held), one));
        module.output("a", 8, module.read(reset));
        module.output("b", 8, module.read(held));
        return module;
    }

    private static ClockSpec spec(Reset reset, boolean activeHigh) {
        return new ClockSpec(Edge.RISING, reset, activeHigh, 1_000_000);
    }

    @Test
    void powerUpIsInitOrZero() {
        try (Bench bench = new Bench(counters(ClockSpec.CORE))) {
            assertThat(bench.peek("a")).isEqualTo(5);
            assertThat(bench.peek("b")).isZero();
        }
    }

    @Test
    void synchronousResetWaitsForTheEdgeAndWinsOverAssignments() {
        try (Bench bench = new Bench(counters(spec(Reset.SYNCHRONOUS, true)))) {
            bench.step().step().poke("rst", 1);
            assertThat(bench.peek("a")).isEqualTo(7);
            assertThat(bench.step().peek("a")).isEqualTo(5);
            assertThat(bench.step().peek("a")).isEqualTo(5);
            assertThat(bench.poke("rst", 0).step().peek("a")).isEqualTo(6);
        }
    }

    @Test
    void registerWithoutInitIsNotTouchedByReset() {
        try (Bench bench = new Bench(counters(spec(Reset.SYNCHRONOUS, true)))) {
            assertThat(bench.poke("rst", 1).step().step().peek("b")).isEqualTo(2);
        }
        try (Bench bench = new Bench(counters(spec(Reset.ASYNCHRONOUS, true)))) {
            assertThat(bench.step().poke("rst", 1).step().peek("b")).isEqualTo(2);
        }
    }

    @Test
    void activeLowResetHoldsWhileItIsZero() {
        try (Bench bench = new Bench(counters(spec(Reset.SYNCHRONOUS, false)))) {
            assertThat(bench.step().step().peek("a")).isEqualTo(5);
            assertThat(bench.poke("rst", 1).step().peek("a")).isEqualTo(6);
        }
    }

    @Test
    void asynchronousResetActsAtOnceAndWhileItIsActive() {
        try (Bench bench = new Bench(counters(spec(Reset.ASYNCHRONOUS, true)))) {
            bench.step().step();
            assertThat(bench.peek("a")).isEqualTo(7);
            assertThat(bench.poke("rst", 1).peek("a")).isEqualTo(5);
            assertThat(bench.step().peek("a")).isEqualTo(5);
            assertThat(bench.poke("rst", 0).peek("a")).isEqualTo(5);
            assertThat(bench.step().peek("a")).isEqualTo(6);
        }
    }

    @Test
    void asynchronousActiveLowReset() {
        try (Bench bench = new Bench(counters(spec(Reset.ASYNCHRONOUS, false)))) {
            assertThat(bench.poke("rst", 1).step().peek("a")).isEqualTo(6);
            assertThat(bench.poke("rst", 0).peek("a")).isEqualTo(5);
        }
    }

    @Test
    void aClockWithoutResetHasNoResetSignal() {
        try (Bench bench = new Bench(counters(spec(Reset.NONE, true)))) {
            assertThat(bench.step().peek("a")).isEqualTo(6);
            assertThatThrownBy(() -> bench.peek("rst")).hasMessageContaining("no signal 'rst'");
        }
    }

    @Test
    void aFallingEdgeClockSteps() {
        ClockSpec falling = new ClockSpec(Edge.FALLING, Reset.SYNCHRONOUS, true, 1_000_000);
        try (Bench bench = new Bench(counters(falling))) {
            assertThat(bench.step().peek("a")).isEqualTo(6);
        }
    }

    @Test
    void allRegistersSampleFromBeforeTheEdge() {
        ModuleBuilder module = new ModuleBuilder("Ring");
        int[] ring = new int[5];
        for (int i = 0; i < 5; i++) {
            ring[i] = module.register("r" + i, 8, i);
        }
        for (int i = 0; i < 5; i++) {
            module.assign(ring[i], module.read(ring[(i + 4) % 5]));
            module.output("o" + i, 8, module.read(ring[i]));
        }
        try (Bench bench = new Bench(module)) {
            bench.step().step();
            for (int i = 0; i < 5; i++) {
                assertThat(bench.peek("o" + i)).isEqualTo((i + 3) % 5);
            }
        }
    }

    @Test
    void registersThatTakeOneValueAllTakeIt() {
        ModuleBuilder module = new ModuleBuilder("Copies");
        int a = module.read(module.input("a", 8));
        int sum = module.binary(BinaryOp.ADD, a, module.literal(1, 8));
        int first = module.register("first", 8);
        int second = module.register("second", 8, 9);
        int direct = module.register("direct", 8);
        int fixed = module.register("fixed", 8, 1);
        module.assign(first, sum);
        module.assign(second, sum);
        module.assign(direct, a);
        module.assign(fixed, module.literal(77, 8));
        module.output("sum", 8, sum);
        try (Bench bench = new Bench(module)) {
            bench.poke("a", 41).step();
            assertThat(bench.peek("first")).isEqualTo(42);
            assertThat(bench.peek("second")).isEqualTo(42);
            assertThat(bench.peek("direct")).isEqualTo(41);
            assertThat(bench.peek("fixed")).isEqualTo(77);
            assertThat(bench.peek("sum")).isEqualTo(42);
        }
    }

    @Test
    void pokesShowAtOnceAndOutputsAfterAStepWithoutOne() {
        ModuleBuilder module = new ModuleBuilder("Mixed");
        int a = module.read(module.input("a", 8));
        int r = module.register("r", 8, 0);
        module.assign(r, a);
        module.output("moore", 8, module.not(module.read(r)));
        module.output("mealy", 8, module.binary(BinaryOp.ADD, module.read(r), a));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.poke("a", 3).peek("mealy")).isEqualTo(3);
            assertThat(bench.poke("a", 4).peek("mealy")).isEqualTo(4);
            assertThat(bench.peek("moore")).isEqualTo(0xFF);
            bench.step();
            assertThat(bench.peek("moore")).isEqualTo(0xFB);
            assertThat(bench.peek("mealy")).isEqualTo(8);
        }
    }

    @Test
    void aBankOfThousandsOfRegistersStaysCompilable() {
        // Distinct slots, constants beyond 16 bits, no sharing: the most byte code a node can need.
        ModuleBuilder module = new ModuleBuilder("Bank");
        int count = 3000;
        int[] bank = new int[count];
        for (int i = 0; i < count; i++) {
            bank[i] = module.register("r" + i, 40, i);
        }
        int memory = module.memory("cells", 40, 1000, 40, ReadUnderWrite.READ_FIRST, List.of());
        for (int i = 0; i < count; i++) {
            int select = module.slice(module.read(bank[(i * 7 + 1) % count]), 0, 1);
            int other = module.read(bank[(i + 1) % count]);
            int cell = module.memoryRead(memory, module.slice(other, i % 9, 13));
            int mixed = module.binary(BinaryOp.ADD, module.read(bank[i]), cell);
            module.assign(bank[i], module.mux(select, other, mixed));
        }
        module.output("out", 40, module.read(bank[count - 1]));
        try (Bench bench = new Bench(module)) {
            assertThat(bench.step().peek("r0")).isEqualTo(1);
            assertThat(bench.peek("r5")).isEqualTo(5);
        }
    }

    @Test
    void aChildOnTheOtherEdgeIsDeclined() {
        ModuleBuilder top = new ModuleBuilder("Top");
        ClockSpec falling = new ClockSpec(Edge.FALLING, Reset.SYNCHRONOUS, true, 125_000_000);
        int child = top.instance("child", counters(falling).build());
        top.output("a", 8, top.read(top.port(child, "a")));
        assertThatThrownBy(() -> new Bench(top))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("child.with_init");
    }
}
