package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;
import org.jetstreamlan.nic.master.WriteManager;

/// Fetches the words of a copy ahead, from the host's memory in bursts of up to 128 bytes that do not cross a multiple of 128, or from the blocks, a cell
/// a clock.
///
/// ```
/// ReadManager ─ beats ─┐
///                      ├─ 32 words ── out        asked for only if there is room for all that is under way
/// BlockMemory ─ cells ─┘
/// ```
final class CopySource extends Module {
    private static final int BURST = 16;
    private static final int ROOM = 2 * BURST;
    private static final int WORD_ADDRESS_WIDTH = WriteManager.ADDRESS_WIDTH - 3;

    private final int cellWidth;

    /// Takes the next copy; not before the last word of the one before has gone.
    final Bool begin = input(bool());

    final Bool fromCard = input(bool());
    final UInt hostWord = input(uint(WORD_ADDRESS_WIDTH));
    final UInt cell;
    final UInt words = input(uint(14));

    final Stream<ReadBurst> read = output(stream(ReadBurst.type()));
    final Flow<ReadBeat> beat = input(flow(ReadBeat.type(64)));
    final Stream<BlockReadRequest> blockRead;

    /// The cells that were read, in order, and a clock behind each whether one of its halves is broken.
    final Flow<Bits> blockData = input(flow(bits(64)));

    final Bits blockBroken = input(bits(2));

    final Stream<Bits> out = output(stream(bits(64)));

    /// The bus has refused a beat since `begin`.
    final Bool failed = output(bool());

    /// A cell since `begin` was broken; the last one is told 2 clocks behind it.
    final Bool lost = output(bool());

    /// Such a cell.
    final Flow<UInt> error;

    private final Fifo<Bits> queue = child(new Fifo<>(bits(64), ROOM, Fifo.Storage.LUT));

    CopySource(int cellWidth) {
        this.cellWidth = cellWidth;
        super();
        this.cell = input(uint(cellWidth));
        this.blockRead = output(stream(BlockReadRequest.type(cellWidth)));
        this.error = output(flow(uint(cellWidth)));
    }

    @Override
    protected String moduleName() {
        return "CopySource_c" + cellWidth;
    }

    @Override
    protected void build() {
        var card = reg(bool());
        var left = reg(uint(14), init(0));
        // Words asked for that have not gone out.
        var inside = reg(uint(6), init(0));
        var next = reg(uint(WORD_ADDRESS_WIDTH));

        var toBoundary = num(BURST, 5).sub(next.trunc(4).zext(5));
        var burst = mux(left.lt(toBoundary.zext(14)), left.trunc(5), toBoundary);
        read.valid().assign(all(card.not(), left.ne(0), inside.le(ROOM - BURST)));
        read.payload().address().assign(cat(next, zeros(3)).asUInt());
        read.payload().len().assign(burst.sub(1).zext(8));
        blockRead.valid().assign(all(card, left.ne(0), inside.lt(ROOM)));
        blockRead.payload().address().assign(next.trunc(cellWidth));

        var asked = mux(read.fire(), burst, mux(blockRead.fire(), num(1, 5), num(0, 5)));
        var gone = out.fire();
        inside.next(inside.add(asked.zext(6)).sub(gone.asUInt().zext(6)));
        left.next(left.sub(asked.zext(14)));
        next.next(next.add(asked.zext(WORD_ADDRESS_WIDTH)));
        when(
                begin,
                () -> {
                    card.next(fromCard);
                    left.next(words);
                    next.next(mux(fromCard, cell.zext(WORD_ADDRESS_WIDTH), hostWord));
                });

        queue.in.valid().assign(blockData.valid().or(beat.valid()));
        queue.in
                .payload()
                .assign(mux(blockData.valid(), blockData.payload(), beat.payload().data()));
        connect(out, queue.out);
        var refused = reg(bool(), init(0));
        when(beat.valid().and(beat.payload().error()), () -> refused.next(1));
        when(begin, () -> refused.next(0));
        failed.assign(refused);
        look();
    }

    private void look() {
        var came = reg(bool(), init(0));
        var from = reg(uint(cellWidth));
        var broken = reg(bool(), init(0));
        came.next(blockData.valid());
        var wrong = came.and(blockBroken.orR());
        when(came, () -> from.next(from.add(1)));
        when(wrong, () -> broken.next(1));
        when(
                begin,
                () -> {
                    from.next(cell);
                    broken.next(0);
                });
        lost.assign(broken);
        error.valid().assign(wrong);
        error.payload().assign(from);
    }
}
