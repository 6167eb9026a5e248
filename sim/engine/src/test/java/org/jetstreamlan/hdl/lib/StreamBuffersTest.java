package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.lib.Fifo.Storage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every block promises that a stream goes through, and the figures in its header.
class StreamBuffersTest {
    /// An AXI4-Stream slice whose `last` and `keep` are taken from the word and put back into it.
    static final class SlicedAxi extends Module {
        final org.jetstreamlan.hdl.lib.Stream<Bits> in = input(stream(bits(16)));
        final org.jetstreamlan.hdl.lib.Stream<Bits> out = output(stream(bits(16)));
        private final Axi4StreamRegisterSlice slice = child(new Axi4StreamRegisterSlice(2));

        @Override
        protected void build() {
            in.map(word -> new Axi4Stream.Transfer(word, word.slice(1, 0), word.bit(15)))
                    .into(slice.s_axis.t());
            slice.m_axis.t().map(t -> cat(t.last(), t.data().slice(14, 2), t.keep())).into(out);
        }
    }

    /// Name, module, latency in clocks, payloads it holds.
    static Stream<Arguments> buffers() {
        return Stream.of(
                buffer("SkidBuffer", () -> new SkidBuffer<>(Type.bits(16)), 1, 2),
                buffer("RegisterSlice", () -> new RegisterSlice<>(Type.bits(16)), 1, 1),
                buffer("Axi4StreamRegisterSlice", SlicedAxi::new, 1, 2),
                buffer("BackwardSlice", () -> new BackwardSlice<>(Type.bits(16)), 0, 1),
                buffer("Fifo 1", () -> fifo(1, Storage.LUT), 1, 1),
                buffer("Fifo 2 LUT", () -> fifo(2, Storage.LUT), 1, 2),
                buffer("Fifo 16 LUT", () -> fifo(16, Storage.LUT), 1, 16),
                buffer("Fifo 3 LUT", () -> fifo(3, Storage.LUT), 1, 3),
                buffer("Fifo 12 LUT", () -> fifo(12, Storage.LUT), 1, 12),
                buffer("Fifo 17 LUT", () -> fifo(17, Storage.LUT), 1, 17),
                buffer("Fifo 2 BLOCK", () -> fifo(2, Storage.BLOCK), 2, 2),
                buffer("Fifo 3 BLOCK", () -> fifo(3, Storage.BLOCK), 2, 3),
                buffer("Fifo 100 BLOCK", () -> fifo(100, Storage.BLOCK), 2, 100),
                buffer("Fifo 4 BLOCK", () -> fifo(4, Storage.BLOCK), 2, 4),
                buffer("Fifo 64 BLOCK", () -> fifo(64, Storage.BLOCK), 2, 64));
    }

    private static Arguments buffer(
            String name, Supplier<Module> module, int latency, int capacity) {
        return Arguments.of(name, module, latency, capacity);
    }

    private static Fifo<?> fifo(int depth, Storage storage) {
        return new Fifo<>(Type.bits(16), depth, storage);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("buffers")
    void payloadComesOutAsLateAsPromised(
            String name, Supplier<Module> module, int latency, int capacity) {
        try (StreamRig rig = new StreamRig(module)) {
            assertThat(rig.latency()).isEqualTo(latency);
            assertThat(rig.latency()).as("again").isEqualTo(latency);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("buffers")
    void holdsAsManyAsPromisedAndLosesNoneWhenFull(
            String name, Supplier<Module> module, int latency, int capacity) {
        try (StreamRig rig = new StreamRig(module)) {
            for (int i = 0; i < capacity + 10; i++) {
                rig.clock(true, false);
            }
            assertThat(rig.inside()).isEqualTo(capacity);
            rig.play(1, 0, 0, 0);
            assertThat(rig.taken()).isEqualTo(capacity + 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("buffers")
    void movesOneAClock(String name, Supplier<Module> module, int latency, int capacity) {
        try (StreamRig rig = new StreamRig(module)) {
            for (int i = 0; i < 1_000; i++) {
                rig.clock(true, true);
            }
            assertThat(rig.taken()).isEqualTo(promised(name, 1_000 - latency));
        }
    }

    /// Too shallow for their latency, as their header says.
    private static long promised(String name, long clocks) {
        return switch (name) {
            case "Fifo 1" -> (clocks + 1) / 2;
            case "Fifo 2 BLOCK" -> (2 * clocks + 2) / 3;
            default -> clocks;
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("buffers")
    void keepsOrderUnderAnyStalls(String name, Supplier<Module> module, int latency, int capacity) {
        int[][] shares = {{50, 50}, {90, 30}, {30, 90}, {100, 50}, {50, 100}, {10, 10}};
        for (int[] share : shares) {
            try (StreamRig rig = new StreamRig(module)) {
                rig.play(share[0] * 7L, 3_000, share[0], share[1]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Storage.class)
    void levelCountsWhatIsInside(Storage storage) {
        for (int depth = 1; depth < 20; depth++) {
            int entries = depth;
            try (StreamRig rig = new StreamRig(() -> fifo(entries, storage))) {
                var level = rig.simulator.probe("level");
                var random = new Random(depth);
                for (int i = 0; i < 20 * depth; i++) {
                    boolean filling = i / (3 * entries) % 2 == 0;
                    rig.clock(
                            random.nextInt(3) > (filling ? 0 : 1),
                            random.nextInt(3) > (filling ? 1 : 0));
                    assertThat(rig.simulator.peek(level))
                            .as("depth " + depth)
                            .isEqualTo(rig.inside());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void depthBelow1IsRefused(int depth) {
        assertThatThrownBy(() -> Design.of(() -> fifo(depth, Storage.BLOCK)))
                .hasMessageContaining("FIFO of depth " + depth);
    }
}
