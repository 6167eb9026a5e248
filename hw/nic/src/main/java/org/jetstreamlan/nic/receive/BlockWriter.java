package org.jetstreamlan.nic.receive;

import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.receive.ReceiveItem.Ending;
import org.jetstreamlan.nic.receive.ReceiveItem.Kind;

/// Packs a frame's words into 64-bit cells of its blocks, and ends it: a receive event, or its blocks back to the free list.
///
/// ```
///  word on the wire   b0 b1 b2 b3 | b4 b5 b6 b7        first byte on top, even word first
///  cell 63..0         b7 b6 b5 b4   b3 b2 b1 b0        lowest address at the bottom
/// ```
/// An item a clock. A block is taken with its first word, which waits in `evenWord` for the second, so that frames of any length may follow one another
/// without a pause. A frame ends when its sum is there. At DELIVER and DROP, blocks that were asked for and not used are taken, too: behind a
/// delivered frame at most one, which goes back alone; a dropped frame's go back in one chain with it.
final class BlockWriter extends Module {
    /// The sum, and words 3, 2, 1, 0 of an event, as in [ReceiveEvent].
    static final int EVENT_BITS = 16 + 128;

    private final int blockWidth;
    private final int blockWordsWidth;

    final Bool restart = input(bool());
    final BlockSize size;
    final Stream<ReceiveItem> item = input(stream(ReceiveItem.TYPE));
    final Stream<GrantedBlock> blocks;

    /// One for each frame, in order; taken as it ends.
    final Stream<UInt> sums = input(stream(uint(16)));

    /// Core clocks, low 32 bits.
    final UInt now = input(uint(32));

    final Flow<BlockWrite> write;
    final Stream<BlockChain> release;
    final Flow<Bits> event = output(flow(bits(EVENT_BITS)));

    /// The frame whose `event` this is.
    final Flow<TakenFrame> delivered;

    private final Bits atm = reg(bits(32));
    private final UInt words = reg(uint(14));
    private final Bits evenWord = reg(bits(32));

    /// The current block, while `filling`.
    private final UInt block;

    private final Bool filling = reg(bool(), init(0));

    /// A block was refused: the rest of the frame is skipped.
    private final Bool skipping = reg(bool(), init(0));

    private final UInt head;
    private final UInt second;
    private final UInt tail;
    private final UInt count;

    /// Answers taken for this frame, modulo 4.
    private final UInt taken = reg(uint(2));

    /// The last block of a frame that ends was not used.
    private final Bool spare = reg(bool(), init(0));

    private final UInt spareBlock;
    private final Bool releasing = reg(bool(), init(0));
    private final BlockChain released;

    /// @param blockWidth log2 of the blocks
    /// @param blockWordsWidth log2 of the words of the smallest block
    /// @param largerSizes sizes beyond the smallest
    BlockWriter(int blockWidth, int blockWordsWidth, int largerSizes) {
        this.blockWidth = blockWidth;
        this.blockWordsWidth = blockWordsWidth;
        super();
        this.size = input(BlockSize.type(blockWidth, largerSizes));
        var chain = BlockChain.type(blockWidth);
        this.blocks = input(stream(GrantedBlock.type(blockWidth)));
        this.write = output(flow(BlockWrite.type(blockWidth + blockWordsWidth - 1)));
        this.release = output(stream(chain));
        this.delivered = output(flow(TakenFrame.type(blockWidth)));
        this.block = reg(uint(blockWidth));
        this.head = reg(uint(blockWidth));
        this.second = reg(uint(blockWidth));
        this.tail = reg(uint(blockWidth));
        this.count = reg(uint(blockWidth + 1));
        this.spareBlock = reg(uint(blockWidth));
        this.released = reg(chain);
    }

    @Override
    protected String moduleName() {
        return "BlockWriter_b" + blockWidth + "_w" + blockWordsWidth + "_l" + size.larger().width();
    }

    @Override
    protected void build() {
        var kind = item.payload().kind();
        var ending = Ending.TYPE.fromBits(item.payload().word().trunc(Ending.TYPE.width()));
        var isHeader = item.valid().and(kind.is(Kind.HEADER));
        var isWord = item.valid().and(kind.is(Kind.WORD));
        var isEnding = item.valid().and(kind.is(Kind.DELIVER).or(kind.is(Kind.DROP)));
        var settled = taken.eq(ending.asked());

        var needsBlock = isWord.and(filling.or(skipping).not());
        var collects = isEnding.and(settled.not());
        var ends = all(isEnding, settled, releasing.not(), sums.valid());
        sums.ready().assign(ends.or(restart));
        blocks.ready().assign(any(needsBlock, collects, restart));
        item.ready()
                .assign(
                        any(
                                kind.is(Kind.HEADER),
                                kind.is(Kind.WORD).and(any(filling, skipping, blocks.valid())),
                                ends,
                                restart));
        begin(isHeader);
        var begun = all(needsBlock, blocks.valid(), blocks.payload().granted());
        var stored = isWord.and(filling).or(begun);
        pack(stored, ends);
        var delivers = kind.is(Kind.DELIVER);
        var spares = collects.and(delivers);
        take(needsBlock, spares);
        var delivered = ends.and(delivers);
        deliver(delivered, ending);
        giveBack(ends, delivers, ending.pool());
        when(
                restart,
                () -> {
                    filling.next(0);
                    skipping.next(0);
                    spare.next(0);
                    releasing.next(0);
                });
    }

    private void begin(Bool begins) {
        when(
                begins,
                () -> {
                    atm.next(item.payload().word());
                    words.next(0);
                    count.next(0);
                    taken.next(0);
                    filling.next(0);
                    skipping.next(0);
                    spare.next(0);
                });
    }

    /// Writes a cell with each odd word, and the half cell of a last even one.
    private void pack(Bool fills, Bool ends) {
        var wire = item.payload().word();
        var word = cat(wire.slice(7, 0), wire.slice(15, 8), wire.slice(23, 16), wire.slice(31, 24));
        var odd = words.bit(0);
        write.valid().assign(all(odd, fills.or(ends.and(filling))));
        write.payload()
                .address()
                .assign(
                        cat(
                                        size.place(block, words, blockWordsWidth),
                                        words.slice(blockWordsWidth - 1, 1))
                                .asUInt());
        write.payload().data().assign(cat(word, evenWord));
        write.payload().mask().assign(mux(ends, lit(0x0F, 8), lit(0xFF, 8)));
        when(
                fills,
                () -> {
                    words.next(words.add(1));
                    when(odd.not(), () -> evenWord.next(word));
                    when(
                            size.inLast(
                                    words, blockWordsWidth, words.trunc(blockWordsWidth).andR()),
                            () -> filling.next(0));
                });
    }

    /// The next block for the words to come, or one that is not needed any more.
    private void take(Bool needsBlock, Bool isSpare) {
        var next = blocks.payload();
        var arrives = blocks.fire();
        when(
                arrives,
                () -> {
                    taken.next(taken.add(1));
                    when(
                                    next.granted(),
                                    () -> {
                                        when(
                                                needsBlock,
                                                () -> {
                                                    block.next(next.block());
                                                    filling.next(1);
                                                });
                                        when(
                                                        isSpare,
                                                        () -> {
                                                            spare.next(1);
                                                            spareBlock.next(next.block());
                                                        })
                                                .otherwise(
                                                        () -> {
                                                            tail.next(next.block());
                                                            count.next(count.add(1));
                                                            when(
                                                                    count.eq(0),
                                                                    () -> head.next(next.block()));
                                                            when(
                                                                    count.eq(1),
                                                                    () ->
                                                                            second.next(
                                                                                    next.block()));
                                                        });
                                    })
                            .otherwise(() -> skipping.next(1));
                });
    }

    private void deliver(Bool delivers, Ending ending) {
        var age = now.trunc(Ending.CLOCK_WIDTH).sub(ending.clock());
        var timestamp = now.sub(age.zext(32));
        var word0 =
                cat(
                        ending.codeError(),
                        ending.crc(),
                        ending.pool().zext(ReceiveEvent.POOL.width()),
                        head.zext(ReceiveEvent.FIRST_BLOCK.width()));
        var word1 =
                cat(
                        count.zext(ReceiveEvent.BLOCKS.width()),
                        words.zext(ReceiveEvent.BLOCKS.lo() - 2),
                        zeros(2));
        event.valid().assign(delivers);
        event.payload().assign(cat(sums.payload(), timestamp, atm, word1.zext(32), word0.zext(32)));
        delivered.valid().assign(delivers);
        var chain = delivered.payload().chain();
        chain.head().assign(head);
        chain.tail().assign(tail);
        chain.count().assign(count);
        chain.pool().assign(ending.pool());
        delivered.payload().second().assign(second);
    }

    private void giveBack(Bool ends, Bool isDelivered, UInt pool) {
        release.valid().assign(releasing);
        release.payload().assign(released);
        when(release.fire(), () -> releasing.next(0));
        when(
                ends,
                () -> {
                    filling.next(0);
                    released.pool().next(pool);
                    released.head().next(mux(isDelivered, spareBlock, head));
                    released.tail().next(mux(isDelivered, spareBlock, tail));
                    released.count().next(mux(isDelivered, num(1, count.width()), count));
                    releasing.next(mux(isDelivered, spare, count.ne(0)));
                });
    }
}
