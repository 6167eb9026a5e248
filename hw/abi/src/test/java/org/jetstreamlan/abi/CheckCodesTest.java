package org.jetstreamlan.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCodesTest {
    private final Random random = Seeds.random("check-codes");

    @Test
    void hec_of_the_idle_cell_is_52() {
        assertThat(AtmHeader.hec(0x0000_0001)).isEqualTo(0x52);
    }

    @Test
    void hec_of_the_unassigned_cell_is_55() {
        assertThat(AtmHeader.hec(0)).isEqualTo(0x55);
    }

    /// The catalogued check value of CRC-8/I-432-1.
    @Test
    void crc8_of_the_nine_digits_is_a1() {
        int crc = 0;
        for (byte octet : "123456789".getBytes(StandardCharsets.US_ASCII)) {
            crc = Crc8.step(crc, octet);
        }
        assertThat(crc ^ Crc8.COSET).isEqualTo(0xA1);
    }

    /// The catalogued check value of CRC-32/BZIP2, which is AAL5's.
    @Test
    void crc32_of_the_nine_digits_is_fc891918() {
        var digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(Aal5.crc(digits, digits.length)).isEqualTo(0xFC89_1918);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 864D7F99", "255, 0, C55E457A", "1, 1, BF671ED0"})
    void aal5_crc_of_the_forty_byte_vectors(int first, int increment, String crc) {
        var user = new byte[40];
        for (int i = 0; i < user.length; i++) {
            user[i] = (byte) (first + i * increment);
        }
        var pdu = Aal5.pdu(user, 0, 0);
        assertThat(pdu).hasSize(48);
        int stored = MemorySegment.ofArray(pdu).get(WindowWords.WIRE, 44);
        assertThat(stored).isEqualTo((int) Long.parseLong(crc, 16));
    }

    @Test
    void crc32_is_the_division_by_the_polynomial() {
        for (int i = 0; i < 200; i++) {
            var data = new byte[random.nextInt(300)];
            random.nextBytes(data);
            int remainder = Aal5.INITIAL;
            for (byte octet : data) {
                for (int bit = 7; bit >= 0; bit--) {
                    boolean out = (remainder < 0) ^ ((octet >>> bit & 1) != 0);
                    remainder = remainder << 1 ^ (out ? Aal5.POLYNOMIAL : 0);
                }
            }
            assertThat(Aal5.crc(data, data.length)).isEqualTo(~remainder);
        }
    }

    @Test
    void crc32_over_a_pdu_with_its_crc_leaves_the_residue() {
        var user = new byte[1 + random.nextInt(1_000)];
        random.nextBytes(user);
        var pdu = Aal5.pdu(user, random.nextInt(256), 0);
        assertThat(~Aal5.crc(pdu, pdu.length)).isEqualTo(Aal5.RESIDUE);
    }

    @Test
    void crc32_by_words_is_that_by_bytes() {
        int word = random.nextInt();
        int remainder = random.nextInt();
        int bytewise = remainder;
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytewise = Aal5.step(bytewise, word >>> shift);
        }
        assertThat(Aal5.stepWord(remainder, word)).isEqualTo(bytewise);
    }

    @Test
    void hec_sees_all_errors_of_1_to_3_bits() {
        var header = new AtmHeader(random.nextInt(16), random.nextInt(1 << 24), 1, false);
        int word0 = header.word() >>> 24;
        int word1 = header.word1();
        assertThat(AtmHeader.hecGood(word0, word1)).isTrue();
        everyErrorIsSeen(
                40, error -> AtmHeader.hecGood(word0 ^ (int) (error >>> 32), word1 ^ (int) error));
    }

    @Test
    void header_check_sees_all_errors_of_1_to_3_bits() {
        var header = Header.data(random.nextInt(64), random.nextInt(64));
        int word0 = header.word0(AtmHeader.noCrc(0));
        everyErrorIsSeen(24, error -> Header.checkGood(word0 ^ (int) (error << 8)));
    }

    @Test
    void setting_the_circulation_bit_keeps_an_error_visible() {
        var header = Header.data(random.nextInt(64), random.nextInt(64));
        int word0 = header.word0(AtmHeader.noCrc(0)) ^ Header.CIRCULATION_FLIP;
        assertThat(Header.of(word0).circulation()).isTrue();
        assertThat(Header.checkGood(word0)).isTrue();
        everyErrorIsSeen(24, error -> Header.checkGood(word0 ^ (int) (error << 8)));
    }

    private interface Accepts {
        boolean test(long error);
    }

    private static void everyErrorIsSeen(int bits, Accepts accepts) {
        for (int i = 0; i < bits; i++) {
            requireSeen(accepts, 1L << i);
            for (int j = i + 1; j < bits; j++) {
                requireSeen(accepts, 1L << i | 1L << j);
                for (int k = j + 1; k < bits; k++) {
                    requireSeen(accepts, 1L << i | 1L << j | 1L << k);
                }
            }
        }
    }

    private static void requireSeen(Accepts accepts, long error) {
        if (accepts.test(error)) {
            throw new AssertionError("not seen: error %010x".formatted(error));
        }
    }

    @Test
    void pdu_lengths_are_whole_cells() {
        assertThat(IntStream.of(1, 40, 41, 88, 89, Aal5.USER_BYTES_MAXIMUM).map(Aal5::pduBytes))
                .containsExactly(48, 48, 96, 96, 144, Aal5.PDU_BYTES_MAXIMUM);
        assertThat(Aal5.USER_BYTES_MAXIMUM).isEqualTo(65_512);
    }

    @Test
    void the_trailer_length_must_fit_the_pdu() {
        assertThat(Aal5.lengthGood(48, 40)).isTrue();
        assertThat(Aal5.lengthGood(48, 1)).isTrue();
        assertThat(Aal5.lengthGood(48, 0)).isFalse();
        assertThat(Aal5.lengthGood(48, 41)).isFalse();
        assertThat(Aal5.lengthGood(96, 40)).isFalse();
        assertThat(Aal5.lengthGood(52, 40)).isFalse();
    }

    @Test
    void a_pdu_holds_the_data_then_zeros() {
        var user = new byte[] {1, 2, 3};
        var pdu = Aal5.pdu(user, 7, 0);
        assertThat(Arrays.copyOf(pdu, 4)).containsExactly(1, 2, 3, 0);
        assertThat(Arrays.copyOfRange(pdu, 40, 44)).containsExactly(7, 0, 0, 3);
    }
}
