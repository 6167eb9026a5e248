package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// Logic that no mux chooses is skipped, and nobody can tell.
final class JitGuardTest {
    private static final int ROUNDS = 40;

    /// `a + 1` squared and folded over and over: long enough to be worth a branch.
    private static int longWay(ModuleBuilder module, int a) {
        int value = a;
        for (int i = 0; i < ROUNDS; i++) {
            int grown = module.binary(BinaryOp.ADD, value, module.literal(2 * i + 1, 32));
            value = module.binary(BinaryOp.MUL, grown, grown);
        }
        return value;
    }

    private static long longWay(long a) {
        long value = a;
        for (int i = 0; i < ROUNDS; i++) {
            long grown = value + 2 * i + 1 & 0xFFFF_FFFFL;
            value = grown * grown & 0xFFFF_FFFFL;
        }
        return value;
    }

    private static ModuleBuilder guarded() {
        ModuleBuilder module = new ModuleBuilder("Guarded");
        int a = module.read(module.input("a", 32));
        int outer = module.read(module.input("outer", 1));
        int inner = module.read(module.input("inner", 1));
        int result = module.register("result", 32, 0);
        int first = module.named(longWay(module, a), "first");
        int second = module.named(longWay(module, module.not(a)), "second");
        module.when(
                outer,
                () -> {
                    module.assign(result, first);
                    module.when(inner, () -> module.assign(result, second));
                });
        module.output("out", 32, module.read(result));
        return module;
    }

    /// What feeds the region has settled before the input that chooses it is poked.
    @Test
    void aRegionFedByStateIsComputedWhenAnInputChoosesIt() {
        ModuleBuilder module = new ModuleBuilder("Chosen");
        int choose = module.read(module.input("choose", 1));
        int count = module.register("count", 32, 0);
        module.assign(
                count, module.binary(BinaryOp.ADD, module.read(count), module.literal(1, 32)));
        int far = longWay(module, module.read(count));
        module.output("out", 32, module.mux(choose, far, module.read(count)));
        try (Bench bench = new Bench(module)) {
            for (long i = 0; i < 8; i++) {
                bench.poke("choose", 0);
                assertThat(bench.peek("out")).isEqualTo(i);
                bench.poke("choose", 1);
                assertThat(bench.peek("out")).isEqualTo(longWay(i));
                bench.poke("choose", 0).step();
            }
        }
    }

    @Test
    void aRegionIsComputedWheneverItIsChosen() {
        try (Bench bench = new Bench(guarded())) {
            long expected = 0;
            for (int i = 0; i < 64; i++) {
                long a = 0x9E3779B9L * (i + 1) & 0xFFFF_FFFFL;
                boolean outer = (i & 3) != 0;
                boolean inner = (i & 4) != 0;
                bench.poke("a", a).poke("outer", outer ? 1 : 0).poke("inner", inner ? 1 : 0);
                if (outer) {
                    expected = longWay(inner ? ~a & 0xFFFF_FFFFL : a);
                }
                assertThat(bench.step().peek("out")).isEqualTo(expected);
            }
        }
    }

    @Test
    void aSkippedValueIsRightWhenItIsLookedAt() {
        try (Bench bench = new Bench(guarded())) {
            for (int i = 0; i < 8; i++) {
                bench.poke("a", i).poke("outer", i & 1).poke("inner", i >> 1 & 1);
                assertThat(bench.peek("first")).isEqualTo(longWay(i));
                assertThat(bench.peek("second")).isEqualTo(longWay(~i & 0xFFFF_FFFFL));
                bench.step();
            }
        }
    }

    @Test
    void longRegionsHaveGuardsAndShortOnesDoNot() {
        Netlist netlist = Netlist.of(guarded().circuit());
        Schedule schedule =
                new Schedule(netlist, new Layout(netlist), Set.of(Optimisation.BRANCHES), null);
        int guardedNodes = 0;
        int deepest = 0;
        for (Chunk chunk : schedule.chunks()) {
            deepest = Math.max(deepest, schedule.guards().depth(chunk.guard()));
            guardedNodes += chunk.guard() == Guards.ALWAYS ? 0 : chunk.nodes().length;
        }
        assertThat(guardedNodes).isGreaterThan(3 * ROUNDS);
        assertThat(deepest).isEqualTo(2);
    }
}
