package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.buffer.ChainLink;
import org.jetstreamlan.nic.buffer.NextBlock;
import org.jetstreamlan.nic.checksum.ByteSpan;
import org.jetstreamlan.nic.checksum.InternetSum;

/// Reads the payload of a frame that wants a checksum once, ahead of [PayloadReader], which reads it again to send it: the field may lie before
/// bytes that are summed, up to 64 KiB further on, and the queue of words to send holds 64. Other jobs pass at once.
///
/// ```
/// in     job ────────────────────────────────────────────────────────── taken
/// next      | block asked | answered ...
/// read                               | cell 0 | cell 1 | ... | last |
/// sum                                                                 | 7 clocks | out valid, field
/// ```
/// The sum (RFC 1071) goes from `sumStart` to the end of the payload, or to the trailer of 8 bytes where the CRC is inserted; the field counts as it lies there.
/// It stops at a block that is not the first one's pool's: what follows is not sent either.
///
/// A frame of n words takes n / 2 + 22 clocks, while the one before is sent, and 6 more a block. The memory comes last to it, behind the frame that is being sent and
/// the host: who reads much delays it, and it delays nobody.
public final class ChecksumReader extends Module {
    /// Where the job stands.
    enum Phase {
        WAIT,
        ASK,
        READ,
        SUM,
        OFFER
    }

    private static final int CELL_BITS = 64;
    private static final int TRAILER_BYTES = 8;

    private final int blockWidth;
    private final int offsetWidth;

    final Bool restart = input(bool());
    final BlockSize size;
    final Stream<TransmitJob> in;
    final Stream<TransmitJob> out;

    /// Of the job at `out`, as it goes into the payload: complemented, never 0, first byte on top.
    final Bits field = output(bits(16));

    final Stream<UInt> next;
    final Flow<NextBlock> nextBlock;
    final Stream<BlockReadRequest> read;

    /// The cells that were read, in order; at most 2 are on their way.
    final Flow<Bits> cell = input(flow(bits(CELL_BITS)));

    private final ByteSpan span = child(new ByteSpan(CELL_BITS));
    private final InternetSum adder = child(new InternetSum(CELL_BITS));
    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.WAIT);
    private final Bool asks = reg(bool(), init(0));
    private final Bool first = reg(bool());
    private final UInt pool = reg(uint(BlockManager.POOL_WIDTH));
    private final UInt block;
    private final ChainLink link;
    private final UInt offset;
    private final UInt cellsLeft = reg(uint(13));
    private final Bool requests = reg(bool(), init(0));
    private final Bool requestsLast = reg(bool());
    private final UInt address;
    private final Bits result = reg(bits(16));

    /// Cells on their way.
    private final UInt due = reg(uint(2), init(0));

    /// @param blockWidth log2 of the blocks
    /// @param offsetWidth log2 of the cells of the smallest block
    /// @param largerSizes sizes beyond the smallest
    public ChecksumReader(int blockWidth, int offsetWidth, int largerSizes) {
        this.blockWidth = blockWidth;
        this.offsetWidth = offsetWidth;
        super();
        this.size = input(BlockSize.type(blockWidth, largerSizes));
        this.in = input(stream(TransmitJob.type(blockWidth)));
        this.out = output(stream(TransmitJob.type(blockWidth)));
        this.next = output(stream(uint(blockWidth)));
        this.nextBlock = input(flow(NextBlock.type(blockWidth)));
        this.read = output(stream(BlockReadRequest.type(blockWidth + offsetWidth)));
        this.block = reg(uint(blockWidth));
        this.link = reg(ChainLink.type(blockWidth));
        this.offset = reg(uint(offsetWidth + largerSizes));
        this.address = reg(uint(blockWidth + offsetWidth));
    }

    @Override
    protected String moduleName() {
        return "ChecksumReader_b" + blockWidth + "_o" + offsetWidth + "_w" + offset.width();
    }

    @Override
    protected void build() {
        var wants = all(in.payload().good(), in.payload().insert());
        out.valid().assign(in.valid().and(wants.not().or(phase.is(Phase.OFFER))));
        out.payload().assign(in.payload());
        in.ready().assign(out.ready().and(wants.not().or(phase.is(Phase.OFFER))));
        field.assign(result);
        begin(in.valid().and(wants));
        ask();
        read();
        sum();
        when(phase.is(Phase.OFFER).and(out.ready()), () -> phase.next(Phase.WAIT));
        when(
                restart,
                () -> {
                    phase.next(Phase.WAIT);
                    asks.next(0);
                    requests.next(0);
                });
    }

    private void begin(Bool wanted) {
        var job = in.payload();
        // A job that has ended early may have cells on their way.
        var begins = all(phase.is(Phase.WAIT), wanted, due.eq(0));
        var trailer = mux(job.insertCrc(), num(TRAILER_BYTES, 16), num(0, 16));
        var end = cat(job.words(), zeros(2)).asUInt().sub(trailer);
        span.take.assign(begins);
        span.start.assign(job.sumStart());
        span.length.assign(mux(end.lt(job.sumStart()), num(0, 16), end.sub(job.sumStart())));
        when(
                begins,
                () -> {
                    phase.next(Phase.ASK);
                    asks.next(1);
                    first.next(1);
                    block.next(job.firstBlock());
                    offset.next(0);
                    cellsLeft.next(job.words().addFull(num(1, 1)).slice(13, 1).asUInt());
                });
    }

    private void ask() {
        var answer = nextBlock.payload();
        next.valid().assign(asks.and(requests.not()));
        next.payload().assign(block);
        when(next.fire(), () -> asks.next(0));
        var same = answer.held().and(first.or(answer.pool().eq(pool)));
        var lost = first.not().and(link.broken());
        when(
                phase.is(Phase.ASK).and(nextBlock.valid()),
                () -> {
                    phase.next(
                            mux(same.and(lost.not()), constant(Phase.READ), constant(Phase.OFFER)));
                    first.next(0);
                    link.next(answer.link());
                    result.next(ones(16));
                    when(first, () -> pool.next(answer.pool()));
                });
    }

    private void read() {
        var free = requests.not().or(read.ready());
        var reads = phase.is(Phase.READ).and(free);
        var last = cellsLeft.eq(1);
        var ends = size.inLast(offset, offsetWidth, offset.trunc(offsetWidth).andR());
        read.valid().assign(requests);
        read.payload().address().assign(address);
        when(free, () -> requests.next(reads));
        when(
                reads,
                () -> {
                    address.next(
                            cat(size.place(block, offset, offsetWidth), offset.trunc(offsetWidth))
                                    .asUInt());
                    requestsLast.next(last);
                    offset.next(offset.add(1));
                    cellsLeft.next(cellsLeft.sub(1));
                    when(last, () -> phase.next(Phase.SUM))
                            .elseWhen(
                                    ends,
                                    () -> {
                                        phase.next(Phase.ASK);
                                        offset.next(0);
                                        block.next(link.block());
                                        asks.next(1);
                                    });
                });
    }

    /// A memory of many block RAMs takes most of a clock to choose among them: its cell stands in a register before it is added.
    private void sum() {
        var lastAsked = reg(bool());
        when(read.fire().and(cell.valid().not()), () -> due.next(due.add(1)));
        when(cell.valid().and(read.fire().not()), () -> due.next(due.sub(1)));
        when(read.fire(), () -> lastAsked.next(requestsLast));
        var arrives = reg(bool(), init(0));
        var arrivesLast = reg(bool());
        arrives.next(cell.valid().and(restart.not()));
        arrivesLast.next(all(lastAsked, due.eq(1), read.fire().not()));
        when(restart, () -> due.next(0));
        var held = reg(bits(CELL_BITS));
        held.next(cell.payload());
        var bytes = new Bits[CELL_BITS / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = held.slice(8 * i + 7, 8 * i);
        }
        span.step.assign(arrives);
        adder.word.assign(cat(bytes));
        adder.bytes.assign(mux(arrives, span.bytes, zeros(bytes.length)));
        adder.last.assign(arrives.and(arrivesLast));
        adder.clear.assign(phase.is(Phase.WAIT));
        var turned =
                mux(
                        span.odd,
                        cat(adder.sum.slice(7, 0), adder.sum.slice(15, 8)),
                        adder.sum.asBits());
        when(
                phase.is(Phase.SUM).and(adder.done),
                () -> {
                    phase.next(Phase.OFFER);
                    result.next(mux(turned.andR(), ones(16), turned.not()));
                });
    }
}
