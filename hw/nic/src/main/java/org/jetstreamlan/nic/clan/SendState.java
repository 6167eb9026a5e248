package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What [Scheduler] keeps of an endpoint, 390 bits.
///
/// @param state of it
/// @param reason why it broke
/// @param byPeer the peer broke first
/// @param brokenAt number of the frame that broke it, or 0
/// @param due a BREAK is to be sent
/// @param drained of one that is CLOSING: nothing that came for it is on its way to the bus
/// @param failed a frame came back otherwise than acknowledged: nothing is sent until all are back
/// @param measuring a frame has been granted whose length is not known
/// @param tries without progress, up to 6
/// @param pause in sweeps, until it begins again
/// @param stalled in sweeps, without progress
/// @param out frames that have not come back
/// @param next number of the next frame
/// @param acknowledged numbers below are
/// @param sent pointer in its part: what is behind has not been sent
/// @param released pointer: what lies in front is acknowledged
/// @param stores that are acknowledged, running freely
/// @param again numbers from `next` on that were given to frames before
/// @param sources of the last 16 numbers, the newest at the bottom: 1 what is staged, 0 stores
/// @param responses of those that are staged: 1 RESPONSEs, 0 the send queue
/// @param queued frames of the send queue that have a number and are not acknowledged
/// @param ahead the send queue is cut on behind the frame of `slot`, else behind what is acknowledged
/// @param slot of [DmaPlaces]
/// @param wants the send queue has been looked at in vain: it may have something when a frame has come back
/// @param fenced its next descriptor waits until all before it is done: what was stored before `mark`, too
/// @param mark pointer in its part
/// @param failure of what is staged: when what came before is acknowledged the endpoint breaks
/// @param asked READs of the peer that are to be answered, counted from the beginning
/// @param served those of them whose last RESPONSE has a number
/// @param turn the last frame that was to be staged is a RESPONSE
/// @param responseAhead RESPONSEs are cut on behind the frame of `responseSlot`, else behind what is acknowledged
/// @param responseSlot of [DmaPlaces]
/// @param reading its own READ has a number and is not done
/// @param reads that are done, running freely
/// @param replyDue the peer wants a REPLY
/// @param replyOut one is on its way
/// @param replyUpTo number that it says
/// @param replied numbers below are answered; where no REPLY is waited for it follows what is acknowledged
/// @param firstAsked the frame whose REPLY is waited for
/// @param lastAsked the last one behind it that has asked
/// @param repliedIndex descriptors told as replied
/// @param repliedStores stores told as replied
record SendState(
        Enumerated<EndpointState> state,
        Enumerated<ClanReason> reason,
        Bool byPeer,
        UInt brokenAt,
        Bool due,
        Bool drained,
        Bool failed,
        Bool measuring,
        UInt tries,
        UInt pause,
        UInt stalled,
        UInt out,
        UInt next,
        UInt acknowledged,
        UInt sent,
        UInt released,
        UInt stores,
        UInt again,
        Bits sources,
        Bits responses,
        UInt queued,
        Bool ahead,
        UInt slot,
        Bool wants,
        Bool fenced,
        UInt mark,
        Enumerated<ClanReason> failure,
        UInt asked,
        UInt served,
        Bool turn,
        Bool responseAhead,
        UInt responseSlot,
        Bool reading,
        UInt reads,
        Bool replyDue,
        Bool replyOut,
        UInt replyUpTo,
        UInt replied,
        AskedReply firstAsked,
        AskedReply lastAsked,
        UInt repliedIndex,
        UInt repliedStores)
        implements Bundle<SendState> {
    static final int TRIES_MOST = 6;
    static final int PAUSE_WIDTH = 6;
    static final int STALLED_WIDTH = 12;

    private static final int LOG2_WINDOW = Integer.numberOfTrailingZeros(ClanFrame.WINDOW);

    /// Bits of a count of READs of the peer, of which as many as there are places wait: see [ReadPlaces].
    static final int READS_WIDTH = ReadPlaces.LOG2_PLACES + 1;

    private static final int OUT_WIDTH = LOG2_WINDOW + 1;

    static final Type<SendState> TYPE =
            Type.bundle(
                    fields ->
                            new SendState(
                                    fields.field("state", Type.enumerated(EndpointState.class)),
                                    fields.field("reason", Type.enumerated(ClanReason.class)),
                                    fields.field("byPeer", Type.bool()),
                                    fields.field("brokenAt", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("due", Type.bool()),
                                    fields.field("drained", Type.bool()),
                                    fields.field("failed", Type.bool()),
                                    fields.field("measuring", Type.bool()),
                                    fields.field("tries", Type.uint(3)),
                                    fields.field("pause", Type.uint(PAUSE_WIDTH)),
                                    fields.field("stalled", Type.uint(STALLED_WIDTH)),
                                    fields.field("out", Type.uint(OUT_WIDTH)),
                                    fields.field("next", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("acknowledged", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("sent", Type.uint(StoreQueue.PLACE_WIDTH)),
                                    fields.field("released", Type.uint(StoreQueue.PLACE_WIDTH)),
                                    fields.field("stores", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("again", Type.uint(OUT_WIDTH)),
                                    fields.field("sources", Type.bits(ClanFrame.WINDOW)),
                                    fields.field("responses", Type.bits(ClanFrame.WINDOW)),
                                    fields.field("queued", Type.uint(OUT_WIDTH)),
                                    fields.field("ahead", Type.bool()),
                                    fields.field("slot", Type.uint(DmaPlaces.SLOT_WIDTH)),
                                    fields.field("wants", Type.bool()),
                                    fields.field("fenced", Type.bool()),
                                    fields.field("mark", Type.uint(StoreQueue.PLACE_WIDTH)),
                                    fields.field("failure", Type.enumerated(ClanReason.class)),
                                    fields.field("asked", Type.uint(READS_WIDTH)),
                                    fields.field("served", Type.uint(READS_WIDTH)),
                                    fields.field("turn", Type.bool()),
                                    fields.field("responseAhead", Type.bool()),
                                    fields.field("responseSlot", Type.uint(DmaPlaces.SLOT_WIDTH)),
                                    fields.field("reading", Type.bool()),
                                    fields.field("reads", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("replyDue", Type.bool()),
                                    fields.field("replyOut", Type.bool()),
                                    fields.field("replyUpTo", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("replied", Type.uint(Grant.SEQUENCE_WIDTH)),
                                    fields.field("firstAsked", AskedReply.TYPE),
                                    fields.field("lastAsked", AskedReply.TYPE),
                                    fields.field("repliedIndex", Type.uint(QueuePlace.INDEX_WIDTH)),
                                    fields.field(
                                            "repliedStores", Type.uint(Grant.SEQUENCE_WIDTH))));

    /// The next frame has a number that none has had.
    Bool isNew() {
        return again.eq(0);
    }

    /// Whether the frame that had the next number was staged.
    Bool wasStaged() {
        return sources.bit(lastTime());
    }

    /// And was a RESPONSE.
    Bool wasResponse() {
        return responses.bit(lastTime());
    }

    private UInt lastTime() {
        return again.sub(1).trunc(LOG2_WINDOW);
    }

    /// A READ of the peer waits for a RESPONSE that has no number.
    Bool hasResponse() {
        return asked.ne(served);
    }

    /// What a FENCE waits for is done: the send queue's frames, the REPLYs that they want, its READ, and the stores that were there when it was met. Of a frame that had a number already, it was.
    ///
    /// @param end of the frames in its part
    Bool isQuiet(UInt end) {
        var before = released.sub(mark).bit(StoreQueue.PLACE_WIDTH - 1);
        var stored = fenced.mux(before.not(), released.eq(end));
        var waits = reading.or(firstAsked.valid());
        return isNew().not().or(queued.eq(0).and(stored).and(waits.not()));
    }
}
