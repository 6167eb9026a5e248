package org.jetstreamlan.sim.axi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.FaultySubordinate.Fault;
import org.jetstreamlan.sim.bench.Stalls;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The manager moves what it is told to, and finds faults of a subordinate: each check is shown to fail once.
class Axi4ManagerTest {
    private static final class Rig implements AutoCloseable {
        final Model model;
        final Simulator simulator;
        final Axi4Manager manager;

        Rig(Fault fault, int beatsMaximum, int stallPercent, long seed) {
            model =
                    new JitEngine()
                            .compile(Design.of(() -> new FaultySubordinate(fault)).circuit());
            simulator = model.instantiate();
            simulator.poke(simulator.probe("rst"), 1);
            simulator.step();
            simulator.poke(simulator.probe("rst"), 0);
            manager =
                    new Axi4Manager(
                            simulator,
                            "s_axi",
                            beatsMaximum,
                            Stalls.of(stallPercent, seed),
                            Stalls.of(stallPercent, seed + 1));
        }

        void run() {
            for (int clock = 0; clock < 20_000 && !manager.isIdle(); clock++) {
                manager.tick();
                simulator.step();
            }
            // Answers that nobody asked for would come now.
            for (int clock = 0; clock < 10; clock++) {
                manager.tick();
                simulator.step();
            }
            assertThat(manager.isIdle()).isTrue();
        }

        @Override
        public void close() {
            simulator.close();
            model.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"256, 0", "256, 40", "16, 40", "3, 70", "1, 20"})
    void bytesArriveWhateverTheBurstsAndStalls(int beatsMaximum, int stallPercent) {
        try (Rig rig = new Rig(Fault.NONE, beatsMaximum, stallPercent, 7)) {
            byte[] source = new byte[1_000];
            new Random(1).nextBytes(source);
            byte[] target = new byte[1_000];
            rig.manager.write(0x40, MemorySegment.ofArray(source), 3, 997);
            rig.run();
            rig.manager.read(0x40, MemorySegment.ofArray(target), 3, 997);
            rig.run();
            source[0] = source[1] = source[2] = 0;
            assertThat(target).isEqualTo(source);
        }
    }

    @Test
    void writeOfSomeBytesLeavesTheRestOfTheLastWordAlone() {
        try (Rig rig = new Rig(Fault.NONE, 256, 0, 1)) {
            rig.manager.write(0, -1, -1);
            rig.manager.write(0, MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5}), 0, 5);
            rig.run();
            int[] words = new int[2];
            rig.manager.read(0, words);
            rig.run();
            assertThat(words).containsExactly(0x0403_0201, 0xFFFF_FF05);
        }
    }

    @Test
    void transfersEndInOrderAndSaySo() {
        try (Rig rig = new Rig(Fault.NONE, 4, 30, 2)) {
            List<Integer> ended = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                rig.manager.write(64L * i, new int[16]).then(() -> ended.add(number));
            }
            Axi4Transfer last = rig.manager.write(0, 1);
            assertThat(last.isDone()).isFalse();
            rig.run();
            assertThat(last.isDone()).isTrue();
            assertThat(last.doneAt()).isPositive();
            assertThat(ended).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            last.then(() -> ended.add(99));
            assertThat(ended).last().isEqualTo(99);
        }
    }

    @Test
    void lawfulBurstsNeverCross4KiB() {
        BurstQueue queue = new BurstQueue(256);
        queue.add(
                new Axi4Transfer(
                        true,
                        0xF9C,
                        MemorySegment.ofArray(new byte[9_000]),
                        0,
                        9_000,
                        List.of(),
                        new byte[0]));
        long at = 0xF9C;
        while (!queue.isIdle()) {
            queue.plan();
            long number = queue.answered;
            long end = queue.address(number) + 4L * queue.beats(number);
            assertThat(queue.address(number)).isEqualTo(at);
            assertThat(queue.address(number) >> 12).isEqualTo((end - 1) >> 12);
            at = end;
            queue.answer(0);
        }
        assertThat(at).isEqualTo(0xF9C + 9_000);
    }

    @ParameterizedTest
    @CsvSource({
        "WITHDRAWS_RVALID, RVALID withdrawn",
        "CHANGES_RDATA, RDATA",
        "RLAST_TOO_EARLY, RLAST true",
        "RLAST_NEVER, RLAST false",
        "WRONG_RID, RID",
        "WITHDRAWS_BVALID, BVALID withdrawn",
        "B_BEFORE_DATA, BVALID before the last beat",
        "B_TWICE, without a burst",
        "WRONG_BID, BID"
    })
    void faultOfTheSubordinateIsFound(Fault fault, String message) {
        try (Rig rig = new Rig(fault, 8, 50, 5)) {
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 20; i++) {
                                    rig.manager.write(128L * i, new int[32]);
                                    rig.manager.read(128L * i, new int[32]);
                                }
                                rig.run();
                            })
                    .isInstanceOf(AxiViolation.class)
                    .hasMessageContaining("s_axi, clock")
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4_094})
    void unalignedTransferIsRefused(long address) {
        try (Rig rig = new Rig(Fault.NONE, 8, 0, 5)) {
            assertThatThrownBy(() -> rig.manager.write(address, 1))
                    .hasMessageContaining("multiple of 4");
        }
    }
}
