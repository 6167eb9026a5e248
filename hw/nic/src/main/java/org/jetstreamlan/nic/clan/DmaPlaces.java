package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The places of send queues, in one block memory: behind each frame that has been staged, and for each endpoint behind what is acknowledged. So what is
/// sent again is cut at the same bytes.
///
/// ```
/// rows 0..255     slots, a frame each: 128 for each of the two buffers of Stage, used in turn
/// rows 256..      endpoints
/// ```
/// At most 63 frames are out, and the ends of as many wait, so a slot is used again when nobody asks for it any more. A read a clock, latency 2; what is
/// acknowledged goes before what the engine writes.
public final class DmaPlaces extends Module {
    /// Bits of a slot's number: the buffer on top.
    public static final int SLOT_WIDTH = 8;

    private final int endpointWidth;
    private final int rowWidth;

    /// The place behind a frame, or behind what is acknowledged, that the engine looks for; not while `acknowledge`.
    final UInt slot = input(uint(SLOT_WIDTH));

    final UInt endpoint;
    final Bool ofSlot = input(bool());

    /// 2 clocks later.
    final QueuePlace place = output(QueuePlace.TYPE);

    final Bool broken = output(bool());

    /// The place behind a frame that is being staged.
    final Stream<QueuePlace> put = input(stream(QueuePlace.TYPE));

    final UInt putSlot = input(uint(SLOT_WIDTH));

    /// It goes to the endpoint's row instead: nothing of this queue is out.
    final Bool putDone = input(bool());

    final UInt putEndpoint;

    /// The frame of a slot is acknowledged; at most once in 3 clocks.
    final Flow<UInt> acknowledge = input(flow(uint(SLOT_WIDTH)));

    final UInt acknowledged;

    /// The endpoint begins anew; not while a frame of its is acknowledged.
    final Flow<UInt> clear;

    final Flow<DmaAcknowledged> told;

    private final Mem<Bits> rows;

    /// @param endpointWidth bits of an endpoint's number
    DmaPlaces(int endpointWidth) {
        this.endpointWidth = endpointWidth;
        this.rowWidth = Math.max(SLOT_WIDTH, endpointWidth);
        super();
        this.endpoint = input(uint(endpointWidth));
        this.putEndpoint = input(uint(endpointWidth));
        this.acknowledged = input(uint(endpointWidth));
        this.clear = input(flow(uint(endpointWidth)));
        this.told = output(flow(DmaAcknowledged.type(endpointWidth)));
        int depth = (1 << rowWidth) + (1 << endpointWidth);
        this.rows = mem(bits(QueuePlace.TYPE.width() + 1), depth, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "DmaPlaces_e" + endpointWidth;
    }

    @Override
    protected void build() {
        var asks = acknowledge.valid();
        var looked = mux(ofSlot, slotRow(slot), endpointRow(endpoint));
        var row = rows.read(mux(asks, slotRow(acknowledge.payload()), looked));
        var seen = reg(bits(row.width()));
        seen.next(row);
        place.assign(QueuePlace.TYPE.fromBits(seen.trunc(QueuePlace.TYPE.width())));
        broken.assign(seen.xorR());

        // What is acknowledged moves from its slot to its endpoint, with its parity.
        var moves = reg(bool(), init(0));
        var whose = reg(uint(endpointWidth));
        moves.next(asks);
        whose.next(acknowledged);
        var first = any(moves, clear.valid());
        put.ready().assign(first.not());
        var at =
                mux(
                        clear.valid(),
                        endpointRow(clear.payload()),
                        mux(
                                moves,
                                endpointRow(whose),
                                mux(putDone, endpointRow(putEndpoint), slotRow(putSlot))));
        var fresh = put.payload().asBits();
        var content = mux(moves, row, cat(fresh.xorR(), fresh));
        when(
                any(first, put.valid()),
                () -> rows.write(at, mux(clear.valid(), zeros(rows.width()), content)));

        var now = QueuePlace.TYPE.fromBits(content.trunc(QueuePlace.TYPE.width()));
        told.valid().assign(all(clear.valid().not(), any(moves, all(put.valid(), putDone))));
        told.payload().endpoint().assign(mux(moves, whose, putEndpoint));
        told.payload().index().assign(now.index());
        told.payload().completes().assign(now.completes());
    }

    private UInt slotRow(UInt slot) {
        return cat(low(), slot.zext(rowWidth)).asUInt();
    }

    private UInt endpointRow(UInt endpoint) {
        return cat(high(), endpoint.zext(rowWidth)).asUInt();
    }
}
