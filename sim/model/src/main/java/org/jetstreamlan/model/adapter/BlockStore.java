package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;

/// The blocks: their bytes, who holds which, and the chain table, which links the free list and the frames alike.
///
/// ```
///                 ALLOC                              FREE
///      ┌─────────────────────────> TRANSMIT ───────────────────────────┐
///   NOBODY (free list, or a frame that waits)                          ├─> NOBODY, first of the free list
///      └─────────────────────────> RECEIVE  ───────────────────────────┘
///              frame handed over                     FREE
/// ```
final class BlockStore {
    private enum Holder {
        NOBODY,
        TRANSMIT,
        RECEIVE
    }

    private final Capabilities build;
    private final PoolAccounts pools;
    private final MemorySegment memory;
    private final Holder[] holders;
    private final int[] payers;
    private final int[] next;

    /// As the memory is cut into blocks.
    private Capabilities sizes;

    private int freeHead;
    private int freeCount;
    private int lastReason;

    BlockStore(Capabilities sizes, PoolAccounts pools) {
        this.build = sizes;
        this.sizes = sizes;
        this.pools = pools;
        memory = MemorySegment.ofArray(new byte[sizes.blocks() << sizes.log2BlockBytes()]);
        holders = new Holder[sizes.blocks()];
        payers = new int[sizes.blocks()];
        next = new int[sizes.blocks()];
        reset(0);
    }

    /// All blocks are free, in order; their bytes stay.
    ///
    /// @param log2Bytes size that they have from now on; what the build does not have: as it is
    void reset(int log2Bytes) {
        if (log2Bytes >= build.log2BlockBytes() && log2Bytes <= build.log2LargestBlock()) {
            sizes = build.withBlocks(log2Bytes);
        }
        Arrays.fill(holders, Holder.NOBODY);
        for (int block = 0; block < next.length; block++) {
            next[block] = block + 1 & next.length - 1;
        }
        freeHead = 0;
        freeCount = sizes.blocks();
        lastReason = Registers.REASON_NONE;
    }

    MemorySegment memory() {
        return memory;
    }

    int freeCount() {
        return freeCount;
    }

    /// ALLOC_REASON.
    int lastReason() {
        return lastReason;
    }

    /// BLOCKS.
    int sizes() {
        return sizes.blocksRegister();
    }

    int blockBytes() {
        return sizes.blockBytes();
    }

    /// Blocks that `bytes` of payload take.
    int blocksFor(int bytes) {
        return sizes.blocksFor(bytes);
    }

    boolean isHeld(int block) {
        return holders[block] != Holder.NOBODY;
    }

    /// A read of ALLOC: the register's answer.
    int allocate(int pool) {
        lastReason = reason(pools.transmitRoom(pool), pools.transmitAvailable(pool, freeCount));
        if (lastReason != Registers.REASON_NONE) {
            return Registers.ALLOC_REFUSED.mask() | Registers.ALLOC_REASON_FIELD.of(lastReason);
        }
        int block = take(Holder.TRANSMIT, pool);
        pools.countTransmit(pool, 1);
        return block;
    }

    /// Why a block is not to be had.
    private static int reason(int room, int available) {
        if (available < 1) {
            return Registers.REASON_NO_BLOCK;
        }
        return room < 1 ? Registers.REASON_LIMIT : Registers.REASON_NONE;
    }

    private int take(Holder holder, int pool) {
        int block = freeHead;
        freeHead = next[block];
        freeCount--;
        holders[block] = holder;
        payers[block] = pool;
        return block;
    }

    /// A write to FREE.
    ///
    /// @return false if nobody holds the block, or it does not exist
    boolean free(int block) {
        if (block >= holders.length || !isHeld(block)) {
            return false;
        }
        if (holders[block] == Holder.TRANSMIT) {
            pools.countTransmit(payers[block], -1);
        } else {
            pools.countReceive(payers[block], -1);
        }
        putFree(block);
        return true;
    }

    /// A block for a frame on its way in: its pool pays for it, and nobody holds it.
    ///
    /// @return the block; or why there is none, negative
    int receive(int pool) {
        int reason = reason(pools.receiveRoom(pool), pools.receiveAvailable(pool, freeCount));
        if (reason != Registers.REASON_NONE) {
            return -reason;
        }
        pools.countReceive(pool, 1);
        return take(Holder.NOBODY, pool);
    }

    /// Puts a frame into blocks that were taken for it, and links them.
    void store(int[] frame, int count, MemorySegment payload, int bytes) {
        for (int i = 0; i < count; i++) {
            int at = i * sizes.blockBytes();
            int run = Math.min(sizes.blockBytes(), bytes - at);
            MemorySegment.copy(payload, at, memory, place(frame[i]), run);
            if (i > 0) {
                next[frame[i - 1]] = frame[i];
            }
        }
    }

    /// A frame becomes the host's.
    void handOver(int first, int count) {
        int block = first;
        for (int i = 0; i < count; i++) {
            holders[block] = Holder.RECEIVE;
            block = next[block];
        }
    }

    /// A block that was taken for a frame goes back to the free list.
    void giveBack(int block, int pool) {
        pools.countReceive(pool, -1);
        putFree(block);
    }

    private void putFree(int block) {
        holders[block] = Holder.NOBODY;
        next[block] = freeHead;
        freeHead = block;
        freeCount++;
    }

    /// The pool that a block which somebody holds belongs to.
    int payer(int block) {
        return payers[block];
    }

    /// The bytes of a frame to send, along the chain, up to a block behind the first that the pool does not hold.
    ///
    /// @return how many these are
    int load(int first, int pool, MemorySegment into, int bytes) {
        int block = first;
        for (int at = 0; at < bytes; at += sizes.blockBytes()) {
            if (at > 0 && !(isHeld(block) && payers[block] == pool)) {
                return at;
            }
            int run = Math.min(sizes.blockBytes(), bytes - at);
            MemorySegment.copy(memory, place(block), into, at, run);
            block = next[block];
        }
        return bytes;
    }

    /// Where a block begins in [#memory()].
    long place(int block) {
        return (long) block << sizes.log2BlockBytes();
    }

    /// An entry of the chain table.
    int next(int block) {
        return next[block];
    }

    /// The host's write to it: without effect while nobody holds the block.
    void link(int block, int follower) {
        if (isHeld(block)) {
            next[block] = follower & next.length - 1;
        }
    }
}
