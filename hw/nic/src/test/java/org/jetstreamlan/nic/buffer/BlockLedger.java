package org.jetstreamlan.nic.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.Registers.REASON_LIMIT;
import static org.jetstreamlan.abi.Registers.REASON_NONE;
import static org.jetstreamlan.abi.Registers.REASON_NO_BLOCK;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What the block manager must do, in Java: who has which block, and how many each pool may have. Which block is granted is the
/// hardware's choice; that it was free is checked.
final class BlockLedger {
    enum Place {
        FREE,
        ARRIVING,
        TRANSMIT,
        RECEIVE
    }

    /// A link that nobody has made.
    static final int UNKNOWN = -1;

    final int blocks;
    final Place[] place;
    final int[] pool;
    final int[] next;
    final int[] transmitCount;
    final int[] receiveCount;
    final int[] transmitLimit;
    final int[] receiveLimit;
    final int[] transmitReserve;
    final int[] receiveReserve;

    BlockLedger(int blocks, int pools) {
        this.blocks = blocks;
        place = new Place[blocks];
        Arrays.fill(place, Place.FREE);
        pool = new int[blocks];
        next = new int[blocks];
        transmitCount = new int[pools];
        receiveCount = new int[pools];
        transmitLimit = new int[pools];
        receiveLimit = new int[pools];
        transmitReserve = new int[pools];
        receiveReserve = new int[pools];
    }

    int free() {
        return (int) IntStream.range(0, blocks).filter(b -> place[b] == Place.FREE).count();
    }

    boolean held(int block) {
        return block < blocks && (place[block] == Place.TRANSMIT || place[block] == Place.RECEIVE);
    }

    List<Integer> blocksHeld() {
        return IntStream.range(0, blocks).filter(this::held).boxed().toList();
    }

    /// Free blocks that are kept for pools below their reserve.
    int promised() {
        int promised = 0;
        for (int i = 0; i < transmitCount.length; i++) {
            promised += Math.max(0, transmitReserve[i] - transmitCount[i]);
            promised += Math.max(0, receiveReserve[i] - receiveCount[i]);
        }
        return promised;
    }

    private int reason(int count, int limit, int reserve) {
        int available = count < reserve ? free() : free() - promised();
        return available == 0 ? REASON_NO_BLOCK : count < limit ? REASON_NONE : REASON_LIMIT;
    }

    int transmitReason(int ofPool) {
        return reason(transmitCount[ofPool], transmitLimit[ofPool], transmitReserve[ofPool]);
    }

    int receiveReason(int ofPool) {
        return reason(receiveCount[ofPool], receiveLimit[ofPool], receiveReserve[ofPool]);
    }

    /// Whether there are enough free blocks for it; if not, nothing changes.
    boolean reserve(int ofPool, boolean transmit, int count) {
        int[] reserves = transmit ? transmitReserve : receiveReserve;
        int before = reserves[ofPool];
        reserves[ofPool] = Math.min(count, blocks);
        if (promised() > free()) {
            reserves[ofPool] = before;
            return false;
        }
        return true;
    }

    private void take(int block, int ofPool, Place to) {
        assertThat(place[block]).as("granted block %d", block).isEqualTo(Place.FREE);
        place[block] = to;
        pool[block] = ofPool;
        next[block] = UNKNOWN;
    }

    void allocateTransmit(int block, int ofPool) {
        take(block, ofPool, Place.TRANSMIT);
        transmitCount[ofPool]++;
    }

    void allocateReceive(int block, int ofPool, List<Integer> frame) {
        take(block, ofPool, Place.ARRIVING);
        receiveCount[ofPool]++;
        if (!frame.isEmpty()) {
            next[frame.getLast()] = block;
        }
    }

    void release(List<Integer> frame) {
        for (int block : new ArrayList<>(frame)) {
            assertThat(place[block]).isEqualTo(Place.ARRIVING);
            place[block] = Place.FREE;
            receiveCount[pool[block]]--;
        }
    }

    void deliver(List<Integer> frame) {
        frame.forEach(block -> place[block] = Place.RECEIVE);
    }

    /// Whether it was somebody's.
    boolean free(int block) {
        if (!held(block)) {
            return false;
        }
        if (place[block] == Place.TRANSMIT) {
            transmitCount[pool[block]]--;
        } else {
            receiveCount[pool[block]]--;
        }
        place[block] = Place.FREE;
        return true;
    }
}
