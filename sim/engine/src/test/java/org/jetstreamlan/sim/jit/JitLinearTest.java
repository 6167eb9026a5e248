package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.pass.LinearMaps;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.api.Test;

/// Words whose bits are XORs of bits of one word are looked up, and are what their rows say.
final class JitLinearTest {
    /// What bit `i` is: the parity of the bits of the input in `rows[i]`, and of `constant >> i`.
    private record Map(int width, long[] rows, long constant) {
        static Map random(Random random) {
            int width = 1 + random.nextInt(64);
            long[] rows = new long[1 + random.nextInt(64)];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = random.nextLong() >>> 64 - width;
            }
            return new Map(width, rows, random.nextLong() >>> 64 - rows.length);
        }

        long of(long input) {
            long value = constant;
            for (int i = 0; i < rows.length; i++) {
                value ^= (Long.bitCount(rows[i] & input) & 1L) << i;
            }
            return value;
        }

        /// @param other a node of one bit that is part of the lowest bit, too, or -1
        int in(ModuleBuilder module, int input, int other) {
            List<Integer> bits = new ArrayList<>();
            for (int i = 0; i < rows.length; i++) {
                int bit = module.literal(constant >>> i & 1, 1);
                for (long rest = rows[i]; rest != 0; rest &= rest - 1) {
                    int low = Long.numberOfTrailingZeros(rest);
                    bit = module.binary(BinaryOp.XOR, bit, module.slice(input, low, 1));
                }
                bits.add(bit);
            }
            if (other >= 0) {
                bits.set(0, module.binary(BinaryOp.XOR, bits.getFirst(), other));
            }
            Collections.reverse(bits);
            return module.concat(bits.toArray(Integer[]::new));
        }

        /// `state` takes what the map makes of `a`.
        ModuleBuilder module(boolean isMixed) {
            ModuleBuilder module = new ModuleBuilder("Linear");
            int input = module.read(module.input("a", width));
            int other = module.read(module.input("b", 1));
            int state = module.register("state", rows.length, 0);
            module.assign(state, in(module, input, isMixed ? other : -1));
            module.output("y", rows.length, module.read(state));
            return module;
        }
    }

    private static int maps(ModuleBuilder module) {
        WordGraph graph = Netlist.of(module.circuit()).graph();
        LinearMaps.replace(graph);
        int count = 0;
        for (int id = 0; id < graph.size(); id++) {
            count += graph.op(id) == WordOp.LINEAR ? 1 : 0;
        }
        assertThat(graph.tables()).hasSize(count);
        return count;
    }

    @Test
    void randomMapsAreWhatTheirRowsSay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int replaced = 0;
        for (int round = 0; round < 40; round++) {
            Map map = Map.random(random);
            ModuleBuilder module = map.module(false);
            replaced += maps(module);
            for (JitEngine engine :
                    List.of(
                            new JitEngine(),
                            new JitEngine(EnumSet.of(Optimisation.LINEAR)),
                            new JitEngine().without(Optimisation.MASKS),
                            JitEngine.gatedAtRandom(seed),
                            JitEngine.restless())) {
                try (Model model = engine.compile(module.circuit());
                        Simulator simulator = model.instantiate()) {
                    for (int clock = 0; clock < 30; clock++) {
                        long input = random.nextLong() >>> 64 - map.width;
                        simulator.poke(simulator.probe("a"), input);
                        simulator.step();
                        assertThat(simulator.peek(simulator.probe("y")))
                                .as("seed %d, round %d, input %x", seed, round, input)
                                .isEqualTo(map.of(input));
                    }
                }
            }
        }
        assertThat(replaced).as("seed %d", seed).isGreaterThanOrEqualTo(20);
    }

    @Test
    void whatAnotherWordIsPartOfOrWhatIsCheapStaysAsItIs() {
        long[] dense = new long[32];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = 0xDEAD_BEEFL * (2 * i + 1) & 0xFFFF_FFFFL;
        }
        assertThat(maps(new Map(32, dense, 0).module(false))).isEqualTo(1);
        assertThat(maps(new Map(32, dense, 0).module(true))).isZero();
        assertThat(maps(new Map(32, new long[] {1, 6, 8, 16}, 0).module(false))).isZero();
    }

    /// Bits between are computed for who looks at them, though nothing else needs them.
    @Test
    void whatATableReplacesCanStillBeLookedAt() {
        ModuleBuilder module = new ModuleBuilder("Looked");
        int input = module.read(module.input("a", 32));
        Map map = new Map(32, new long[32], 5);
        for (int i = 0; i < 32; i++) {
            map.rows[i] = 0x1234_5678_9ABCL >>> i & 0xFFFF_FFFFL;
        }
        int all = module.named(map.in(module, input, -1), "all");
        int part = module.named(module.slice(all, 3, 7), "part");
        module.output("y", 32, all);
        module.output("z", 7, part);
        try (Bench bench = new Bench(module)) {
            for (long value : new long[] {0, 1, 0x8000_0000L, 0xFFFF_FFFFL, 0x55AA_1234L}) {
                bench.poke("a", value);
                assertThat(bench.peek("y")).isEqualTo(map.of(value));
                assertThat(bench.peek("all")).isEqualTo(map.of(value));
                assertThat(bench.peek("z")).isEqualTo(map.of(value) >>> 3 & 127);
                assertThat(bench.peek("part")).isEqualTo(map.of(value) >>> 3 & 127);
            }
        }
    }
}
