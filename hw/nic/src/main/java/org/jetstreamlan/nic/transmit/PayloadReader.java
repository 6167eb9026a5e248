package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.abi.AtmHeader;
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
import org.jetstreamlan.nic.mac.TransmitRequest;

/// Reads the payload of one job after the other from its chain of blocks, a cell of 64 bits a clock, as long as the FIFO behind it has
/// room; twice as fast as the ring takes it. Each block is asked about before it is read: who holds it, and which comes behind it. That takes some
/// clocks a block, while the FIFO is full.
///
/// ```
/// job        taken
/// next       | first block asked | answered
/// permitted                                 | may its pool send there?
/// read                                      |        | cell 0 | cell 1 | cell 2 | cell 3 | cell 4 | ...
/// cell                                                                 | cell 0 | cell 1 | cell 2 | ...
/// request                                                                                         | pushed: 8 words are there, the rest is faster than the ring
/// ```
/// A job whose first block nobody holds, or whose pool may not send on its VCI, is refused like one out of bounds; so is one whose first block's owner, or right, cannot be told. From a later block that
/// is not the same pool's on, or behind a link with wrong parity, all cells are marked: what they are read from does not matter, since none leaves.
/// Latency from `job` to the request 12 clocks with an idle block manager; a frame of 12 words takes 16 clocks here and 17 on the ring.
public final class PayloadReader extends Module {
    /// Where the job stands.
    enum Phase {
        WAIT,
        CHECK,
        PERMIT,
        READ
    }

    /// Cells of a frame in the FIFO when its request is made.
    private static final int CELLS_AHEAD = 4;

    /// Cells that are asked for in one clock and 4 clocks later in the FIFO's level.
    static final int CELLS_UNDER_WAY = 4;

    private final int blockWidth;
    private final int offsetWidth;

    public final Bool restart = input(bool());
    public final BlockSize size;
    public final Stream<TransmitJob> job;

    /// What goes into the job's payload where it wants a checksum, first byte on top.
    public final Bits field = input(bits(16));

    /// In the order of the jobs; `awaitedRoom`: another one fits.
    public final Flow<AwaitedCompletion> awaited = output(flow(AwaitedCompletion.TYPE));

    public final Bool awaitedRoom = input(bool());

    public final Stream<UInt> next;
    public final Flow<NextBlock> nextBlock;

    /// Whose frame it is, and the channel it goes to.
    public final UInt sender = output(uint(BlockManager.POOL_WIDTH));

    public final UInt channel = output(uint(SendRights.CHANNEL_WIDTH));

    /// It may; it cannot be told.
    public final Bool permitted = input(bool());

    public final Bool rightBroken = input(bool());

    public final Flow<BlockReadRequest> read;

    /// The cell, the clock after `read`.
    public final Bits data = input(bits(64));

    /// A clock behind it: which of its halves are broken.
    public final Bits broken = input(bits(2));

    /// A cell of a frame has wrong parity.
    public final Flow<UInt> error;

    public final Flow<PayloadCell> cell = output(flow(PayloadCell.TYPE));

    /// Room for the cells that may be on their way, and one more: [#CELLS_UNDER_WAY].
    public final Bool cellRoom = input(bool());

    public final Flow<TransmitRequest> request = output(flow(TransmitRequest.TYPE));
    public final Bool requestRoom = input(bool());

    /// There is a job.
    public final Bool busy = output(bool());

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.WAIT);
    private final TransmitJob current;

    // `block` is being asked about, or read; `link` says what comes behind it.
    private final Bool ask = reg(bool(), init(0));
    private final Bool asking = reg(bool(), init(0));
    private final UInt block;
    private final ChainLink link;
    private final UInt offset;

    /// Who holds the first block.
    private final UInt pool = reg(uint(BlockManager.POOL_WIDTH));

    private final Bool first = reg(bool());

    /// The chain has led to another's block, or nowhere.
    private final Bool foreign = reg(bool());

    private final Bool lost = reg(bool());

    private final UInt cellsLeft = reg(uint(13));
    private final Bool asksCell = reg(bool(), init(0));
    private final UInt cellAddress;
    private final Bool asksLast = reg(bool());
    private final Bool asksHalf = reg(bool());
    private final Bool reading = reg(bool(), init(0));
    private final Bool readingLast = reg(bool());
    private final Bool readingHalf = reg(bool());
    private final UInt readAddress;
    private final Bool arrived = reg(bool(), init(0));
    private final Bool arrivedLast = reg(bool());
    private final Bool arrivedHalf = reg(bool());
    private final Bits arrivedBytes = reg(bits(64));
    private final UInt arrivedFrom;

    // The field, and how many cells come before its own.
    private final Bits inserted = reg(bits(16));
    private final Bool inserts = reg(bool());
    private final UInt cellsBefore = reg(uint(13));
    private final UInt cellsRead = reg(uint(3));

    /// @param blockWidth log2 of the blocks
    /// @param offsetWidth log2 of the cells of the smallest block
    /// @param largerSizes sizes beyond the smallest
    public PayloadReader(int blockWidth, int offsetWidth, int largerSizes) {
        this.blockWidth = blockWidth;
        this.offsetWidth = offsetWidth;
        super();
        this.size = input(BlockSize.type(blockWidth, largerSizes));
        this.job = input(stream(TransmitJob.type(blockWidth)));
        this.next = output(stream(uint(blockWidth)));
        this.nextBlock = input(flow(NextBlock.type(blockWidth)));
        this.read = output(flow(BlockReadRequest.type(blockWidth + offsetWidth)));
        this.current = reg(TransmitJob.type(blockWidth));
        this.block = reg(uint(blockWidth));
        this.link = reg(ChainLink.type(blockWidth));
        this.offset = reg(uint(offsetWidth + largerSizes));
        this.cellAddress = reg(uint(blockWidth + offsetWidth));
        this.readAddress = reg(uint(blockWidth + offsetWidth));
        this.arrivedFrom = reg(uint(blockWidth + offsetWidth));
        this.error = output(flow(uint(blockWidth + offsetWidth)));
    }

    @Override
    protected String moduleName() {
        return "PayloadReader_b" + blockWidth + "_o" + offsetWidth + "_w" + offset.width();
    }

    @Override
    protected void build() {
        busy.assign(phase.is(Phase.WAIT).not());
        awaited.payload().cookie().assign(current.cookie());
        ask();
        take();
        check();
        read();
        fill();
        when(
                restart,
                () -> {
                    phase.next(Phase.WAIT);
                    ask.next(0);
                    asking.next(0);
                    asksCell.next(0);
                    reading.next(0);
                    arrived.next(0);
                });
    }

    private void take() {
        var free =
                all(
                        phase.is(Phase.WAIT),
                        ask.not(),
                        asking.not(),
                        asksCell.not(),
                        reading.not(),
                        arrived.not(),
                        awaitedRoom,
                        requestRoom);
        job.ready().assign(free);
        var begins = free.and(job.valid());
        when(
                begins,
                () -> {
                    phase.next(Phase.CHECK);
                    current.next(job.payload());
                    inserted.next(field);
                    inserts.next(job.payload().insert());
                    cellsBefore.next(job.payload().sumOffset().slice(15, 3).asUInt());
                    block.next(job.payload().firstBlock());
                    ask.next(job.payload().good());
                    first.next(1);
                    foreign.next(0);
                    lost.next(0);
                    offset.next(0);
                    cellsRead.next(0);
                    cellsLeft.next(job.payload().words().addFull(num(1, 1)).slice(13, 1).asUInt());
                });
    }

    /// The first block must be somebody's who may send there, the others the same pool's.
    private void check() {
        var checking = phase.is(Phase.CHECK);
        var permitting = phase.is(Phase.PERMIT);
        var answer = nextBlock.payload();
        var nobodys = nextBlock.valid().and(answer.held().not());
        var refused = all(checking, first, current.good().not().or(nobodys));
        sender.assign(pool);
        channel.assign(
                current.atm()
                        .slice(
                                AtmHeader.VCI.lo() + SendRights.CHANNEL_WIDTH - 1,
                                AtmHeader.VCI.lo())
                        .asUInt());
        awaited.valid().assign(refused.or(permitting));
        awaited.payload().refused().assign(refused.or(permitted.not()));
        awaited.payload()
                .broken()
                .assign(mux(permitting, rightBroken, current.good().and(answer.broken())));
        when(
                checking.and(nextBlock.valid()),
                () -> {
                    phase.next(mux(first, constant(Phase.PERMIT), constant(Phase.READ)));
                    link.next(answer.link());
                    first.next(0);
                    when(first, () -> pool.next(answer.pool()))
                            .otherwise(
                                    () -> {
                                        var same = answer.held().and(answer.pool().eq(pool));
                                        when(link.broken().or(answer.broken()), () -> lost.next(1))
                                                .elseWhen(
                                                        same.or(lost).not(), () -> foreign.next(1));
                                    });
                });
        when(
                permitting,
                () -> phase.next(mux(permitted, constant(Phase.READ), constant(Phase.WAIT))));
        when(refused, () -> phase.next(Phase.WAIT));
    }

    private void ask() {
        next.valid().assign(ask);
        next.payload().assign(block);
        when(
                next.fire(),
                () -> {
                    ask.next(0);
                    asking.next(1);
                });
        when(nextBlock.valid(), () -> asking.next(0));
    }

    private void read() {
        var reads = all(phase.is(Phase.READ), cellRoom);
        var last = cellsLeft.eq(1);
        var ends = size.inLast(offset, offsetWidth, offset.trunc(offsetWidth).andR());
        asksCell.next(reads);
        cellAddress.next(
                cat(size.place(block, offset, offsetWidth), offset.trunc(offsetWidth)).asUInt());
        asksLast.next(last);
        asksHalf.next(last.and(current.words().bit(0)));
        read.valid().assign(asksCell);
        read.payload().address().assign(cellAddress);
        reading.next(asksCell);
        readingLast.next(asksLast);
        readingHalf.next(asksHalf);
        readAddress.next(cellAddress);
        when(
                reads,
                () -> {
                    offset.next(offset.add(1));
                    cellsLeft.next(cellsLeft.sub(1));
                    when(last, () -> phase.next(Phase.WAIT))
                            .elseWhen(
                                    ends,
                                    () -> {
                                        offset.next(0);
                                        phase.next(Phase.CHECK);
                                        block.next(link.block());
                                        ask.next(1);
                                    });
                });
    }

    /// A cell waits a clock for what its parity says.
    private void fill() {
        arrived.next(reading);
        arrivedFrom.next(readAddress);
        arrivedLast.next(readingLast);
        arrivedHalf.next(readingHalf);
        arrivedBytes.next(data);
        var wrong = broken.bit(0).or(broken.bit(1).and(arrivedHalf.not()));
        cell.valid().assign(arrived);
        cell.payload().last().assign(arrivedLast);
        cell.payload().half().assign(arrivedHalf);
        cell.payload().foreign().assign(foreign);
        cell.payload().broken().assign(lost.or(wrong));
        cell.payload().bytes().assign(withField());
        error.valid().assign(all(arrived, wrong, foreign.not(), lost.not()));
        error.payload().assign(arrivedFrom);

        when(arrived.and(cellsRead.bit(2).not()), () -> cellsRead.next(cellsRead.add(1)));
        request.valid().assign(arrived.and(cellsRead.eq(CELLS_AHEAD - 1)));
        request.payload().payloadWords().assign(current.words().zext(15));
        request.payload().atm().assign(current.atm());
        request.payload().insertCrc().assign(current.insertCrc());
        request.payload().synchronous().assign(current.synchronous());
    }

    /// The cell that arrives, with the checksum if its field is in it.
    private Bits withField() {
        var here = inserts.and(cellsBefore.eq(0));
        when(
                arrived,
                () -> {
                    cellsBefore.next(cellsBefore.sub(1));
                    when(here, () -> inserts.next(0));
                });
        var halves = new Bits[4];
        for (int i = 0; i < halves.length; i++) {
            var hit = here.and(current.sumOffset().slice(2, 1).eq(i));
            var field = cat(inserted.slice(7, 0), inserted.slice(15, 8));
            halves[halves.length - 1 - i] =
                    mux(hit, field, arrivedBytes.slice(16 * i + 15, 16 * i));
        }
        return cat(halves);
    }
}
