package org.jetstreamlan.driver;

import java.util.Arrays;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.Window;

/// Who holds which block, as the driver knows it: the hardware counts, this tells a foreign block
/// from a freed one, and puts off the free of a block that is being sent.
///
/// ```
/// handle   31 | 30  generation  16 | 15  block number  0 |
///           0
/// ```
final class BlockLedger {
    private static final int NOBODY = -1;
    private static final int GENERATIONS = 1 << 15;

    private final Adapter adapter;
    private final int log2BlockBytes;
    private final int[] owner;
    private final int[] generation;
    private final boolean[] inFlight;
    private final boolean[] freeWhenDone;

    BlockLedger(Adapter adapter, Capabilities capabilities) {
        this.adapter = adapter;
        this.log2BlockBytes = capabilities.log2BlockBytes();
        owner = new int[capabilities.blocks()];
        Arrays.fill(owner, NOBODY);
        generation = new int[owner.length];
        inFlight = new boolean[owner.length];
        freeWhenDone = new boolean[owner.length];
    }

    static int number(int handle) {
        return handle & 0xFFFF;
    }

    int blocks() {
        return owner.length;
    }

    /// Notes that the hardware gave `block` to `pool`, and makes its handle.
    int take(int block, int pool) {
        if (block >= owner.length || owner[block] != NOBODY || inFlight[block]) {
            throw new AdapterFault(
                    "adapter gave block %d of %d, which it has not got back"
                            .formatted(block, owner.length));
        }
        owner[block] = pool;
        return generation[block] << 16 | block;
    }

    /// Whether `pool` may use this block.
    Outcome check(int handle, int pool, Refusal refusal) {
        int block = number(handle);
        if (handle < 0 || block >= owner.length) {
            return refusal.of(Outcome.NO_SUCH_BLOCK, handle, owner.length);
        }
        if (owner[block] == NOBODY || generation[block] != handle >>> 16) {
            return refusal.of(Outcome.NOT_HELD, handle, 0);
        }
        if (owner[block] != pool) {
            return refusal.of(Outcome.FOREIGN_BLOCK, handle, owner[block]);
        }
        return Outcome.OK;
    }

    boolean inFlight(int handle) {
        return inFlight[number(handle)];
    }

    /// Marks a block as part of a frame under way.
    void depart(int handle) {
        inFlight[number(handle)] = true;
    }

    /// Takes the mark back without an arrival.
    void stay(int handle) {
        inFlight[number(handle)] = false;
    }

    /// The frame with this block has completed.
    void arrive(int block) {
        inFlight[block] = false;
        if (freeWhenDone[block]) {
            freeWhenDone[block] = false;
            giveBack(block);
        }
    }

    /// Ends the holding of a checked block: at once, or when its frame has completed.
    void release(int handle) {
        int block = number(handle);
        owner[block] = NOBODY;
        generation[block] = (generation[block] + 1) % GENERATIONS;
        if (inFlight[block]) {
            freeWhenDone[block] = true;
        } else {
            giveBack(block);
        }
    }

    /// Ends the holding of all blocks of a pool.
    void releaseAll(int pool) {
        for (int block = 0; block < owner.length; block++) {
            if (owner[block] == pool) {
                release(generation[block] << 16 | block);
            }
        }
    }

    /// Gives a block to the hardware that no pool has taken.
    void giveBack(int block) {
        adapter.writeRegister(Registers.FREE.offset(), block);
    }

    /// Checks the blocks under bytes `offset .. offset + bytes - 1` of a chain and lists their
    /// runs in the window.
    ///
    /// @param writing refuses blocks that are being sent
    Outcome runs(
            BlockChain chain,
            int offset,
            int bytes,
            int pool,
            boolean writing,
            WindowRuns runs,
            Refusal refusal) {
        long end = (long) offset + bytes;
        long size = (long) chain.size() << log2BlockBytes;
        if (offset < 0 || bytes < 0 || end > size) {
            return refusal.of(Outcome.PAST_END, offset < 0 ? offset : end, size);
        }
        runs.clear();
        int blockBytes = 1 << log2BlockBytes;
        int at = offset & blockBytes - 1;
        int left = bytes;
        for (int i = offset >>> log2BlockBytes; left > 0; i++) {
            int handle = chain.handle(i);
            var held = check(handle, pool, refusal);
            if (!held.ok()) {
                return held;
            }
            if (writing && inFlight(handle)) {
                return refusal.of(Outcome.BLOCK_IN_FLIGHT, handle, 0);
            }
            int run = Math.min(left, blockBytes - at);
            runs.add(Window.BLOCKS + (number(handle) << log2BlockBytes) + at, run);
            left -= run;
            at = 0;
        }
        return Outcome.OK;
    }
}
