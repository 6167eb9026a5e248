package org.jetstreamlan.nic.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who holds which block: every answer of the block manager against [BlockLedger].
class BlockManagerTest {
    private static final int BLOCKS = 16;
    private static final int POOLS = 4;
    private static final Model MODEL = Bench.compile(() -> new BlockManager(BLOCKS, POOLS));

    private final BlockManagerBench manager = new BlockManagerBench(MODEL, BLOCKS, POOLS);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void allBlocksAreFreeAndAllLimitsZeroAfterReset() {
        for (int pool = 0; pool < POOLS; pool++) {
            manager.checkCounts(pool);
            assertThat(manager.allocate(pool)).isEqualTo(-1);
        }
    }

    @Test
    void initialisationTakesMaxOfBlocksAnd64Clocks() {
        manager.bench.set("restart", true);
        manager.bench.simulator().step(8);
        manager.bench.set("restart", false);
        long from = manager.bench.cycle();
        manager.awaitReady();
        assertThat(manager.bench.cycle() - from).isEqualTo(64);
    }

    @Test
    void everyBlockIsGrantedOnceAndThenNoBlock() {
        manager.limits(0, BLOCKS, 0);
        Set<Integer> granted = new HashSet<>();
        for (int i = 0; i < BLOCKS; i++) {
            granted.add(manager.allocate(0));
        }
        assertThat(granted).hasSize(BLOCKS).doesNotContain(-1);
        assertThat(manager.allocate(0)).isEqualTo(-1);
        manager.checkCounts(0);
    }

    @Test
    void aPoolGetsNoMoreThanItsLimitAndOthersStillGetTheirs() {
        manager.limits(1, 3, 2);
        manager.limits(2, 1, 1);
        for (int i = 0; i < 5; i++) {
            manager.allocate(1);
            manager.receive(1, new ArrayList<>());
        }
        assertThat(manager.allocate(2)).isNotEqualTo(-1);
        manager.checkCounts(1);
        assertThat(manager.ledger.transmitCount[1]).isEqualTo(3);
        assertThat(manager.ledger.receiveCount[1]).isEqualTo(2);
    }

    @Test
    void aLimitAboveAllBlocksIsAsGoodAsAll() {
        manager.limits(3, 65_535, 4_096);
        manager.checkCounts(3);
        assertThat(manager.bench.get("inspectedEntry_limits_transmit")).isEqualTo(BLOCKS);
    }

    @Test
    void whatIsReservedIsThereHoweverMuchOthersTake() {
        manager.limits(0, BLOCKS, BLOCKS);
        manager.limits(1, BLOCKS, BLOCKS);
        assertThat(manager.reserve(1, true, 2)).isTrue();
        assertThat(manager.reserve(1, false, 3)).isTrue();
        while (manager.allocate(0) >= 0) {}
        assertThat(manager.receive(0, new ArrayList<>())).isFalse();
        manager.checkCounts(0);
        assertThat(manager.ledger.transmitCount[0]).isEqualTo(BLOCKS - 5);
        for (int i = 0; i < 3; i++) {
            assertThat(manager.receive(1, new ArrayList<>())).isTrue();
        }
        assertThat(manager.receive(1, new ArrayList<>())).as("of its transmit reserve").isFalse();
        assertThat(manager.allocate(1)).isNotNegative();
        assertThat(manager.allocate(1)).isNotNegative();
        assertThat(manager.allocate(1)).isNegative();
        manager.checkCounts(1);
    }

    @Test
    void aReserveForWhichNotEnoughIsFreeIsRefusedAndNothingChanges() {
        manager.limits(0, BLOCKS, 0);
        assertThat(manager.reserve(1, false, BLOCKS - 1)).isTrue();
        assertThat(manager.reserve(2, true, 2)).isFalse();
        assertThat(manager.reserve(2, true, 1)).isTrue();
        assertThat(manager.reserve(1, false, 65_535)).as("all, with one promised").isFalse();
        assertThat(manager.reserve(1, false, 4)).as("less").isTrue();
        int block = manager.allocate(0);
        assertThat(manager.reserve(3, true, BLOCKS - 5)).as("one is taken").isFalse();
        manager.free(block);
        assertThat(manager.reserve(3, true, BLOCKS - 5)).isTrue();
        assertThat(manager.allocate(0)).isNegative();
    }

    @Test
    void aPoolAboveItsReserveGivesBackToAllBeforeItIsPromisedAnew() {
        manager.limits(0, BLOCKS, BLOCKS);
        manager.limits(1, BLOCKS, BLOCKS);
        manager.reserve(0, false, 2);
        List<Integer> frame = new ArrayList<>();
        while (manager.receive(0, frame)) {}
        assertThat(frame).hasSize(BLOCKS);
        assertThat(manager.allocate(1)).isNegative();
        manager.release(0, frame);
        manager.checkCounts(0);
        while (manager.allocate(1) >= 0) {}
        assertThat(manager.ledger.transmitCount[1]).isEqualTo(BLOCKS - 2);
    }

    @Test
    void freeOfWhatNobodyHoldsIsRefused() {
        manager.limits(0, BLOCKS, BLOCKS);
        int block = manager.allocate(0);
        assertThat(manager.free(block)).isTrue();
        assertThat(manager.free(block)).as("again").isFalse();
        assertThat(manager.free(BLOCKS)).as("the first number out of range").isFalse();
        assertThat(manager.free(65_535)).isFalse();
        List<Integer> frame = new ArrayList<>();
        manager.receive(0, frame);
        assertThat(manager.free(frame.getFirst())).as("a frame on its way").isFalse();
        manager.deliver(0, frame);
        assertThat(manager.free(frame.getFirst())).as("delivered").isTrue();
        manager.checkCounts(0);
    }

    @Test
    void aWholeFrameGoesBackWithOneOperation() {
        manager.limits(0, 0, BLOCKS);
        List<Integer> frame = new ArrayList<>();
        while (manager.receive(0, frame)) {}
        assertThat(frame).hasSize(BLOCKS);
        long from = manager.bench.cycle();
        manager.release(0, frame);
        manager.bench.step();
        manager.bench.step();
        assertThat(manager.bench.get("freeBlocks")).isEqualTo(BLOCKS);
        assertThat(manager.bench.cycle() - from).isLessThanOrEqualTo(4);
        everyBlockCanBeHadAgain();
    }

    @Test
    void hostCannotWriteTheChainOfABlockThatNobodyHolds() {
        manager.limits(0, BLOCKS, BLOCKS);
        for (int block = 0; block < BLOCKS; block++) {
            manager.writeChain(block, 5);
        }
        everyBlockCanBeHadAgain();
    }

    @Test
    void hostReadsTheChainOfADeliveredFrame() {
        manager.limits(0, 0, BLOCKS);
        List<Integer> frame = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            manager.receive(0, frame);
        }
        manager.deliver(0, frame);
        for (int i = 0; i + 1 < frame.size(); i++) {
            assertThat(manager.readChain(frame.get(i))).isEqualTo(frame.get(i + 1));
            manager.checkNext(frame.get(i));
        }
    }

    @Test
    void answersComeIn3ClocksWhenIdle() {
        manager.limits(0, BLOCKS, BLOCKS);
        assertThat(manager.ask("receiveAllocate", "receiveGranted")).isEqualTo(3);
        manager.bench.step();
        assertThat(manager.ask("hostAllocate", "hostGranted")).isEqualTo(3);
        manager.bench.step();
        assertThat(manager.ask("transmitNext", "transmitNextBlock")).isEqualTo(3);
    }

    @Test
    void receiveAllocateIsAnsweredIn6ClocksWhateverElseIsAsked() {
        manager.limits(0, BLOCKS, BLOCKS);
        Random random = Bench.random("block-manager-latency");
        var bench = manager.bench;
        List<String> others = List.of("hostFree", "chainAccess", "hostAllocate", "transmitNext");
        bench.set("hostFree_payload", 99);
        bench.set("chainAccess_payload_write", true);
        for (int i = 0; i < 500; i++) {
            for (String other : others) {
                bench.set(other + "_valid", random.nextBoolean());
            }
            bench.step();
            if (i % 7 == 0) {
                assertThat(manager.ask("receiveAllocate", "receiveGranted")).isLessThanOrEqualTo(6);
            }
        }
    }

    @Test
    void randomOperationsKeepEveryBlockInOnePlaceAndAllCountsExact() {
        Random random = Bench.random("block-manager");
        List<Integer> open = new ArrayList<>();
        int openPool = 0;
        for (int i = 0; i < 20_000; i++) {
            int pool = random.nextInt(POOLS);
            int block = random.nextInt(BLOCKS);
            switch (random.nextInt(11)) {
                case 0 ->
                        manager.limits(
                                pool, random.nextInt(BLOCKS + 3), random.nextInt(BLOCKS + 3));
                case 1, 2 -> manager.allocate(pool);
                case 10 -> manager.reserve(pool, random.nextBoolean(), random.nextInt(BLOCKS / 2));
                case 3 -> manager.free(random.nextInt(BLOCKS + 2));
                case 4 -> {
                    var held = manager.ledger.blocksHeld();
                    if (!held.isEmpty()) {
                        manager.free(held.get(random.nextInt(held.size())));
                    }
                }
                case 5, 6 -> {
                    openPool = open.isEmpty() ? pool : openPool;
                    manager.receive(openPool, open);
                }
                case 7 -> {
                    if (!open.isEmpty()) {
                        if (random.nextBoolean()) {
                            manager.release(openPool, open);
                        } else {
                            manager.deliver(openPool, open);
                        }
                        open = new ArrayList<>();
                    }
                }
                case 8 -> manager.writeChain(block, random.nextInt(BLOCKS));
                default -> manager.checkNext(block);
            }
            manager.checkCounts(pool);
        }
        if (!open.isEmpty()) {
            manager.release(openPool, open);
        }
        everyBlockCanBeHadAgain();
    }

    @Test
    void aRestartForgetsEverything() {
        manager.limits(0, BLOCKS, BLOCKS);
        manager.allocate(0);
        manager.receive(0, new ArrayList<>());
        manager.reserve(0, true, 4);
        manager.bench.set("restart", true);
        manager.bench.simulator().step(20);
        manager.bench.set("restart", false);
        manager.awaitReady();
        assertThat(manager.bench.get("freeBlocks")).isEqualTo(BLOCKS);
        manager.bench.set("inspectedPool", 0);
        assertThat(manager.bench.get("inspectedEntry_limits_transmit")).isZero();
        assertThat(manager.bench.get("inspectedEntry_counts_transmit")).isZero();
        assertThat(manager.bench.get("inspectedEntry_reserves_transmit")).isZero();
        assertThat(manager.bench.get("promised")).isZero();
    }

    /// Frees what is held and takes every block once: the free list holds each exactly once.
    private void everyBlockCanBeHadAgain() {
        manager.ledger.blocksHeld().forEach(manager::free);
        for (int pool = 0; pool < POOLS; pool++) {
            manager.reserve(pool, true, 0);
            manager.reserve(pool, false, 0);
        }
        manager.limits(0, BLOCKS, BLOCKS);
        Set<Integer> all = new HashSet<>();
        for (int i = 0; i < BLOCKS; i++) {
            all.add(manager.allocate(0));
        }
        assertThat(all).hasSize(BLOCKS).doesNotContain(-1);
        assertThat(manager.allocate(0)).isEqualTo(-1);
    }
}
