package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.ControlSymbol.Abort;
import org.jetstreamlan.abi.ControlSymbol.End;
import org.jetstreamlan.abi.ControlSymbol.Mark;
import org.jetstreamlan.abi.ControlSymbol.Start;
import org.jetstreamlan.abi.ControlSymbol.Token;
import org.junit.jupiter.api.Test;

class ControlSymbolTest {
    private static final List<ControlSymbol> ALL = all();

    private static List<ControlSymbol> all() {
        var all = new ArrayList<ControlSymbol>(List.of(new Start(), new Abort()));
        for (int bits = 0; bits < 64; bits++) {
            all.add(new Token(bits, false, false));
            all.add(new Token(bits, true, false));
            all.add(new Token(bits, false, true));
            all.add(new Token(bits, true, true));
            all.add(new Mark(bits, false));
            all.add(new Mark(bits, true));
        }
        for (int bits = 0; bits < 16; bits++) {
            all.add(
                    new End(
                            new FrameStatus(
                                    (bits & 1) != 0,
                                    (bits & 2) != 0,
                                    (bits & 4) != 0,
                                    (bits & 8) != 0)));
        }
        return all;
    }

    /// Worked out by hand from the pictures in ControlSymbol.
    @Test
    void words_are_those_of_the_pictures() {
        assertThat(new Start().word()).isEqualTo(0x2600_19FF);
        assertThat(new Abort().word()).isEqualTo(0x3800_07FF);
        assertThat(new End(FrameStatus.SENT).word()).isEqualTo(0x2A55_15AA);
        assertThat(new End(FrameStatus.ACCEPTED).word()).isEqualTo(0x2A69_1596);
        assertThat(new Token(0b101010, true, false).word()).isEqualTo(0x3554_0AAB);
        assertThat(new Mark(1, false).word()).isEqualTo(0x2C09_13F6);
    }

    @Test
    void every_symbol_comes_back_from_its_word() {
        assertThat(ALL).allSatisfy(s -> assertThat(ControlSymbol.of(s.word())).contains(s));
    }

    @Test
    void the_second_half_is_the_complement_and_the_upper_bits_are_zero() {
        assertThat(ALL)
                .allSatisfy(
                        s -> {
                            assertThat(s.word() & ControlSymbol.ZERO_BITS).isZero();
                            assertThat((s.word() >>> 16 ^ s.word()) & 0x3FFF).isEqualTo(0x3FFF);
                            assertThat(s.word() >>> 29).as("leading 1").isEqualTo(1);
                        });
    }

    @Test
    void opcodes_have_even_parity_and_distance_4_on_the_wire() {
        var opcodes =
                List.of(
                        ControlSymbol.OPCODE_START,
                        ControlSymbol.OPCODE_ABORT,
                        ControlSymbol.OPCODE_END,
                        ControlSymbol.OPCODE_TOKEN,
                        ControlSymbol.OPCODE_MARK);
        for (int a : opcodes) {
            assertThat(Integer.bitCount(a & 0xF) % 2).isZero();
            for (int b : opcodes) {
                if (a != b) {
                    assertThat(2 * Integer.bitCount(a ^ b)).isGreaterThanOrEqualTo(4);
                }
            }
        }
    }

    @Test
    void every_single_bit_error_breaks_a_symbol() {
        for (var symbol : ALL) {
            for (int bit = 0; bit < 32; bit++) {
                assertThat(ControlSymbol.of(symbol.word() ^ 1 << bit)).isEmpty();
            }
        }
    }

    @Test
    void reserved_opcodes_and_arguments_are_no_symbols() {
        for (int opcode : new int[] {0b1_0000, 0b1_1001, 0b1_1111, 0b0_0011, 0b1_0001}) {
            assertThat(ControlSymbol.valid(word(opcode, 0))).isFalse();
        }
        assertThat(ControlSymbol.valid(word(ControlSymbol.OPCODE_START, 1))).isFalse();
        assertThat(ControlSymbol.valid(word(ControlSymbol.OPCODE_ABORT, 0x100))).isFalse();
        assertThat(ControlSymbol.valid(word(ControlSymbol.OPCODE_END, 0x155))).isFalse();
        assertThat(ControlSymbol.valid(word(ControlSymbol.OPCODE_TOKEN, 1))).isFalse();
        assertThat(ControlSymbol.valid(word(ControlSymbol.OPCODE_MARK, 0b11))).isFalse();
    }

    private static int word(int opcode, int argument) {
        int first = opcode << 9 | argument;
        return first << 16 | (~first & 0x3FFF);
    }

    @Test
    void a_broken_status_pair_reads_as_error_not_copied() {
        for (int bits = 0; bits < 256; bits++) {
            var status = FrameStatus.of(bits);
            boolean legal = true;
            for (int pair = 0; pair < 4; pair++) {
                int value = (bits >>> (2 * pair)) & 3;
                legal &= value == 1 || value == 2;
            }
            assertThat(FrameStatus.legal(bits)).isEqualTo(legal);
            if (!legal) {
                assertThat(status.error()).isTrue();
                assertThat(status.copied()).isFalse();
                assertThat(status.notCopied()).isTrue();
            }
            assertThat(FrameStatus.accepted(bits)).isEqualTo(status.accepted());
            assertThat(ControlSymbol.of(ControlSymbol.endWord(bits))).contains(new End(status));
        }
    }
}
