package org.jetstreamlan.hdl.lib.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.lib.Bench;
import org.jetstreamlan.hdl.lib.Selection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Coders against Java, for all inputs of up to 9 bits and random wider ones.
class CodersTest {
    /// A function as a module.
    static final class Applied extends Module {
        final Bits in;
        final Bits out;
        private final Function<Bits, ? extends Data<?>> function;

        Applied(int width, int outWidth, Function<Bits, ? extends Data<?>> function) {
            this.function = function;
            super();
            this.in = input(bits(width));
            this.out = output(bits(outWidth));
        }

        @Override
        protected void build() {
            out.assign(function.apply(in).asBits());
        }
    }

    private static void check(
            int width,
            int outWidth,
            Function<Bits, ? extends Data<?>> hardware,
            LongUnaryOperator java) {
        Random random = new Random(width);
        try (Bench bench = new Bench(() -> new Applied(width, outWidth, hardware))) {
            for (long i = 0; i < (width <= 9 ? 1 << width : 2_000); i++) {
                long value =
                        width <= 9 ? i : random.nextLong() >>> 64 - width >>> random.nextInt(width);
                assertThat(bench.poke("in", value).peek("out"))
                        .as("width %d, input 0x%x", width, value)
                        .isEqualTo(java.applyAsLong(value));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 33, 37, 64})
    void coders(int width) {
        int index = PriorityEncoder.indexWidth(width);
        int count = BitCount.countWidth(width);
        check(width, width, PriorityEncoder::lowestAlone, Long::lowestOneBit);
        check(width, width, PriorityEncoder::highestAlone, Long::highestOneBit);
        check(
                width,
                index + 1,
                bits ->
                        Bits.cat(
                                bits.orR(),
                                bits.orR()
                                        .mux(
                                                PriorityEncoder.lowest(bits).asBits(),
                                                Type.bits(index).zero())),
                v -> v == 0 ? 0 : 1L << index | Long.numberOfTrailingZeros(v));
        check(
                width,
                index,
                PriorityEncoder::highest,
                v -> v == 0 ? 0 : 63 - Long.numberOfLeadingZeros(v));
        check(width, count, BitCount::ones, Long::bitCount);
        check(
                width,
                count,
                BitCount::leadingZeros,
                v -> Long.numberOfLeadingZeros(v) - (64 - width));
        check(
                width,
                count,
                BitCount::trailingZeros,
                v -> Math.min(width, Long.numberOfTrailingZeros(v)));
        check(width, 1, OneHot::isOneHot, v -> Long.bitCount(v) == 1 ? 1 : 0);
        check(width, 1, OneHot::hasSeveral, v -> Long.bitCount(v) > 1 ? 1 : 0);
        check(width, index, OneHot::number, CodersTest::orOfIndices);
        check(width, width, bits -> GrayCode.of(bits.asUInt()), v -> v ^ v >>> 1);
        check(width, width, bits -> GrayCode.number(GrayCode.of(bits.asUInt())), v -> v);
    }

    private static long orOfIndices(long bits) {
        long or = 0;
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            or |= Long.numberOfTrailingZeros(rest);
        }
        return or;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 20})
    void oneHotOfANumber(int width) {
        int index = 5;
        check(index, width, bits -> OneHot.of(bits.asUInt(), width), v -> v < width ? 1L << v : 0);
    }

    @Test
    void neighboursInGrayCodeDifferInOneBit() {
        try (Bench bench = new Bench(() -> new Applied(6, 6, bits -> GrayCode.of(bits.asUInt())))) {
            long before = bench.poke("in", 63).peek("out");
            for (int i = 0; i < 64; i++) {
                long code = bench.poke("in", i).peek("out");
                assertThat(Long.bitCount(code ^ before)).isEqualTo(1);
                before = code;
            }
        }
    }

    @Test
    void selectionTakesTheValueAtTheIndex() {
        for (int count = 1; count <= 9; count++) {
            List<Bits> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(Bits.lit(10 + i, 6));
            }
            try (Bench bench =
                    new Bench(
                            () -> new Applied(4, 6, bits -> Selection.of(values, bits.asUInt())))) {
                for (int i = 0; i < count; i++) {
                    assertThat(bench.poke("in", i).peek("out")).isEqualTo(10 + i);
                }
            }
        }
    }

    @Test
    void camFindsWhatWasWritten() {
        int entries = 6;
        Random random = new Random(3);
        long[] keys = new long[entries];
        boolean[] used = new boolean[entries];
        try (Bench bench = new Bench(() -> new Cam(entries, 12))) {
            for (int i = 0; i < 5_000; i++) {
                long key = random.nextInt(10);
                long expected = 0;
                for (int e = 0; e < entries; e++) {
                    expected |= used[e] && keys[e] == key ? 1L << e : 0;
                }
                bench.poke("key", key);
                assertThat(bench.peek("found")).as("clock " + i).isEqualTo(expected);
                assertThat(bench.peek("hit")).isEqualTo(expected != 0 ? 1 : 0);
                if (expected != 0) {
                    assertThat(bench.peek("index")).isEqualTo(Long.numberOfTrailingZeros(expected));
                }
                int index = random.nextInt(8);
                long written = random.nextInt(10);
                boolean valid = random.nextBoolean();
                boolean uses = random.nextInt(4) != 0;
                bench.poke("write_valid", valid ? 1 : 0)
                        .poke("write_payload_index", index)
                        .poke("write_payload_key", written)
                        .poke("write_payload_used", uses ? 1 : 0)
                        .step();
                if (valid && index < entries) {
                    keys[index] = written;
                    used[index] = uses;
                }
            }
        }
    }
}
