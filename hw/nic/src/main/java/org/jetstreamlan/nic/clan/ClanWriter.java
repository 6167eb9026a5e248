package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.master.WriteBeat;

/// Writes frames to the host's memory, in order, and says when the bus has answered each.
///
/// ```
/// frames, cells ── bursts of up to 64 beats, first and last cell by strobes ──> WriteManager
/// answered <── the frame's last burst has its answer ──────────────────────────┘
/// ```
/// A frame stays within 4 KiB, so its bursts do. Where the bus refuses one, or the buffer gives something else than was written, the endpoint breaks and what
/// follows of it is thrown away, until it is set up again; at level 0 only that frame is. Latency 1 clock from a frame to its first beat; a cell a clock,
/// a clock between frames.
public final class ClanWriter extends Module {
    private static final int LOG2_BURST = 6;
    private static final int PENDING = 16;
    private static final int LANE_WIDTH = 3;
    private static final int CELLS_WIDTH = 10;

    private final int endpoints;
    private final int endpointWidth;

    public final Stream<TakenFrame> frames;
    public final Stream<PayloadCell> cells = input(stream(PayloadCell.TYPE));
    public final Stream<WriteBeat> write = output(stream(WriteBeat.type(StoreQueue.CELL_BITS)));
    public final Flow<Bool> done = input(flow(bool()));

    /// Endpoints that begin anew; taken where `isSetUp`.
    public final Flow<UInt> setUp;

    public final Bool isSetUp = output(bool());

    /// A frame's bytes, and those of all before it, are in the host's memory, or, with `lost`, given up.
    public final Stream<TakenFrame> answered;

    public final Bool lost = output(bool());

    /// The bus, or the buffer's memory, has broken an endpoint.
    public final Stream<Broken> broken;

    /// The bus has refused a burst.
    public final Bool failed = output(bool());

    /// Something is being written, or not answered.
    public final Bool busy = output(bool());

    private final Mem<Bool> refusals;
    private final Fifo<TakenFrame> pending;
    private final Fifo<Bool> answers = child(new Fifo<>(bool(), PENDING, Fifo.Storage.LUT));
    private final Fifo<Bits> bursts = child(new Fifo<>(bits(4), PENDING, Fifo.Storage.LUT));

    /// @param endpoints a power of two
    public ClanWriter(int endpoints) {
        this.endpoints = endpoints;
        this.endpointWidth = ClanParameters.numberWidth(endpoints);
        super();
        this.frames = input(stream(TakenFrame.type(endpointWidth)));
        this.setUp = input(flow(uint(endpointWidth)));
        this.answered = output(stream(TakenFrame.type(endpointWidth)));
        this.broken = output(stream(Broken.type(endpointWidth)));
        this.refusals = mem(bool(), endpoints, ReadUnderWrite.UNDEFINED);
        this.pending = child(new Fifo<>(TakenFrame.type(endpointWidth), PENDING, Fifo.Storage.LUT));
    }

    @Override
    protected String moduleName() {
        return "ClanWriter_n" + endpoints;
    }

    @Override
    protected void build() {
        write();
        answer();
    }

    private void write() {
        var active = reg(bool(), init(0));
        var throwsAway = reg(bool());
        var address = reg(uint(RegionEntry.ADDRESS_WIDTH));
        var left = reg(uint(CELLS_WIDTH));
        var first = reg(bool());
        var end = reg(uint(LANE_WIDTH));
        var begun = reg(uint(LOG2_BURST), init(0));
        var spoiled = reg(bool());

        var next = frames.payload();
        var count = ReceiveBuffer.cellsOf(next.bus(), next.bytes()).trunc(CELLS_WIDTH);
        var empty = count.eq(0);
        var isLast = left.eq(1);
        var room = all(pending.in.ready(), bursts.in.ready());
        var begins = all(frames.valid(), active.not(), room);
        frames.ready().assign(all(active.not(), room));
        when(
                begins,
                () -> {
                    active.next(empty.not());
                    throwsAway.next(refusals.readAsync(next.endpoint()));
                    address.next(next.bus());
                    left.next(count);
                    first.next(1);
                    end.next(next.bus().add(next.bytes().zext(64)).trunc(LANE_WIDTH));
                    begun.next(0);
                    spoiled.next(0);
                });

        // A burst is entered with its first beat, and a frame without bytes as it comes.
        var cell = cells.payload();
        var fresh = begun.eq(0);
        var may = all(active, cells.valid(), any(fresh.not(), bursts.in.ready()));
        var beat = write.payload();
        var inBurst = left.lt(1L << LOG2_BURST);
        var len = reg(uint(LOG2_BURST));
        var length =
                mux(inBurst, left.trunc(LOG2_BURST).sub(1), num((1 << LOG2_BURST) - 1, LOG2_BURST));
        var burstLength = mux(fresh, length, len);
        when(fresh, () -> len.next(length));
        var lastBeat = begun.eq(burstLength);
        write.valid().assign(all(may, throwsAway.not()));
        beat.address().assign(cat(address.slice(63, LANE_WIDTH), zeros(LANE_WIDTH)).asUInt());
        beat.len().assign(burstLength.zext(8));
        beat.data().assign(cell.cell());
        beat.strb().assign(where(cell.broken().or(spoiled), lanes(first, address, isLast, end)));
        beat.last().assign(lastBeat);
        var moves = all(may, any(throwsAway, write.ready()));
        cells.ready()
                .assign(
                        all(
                                active,
                                any(fresh.not(), bursts.in.ready()),
                                any(throwsAway, write.ready())));
        when(
                moves,
                () -> {
                    left.next(left.sub(1));
                    first.next(0);
                    address.next(
                            cat(address.slice(63, LANE_WIDTH).asUInt().add(1), zeros(LANE_WIDTH))
                                    .asUInt());
                    begun.next(mux(lastBeat, num(0, LOG2_BURST), begun.add(1)));
                    when(cell.broken(), () -> spoiled.next(1));
                    when(isLast, () -> active.next(0));
                });
        pending.in.valid().assign(begins);
        pending.in.payload().assign(next);

        // {thrown away, memory wrong, nothing to wait for, last of its frame}
        var ends = all(moves, lastBeat);
        bursts.in.valid().assign(any(ends, all(begins, empty)));
        bursts.in
                .payload()
                .assign(
                        cat(
                                mux(active, throwsAway, refusals.readAsync(next.endpoint())),
                                all(ends, cell.broken().or(spoiled)),
                                mux(active, throwsAway, high()),
                                isLast.or(active.not())));
        busy.assign(any(active, pending.out.valid()));
    }

    private static Bits where(Bool not, Bits strb) {
        return mux(not, zeros(strb.width()), strb);
    }

    private static Bits lanes(Bool first, UInt address, Bool last, UInt end) {
        var lanes = new Bool[StoreQueue.CELL_BYTES];
        for (int i = 0; i < lanes.length; i++) {
            var behindStart = first.not().or(address.trunc(LANE_WIDTH).le(i));
            var beforeEnd = any(last.not(), end.eq(0), end.gt(i));
            lanes[lanes.length - 1 - i] = behindStart.and(beforeEnd);
        }
        return cat(lanes);
    }

    private void answer() {
        answers.in.valid().assign(done.valid());
        answers.in.payload().assign(done.payload());
        var entry = bursts.out.payload();
        var alone = entry.bit(1);
        var last = entry.bit(0);
        var frame = pending.out.payload();
        var wrong = entry.bit(2);
        var refused = all(alone.not(), answers.out.payload());
        var comes = all(bursts.out.valid(), any(alone, answers.out.valid()));
        var breaks = all(any(refused, wrong), frame.unreliable().not());
        var told = reg(bool(), init(0));
        var partly = reg(bool(), init(0));
        var waits = all(last, answered.ready().not());
        broken.valid().assign(all(comes, breaks, told.not()));
        var goes = all(comes, waits.not(), any(breaks.not(), broken.ready(), told));
        // An end is broken once, however long it waits to be told of.
        told.next(all(waits, any(told, broken.fire())));
        bursts.out.ready().assign(goes);
        answers.out.ready().assign(goes.and(alone.not()));
        var ends = all(goes, last);
        pending.out.ready().assign(ends);
        var gone = any(refused, wrong, entry.bit(3));
        when(goes, () -> partly.next(all(last.not(), any(partly, gone))));
        answered.valid().assign(all(comes, last, any(breaks.not(), broken.ready(), told)));
        answered.payload().assign(frame);
        lost.assign(any(partly, gone));
        failed.assign(all(goes, refused));
        broken.payload().endpoint().assign(frame.endpoint());
        broken.payload()
                .reason()
                .assign(mux(wrong, constant(ClanReason.MEMORY), constant(ClanReason.BUS)));
        broken.payload().sequence().assign(frame.sequence());
        broken.payload().byPeer().assign(0);
        isSetUp.assign(breaks.and(comes).not());
        when(
                any(all(comes, breaks), setUp.valid()),
                () ->
                        refusals.write(
                                mux(isSetUp, setUp.payload(), frame.endpoint()), isSetUp.not()));
        when(done.valid(), () -> check(answers.in.ready(), "an answer has its place"));
    }
}
