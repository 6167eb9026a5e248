package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.abi.WindowWords;

/// The driver's side of the chain table: which block follows which.
///
/// Each bus access costs clocks that payload could have used. So a link that is there already is
/// not written again, neighbouring links are written as one run, and the links of a received frame
/// are fetched with few reads: one around its first block, and if that does not hold them all, one
/// of the whole table, which then serves all frames whose events had been seen.
final class ChainTable {
    private static final int UNKNOWN = -1;

    private final Adapter adapter;
    private final int blocks;

    /// What the hardware's table holds for blocks of this host, UNKNOWN if it may differ.
    private final int[] next;

    private final MemorySegment words;
    private final WindowRuns runs = new WindowRuns();

    /// Blocks `from .. to - 1` are in `words`.
    private int from;

    private int to;

    /// Frames with an event number below this are whole in the copy of the whole table.
    private long freshBelow;

    ChainTable(Adapter adapter, Capabilities capabilities) {
        this.adapter = adapter;
        this.blocks = capabilities.blocks();
        next = new int[blocks];
        Arrays.fill(next, UNKNOWN);
        words = Arena.ofAuto().allocate((long) blocks * Window.CHAIN_BYTES, 8);
    }

    /// The hardware had this block and may have changed its link.
    void forget(int block) {
        next[block] = UNKNOWN;
    }

    /// The block behind `block`, of a chain that was linked.
    int after(int block) {
        return next[block];
    }

    /// Links the first `count` blocks of a chain that the host holds.
    void link(BlockChain chain, int count) {
        runs.clear();
        int length = 0;
        for (int i = 0; i + 1 < count; i++) {
            int block = BlockLedger.number(chain.handle(i));
            int follower = BlockLedger.number(chain.handle(i + 1));
            if (next[block] != follower) {
                next[block] = follower;
                runs.add(Window.chain(block), Window.CHAIN_BYTES);
                words.set(WindowWords.INT, length, follower);
                length += Window.CHAIN_BYTES;
            }
        }
        if (length > 0) {
            from = 0;
            to = 0;
            adapter.writeWindow(runs, words, 0);
        }
    }

    /// Follows the chain of a received frame, up to a link that the adapter has lost.
    ///
    /// @param first first block
    /// @param count blocks of the frame
    /// @param event number of the frame's event
    /// @param eventsSeen events known now: all their chains are complete
    /// @param found receives the block numbers
    /// @return how many: `count`, if no link is lost
    int follow(int first, int count, long event, long eventsSeen, int[] found) {
        if (first >= blocks || count < 1 || count > blocks) {
            throw new AdapterFault(
                    "receive event with first block %d and %d blocks; the adapter has %d blocks"
                            .formatted(first, count, blocks));
        }
        found[0] = first;
        if (count == 1) {
            return 1;
        }
        try {
            followCopy(first, count, event, eventsSeen, found);
            return count;
        } catch (AdapterFault fault) {
            MemoryLoss.require(adapter, fault);
            return followWhole(count, found);
        }
    }

    /// By copies of many links; one that is lost among them, this frame's or another's, is a fault.
    private void followCopy(int first, int count, long event, long eventsSeen, int[] found) {
        if (event >= freshBelow) {
            readAround(first, count, eventsSeen);
        }
        int block = first;
        for (int i = 1; i < count; i++) {
            if (block < from || block >= to) {
                read(0, blocks);
                freshBelow = eventsSeen;
            }
            block =
                    words.get(WindowWords.INT, (long) (block - from) * Window.CHAIN_BYTES)
                            & blocks - 1;
            found[i] = block;
        }
    }

    /// Link by link.
    private int followWhole(int count, int[] found) {
        freshBelow = 0;
        for (int i = 1; i < count; i++) {
            try {
                read(found[i - 1], found[i - 1] + 1);
            } catch (AdapterFault fault) {
                MemoryLoss.require(adapter, fault);
                to = from;
                return i;
            }
            found[i] = words.get(WindowWords.INT, 0) & blocks - 1;
        }
        to = from;
        return count;
    }

    private void readAround(int first, int count, long eventsSeen) {
        boolean whole = blocks <= 4 * count;
        read(whole ? 0 : Math.max(0, first - count), whole ? blocks : first + count);
        freshBelow = whole ? eventsSeen : 0;
    }

    private void read(int start, int end) {
        from = start;
        to = Math.min(end, blocks);
        adapter.readWindow(Window.chain(from), words, 0, (to - from) * Window.CHAIN_BYTES);
    }
}
