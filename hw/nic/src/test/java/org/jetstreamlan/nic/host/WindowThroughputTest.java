package org.jetstreamlan.nic.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.axi.Axi4Transfer;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One word a clock: the window is what bounds the payload that a host can move over the ring.
class WindowThroughputTest {
    private static final int BYTES = 65_536;
    private static final int WORDS = BYTES / 4;

    /// The way through the window and the clocks of the bus models.
    private static final int LATENCY = 12;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment out = arena.allocate(BYTES);
    private final MemorySegment in = arena.allocate(BYTES);
    private WindowRig rig = new WindowRig();

    WindowThroughputTest() {
        Random random = new Random(1);
        for (int i = 0; i < WORDS; i++) {
            out.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt());
        }
    }

    @AfterEach
    void close() {
        rig.close();
        arena.close();
    }

    /// The ring side of the memories: cells of the second 64 KiB, in the clocks that `when` picks.
    private void ringTakes(
            java.util.function.LongPredicate writes, java.util.function.LongPredicate reads) {
        Probe writeValid = rig.probe("ringWrite_valid");
        Probe writeAddress = rig.probe("ringWrite_payload_address");
        Probe writeMask = rig.probe("ringWrite_payload_mask");
        Probe readValid = rig.probe("ringRead_valid");
        Probe readAddress = rig.probe("ringRead_payload_address");
        rig.simulator.poke(writeMask, 0xFF);
        rig.ringSide.add(
                cycle -> {
                    rig.simulator.poke(writeValid, writes.test(cycle) ? 1 : 0);
                    rig.simulator.poke(writeAddress, BYTES / 8 + cycle % (BYTES / 8));
                    rig.simulator.poke(readValid, reads.test(cycle) ? 1 : 0);
                    rig.simulator.poke(readAddress, BYTES / 8 + cycle % (BYTES / 8));
                });
    }

    private void assertMovesInOrder() {
        Axi4Transfer write = rig.host.write(Window.BLOCKS, out, 0, BYTES);
        long writeClocks = rig.run();
        Axi4Transfer read = rig.host.read(Window.BLOCKS, in, 0, BYTES);
        long readClocks = rig.run();
        assertThat(write.response() + read.response()).isZero();
        assertThat(in.mismatch(out)).isEqualTo(-1);
        assertThat(writeClocks).as("write").isLessThanOrEqualTo(WORDS + LATENCY);
        assertThat(readClocks).as("read").isLessThanOrEqualTo(WORDS + LATENCY);
    }

    @Test
    void bothDirectionsAloneMoveAWordAClock() {
        assertMovesInOrder();
    }

    @Test
    void bothDirectionsTogetherMoveAWordAClockEach() {
        rig.write(Window.BLOCKS, 0);
        rig.host.write(Window.BLOCKS, out, 0, BYTES);
        rig.run();
        rig.host.write(Window.BLOCKS + BYTES, in, 0, BYTES);
        rig.host.read(Window.BLOCKS, in, 0, BYTES);
        long clocks = rig.run();
        assertThat(in.mismatch(out)).isEqualTo(-1);
        assertThat(clocks).isLessThanOrEqualTo(WORDS + LATENCY);
    }

    @Test
    void ringThatTakesEveryOtherClockCostsTheHostNothing() {
        ringTakes(cycle -> cycle % 2 == 0, cycle -> cycle % 2 == 0);
        assertMovesInOrder();
    }

    @Test
    void ringThatTakesEveryOtherClockCostsTheHostNothingInBothDirectionsAtOnce() {
        rig.host.write(Window.BLOCKS, out, 0, BYTES / 2);
        rig.run();
        ringTakes(cycle -> cycle % 2 == 1, cycle -> cycle % 2 == 0);
        rig.host.write(Window.BLOCKS + BYTES / 2, out, BYTES / 2, BYTES / 2);
        rig.host.read(Window.BLOCKS, in, 0, BYTES / 2);
        long clocks = rig.run();
        assertThat(clocks).isLessThanOrEqualTo(WORDS / 2 + LATENCY);
        rig.host.read(Window.BLOCKS, in, 0, BYTES);
        rig.run();
        assertThat(in.mismatch(out)).isEqualTo(-1);
    }

    /// As an engine does that fills or drains a FIFO.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void ringThatTakesClocksInARowCostsAReadNothing(int inARow) {
        rig.host.write(Window.BLOCKS, out, 0, BYTES);
        rig.run();
        ringTakes(cycle -> false, cycle -> cycle / inARow % 2 == 0);
        rig.host.read(Window.BLOCKS, in, 0, BYTES);
        assertThat(rig.run()).isLessThanOrEqualTo(WORDS + LATENCY);
        assertThat(in.mismatch(out)).isEqualTo(-1);
    }

    /// Behind three in a row a write, which has a cell to wait in and no queue, would lose a clock.
    @Test
    void ringThatTakesTwoClocksInARowCostsAWriteNothing() {
        ringTakes(cycle -> cycle / 2 % 2 == 0, cycle -> false);
        rig.host.write(Window.BLOCKS, out, 0, BYTES);
        assertThat(rig.run()).isLessThanOrEqualTo(WORDS + LATENCY);
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 64, 16, 4, 2, 1})
    void burstsOfAnyLengthFollowEachOtherWithoutAGap(int beats) {
        rig.close();
        rig = new WindowRig(beats, Stalls.NONE, Stalls.NONE);
        assertMovesInOrder();
    }
}
