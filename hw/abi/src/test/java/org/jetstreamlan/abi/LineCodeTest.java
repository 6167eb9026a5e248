package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import org.jetstreamlan.abi.LineCode.Half;
import org.junit.jupiter.api.Test;

class LineCodeTest {
    private static final long PAIR_MASK = (1L << LineCode.PAIR_BITS) - 1;

    /// Worked out by hand from the table in LineCode.
    @Test
    void words_are_those_of_the_table() {
        assertThat(LineCode.FF0).isEqualTo(0xFF003);
        assertThat(LineCode.FF1A).isEqualTo(0xFF803);
        assertThat(LineCode.FF1B).isEqualTo(0xFE003);
        assertThat(LineCode.data(0x1234, 0)).isEqualTo(0x1234D);
        assertThat(LineCode.data(0x1234, 1)).isEqualTo(0x1234B);
        assertThat(LineCode.control(0b1010101_0101010)).isEqualTo(0b1010101_01_0101010_0011);
        assertThat(LineCode.disparity(LineCode.FF0)).isZero();
        assertThat(LineCode.disparity(LineCode.FF1A)).isEqualTo(2);
        assertThat(LineCode.disparity(LineCode.FF1B)).isEqualTo(-2);
    }

    /// Of all 2^20 line words: 4 forms of 2^16 data words, 2 of 2^14 control words, 3 fill words.
    @Test
    void every_other_word_is_illegal() {
        var counts = new EnumMap<Half, Integer>(Half.class);
        for (int word = 0; word < 1 << LineCode.WORD_BITS; word++) {
            counts.merge(LineCode.half(word), 1, Integer::sum);
        }
        assertThat(counts)
                .containsEntry(Half.DATA0, 1 << 17)
                .containsEntry(Half.DATA1, 1 << 17)
                .containsEntry(Half.CONTROL, 1 << 15)
                .containsEntry(Half.FILL0, 1)
                .containsEntry(Half.FILL1, 2)
                .containsEntry(Half.ILLEGAL, (1 << 20) - (1 << 18) - (1 << 15) - 3);
    }

    @Test
    void a_legal_word_has_its_transition_in_the_middle_of_the_C_field() {
        for (int word = 0; word < 1 << LineCode.WORD_BITS; word++) {
            if (LineCode.half(word) != Half.ILLEGAL) {
                assertThat((word >>> 1 ^ word >>> 2) & 1).isOne();
            }
        }
    }

    @Test
    void every_word_comes_back_in_both_forms() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            for (int flag = 0; flag < 2; flag++) {
                int word = LineCode.data(bits, flag);
                assertThat(LineCode.bits(word)).isEqualTo(bits);
                assertThat(LineCode.bits(~word)).isEqualTo(bits);
            }
        }
        for (int bits = 0; bits < 1 << 14; bits++) {
            assertThat(LineCode.bits(LineCode.control(bits))).isEqualTo(bits);
            assertThat(LineCode.bits(~LineCode.control(bits))).isEqualTo(bits);
        }
    }

    /// From every even disparity up to the bound no word leads beyond it, so none is ever reached; and the bound is reached.
    @Test
    void disparity_stays_within_the_bound() {
        int most = 0;
        for (int bits = 0; bits < 1 << 16; bits++) {
            most = Math.max(most, Math.abs(LineCode.disparity(LineCode.data(bits, 0))));
            most = Math.max(most, Math.abs(LineCode.disparity(LineCode.data(bits, 1))));
        }
        for (int bits = 0; bits < 1 << 14; bits++) {
            most = Math.max(most, Math.abs(LineCode.disparity(LineCode.control(bits))));
        }
        assertThat(most).isEqualTo(LineCode.DISPARITY_BOUND);
        var encoder = new LineCode.Encoder();
        var random = Seeds.random("line disparity");
        for (int i = 0; i < 100_000; i++) {
            long word = randomWord(random, random.nextInt(3));
            int before = encoder.running();
            long pair = encoder.encode(word);
            int ones = 2 * Long.bitCount(pair) - LineCode.PAIR_BITS;
            assertThat(encoder.running()).isEqualTo(before + ones);
            assertThat(Math.abs(encoder.running())).isLessThanOrEqualTo(LineCode.DISPARITY_BOUND);
            assertThat(LineCode.decode(pair)).isEqualTo(word);
        }
    }

    private static long randomWord(java.util.Random random, int kind) {
        int run = random.nextBoolean() ? random.nextInt() : random.nextBoolean() ? -1 : 0;
        return switch (kind) {
            case 0 -> LinkWord.FILL.packed();
            case 1 -> LinkWord.pack(LinkWord.Kind.DATA, run);
            default -> LinkWord.pack(LinkWord.Kind.CONTROL, run & 0x3FFF_3FFF);
        };
    }

    /// Up to 3 bit errors in the C-field of one half, and 4 unless they invert it.
    @Test
    void no_error_in_one_C_field_goes_unseen() {
        var encoder = new LineCode.Encoder();
        var random = Seeds.random("C-field errors");
        for (int i = 0; i < 3_000; i++) {
            long pair = encoder.encode(randomWord(random, i % 3));
            for (int error = 1; error < 0xF; error++) {
                for (int half = 0; half < 2; half++) {
                    long damaged = pair ^ (long) error << half * LineCode.WORD_BITS;
                    assertThat(LinkWord.kind(LineCode.decode(damaged)))
                            .as("pair %010x, error %x in half %d", pair, error, half)
                            .isEqualTo(LinkWord.Kind.INVALID);
                }
            }
        }
    }

    @Test
    void faults_are_told_apart() {
        long data = pair(LineCode.data(1, 0), LineCode.data(2, 1));
        assertThat(LineCode.decode(data)).isEqualTo(LinkWord.data(0x1_0002).packed());
        long inverted = pair(LineCode.data(1, 0), ~LineCode.data(2, 1));
        assertThat(LineCode.decode(inverted)).isEqualTo(LinkWord.data(0x1_0002).packed());
        assertFault(pair(LineCode.data(1, 0), LineCode.data(2, 0)), LineFault.FLAG);
        assertFault(pair(LineCode.data(1, 1), LineCode.data(2, 0)), LineFault.FLAG);
        assertFault(pair(LineCode.FF1A, LineCode.FF0), LineFault.HALVES);
        assertFault(pair(LineCode.FF0, LineCode.FF0), LineFault.HALVES);
        assertFault(pair(LineCode.FF0, LineCode.data(0, 1)), LineFault.HALVES);
        assertFault(pair(LineCode.control(5), LineCode.data(0, 1)), LineFault.HALVES);
        assertFault(pair(LineCode.FF0, ~LineCode.FF1A), LineFault.ILLEGAL_CODE);
        assertFault(0, LineFault.ILLEGAL_CODE);
    }

    private static long pair(int first, int second) {
        return (long) first << LineCode.WORD_BITS | second & 0xF_FFFF;
    }

    private static void assertFault(long pair, LineFault fault) {
        assertThat(LinkWord.kind(LineCode.decode(pair))).isEqualTo(LinkWord.Kind.INVALID);
        assertThat(LineFault.of(LinkWord.bits(LineCode.decode(pair)))).isEqualTo(fault);
    }

    /// Without bit errors no 40 bits of the line but a fill pair itself read as one.
    @Test
    void fill_is_seen_at_its_own_place_only() {
        var encoder = new LineCode.Encoder();
        var random = Seeds.random("fill place");
        long before = encoder.encode(LinkWord.FILL.packed());
        for (int i = 0; i < 200_000; i++) {
            long after = encoder.encode(randomWord(random, random.nextInt(3)));
            for (int shift = 1; shift < LineCode.PAIR_BITS; shift++) {
                long seen = (before << shift | after >>> LineCode.PAIR_BITS - shift) & PAIR_MASK;
                if (LineCode.decode(seen) == LinkWord.FILL.packed()) {
                    throw new AssertionError(
                            "%010x %010x, %d bits later".formatted(before, after, shift));
                }
            }
            before = after;
        }
    }
}
