package org.jetstreamlan.sim.wave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is compressed comes back, from a decoder that goes by the format's description and by nothing else.
final class Lz4Test {
    private static final int MINIMUM = 4;

    private static byte[] decoded(Bytes packed, int size) {
        byte[] out = new byte[size];
        int at = 0;
        int end = 0;
        while (true) {
            int token = packed.data[at++] & 0xFF;
            int literals = token >>> 4;
            for (int more = 255; literals >= 15 && more == 255; literals += more) {
                more = packed.data[at++] & 0xFF;
            }
            System.arraycopy(packed.data, at, out, end, literals);
            at += literals;
            end += literals;
            if (at == packed.size) {
                assertThat(end).isEqualTo(size);
                return out;
            }
            int distance = packed.data[at] & 0xFF | (packed.data[at + 1] & 0xFF) << 8;
            at += 2;
            int length = token & 15;
            for (int more = 255; length >= 15 && more == 255; length += more) {
                more = packed.data[at++] & 0xFF;
            }
            assertThat(distance).isBetween(1, end);
            // The last match begins 12 bytes before the end or earlier, and leaves 5.
            assertThat(end).isLessThanOrEqualTo(size - 12);
            for (int i = 0; i < length + MINIMUM; i++, end++) {
                out[end] = out[end - distance];
            }
            assertThat(end).isLessThanOrEqualTo(size - 5);
        }
    }

    private static int check(byte[] data) {
        Bytes packed = new Bytes();
        new Lz4().compress(data, data.length, packed);
        assertThat(packed.size).isLessThanOrEqualTo(Lz4.bound(data.length));
        assertThat(decoded(packed, data.length)).isEqualTo(data);
        return packed.size;
    }

    @Test
    void shortOnesComeBack() {
        for (int size = 0; size < 300; size++) {
            byte[] same = new byte[size];
            check(same);
            for (int i = 0; i < size; i++) {
                same[i] = (byte) (i % 5);
            }
            check(same);
        }
    }

    @Test
    void piecesOfDifferentKindsComeBack() {
        Random random = new Random(1994);
        for (int round = 0; round < 200; round++) {
            byte[] data = new byte[random.nextInt(3_000)];
            for (int from = 0; from < data.length; ) {
                int to = Math.min(data.length, from + 1 + random.nextInt(500));
                int kinds = 1 << random.nextInt(9);
                for (int i = from; i < to; i++) {
                    data[i] = (byte) random.nextInt(kinds);
                }
                from = to;
            }
            check(data);
        }
    }

    /// Noise that comes again sooner than 64 KiB later is found, later it is not.
    @Test
    void whatIsTooFarBackIsNotCopied() {
        byte[] noise = new byte[1_000];
        new Random(7).nextBytes(noise);
        for (int distance : new int[] {2_000, 65_535, 65_536, 65_537, 131_072, 200_000}) {
            byte[] data = new byte[distance + noise.length + 20];
            System.arraycopy(noise, 0, data, 0, noise.length);
            System.arraycopy(noise, 0, data, distance, noise.length);
            int size = check(data);
            boolean found = distance <= 65_535;
            assertThat(size).as("distance %d", distance).matches(s -> s < 2 * 1_000 == found);
        }
    }

    @Test
    void noiseGrowsByLittle() {
        byte[] noise = new byte[100_000];
        new Random(3).nextBytes(noise);
        assertThat(check(noise)).isLessThan(100_500);
        assertThat(check(Arrays.copyOf(noise, 14))).isLessThan(20);
    }
}
