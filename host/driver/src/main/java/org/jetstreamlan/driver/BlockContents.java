package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Window;

/// How far the holder of each block has written it, or received a frame into it. What lies behind that may be anybody's: it is overwritten with zeros before it can be read or sent, and only then. So who writes
/// what it sends, and reads what it received, pays nothing; nor does it count what frames that the adapter dropped have left in a block.
///
/// ```
/// block  |<--- written --->|<--- what others have left --->|
///                          |<-- zeros -->|
///                                        ^ end of a copy or frame
/// ```
final class BlockContents {
    private final Adapter adapter;
    private final int log2BlockBytes;
    private final int[] written;
    private final MemorySegment zeros;

    BlockContents(Adapter adapter, Capabilities capabilities) {
        this.adapter = adapter;
        log2BlockBytes = capabilities.log2BlockBytes();
        written = new int[capabilities.blocks()];
        zeros = Arena.ofAuto().allocate(capabilities.blockBytes(), 8);
    }

    /// A block has another holder, who has not written it.
    void forget(int block) {
        written[block] = 0;
    }

    /// Blocks have a frame that their new holder has received, whole but in the last one.
    void received(BlockChain chain, int payloadBytes) {
        int left = payloadBytes;
        for (int i = 0; i < chain.size(); i++) {
            int here = Math.clamp(left, 0, 1 << log2BlockBytes);
            written[BlockLedger.number(chain.handle(i))] = here;
            left -= here;
        }
    }

    /// Bytes `offset .. offset + bytes - 1` of a chain are about to be read, or sent.
    void beforeReading(BlockChain chain, int offset, int bytes) {
        walk(chain, offset, bytes, false);
    }

    /// They are about to be written.
    void beforeWriting(BlockChain chain, int offset, int bytes) {
        walk(chain, offset, bytes, true);
    }

    private void walk(BlockChain chain, int offset, int bytes, boolean writes) {
        int blockBytes = 1 << log2BlockBytes;
        int at = offset & blockBytes - 1;
        int left = bytes;
        for (int i = offset >>> log2BlockBytes; left > 0; i++) {
            int block = BlockLedger.number(chain.handle(i));
            int run = Math.min(left, blockBytes - at);
            clear(block, writes ? at : at + run);
            written[block] = Math.max(written[block], at + run);
            left -= run;
            at = 0;
        }
    }

    /// Up to a byte.
    private void clear(int block, int end) {
        int from = written[block];
        if (from < end) {
            adapter.writeWindow(
                    Window.BLOCKS + (block << log2BlockBytes) + from, zeros, 0, end - from);
        }
    }
}
