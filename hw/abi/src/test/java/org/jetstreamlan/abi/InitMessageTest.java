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
                        "aaaa034a"
                                + "53540002"
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
        "0, 4a53494e, protocol 0x4a53494e53540002 is not 0xaaaa034a53540002",
        "1, 53540001, protocol 0xaaaa034a53540001",
        "2, 02040003, version 2 is not in 1..1",
        "2, 01000003, kind 0 is not in 1..4",
        "2, 01050003, kind 5 is not in 1..4",
        "2, 01040503, id 5 is not in 0..4",
        "2, 01040005, peer 5 is not in 0..4",
        "3, 00042a00, stations 0 is not in 1..64",
        "3, 41042a00, stations 65 is not in 1..64",
        "3, 05052a00, heard 5 is not in 0..4",
        "3, 05044000, epoch 64 is not in 0..63",
        "3, 05042a01, 'word 3, RING, is 0x05042a01; its bits 0x000000ff are 0'",
        "4, 0001a1b2, 'word 4, ADDRESS_HIGH'",
        "6, 000000ff, TTRT 255 is not in 256..16777215",
        "6, 010061a8, 'word 6, TTRT'",
        "7, 0000000b, F 11 is not in 12..16382",
        "7, 00003fff, F 16383 is not in 12..16382",
        "8, 010003e8, 'word 8, ALLOCATION'",
        "9, 0000003f, D 63 is not in 64..65536",
        "9, 00010001, D 65537 is not in 64..65536",
        "11, ff002328, 'word 11, WORDS'",
        "12, 80000000, allocations of others -2147483648",
        "14, 6bff7463, the name is not UTF-8",
        "14, 6b0a7463, control character",
        "14, 6b007463, control character",
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
        memory.set(WindowWords.WIRE, 16, 0);
        memory.set(WindowWords.WIRE, 20, 0);
        assertThatThrownBy(() -> InitMessage.read(memory, InitMessage.BYTES))
                .hasMessageContaining("address 0 is not in 1..281474976710655");
        assertThatThrownBy(() -> InitMessage.read(memory, 87))
                .hasMessageContaining("length 87 is not in 88..88");
        assertThatThrownBy(() -> InitMessage.read(memory, 89))
                .hasMessageContaining("length 89 is not in 88..88");
    }

    @Test
    void a_name_has_at_most_32_bytes() {
        InitMessage.requireName("ä".repeat(16));
        assertThatThrownBy(() -> InitMessage.requireName("ä".repeat(17)))
                .hasMessageContaining("has 34 bytes of UTF-8, 32 fit");
    }
}
