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
/// sent again is cut at the same bytes. RESPONSEs have such places, too: index is the READ's, running freely, offset what lies before.
///
/// ```
/// rows 0..255     slots, a frame each: 128 for each of the two buffers of Stage, used in turn
/// rows 256..      endpoints, their send queues; then their RESPONSEs
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
    final Bool response = input(bool());
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
    final Bool acknowledgedResponse = input(bool());

    /// The endpoint begins anew; not while a frame of its is acknowledged, nor in the clock behind another.
    final Flow<UInt> clear;

    final Flow<DmaAcknowledged> told;

    /// So many READs of its peer have all their RESPONSEs acknowledged.
    final Flow<EndpointIndex> answered;

    private final Mem<Bits> rows;

    /// @param endpointWidth bits of an endpoint's number
    DmaPlaces(int endpointWidth) {
        this.endpointWidth = endpointWidth;
        this.rowWidth = Math.max(SLOT_WIDTH, endpointWidth + 1);
        super();
        this.endpoint = input(uint(endpointWidth));
        this.putEndpoint = input(uint(endpointWidth));
        this.acknowledged = input(uint(endpointWidth));
        this.clear = input(flow(uint(endpointWidth)));
        this.told = output(flow(DmaAcknowledged.type(endpointWidth)));
        this.answered = output(flow(EndpointIndex.type(endpointWidth)));
        this.rows = mem(bits(QueuePlace.TYPE.width() + 1), 2 << rowWidth, ReadUnderWrite.UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "DmaPlaces_e" + endpointWidth;
    }

    @Override
    protected void build() {
        var asks = acknowledge.valid();
        var looked = mux(ofSlot, slotRow(slot), endpointRow(endpoint, response));
        var row = rows.read(mux(asks, slotRow(acknowledge.payload()), looked));
        var seen = reg(bits(row.width()));
        seen.next(row);
        place.assign(QueuePlace.TYPE.fromBits(seen.trunc(QueuePlace.TYPE.width())));
        broken.assign(seen.xorR());

        // What is acknowledged moves from its slot to its endpoint, with its parity.
        var moves = reg(bool(), init(0));
        var whose = reg(uint(endpointWidth));
        var ofResponse = reg(bool());
        moves.next(asks);
        whose.next(acknowledged);
        ofResponse.next(acknowledgedResponse);
        // Two rows of an endpoint, one after the other.
        var clearsToo = reg(flow(uint(endpointWidth)), init(0));
        clearsToo.next(clear);
        var clears = any(clear.valid(), clearsToo.valid());
        var first = any(moves, clears);
        put.ready().assign(first.not());
        var at =
                mux(
                        clears,
                        mux(
                                clear.valid(),
                                endpointRow(clear.payload(), low()),
                                endpointRow(clearsToo.payload(), high())),
                        mux(
                                moves,
                                endpointRow(whose, ofResponse),
                                mux(putDone, endpointRow(putEndpoint, low()), slotRow(putSlot))));
        var fresh = put.payload().asBits();
        var content = mux(moves, row, cat(fresh.xorR(), fresh));
        when(
                any(first, put.valid()),
                () -> rows.write(at, mux(clears, zeros(rows.width()), content)));

        var now = QueuePlace.TYPE.fromBits(content.trunc(QueuePlace.TYPE.width()));
        var isTold = any(all(moves, ofResponse.not()), all(moves.not(), put.valid(), putDone));
        told.valid().assign(all(clears.not(), isTold));
        told.payload().endpoint().assign(mux(moves, whose, putEndpoint));
        told.payload().index().assign(now.index());
        told.payload().completes().assign(now.completes());
        answered.valid().assign(all(clears.not(), moves, ofResponse));
        answered.payload().endpoint().assign(whose);
        answered.payload().index().assign(now.index());
    }

    private UInt slotRow(UInt slot) {
        return cat(low(), slot.zext(rowWidth)).asUInt();
    }

    private UInt endpointRow(UInt endpoint, Bool ofResponse) {
        return cat(high(), ofResponse, endpoint.zext(rowWidth - 1)).asUInt();
    }
}
