package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.checksum.ByteSpan;
import org.jetstreamlan.nic.checksum.InternetSum;
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;
import org.jetstreamlan.nic.master.WriteBeat;

/// Copies runs of bytes between the host's memory and the block memory, of any length from any byte to any byte, and sums them on the way.
///
/// ```
/// ReadManager ─┐                          ┌─ WriteManager
///              ├─ CopySource ─ ByteAligner ─ CopySink ─┤
/// BlockMemory ─┘        └─ InternetSum                 └─ BlockMemory
/// ```
/// One copy at a time; its words follow each other as fast as bus and block memory allow, at most one in a clock. The result comes when all is
/// written: to the host's memory, when its bus has answered. Of a copy that the bus refuses in part, the rest is copied.
///
/// For a bus of 64 bits.
public final class CopyEngine extends Module {
    /// What it is about.
    enum Phase {
        IDLE,
        BEGIN,
        RUN,
        RESULT
    }

    private final int cellWidth;

    public final Stream<CopyJob> job;
    public final Stream<CopyResult> result = output(stream(CopyResult.TYPE));

    public final Stream<ReadBurst> read = output(stream(ReadBurst.type()));
    public final Flow<ReadBeat> beat = input(flow(ReadBeat.type(64)));
    public final Stream<WriteBeat> write = output(stream(WriteBeat.type(64)));
    public final Flow<Bool> answer = input(flow(bool()));
    public final Stream<BlockReadRequest> blockRead;

    /// The cells that were read, in order, and a clock behind each whether one of its halves is broken.
    public final Flow<Bits> blockData = input(flow(bits(64)));

    public final Bits blockBroken = input(bits(2));

    /// A cell with wrong parity was read.
    public final Flow<UInt> error;

    public final Stream<BlockWrite> blockWrite;

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.IDLE);
    private final CopyJob current;
    private final CopySource source;
    private final CopySink sink;
    private final ByteAligner aligner = child(new ByteAligner());
    private final ByteSpan span = child(new ByteSpan(64));
    private final InternetSum sum = child(new InternetSum(64));

    /// @param cellWidth log2 of the block memory's cells
    public CopyEngine(int cellWidth) {
        this.cellWidth = cellWidth;
        super();
        this.job = input(stream(CopyJob.type(cellWidth)));
        this.blockRead = output(stream(BlockReadRequest.type(cellWidth)));
        this.blockWrite = output(stream(BlockWrite.type(cellWidth)));
        this.error = output(flow(uint(cellWidth)));
        this.current = reg(CopyJob.type(cellWidth));
        this.source = child(new CopySource(cellWidth));
        this.sink = child(new CopySink(cellWidth));
    }

    @Override
    protected String moduleName() {
        return "CopyEngine_c" + cellWidth;
    }

    @Override
    protected void build() {
        var begins = phase.is(Phase.BEGIN);
        var hostWord = current.host().slice(63, 3).asUInt();
        var cell = current.card().slice(cellWidth + 2, 3).asUInt();
        var hostByte = current.host().trunc(3);
        var cardByte = current.card().trunc(3);
        aligner.begin.assign(begins);
        aligner.from.assign(mux(current.toHost(), cardByte, hostByte));
        aligner.to.assign(mux(current.toHost(), hostByte, cardByte));
        aligner.bytes.assign(current.bytes());

        source.begin.assign(begins);
        source.fromCard.assign(current.toHost());
        source.hostWord.assign(hostWord);
        source.cell.assign(cell);
        source.words.assign(aligner.wordsIn);
        connect(read, source.read);
        source.beat.assign(beat);
        connect(blockRead, source.blockRead);
        source.blockData.assign(blockData);
        source.blockBroken.assign(blockBroken);
        error.assign(source.error);

        sink.begin.assign(begins);
        sink.toHost.assign(current.toHost());
        sink.hostWord.assign(hostWord);
        sink.cell.assign(cell);
        sink.words.assign(aligner.wordsOut);
        connect(aligner.in, source.out);
        connect(sink.in, aligner.out);
        connect(write, sink.write);
        sink.answer.assign(answer);
        connect(blockWrite, sink.blockWrite);

        var summed = sum(begins);
        go(summed);
    }

    /// Whether `sum.sum` is that of the current copy.
    private Bool sum(Bool begins) {
        var steps = aligner.in.fire();
        span.take.assign(begins);
        span.start.assign(aligner.from.zext(16));
        span.length.assign(current.bytes());
        span.step.assign(steps);
        sum.clear.assign(begins);
        sum.word.assign(firstOnTop(source.out.payload()));
        sum.bytes.assign(mux(steps, span.bytes, zeros(8)));
        sum.last.assign(steps.and(aligner.lastIn));
        var summed = reg(bool(), init(0));
        when(sum.done, () -> summed.next(1));
        when(begins, () -> summed.next(0));
        return summed;
    }

    private void go(Bool summed) {
        job.ready().assign(phase.is(Phase.IDLE));
        result.valid().assign(phase.is(Phase.RESULT));
        var found = sum.sum.asBits();
        var swapped = cat(found.slice(7, 0), found.slice(15, 8));
        result.payload().sum().assign(mux(span.odd, swapped, found).asUInt());
        result.payload().failed().assign(source.failed.or(sink.failed));
        result.payload().lost().assign(source.lost);
        select(phase)
                .is(
                        Phase.IDLE,
                        () -> {
                            current.next(job.payload());
                            when(job.valid(), () -> phase.next(Phase.BEGIN));
                        })
                .is(Phase.BEGIN, () -> phase.next(Phase.RUN))
                .is(Phase.RUN, () -> when(summed.and(sink.done), () -> phase.next(Phase.RESULT)))
                .is(Phase.RESULT, () -> when(result.ready(), () -> phase.next(Phase.IDLE)));
    }

    private static Bits firstOnTop(Bits word) {
        Bits[] bytes = new Bits[8];
        for (int i = 0; i < 8; i++) {
            bytes[i] = word.slice(8 * i + 7, 8 * i);
        }
        return Bits.cat(
                bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
    }
}
