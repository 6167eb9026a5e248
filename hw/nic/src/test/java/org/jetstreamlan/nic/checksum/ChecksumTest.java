package org.jetstreamlan.nic.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The sum over spans of packets, as RFCs publish it and as plain software finds it.
class ChecksumTest {
    /// RFC 1071, section 3; the header of an IPv4 packet with its field 0, and with it.
    @ParameterizedTest
    @CsvSource({
        "0001f203f4f5f6f7, DDF2",
        "450000730000400040110000c0a80001c0a800c7, 479E",
        "45000073000040004011b861c0a80001c0a800c7, FFFF",
        "00, 0000",
        "ff, FF00",
    })
    void publishedSums(String hex, String sum) {
        var packet = HexFormat.of().parseHex(hex);
        for (int width : new int[] {32, 64}) {
            assertThat(new Bench(width).sumOf(packet, 0, packet.length, 0))
                    .isEqualTo(Integer.parseInt(sum, 16));
        }
    }

    /// Any start, any length, words with gaps between, spans as close as they may come.
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void anySpanIsAsInSoftware(int width) {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println("checksum: -Djetstream.seed=" + seed);
        var random = new Random(seed);
        var bench = new Bench(width);
        for (int i = 0; i < 2_000; i++) {
            var packet = new byte[1 + random.nextInt(random.nextInt(20) == 0 ? 3_000 : 60)];
            if (random.nextInt(4) == 0) {
                Arrays.fill(packet, (byte) 0xFF);
            } else {
                random.nextBytes(packet);
            }
            int start = random.nextInt(packet.length + 1);
            int length = random.nextInt(packet.length - start + 1);
            assertThat(bench.sumOf(packet, start, length, random.nextInt(3)))
                    .as("packet %d: %d bytes from %d of %d", i, length, start, packet.length)
                    .isEqualTo(software(packet, start, length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void aSpanThatWasClearedLeavesNothing(int width) {
        var bench = new Bench(width);
        for (int clocks = 0; clocks < 6; clocks++) {
            bench.word(-1L, -1, clocks == 0);
            for (int i = 0; i < clocks; i++) {
                bench.simulator.step();
            }
            bench.clear();
            assertThat(bench.sumOf(new byte[] {1, 2, 3}, 0, 3, 0)).isEqualTo(0x0402);
        }
    }

    /// RFC 1624, section 4, and random changes of random headers.
    @Test
    void aChangedWordChangesTheField() {
        try (var simulator = simulator(new ChecksumUpdate())) {
            assertThat(update(simulator, 0xDD2F, 0x5555, 0x3285)).isZero();
            var random = new Random(1624);
            for (int i = 0; i < 1_000; i++) {
                var header = new byte[20];
                random.nextBytes(header);
                int field = ~software(header, 0, 20) & 0xFFFF;
                int at = 2 * random.nextInt(10);
                int before = word(header, at);
                header[at] = (byte) random.nextInt();
                header[at + 1] = (byte) random.nextInt();
                int updated = update(simulator, field, before, word(header, at));
                assertThat(updated).isEqualTo(~software(header, 0, 20) & 0xFFFF);
            }
        }
    }

    @Test
    void thereAreTwoWidths() {
        assertThatThrownBy(() -> new InternetSum(16))
                .hasMessage("InternetSum: 16 bits a word; there are 32 and 64");
        assertThatThrownBy(() -> new ByteSpan(8))
                .hasMessage("ByteSpan: 8 bits a word; there are 32 and 64");
    }

    private static int update(Simulator simulator, int field, int before, int after) {
        simulator.poke(simulator.probe("field"), field);
        simulator.poke(simulator.probe("from"), before);
        simulator.poke(simulator.probe("to"), after);
        simulator.step(2);
        return (int) simulator.peek(simulator.probe("updated"));
    }

    private static int word(byte[] bytes, int at) {
        return Byte.toUnsignedInt(bytes[at]) << 8 | Byte.toUnsignedInt(bytes[at + 1]);
    }

    /// RFC 1071 word by word; an odd last byte is followed by 0.
    private static int software(byte[] packet, int start, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Byte.toUnsignedInt(packet[start + i]) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private static Simulator simulator(Module module) {
        return new JitEngine().compile(Design.of(() -> module).circuit()).instantiate();
    }

    /// The two as they belong together, a packet's words at a time.
    private static final class Bench {
        private final int wordBytes;
        private final Simulator span;
        private final Simulator simulator;

        Bench(int width) {
            wordBytes = width / 8;
            span = simulator(new ByteSpan(width));
            simulator = simulator(new InternetSum(width));
        }

        int sumOf(byte[] packet, int start, int length, int gap) {
            set(span, "take", 1);
            set(span, "start", start);
            set(span, "length", length);
            span.step();
            set(span, "take", 0);
            for (int at = 0; at < packet.length; at += wordBytes) {
                long word = 0;
                for (int i = 0; i < wordBytes; i++) {
                    // Behind the packet's end there may be anything.
                    int octet = at + i < packet.length ? packet[at + i] : 0xA5;
                    word = word << 8 | octet & 0xFF;
                }
                word(word, get(span, "bytes"), at + wordBytes >= packet.length);
                set(span, "step", 1);
                span.step();
                set(span, "step", 0);
                if (at + wordBytes < packet.length) {
                    simulator.step(gap);
                }
            }
            int clocks = 1;
            for (; get(simulator, "done") == 0; clocks++) {
                assertThat(clocks).isLessThan(10);
                simulator.step();
            }
            assertThat(clocks).isEqualTo(wordBytes == 4 ? 3 : 5);
            int sum = (int) get(simulator, "sum");
            return get(span, "odd") == 0 ? sum : (sum << 8 | sum >>> 8) & 0xFFFF;
        }

        void word(long word, long bytes, boolean last) {
            set(simulator, "word", wordBytes == 4 ? word & 0xFFFF_FFFFL : word);
            set(simulator, "bytes", bytes & (1 << wordBytes) - 1);
            set(simulator, "last", last ? 1 : 0);
            simulator.step();
            set(simulator, "bytes", 0);
            set(simulator, "last", 0);
        }

        void clear() {
            set(simulator, "clear", 1);
            simulator.step();
            set(simulator, "clear", 0);
        }

        private static void set(Simulator at, String name, long value) {
            at.poke(at.probe(name), value);
        }

        private static long get(Simulator at, String name) {
            return at.peek(at.probe(name));
        }
    }
}
