package org.jetstreamlan.driver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jetstreamlan.abi.Registers;

/// The block manager of [LoopbackAdapter]: free list, holders, limits.
final class CardBlocks {
    private static final int NOBODY = -1;

    final ArrayDeque<Integer> free = new ArrayDeque<>();
    final int[] transmitLimit = new int[Registers.POOLS];
    final int[] receiveLimit = new int[Registers.POOLS];
    final int[] transmitCount = new int[Registers.POOLS];
    final int[] receiveCount = new int[Registers.POOLS];
    int lastReason;
    private boolean stack;
    private final int[] transmitHolder;
    private final int[] receiveHolder;

    /// @param order blocks lie on the free list in an order of its own
    CardBlocks(int blocks, Random order) {
        var numbers = new ArrayList<Integer>();
        for (int block = 0; block < blocks; block++) {
            numbers.add(block);
        }
        Collections.shuffle(numbers, order);
        free.addAll(numbers);
        transmitHolder = new int[blocks];
        receiveHolder = new int[blocks];
        Arrays.fill(transmitHolder, NOBODY);
        Arrays.fill(receiveHolder, NOBODY);
    }

    /// Blocks in order, and the one freed last is given out first.
    void beStack() {
        var inOrder = free.stream().sorted().toList();
        free.clear();
        free.addAll(inOrder);
        stack = true;
    }

    /// A read of ALLOC.
    int alloc(int pool) {
        if (transmitCount[pool] >= transmitLimit[pool]) {
            return refuse(Registers.REASON_LIMIT);
        }
        if (free.isEmpty()) {
            return refuse(Registers.REASON_NO_BLOCK);
        }
        lastReason = Registers.REASON_NONE;
        int block = free.remove();
        transmitHolder[block] = pool;
        transmitCount[pool]++;
        return block;
    }

    private int refuse(int reason) {
        lastReason = reason;
        return Registers.ALLOC_REFUSED.mask() | Registers.ALLOC_REASON_FIELD.of(reason);
    }

    /// Blocks for a received frame; empty if the pool or the card has too few.
    Optional<List<Integer>> receive(int pool, int count) {
        if (receiveCount[pool] + count > receiveLimit[pool] || free.size() < count) {
            return Optional.empty();
        }
        var blocks = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            int block = free.remove();
            receiveHolder[block] = pool;
            blocks.add(block);
        }
        receiveCount[pool] += count;
        return Optional.of(blocks);
    }

    /// A write to FREE; false if nobody holds the block.
    boolean giveBack(int block) {
        if (block >= transmitHolder.length) {
            return false;
        }
        if (transmitHolder[block] != NOBODY) {
            transmitCount[transmitHolder[block]]--;
            transmitHolder[block] = NOBODY;
        } else if (receiveHolder[block] != NOBODY) {
            receiveCount[receiveHolder[block]]--;
            receiveHolder[block] = NOBODY;
        } else {
            return false;
        }
        if (stack) {
            free.addFirst(block);
        } else {
            free.addLast(block);
        }
        return true;
    }
}
