package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
    private static final int MOST = 1_100;
    private static final int BEHIND = 64;

    private final Random random = Seeds.random("internet-checksum");

    /// The words of RFC 1071, one after the other.
    private static int plain(byte[] data, int at, int bytes) {
        int sum = 0;
        for (int i = 0; i < bytes; i++) {
            sum += (data[at + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    private static List<InternetChecksum.Kernel> kernels() {
        return List.of(InternetChecksum.WORDS, new VectorKernel());
    }

    private static List<MemorySegment> memories(int bytes) {
        return List.of(
                Arena.ofAuto().allocate(bytes, 64),
                MemorySegment.ofArray(new byte[bytes]),
                MemorySegment.ofArray(new int[(bytes + 3) / 4]));
    }

    @Test
    void every_length_at_every_alignment_in_every_kind_of_memory() {
        var data = new byte[MOST + BEHIND];
        random.nextBytes(data);
        for (var kernel : kernels()) {
            for (var from : memories(data.length)) {
                MemorySegment.copy(data, 0, from, ValueLayout.JAVA_BYTE, 0, data.length);
                for (int bytes = 0; bytes <= MOST; bytes += bytes < 300 ? 1 : 37) {
                    int at = random.nextInt(BEHIND);
                    assertThat(InternetChecksum.networkOrder(kernel.sum(from, at, bytes)))
                            .as("%d bytes at %d", bytes, at)
                            .isEqualTo(plain(data, at, bytes));
                }
            }
        }
    }

    @Test
    void a_copy_is_the_same_and_touches_nothing_else() {
        var data = new byte[MOST + BEHIND];
        random.nextBytes(data);
        for (var kernel : kernels()) {
            for (var from : memories(data.length)) {
                MemorySegment.copy(data, 0, from, ValueLayout.JAVA_BYTE, 0, data.length);
                for (var into : memories(data.length)) {
                    for (int bytes = 0; bytes <= MOST; bytes += bytes < 70 ? 1 : 83) {
                        int at = random.nextInt(BEHIND);
                        int place = random.nextInt(BEHIND);
                        into.fill((byte) 0x5A);
                        long sum = kernel.copy(from, at, into, place, bytes);
                        assertThat(InternetChecksum.networkOrder(sum))
                                .as("%d bytes at %d", bytes, at)
                                .isEqualTo(plain(data, at, bytes));
                        var expected = new byte[(int) into.byteSize()];
                        Arrays.fill(expected, (byte) 0x5A);
                        System.arraycopy(data, at, expected, place, bytes);
                        assertThat(into.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    /// Where carries are most, and where there is nothing.
    @Test
    void all_ones_all_zeros_and_the_vectors_of_the_rfc() {
        for (var kernel : kernels()) {
            for (var memory : memories(1 << 20)) {
                assertThat(InternetChecksum.networkOrder(kernel.sum(memory, 0, 1 << 20))).isZero();
                memory.fill((byte) -1);
                assertThat(InternetChecksum.networkOrder(kernel.sum(memory, 0, 1 << 20)))
                        .isEqualTo(0xFFFF);
                assertThat(InternetChecksum.networkOrder(kernel.sum(memory, 0, (1 << 20) - 1)))
                        .isEqualTo(0xFF00);
            }
        }
        var rfc = MemorySegment.ofArray(new byte[] {0, 1, -14, 3, -12, -11, -10, -9});
        assertThat(InternetChecksum.sum(rfc, 0, 8)).isEqualTo(0xddf2);
    }

    @Test
    void pieces_joined_are_the_whole() {
        var data = new byte[500];
        random.nextBytes(data);
        var memory = MemorySegment.ofArray(data);
        for (int first = 0; first <= data.length; first++) {
            int joined =
                    InternetChecksum.join(
                            InternetChecksum.sum(memory, 0, first),
                            first,
                            InternetChecksum.sum(memory, first, data.length - first));
            assertThat(joined).isEqualTo(plain(data, 0, data.length));
        }
    }
}
