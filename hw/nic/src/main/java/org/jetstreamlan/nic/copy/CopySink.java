package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.master.WriteBeat;
import org.jetstreamlan.nic.master.WriteManager;

/// Writes the words of a copy: to the host's memory in bursts of up to 128 bytes that do not cross a multiple of 128, or to the blocks, a cell a clock.
///
/// `done` rises when the last word is written, and for the host's memory when its bus has answered all bursts.
final class CopySink extends Module {
    private static final int BURST = 16;
    private static final int WORD_ADDRESS_WIDTH = WriteManager.ADDRESS_WIDTH - 3;

    private final int cellWidth;

    /// Takes the next copy; not before `done`.
    final Bool begin = input(bool());

    final Bool toHost = input(bool());
    final UInt hostWord = input(uint(WORD_ADDRESS_WIDTH));
    final UInt cell;
    final UInt words = input(uint(14));

    final Stream<AlignedWord> in = input(stream(AlignedWord.TYPE));
    final Stream<WriteBeat> write = output(stream(WriteBeat.type(64)));
    final Flow<Bool> answer = input(flow(bool()));
    final Stream<BlockWrite> blockWrite;
    final Bool done = output(bool());

    /// The bus has refused a burst since `begin`.
    final Bool failed = output(bool());

    CopySink(int cellWidth) {
        this.cellWidth = cellWidth;
        super();
        this.cell = input(uint(cellWidth));
        this.blockWrite = output(stream(BlockWrite.type(cellWidth)));
    }

    @Override
    protected String moduleName() {
        return "CopySink_c" + cellWidth;
    }

    @Override
    protected void build() {
        var host = reg(bool());
        var left = reg(uint(14), init(0));
        var next = reg(uint(WORD_ADDRESS_WIDTH));
        var word = in.payload();
        var last = word.last().or(next.trunc(4).andR());
        var toBoundary = num(BURST, 5).sub(next.trunc(4).zext(5));
        var burst = mux(left.lt(toBoundary.zext(14)), left.trunc(5), toBoundary);

        write.valid().assign(in.valid().and(host));
        write.payload().address().assign(cat(next, zeros(3)).asUInt());
        write.payload().len().assign(burst.sub(1).zext(8));
        write.payload().data().assign(word.data());
        write.payload().strb().assign(word.strobes());
        write.payload().last().assign(last);
        blockWrite.valid().assign(in.valid().and(host.not()));
        blockWrite.payload().address().assign(next.trunc(cellWidth));
        blockWrite.payload().data().assign(word.data());
        blockWrite.payload().mask().assign(word.strobes());
        in.ready().assign(mux(host, write.ready(), blockWrite.ready()));
        when(
                in.fire(),
                () -> {
                    left.next(left.sub(1));
                    next.next(next.add(1));
                });
        when(
                begin,
                () -> {
                    host.next(toHost);
                    left.next(words);
                    next.next(mux(toHost, hostWord, cell.zext(WORD_ADDRESS_WIDTH)));
                });
        answers(write.fire().and(last), left.eq(0));
    }

    private void answers(Bool ends, Bool written) {
        // Bursts without an answer: the manager allows few.
        var due = reg(uint(6), init(0));
        var refused = reg(bool(), init(0));
        when(ends.and(answer.valid().not()), () -> due.next(due.add(1)));
        when(answer.valid().and(ends.not()), () -> due.next(due.sub(1)));
        when(answer.valid().and(answer.payload()), () -> refused.next(1));
        when(begin, () -> refused.next(0));
        done.assign(written.and(due.eq(0)));
        failed.assign(refused);
    }
}
