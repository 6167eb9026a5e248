package org.jetstreamlan.nic.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.lib.Axi4.FIXED;
import static org.jetstreamlan.hdl.lib.Axi4.INCR;
import static org.jetstreamlan.hdl.lib.Axi4.OKAY;
import static org.jetstreamlan.hdl.lib.Axi4.SLVERR;
import static org.jetstreamlan.hdl.lib.Axi4.WRAP;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.axi.Axi4Transfer;
import org.jetstreamlan.sim.axi.Axi4Transfer.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the window answers, access by access.
class HostWindowTest {
    private static final int BLOCK_BYTES = WindowRig.SMALL.blocks() * WindowRig.SMALL.blockBytes();
    private static final int CHAIN_BYTES = WindowRig.SMALL.blocks() * Window.CHAIN_BYTES;

    private final WindowRig rig = new WindowRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static int[] numbers(int count, int from) {
        return IntStream.range(0, count).map(i -> (from + i) * 0x9E37_79B9).toArray();
    }

    @Test
    void wordIsReadAsWrittenInBothHalvesOfACell() {
        assertThat(rig.write(0x0, 0x1122_3344)).isEqualTo(OKAY);
        assertThat(rig.write(0x4, 0x5566_7788)).isEqualTo(OKAY);
        assertThat(rig.read(0x0, 2)).containsExactly(0x1122_3344, 0x5566_7788);
    }

    @Test
    void byteOfTheLowestAddressLiesInTheLowestBitsOfTheCell() {
        rig.write(0x8, 0x0403_0201, 0x0807_0605);
        assertThat(Bench.bytes(rig.simulator.peekMemory("blocks.cells", 1)))
                .isEqualTo(0x0807_0605_0403_0201L);
    }

    @Test
    void burstOfEveryLengthAndStartIsReadAsWritten() {
        for (int start = 0; start < 2; start++) {
            for (int beats = 1; beats <= 20; beats++) {
                int[] words = numbers(beats, 100 * beats + start);
                long at = 0x400 + 4L * start;
                assertThat(rig.write(at, words)).isEqualTo(OKAY);
                assertThat(rig.read(at, beats))
                        .as("%d beats from %d", beats, start)
                        .isEqualTo(words);
            }
        }
    }

    @Test
    void burstsSideBySideLeaveEachOtherAlone() {
        rig.write(0x100, numbers(16, 0));
        rig.write(0x10C, 1, 2, 3);
        int[] expected = numbers(16, 0);
        System.arraycopy(new int[] {1, 2, 3}, 0, expected, 3, 3);
        assertThat(rig.read(0x100, 16)).isEqualTo(expected);
    }

    @Test
    void longestBurstIsOneBurst() {
        int[] words = numbers(256, 7);
        Axi4Transfer write = rig.host.writeBurst(Shape.incr(256), 0x1400, words, lanes(256));
        rig.run();
        assertThat(write.response()).isEqualTo(OKAY);
        int[] back = new int[256];
        Axi4Transfer read = rig.host.readBurst(Shape.incr(256), 0x1400, back);
        rig.run();
        assertThat(read.response()).isEqualTo(OKAY);
        assertThat(back).isEqualTo(words);
    }

    @Test
    void burstMayEndAtA4KiBBoundaryExactly() {
        int[] words = numbers(256, 3);
        Axi4Transfer write = rig.host.writeBurst(Shape.incr(256), 0x1C00, words, lanes(256));
        rig.run();
        assertThat(write.response()).isEqualTo(OKAY);
        assertThat(rig.read(0x1C00, 256)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0x1C04, 256", "0x1FFC, 2", "0x1FF8, 3", "0x1F00, 65"})
    void burstOneBeatOver4KiBIsRefusedAndChangesNothing(String address, int beats) {
        long at = Long.decode(address);
        rig.write(at, numbers(beats, 50));
        assertRefused(Shape.incr(beats), at, numbers(beats, 50));
    }

    @ParameterizedTest
    @CsvSource({
        "FIXED, 0x100, 4, 2", "WRAP, 0x100, 4, 2", "INCR, 0x100, 4, 1", "INCR, 0x100, 4, 0",
        "INCR, 0x100, 4, 3", "INCR, 0x101, 4, 2", "INCR, 0x102, 1, 2", "INCR, 0x103, 1, 2"
    })
    void burstOfAnotherKindIsRefusedAndChangesNothing(
            String kind, String address, int beats, int size) {
        int burst = kind.equals("INCR") ? INCR : kind.equals("WRAP") ? WRAP : FIXED;
        long at = Long.decode(address);
        rig.write(at & ~3L, numbers(beats, 9));
        assertRefused(new Shape(5, beats, size, burst, beats - 1), at, numbers(beats, 9));
    }

    /// Writes and reads answer SLVERR, the read shows zeros, and memory at the (aligned) address is `before`.
    private void assertRefused(Shape shape, long address, int[] before) {
        int[] back = new int[shape.beats()];
        Arrays.fill(back, -1);
        int[] words = numbers(shape.beats(), 12_345);
        Axi4Transfer write = rig.host.writeBurst(shape, address, words, lanes(shape.beats()));
        rig.run();
        Axi4Transfer read = rig.host.readBurst(shape, address, back);
        rig.run();
        assertThat(write.response()).isEqualTo(SLVERR);
        assertThat(read.response()).isEqualTo(SLVERR);
        assertThat(back).containsOnly(0);
        assertThat(rig.read(address & ~3L, before.length)).isEqualTo(before);
    }

    private static byte[] lanes(int beats) {
        byte[] lanes = new byte[beats];
        Arrays.fill(lanes, (byte) 0xF);
        return lanes;
    }

    @Test
    void lastWordOfEachRegionIsThereAndTheNextIsNot() {
        assertLastWord(Window.BLOCKS, BLOCK_BYTES);
        assertLastWord(Window.CHAIN_TABLE, CHAIN_BYTES);
        assertThat(rig.readResponse(Window.BYTES - 4)).isEqualTo(SLVERR);
    }

    private void assertLastWord(int region, int bytes) {
        long last = region + bytes - 4L;
        assertThat(rig.write(last, 5)).isEqualTo(OKAY);
        assertThat(rig.readResponse(last)).as("last word at 0x%X", last).isEqualTo(OKAY);
        assertThat(rig.read(last, 1)[0]).isEqualTo(5);
        assertThat(rig.write(last + 4, 6)).isEqualTo(SLVERR);
        assertThat(rig.readResponse(last + 4)).isEqualTo(SLVERR);
        if (region > 0) {
            assertThat(rig.readResponse(region - 4)).isEqualTo(SLVERR);
        }
    }

    @Test
    void burstOverTheEndOfASmallRegionIsRefusedAsAWhole() {
        long at = Window.CHAIN_TABLE + CHAIN_BYTES - 8L;
        rig.write(at, 1, 2);
        Axi4Transfer write = rig.host.writeBurst(Shape.incr(3), at, new int[] {7, 8, 9}, lanes(3));
        rig.run();
        assertThat(write.response()).isEqualTo(SLVERR);
        assertThat(rig.read(at, 2)).containsExactly(1, 2);
    }

    @Test
    void onlyStrobedBytesChange() {
        for (int strobe = 0; strobe < 256; strobe++) {
            rig.write(0x40, 0xAAAA_AAAA, 0xBBBB_BBBB);
            byte[] strobes = {(byte) (strobe & 15), (byte) (strobe >> 4)};
            rig.host.writeBurst(Shape.incr(2), 0x40, new int[] {0x1234_5678, 0x9ABC_DEF0}, strobes);
            rig.run();
            assertThat(rig.read(0x40, 2))
                    .as("strobes %02x", strobe)
                    .containsExactly(
                            merged(0xAAAA_AAAA, 0x1234_5678, strobes[0]),
                            merged(0xBBBB_BBBB, 0x9ABC_DEF0, strobes[1]));
        }
    }

    private static int merged(int before, int written, int strobe) {
        int mask = 0;
        for (int i = 0; i < 4; i++) {
            mask |= (strobe >> i & 1) * (0xFF << (8 * i));
        }
        return (before & ~mask) | (written & mask);
    }

    @Test
    void burstWithWlastAtTheWrongBeatIsReportedAndTheNextIsWhole() {
        for (int lastBeat : new int[] {0, 1, 99}) {
            Axi4Transfer wrong =
                    rig.host.writeBurst(
                            new Shape(0, 4, 2, INCR, lastBeat), 0x80, numbers(4, 0), lanes(4));
            Axi4Transfer right = rig.host.write(0x90, 11, 12, 13);
            rig.run();
            assertThat(wrong.response()).isEqualTo(SLVERR);
            assertThat(right.response()).isEqualTo(OKAY);
            assertThat(rig.read(0x90, 3)).containsExactly(11, 12, 13);
        }
    }

    @Test
    void identifiersComeBackWithTheirBursts() {
        for (int id = 0; id < 1 << WindowRig.ID_WIDTH; id++) {
            Shape shape = new Shape(id, 3, 2, INCR, 2);
            rig.host.writeBurst(shape, 0x200, numbers(3, id), lanes(3));
            rig.host.readBurst(shape, 0x200, new int[3]);
        }
        rig.run();
    }

    @Test
    void chainTableIsReadAndWrittenInBursts() {
        int blocks = WindowRig.SMALL.blocks();
        int[] next = IntStream.range(0, blocks).map(i -> (i * 5 + 3) % blocks).toArray();
        assertThat(rig.write(Window.CHAIN_TABLE, next)).isEqualTo(OKAY);
        assertThat(rig.read(Window.CHAIN_TABLE, blocks)).isEqualTo(next);
    }

    @Test
    void chainTableServesReadsAndWritesAtTheSameTime() {
        int[] first = new int[16];
        rig.write(Window.CHAIN_TABLE, IntStream.range(0, 32).toArray());
        rig.host.read(Window.CHAIN_TABLE, first);
        rig.host.write(Window.CHAIN_TABLE + 64, IntStream.range(32, 48).toArray());
        rig.run();
        assertThat(first).isEqualTo(IntStream.range(0, 16).toArray());
        assertThat(rig.read(Window.CHAIN_TABLE + 64, 16))
                .isEqualTo(IntStream.range(32, 48).toArray());
    }

    @Test
    void halfAnEntryOfTheChainTableIsNotWritten() {
        rig.write(Window.CHAIN_TABLE, 5, 6, 7);
        Axi4Transfer write =
                rig.host.writeBurst(
                        Shape.incr(3),
                        Window.CHAIN_TABLE,
                        new int[] {8, 9, 10},
                        new byte[] {0xF, 0x1, 0x3});
        rig.run();
        assertThat(write.response()).isEqualTo(SLVERR);
        assertThat(rig.read(Window.CHAIN_TABLE, 3)).containsExactly(8, 6, 10);
    }

    @Test
    void upperBitsOfAChainEntryAreNotKept() {
        rig.write(Window.CHAIN_TABLE, 0xFFFF_FFFF);
        assertThat(rig.read(Window.CHAIN_TABLE, 1)).containsExactly(WindowRig.SMALL.blocks() - 1);
    }
}
