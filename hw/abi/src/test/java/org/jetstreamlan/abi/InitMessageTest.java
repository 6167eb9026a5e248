package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.jetstreamlan.abi.InitMessage.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitMessageTest {
    private static final InitMessage MESSAGE =
            new InitMessage(
                    Kind.REFUSAL,
                    0,
                    3,
                    5,
                    4,
                    0x2A,
                    0xA1B2_C3D4_E5F6L,
                    25_000,
                    16_382,
                    1_000,
                    2_560,
                    0x0102_0304,
                    9_000,
                    12_345,
                    7,
                    "kitchen");

    private final byte[] bytes = new byte[InitMessage.BYTES];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);

    @Test
    void it_is_laid_out_as_drawn_and_comes_back() {
        MESSAGE.write(memory);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "4a53494e"
                                + "01040003"
                                + "05042a00"
                                + "0000a1b2"
                                + "c3d4e5f6"
                                + "000061a8"
                                + "00003ffe"
                                + "000003e8"
                                + "00000a00"
                                + "01020304"
                                + "00002328"
                                + "00003039"
                                + "00000007"
                                + "6b69746368656e00"
                                + "00".repeat(24));
        assertThat(InitMessage.read(memory, InitMessage.BYTES)).isEqualTo(MESSAGE);
    }

    /// Each field with a value that it cannot have.
    @ParameterizedTest
    @CsvSource({
        "0, 4a53494f, magic 0x4a53494f is not 0x4a53494e",
        "1, 02040003, version 2 is not in 1..1",
        "1, 01000003, kind 0 is not in 1..4",
        "1, 01050003, kind 5 is not in 1..4",
        "1, 01040503, id 5 is not in 0..4",
        "1, 01040005, peer 5 is not in 0..4",
        "2, 00042a00, stations 0 is not in 1..64",
        "2, 41042a00, stations 65 is not in 1..64",
        "2, 05052a00, heard 5 is not in 0..4",
        "2, 05044000, epoch 64 is not in 0..63",
        "2, 05042a01, 'word 2, RING, is 0x05042a01; its bits 0x000000ff are 0'",
        "3, 0001a1b2, 'word 3, ADDRESS_HIGH'",
        "5, 000000ff, TTRT 255 is not in 256..16777215",
        "5, 010061a8, 'word 5, TTRT'",
        "6, 0000000b, F 11 is not in 12..16382",
        "6, 00003fff, F 16383 is not in 12..16382",
        "7, 010003e8, 'word 7, ALLOCATION'",
        "8, 0000003f, D 63 is not in 64..65536",
        "8, 00010001, D 65537 is not in 64..65536",
        "10, ff002328, 'word 10, WORDS'",
        "11, 80000000, allocations of others -2147483648",
        "13, 6bff7463, the name is not UTF-8",
        "13, 6b0a7463, control character",
        "13, 6b007463, control character",
    })
    void a_wrong_field_is_named(int word, String hex, String complaint) {
        MESSAGE.write(memory);
        memory.set(WindowWords.WIRE, 4L * word, (int) Long.parseLong(hex, 16));
        assertThatThrownBy(() -> InitMessage.read(memory, InitMessage.BYTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void an_address_of_zero_or_another_length_is_none() {
        MESSAGE.write(memory);
        memory.set(WindowWords.WIRE, 12, 0);
        memory.set(WindowWords.WIRE, 16, 0);
        assertThatThrownBy(() -> InitMessage.read(memory, InitMessage.BYTES))
                .hasMessageContaining("address 0 is not in 1..281474976710655");
        assertThatThrownBy(() -> InitMessage.read(memory, 83))
                .hasMessageContaining("length 83 is not in 84..84");
        assertThatThrownBy(() -> InitMessage.read(memory, 85))
                .hasMessageContaining("length 85 is not in 84..84");
    }

    @Test
    void a_name_has_at_most_32_bytes() {
        InitMessage.requireName("ä".repeat(16));
        assertThatThrownBy(() -> InitMessage.requireName("ä".repeat(17)))
                .hasMessageContaining("has 34 bytes of UTF-8, 32 fit");
    }
}
