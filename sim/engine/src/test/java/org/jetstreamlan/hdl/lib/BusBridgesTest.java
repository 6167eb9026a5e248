package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.jetstreamlan.sim.axi.Axi4Manager;
import org.jetstreamlan.sim.axi.Axi4Transfer;
import org.jetstreamlan.sim.axi.Axi4Transfer.Shape;
import org.jetstreamlan.sim.bench.Stalls;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// AXI4 by way of register slices and bridges to an APB memory: the managers check the AXI rules, [ApbSubordinate] those of APB.
class BusBridgesTest {
    private static final int ADDRESS_BITS = 12;

    /// Everything between AXI4 and APB.
    static final class Bridges extends Module {
        final Axi4 s_axi = input(Axi4.type(ADDRESS_BITS, 32, 3));
        final Apb m_apb = output(Apb.type(ADDRESS_BITS, 32));

        /// Stalls of AW and W between the bridges, each by itself.
        final Bool haltAddress = input(bool());

        final Bool haltData = input(bool());
        private final Axi4RegisterSlice slice = child(new Axi4RegisterSlice(ADDRESS_BITS, 32, 3));
        private final Axi4ToAxi4Lite splitter = child(new Axi4ToAxi4Lite(ADDRESS_BITS, 32, 3));
        private final Axi4LiteRegisterSlice liteSlice =
                child(new Axi4LiteRegisterSlice(ADDRESS_BITS, 32));
        private final Axi4LiteToApb bridge = child(new Axi4LiteToApb(ADDRESS_BITS));
        private final ApbRegisterSlice apbSlice = child(new ApbRegisterSlice(ADDRESS_BITS, 32));

        @Override
        protected void build() {
            connect(slice.s_axi, s_axi);
            connect(splitter.s_axi, slice.m_axi);
            splitter.m_axil.aw().haltWhen(haltAddress).into(liteSlice.s_axil.aw());
            splitter.m_axil.w().haltWhen(haltData).into(liteSlice.s_axil.w());
            liteSlice.s_axil.b().into(splitter.m_axil.b());
            splitter.m_axil.ar().into(liteSlice.s_axil.ar());
            liteSlice.s_axil.r().into(splitter.m_axil.r());
            connect(bridge.s_axil, liteSlice.m_axil);
            connect(apbSlice.s_apb, bridge.m_apb);
            connect(m_apb, apbSlice.m_apb);
        }
    }

    /// What an AXI memory would hold.
    private static final class Reference {
        final int[] words = new int[ApbSubordinate.REFUSED / 4];

        static long addressOf(Shape shape, long first, int beat) {
            long step = 1L << shape.size();
            return switch (shape.burst()) {
                case Axi4.FIXED -> first;
                case Axi4.INCR -> (beat == 0 ? first : (first & -step) + beat * step);
                default -> {
                    long span = step * shape.beats();
                    yield (first & -span) + (first + beat * step) % span;
                }
            };
        }

        void write(Shape shape, long first, int[] data, byte[] strobes) {
            for (int beat = 0; beat < shape.beats(); beat++) {
                int index = (int) addressOf(shape, first, beat) / 4;
                for (int lane = 0; lane < 4; lane++) {
                    if ((strobes[beat] >> lane & 1) != 0) {
                        int mask = 0xFF << 8 * lane;
                        words[index] = words[index] & ~mask | data[beat] & mask;
                    }
                }
            }
        }

        int[] read(Shape shape, long first) {
            int[] data = new int[shape.beats()];
            Arrays.setAll(data, beat -> words[(int) addressOf(shape, first, beat) / 4]);
            return data;
        }
    }

    private static Simulator start(Model model) {
        Simulator simulator = model.instantiate();
        simulator.poke(simulator.probe("rst"), 1);
        simulator.step();
        simulator.poke(simulator.probe("rst"), 0);
        return simulator;
    }

    private static Shape randomShape(Random random) {
        int burst = random.nextInt(3);
        int size = random.nextInt(3);
        int beats =
                switch (burst) {
                    case Axi4.FIXED -> 1 + random.nextInt(16);
                    case Axi4.INCR -> 1 + random.nextInt(40);
                    default -> 2 << random.nextInt(4);
                };
        return new Shape(random.nextInt(8), beats, size, burst, beats - 1);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "40, 0, 2", "0, 60, 3", "30, 30, 4", "70, 80, 5"})
    void burstsOfEveryShapeReachTheMemory(int stallPercent, int waitPercent, long seed) {
        Random random = new Random(seed);
        Reference reference = new Reference();
        try (Model model = new JitEngine().compile(Design.of(Bridges::new).circuit());
                Simulator simulator = start(model)) {
            var apb = new ApbSubordinate(simulator, seed, waitPercent);
            var manager =
                    new Axi4Manager(
                            simulator,
                            "s_axi",
                            256,
                            Stalls.of(stallPercent, seed),
                            Stalls.of(stallPercent, seed + 1));
            for (int i = 0; i < 150; i++) {
                Shape shape = randomShape(random);
                long first = random.nextInt(0x700) & -(1L << shape.size());
                String at = "seed %d, burst %d: %s at 0x%x".formatted(seed, i, shape, first);
                int[] data = random.ints(shape.beats()).toArray();
                byte[] strobes = new byte[shape.beats()];
                for (int beat = 0; beat < strobes.length; beat++) {
                    strobes[beat] = (byte) random.nextInt(16);
                }
                run(simulator, apb, manager, manager.writeBurst(shape, first, data, strobes), at);
                reference.write(shape, first, data, strobes);
                int[] read = new int[shape.beats()];
                var transfer = manager.readBurst(shape, first, read);
                run(simulator, apb, manager, transfer, at);
                assertThat(read).as(at).isEqualTo(reference.read(shape, first));
            }
            assertThat(apb.words).isEqualTo(reference.words);
        }
    }

    private static void run(
            Simulator simulator,
            ApbSubordinate apb,
            Axi4Manager manager,
            Axi4Transfer transfer,
            String at) {
        for (int clock = 0; clock < 20_000 && !transfer.isDone(); clock++) {
            simulator.poke(simulator.probe("haltAddress"), clock >> 2 & clock & 1);
            simulator.poke(simulator.probe("haltData"), clock >> 1 & 1);
            manager.tick();
            apb.tick();
            simulator.step();
        }
        assertThat(transfer.isDone()).as(at).isTrue();
        assertThat(transfer.response()).as(at).isZero();
    }

    @Test
    void aRefusedBeatRefusesItsBurst() {
        try (Model model = new JitEngine().compile(Design.of(Bridges::new).circuit());
                Simulator simulator = start(model)) {
            var apb = new ApbSubordinate(simulator, 1, 20);
            var manager = new Axi4Manager(simulator, "s_axi");
            var write = manager.write(ApbSubordinate.REFUSED - 8, 1, 2, 3, 4);
            var read = manager.read(ApbSubordinate.REFUSED - 8, new int[4]);
            var good = manager.write(0, 5, 6);
            for (int clock = 0; clock < 500; clock++) {
                manager.tick();
                apb.tick();
                simulator.step();
            }
            assertThat(manager.isIdle()).isTrue();
            assertThat(write.response()).isEqualTo(Axi4.SLVERR);
            assertThat(read.response()).isEqualTo(Axi4.SLVERR);
            assertThat(good.response()).isEqualTo(Axi4.OKAY);
            assertThat(apb.accesses).isEqualTo(10);
        }
    }

    /// AXI4-Lite to APB, with or without registers behind.
    static final class Sliced extends Module {
        final Axi4Lite s_axil = input(Axi4Lite.type(ADDRESS_BITS, 32));
        final Apb m_apb = output(Apb.type(ADDRESS_BITS, 32));
        private final Axi4LiteToApb bridge = child(new Axi4LiteToApb(ADDRESS_BITS));
        private final ApbRegisterSlice slice = child(new ApbRegisterSlice(ADDRESS_BITS, 32));

        @Override
        protected void build() {
            connect(bridge.s_axil, s_axil);
            connect(slice.s_apb, bridge.m_apb);
            connect(m_apb, slice.m_apb);
        }
    }

    /// For the headers' figures.
    @Test
    void anAccessOfAxi4LiteTakesFourClocksAndASliceTwoMore() {
        takesAnAccess(4, () -> new Axi4LiteToApb(ADDRESS_BITS));
        takesAnAccess(6, Sliced::new);
    }

    private static void takesAnAccess(int expected, Supplier<Module> bridge) {
        try (Model model = new JitEngine().compile(Design.of(bridge::get).circuit());
                Simulator simulator = start(model)) {
            var apb = new ApbSubordinate(simulator, 1, 0);
            var manager =
                    new Axi4LiteManager(
                            simulator,
                            "s_axil",
                            Axi4LiteManager.Order.FREE,
                            Stalls.NONE,
                            Stalls.NONE);
            apb.words[3] = 77;
            for (int i = 0; i < 10; i++) {
                manager.read(4L * i);
                manager.read(4L * i);
                manager.write(4L * i, i);
                manager.write(4L * i, i);
            }
            int clocks = 0;
            while (!manager.isIdle()) {
                manager.tick();
                apb.tick();
                simulator.step();
                clocks++;
            }
            assertThat(clocks).isEqualTo(expected * 40);
            assertThat(apb.order)
                    .as("nobody waits for two of the other kind")
                    .doesNotContain("RRR", "WWW");
            for (int i = 0; i < 10; i++) {
                assertThat(apb.words[i]).isEqualTo(i);
            }
        }
    }
}
