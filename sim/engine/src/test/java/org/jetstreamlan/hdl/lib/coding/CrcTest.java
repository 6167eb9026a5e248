package org.jetstreamlan.hdl.lib.coding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jetstreamlan.hdl.lib.Bench;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The library's CRC against the check values of the public catalogue and against `java.util.zip`.
class CrcTest {
    private static final byte[] MESSAGE = "123456789".getBytes(US_ASCII);

    /// Name in the catalogue, parameters, check: the CRC over "123456789".
    static Stream<Arguments> catalogue() {
        return Stream.of(
                entry("CRC-3/GSM", 3, 0x3, 0, false, false, 7, 0x4),
                entry("CRC-4/G-704", 4, 0x3, 0, true, true, 0, 0x7),
                entry("CRC-5/USB", 5, 0x05, 0x1F, true, true, 0x1F, 0x19),
                entry("CRC-5/EPC-C1G2", 5, 0x09, 0x09, false, false, 0, 0x00),
                entry("CRC-6/G-704", 6, 0x03, 0, true, true, 0, 0x06),
                entry("CRC-7/MMC", 7, 0x09, 0, false, false, 0, 0x75),
                entry("CRC-8/SMBUS", 8, 0x07, 0, false, false, 0, 0xF4),
                entry("CRC-8/I-432-1", 8, 0x07, 0, false, false, 0x55, 0xA1),
                entry("CRC-8/MAXIM-DOW", 8, 0x31, 0, true, true, 0, 0xA1),
                entry("CRC-8/ROHC", 8, 0x07, 0xFF, true, true, 0, 0xD0),
                entry("CRC-10/ATM", 10, 0x233, 0, false, false, 0, 0x199),
                entry("CRC-11/FLEXRAY", 11, 0x385, 0x01A, false, false, 0, 0x5A3),
                entry("CRC-12/UMTS", 12, 0x80F, 0, false, true, 0, 0xDAF),
                entry("CRC-15/CAN", 15, 0x4599, 0, false, false, 0, 0x059E),
                entry("CRC-16/ARC", 16, 0x8005, 0, true, true, 0, 0xBB3D),
                entry("CRC-16/IBM-3740", 16, 0x1021, 0xFFFF, false, false, 0, 0x29B1),
                entry("CRC-16/XMODEM", 16, 0x1021, 0, false, false, 0, 0x31C3),
                entry("CRC-16/KERMIT", 16, 0x1021, 0, true, true, 0, 0x2189),
                entry("CRC-16/IBM-SDLC", 16, 0x1021, 0xFFFF, true, true, 0xFFFF, 0x906E),
                entry("CRC-16/GENIBUS", 16, 0x1021, 0xFFFF, false, false, 0xFFFF, 0xD64E),
                entry("CRC-16/MODBUS", 16, 0x8005, 0xFFFF, true, true, 0, 0x4B37),
                entry("CRC-16/USB", 16, 0x8005, 0xFFFF, true, true, 0xFFFF, 0xB4C8),
                entry("CRC-17/CAN-FD", 17, 0x1685B, 0, false, false, 0, 0x04F03),
                entry("CRC-24/OPENPGP", 24, 0x864CFB, 0xB704CE, false, false, 0, 0x21CF02),
                entry("CRC-24/BLE", 24, 0x00065B, 0x555555, true, true, 0, 0xC25A56),
                entry(
                        "CRC-32/ISO-HDLC",
                        32,
                        0x04C11DB7L,
                        0xFFFFFFFFL,
                        true,
                        true,
                        0xFFFFFFFFL,
                        0xCBF43926L),
                entry(
                        "CRC-32/ISCSI",
                        32,
                        0x1EDC6F41L,
                        0xFFFFFFFFL,
                        true,
                        true,
                        0xFFFFFFFFL,
                        0xE3069283L),
                entry(
                        "CRC-32/BZIP2",
                        32,
                        0x04C11DB7L,
                        0xFFFFFFFFL,
                        false,
                        false,
                        0xFFFFFFFFL,
                        0xFC891918L),
                entry("CRC-32/MPEG-2", 32, 0x04C11DB7L, 0xFFFFFFFFL, false, false, 0, 0x0376E6E7L),
                entry("CRC-32/CKSUM", 32, 0x04C11DB7L, 0, false, false, 0xFFFFFFFFL, 0x765E7680L),
                entry(
                        "CRC-40/GSM",
                        40,
                        0x0004820009L,
                        0,
                        false,
                        false,
                        0xFFFFFFFFFFL,
                        0xD4164FC646L),
                entry(
                        "CRC-64/ECMA-182",
                        64,
                        0x42F0E1EBA9EA3693L,
                        0,
                        false,
                        false,
                        0,
                        0x6C40DF5F0B497347L),
                entry(
                        "CRC-64/XZ",
                        64,
                        0x42F0E1EBA9EA3693L,
                        -1,
                        true,
                        true,
                        -1,
                        0x995DC9BBDF1939FAL),
                entry("CRC-64/GO-ISO", 64, 0x1B, -1, true, true, -1, 0xB90956C775A41001L));
    }

    private static Arguments entry(
            String name,
            int width,
            long polynomial,
            long init,
            boolean reflectIn,
            boolean reflectOut,
            long xorOut,
            long check) {
        return Arguments.of(
                name, new CrcSpec(width, polynomial, init, reflectIn, reflectOut, xorOut), check);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("catalogue")
    void softwareGivesTheCatalogueCheck(String name, CrcSpec spec, long check) {
        assertThat(spec.of(MESSAGE)).isEqualTo(check);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("catalogue")
    void hardwareGivesTheCatalogueCheck(String name, CrcSpec spec, long check) {
        for (int wordWidth : new int[] {1, 2, 3, 8, 9, 24, 72}) {
            try (Bench bench = new Bench(() -> new Crc(spec, wordWidth))) {
                feed(bench, spec, wordWidth, MESSAGE);
                assertThat(bench.peek("crc")).as("%d bits a clock", wordWidth).isEqualTo(check);
                feed(bench, spec, wordWidth, MESSAGE);
                assertThat(bench.peek("crc")).as("again").isEqualTo(check);
            }
        }
    }

    /// The message's bits in the order in which `spec` takes them, as words with the first bit where the header of [Crc] says.
    private static void feed(Bench bench, CrcSpec spec, int wordWidth, byte[] message) {
        int bits = 8 * message.length;
        for (int first = 0; first < bits; first += wordWidth) {
            BigInteger word = BigInteger.ZERO;
            for (int i = 0; i < wordWidth; i++) {
                int at = first + i;
                int octet = message[at / 8] & 0xFF;
                int bit = octet >> (spec.reflectIn() ? at % 8 : 7 - at % 8) & 1;
                if (bit != 0) {
                    word = word.setBit(spec.reflectIn() ? i : wordWidth - 1 - i);
                }
            }
            bench.poke("start", first == 0 ? 1 : 0)
                    .poke("word_valid", 1)
                    .pokeWide("word_payload", word)
                    .step()
                    .poke("word_valid", 0)
                    .pokeWide(
                            "word_payload", BigInteger.TWO.pow(wordWidth).subtract(BigInteger.ONE))
                    .step();
        }
    }

    @Test
    void agreesWithTheJdkOnRandomMessages() {
        agrees(CrcSpec.CRC_32, new CRC32());
        agrees(CrcSpec.CRC_32C, new CRC32C());
    }

    private static void agrees(CrcSpec spec, Checksum jdk) {
        long seed = 11;
        Random random = new Random(seed);
        try (Bench bench = new Bench(() -> new Crc(spec, 32))) {
            for (int i = 0; i < 200; i++) {
                byte[] message = new byte[4 * (1 + random.nextInt(40))];
                random.nextBytes(message);
                jdk.reset();
                jdk.update(message);
                feed(bench, spec, 32, message);
                assertThat(bench.peek("crc"))
                        .as("seed %d, message %d", seed, i)
                        .isEqualTo(jdk.getValue());
            }
        }
    }

    @Test
    void theEmittedVerilogGivesTheCheck() {
        Tools.needVerilator();
        try (Bench bench =
                new Bench(
                        new VerilatorEngine().withCxxOptions("-O0"),
                        () -> new Crc(CrcSpec.CRC_32, 72))) {
            feed(bench, CrcSpec.CRC_32, 72, MESSAGE);
            assertThat(bench.peek("crc")).isEqualTo(0xCBF4_3926L);
        }
    }

    @Test
    void parametersThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new CrcSpec(8, 0x107, 0, false, false, 0))
                .hasMessageContaining("polynomial 0x107 does not fit in 8 bits");
        assertThatThrownBy(() -> new CrcSpec(8, 0x06, 0, false, false, 0))
                .hasMessageContaining("x^0");
        assertThatThrownBy(() -> new CrcSpec(65, 1, 0, false, false, 0)).hasMessageContaining("65");
    }
}
