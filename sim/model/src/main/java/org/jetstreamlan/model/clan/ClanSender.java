package org.jetstreamlan.model.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jspecify.annotations.Nullable;

/// What a station sends of CLAN: one frame after the other is offered to the ring, and their returns say what is acknowledged. `docs/clan.md`, Order and
/// loss.
final class ClanSender {
    private static final int BACK_OFF_UNIT = 1_024;
    private static final int BACK_OFF_TRIES = 6;

    /// Sources of an endpoint that take turns: RESPONSE, stores, send queue.
    private static final int SOURCES = 3;

    private enum Kind {
        NUMBERED,
        REPLY,
        BREAK
    }

    /// A frame that has been offered and has not come back.
    private static final class Out {
        final Endpoint endpoint;
        final Kind kind;
        final long sequence;
        final boolean first;
        boolean spoiled;

        Out(Endpoint endpoint, Kind kind, long sequence, boolean first) {
            this.endpoint = endpoint;
            this.kind = kind;
            this.sequence = sequence;
            this.first = first;
        }
    }

    private final ClanStation station;
    private final ClanCounters counters;
    private final Regions regions;
    private final Tripwires tripwires;
    private final ClanOwners owners;
    private final List<Endpoint> endpoints;
    private final Map<Long, Out> outs = new HashMap<>();
    private final MemorySegment staged =
            Arena.ofAuto().allocate(4L * ClanFrame.PAYLOAD_WORDS_MAXIMUM);
    private int stagedWords;
    private @Nullable Out offered;
    private int nextEndpoint;
    private int mayLeave = Integer.MAX_VALUE;
    private boolean on;

    ClanSender(
            ClanStation station,
            ClanCounters counters,
            Regions regions,
            Tripwires tripwires,
            ClanOwners owners,
            List<Endpoint> endpoints) {
        this.station = station;
        this.counters = counters;
        this.regions = regions;
        this.tripwires = tripwires;
        this.owners = owners;
        this.endpoints = endpoints;
    }

    /// Frames that are on their way come back to nobody.
    void reset() {
        outs.replaceAll((_, out) -> new Out(new Endpoint(0, station), out.kind, 0, false));
        offered = null;
        on = false;
    }

    boolean owns(long serial) {
        return outs.containsKey(serial);
    }

    int mayLeave() {
        return mayLeave;
    }

    /// Whether the ring lets it send. Where it ceases to, what is offered goes out as ABORT: it has a number of a station that is no more.
    void turnOn(boolean nowOn) {
        on = nowOn;
        if (!on && offered != null) {
            offered.spoiled = true;
        }
    }

    // ---- out

    /// Offers the next frame, if there is one and none is offered.
    void work(long time) {
        // A station without power is no member any more, and nobody has told its manager.
        boolean found = on && station.id() >= 0;
        while (found && offered == null) {
            found = offerUnnumbered(time) || offerNumbered(time);
        }
    }

    private boolean offerUnnumbered(long time) {
        for (var endpoint : endpoints) {
            boolean waits = endpoint.stopped || time < endpoint.wakeAt;
            if (endpoint.state == EndpointState.BROKEN
                    && endpoint.breakDue
                    && !endpoint.breakOut
                    && !waits) {
                endpoint.breakOut = true;
                var reason = endpoint.reason;
                offer(endpoint, Kind.BREAK, ClanOperation.BREAK, endpoint.brokenAt, reason);
                return true;
            }
            if (endpoint.state == EndpointState.OPEN
                    && endpoint.replyDue
                    && !endpoint.replyOut
                    && !waits) {
                endpoint.replyOut = true;
                offer(
                        endpoint,
                        Kind.REPLY,
                        ClanOperation.REPLY,
                        endpoint.replyUpTo,
                        ClanReason.NONE);
                return true;
            }
        }
        return false;
    }

    private void offer(
            Endpoint endpoint, Kind kind, ClanOperation what, long sequence, ClanReason reason) {
        var frame = head(endpoint, what, 0, sequence, reason, 0, 0);
        stagedWords = frame.write(staged, ClanFrame.HEAD_BYTES);
        offer(new Out(endpoint, kind, sequence, true), frame.vci());
    }

    private ClanFrame head(
            Endpoint endpoint,
            ClanOperation what,
            int flags,
            long sequence,
            ClanReason reason,
            int key,
            long address) {
        return new ClanFrame(
                what,
                flags,
                ClanFrame.vci(endpoint.peerStation(), endpoint.peerEndpoint()),
                station.id(),
                endpoint.number,
                endpoint.peerIncarnation(),
                (int) sequence & 0xFFFF,
                reason,
                key,
                address);
    }

    private void offer(Out out, int vci) {
        ClanFrame.seal(staged, stagedWords);
        out.endpoint.out++;
        offered = out;
        outs.put(station.offer(AtmHeader.endOfPdu(vci).word(), stagedWords), out);
    }

    /// Round robin by frames among endpoints that may send. False: none may.
    private boolean offerNumbered(long time) {
        for (int i = 0; i < endpoints.size(); i++) {
            var endpoint = endpoints.get((nextEndpoint + i) % endpoints.size());
            if (endpoint.state == EndpointState.OPEN
                    && !endpoint.stopped
                    && time >= endpoint.wakeAt
                    && offerNext(endpoint, time)) {
                nextEndpoint = (endpoint.number + 1) % endpoints.size();
                return true;
            }
        }
        return false;
    }

    private boolean offerNext(Endpoint endpoint, long time) {
        boolean first = endpoint.next == endpoint.newest;
        if (first && (!endpoint.windowOpen() || !numberNext(endpoint))) {
            owners.acknowledged(endpoint);
            breakIfDue(endpoint, time);
            return false;
        }
        if (endpoint.next >= endpoint.failsAt) {
            breakIfDue(endpoint, time);
            return false;
        }
        long sequence = endpoint.next;
        var frame = endpoint.frame(sequence);
        var head =
                head(
                        endpoint,
                        frame.operation(),
                        frame.flags(),
                        sequence,
                        ClanReason.NONE,
                        frame.key(),
                        frame.address());
        stagedWords = head.write(staged, frame.length());
        var reason = frame.load(station, regions, endpoint.tag(), staged, head.dataAt());
        if (reason != ClanReason.NONE) {
            fail(endpoint, sequence, reason, frame.index());
            breakIfDue(endpoint, time);
            return false;
        }
        endpoint.next++;
        offer(new Out(endpoint, Kind.NUMBERED, sequence, first), head.vci());
        return true;
    }

    private static void fail(Endpoint endpoint, long sequence, ClanReason reason, int index) {
        if (sequence < endpoint.failsAt) {
            endpoint.failsAt = sequence;
            endpoint.failure = reason;
            endpoint.descriptorBroken = Math.max(index, 0);
        }
    }

    private void breakIfDue(Endpoint endpoint, long time) {
        if (endpoint.state == EndpointState.OPEN && endpoint.acknowledged >= endpoint.failsAt) {
            owners.broke(
                    endpoint, endpoint.failure, false, (int) endpoint.acknowledged & 0xFFFF, time);
        }
    }

    // ---- what comes next: RESPONSE, stores, send queue in turn

    private boolean numberNext(Endpoint endpoint) {
        for (int i = 0; i < SOURCES; i++) {
            int from = endpoint.turn;
            endpoint.turn = (from + 1) % SOURCES;
            boolean numbered =
                    switch (from) {
                        case 0 -> numberResponse(endpoint);
                        case 1 -> numberStores(endpoint);
                        default -> numberTransfer(endpoint);
                    };
            if (numbered) {
                return true;
            }
        }
        return false;
    }

    private static boolean numberResponse(Endpoint endpoint) {
        for (var place : endpoint.places) {
            if (place.hasFrame()) {
                endpoint.number(place.next(endpoint.newest));
                return true;
            }
        }
        return false;
    }

    private static boolean numberStores(Endpoint endpoint) {
        var frame = endpoint.part.next();
        if (frame == null) {
            return false;
        }
        boolean asks =
                endpoint.level() == ClanLevel.RELIABLE_RECEPTION && !endpoint.part.hasFrame();
        var data = frame.held();
        if (asks && data != null) {
            frame =
                    OutFrame.ofStores(
                            frame.operation(),
                            ClanFrame.ASK,
                            frame.key(),
                            frame.address(),
                            data,
                            frame.stores(),
                            frame.place());
        }
        endpoint.number(frame);
        endpoint.storesSent += frame.stores();
        if (asks) {
            endpoint.unanswered.add(
                    new Endpoint.Ending(-1, endpoint.storesSent, endpoint.newest, false));
        }
        return true;
    }

    /// False if the send queue has nothing that may go now.
    private boolean numberTransfer(Endpoint endpoint) {
        var queue = endpoint.queue;
        while (endpoint.failsAt == Endpoint.NEVER && queue.look()) {
            if (queue.fences() && !allDone(endpoint) || queue.reads() && endpoint.reading) {
                return false;
            }
            boolean reads = queue.reads();
            var place = queue.place();
            var frame = queue.next();
            if (reads && !mayRead(endpoint, place)) {
                fail(endpoint, endpoint.newest, ClanReason.SEGMENT, queue.index());
                return false;
            }
            if (frame != null) {
                endpoint.number(frame);
            }
            if (reads) {
                endpoint.reading = true;
                endpoint.readPlace = place;
                endpoint.readDone = 0;
                endpoint.readCompletes = queue.completes();
            }
            if (queue.isCut()) {
                endDescriptor(endpoint, reads);
            }
            if (frame != null) {
                return true;
            }
        }
        if (queue.failure() != ClanReason.NONE) {
            fail(endpoint, endpoint.newest, queue.failure(), queue.index());
        }
        return false;
    }

    private static boolean allDone(Endpoint endpoint) {
        int stores = endpoint.part.acknowledgedStores() - endpoint.storesAtDoorbell;
        return endpoint.unacknowledged.isEmpty() && !endpoint.reading && stores >= 0;
    }

    private boolean mayRead(Endpoint endpoint, OutFrame.Piece place) {
        return regions.check(
                        place.key(),
                        endpoint.tag(),
                        RegionEntry.LOCAL_WRITE,
                        place.address(),
                        Integer.toUnsignedLong(place.bytes()))
                == ClanReason.NONE;
    }

    private void endDescriptor(Endpoint endpoint, boolean reads) {
        var queue = endpoint.queue;
        boolean asks = queue.asks() && !reads;
        int behind = queue.index() + 1 & 0xFFFF;
        boolean completes = queue.completes() && !reads;
        var ending = new Endpoint.Ending(behind, 0, endpoint.newest, completes && !asks);
        endpoint.unacknowledged.add(ending);
        if (asks) {
            endpoint.unanswered.add(new Endpoint.Ending(behind, 0, endpoint.newest, completes));
        }
        queue.advance();
    }

    // ---- on the ring, and back

    /// A frame that was offered leaves, or never goes.
    void taken(long serial, boolean sent, long time) {
        var out = outs.get(serial);
        mayLeave = Integer.MAX_VALUE;
        if (out == null || out != offered) {
            return;
        }
        var payload = station.payload(serial, 4 * stagedWords);
        MemorySegment.copy(staged, 0, payload, 0, 4L * stagedWords);
        mayLeave = out.spoiled ? 0 : Integer.MAX_VALUE;
        offered = null;
        if (sent) {
            counters.count(ClanCounter.SENT);
        }
        if (sent && out.first && out.kind == Kind.NUMBERED && !out.spoiled) {
            tripwires.left(out.endpoint.frame(out.sequence), out.endpoint.tag(), regions);
        }
        work(time);
    }

    /// A frame that was taken has ended.
    void ended(long serial, CompletionResult result, int status, long time) {
        var out = outs.remove(serial);
        if (out == null) {
            return;
        }
        var endpoint = out.endpoint;
        boolean good = result == CompletionResult.RETURNED && FrameStatus.accepted(status);
        counters.count(good ? ClanCounter.RETURNED : ClanCounter.REFUSED);
        endpoint.out--;
        endpoint.stopped |= !good;
        switch (out.kind) {
            case NUMBERED -> {
                boolean counts = endpoint.state != EndpointState.CLOSING;
                if (good && counts && out.sequence >= endpoint.acknowledged) {
                    acknowledge(endpoint, out.sequence + 1, time);
                }
            }
            case REPLY -> {
                endpoint.replyOut = false;
                endpoint.replyDue &= !(good && out.sequence == endpoint.replyUpTo);
            }
            case BREAK -> {
                endpoint.breakOut = false;
                endpoint.breakDue &= !good;
            }
        }
        if (endpoint.out == 0) {
            allBack(endpoint, time);
        }
    }

    private void acknowledge(Endpoint endpoint, long upTo, long time) {
        for (long i = endpoint.acknowledged; i < upTo; i++) {
            var frame = endpoint.frame(i);
            if (frame.stores() > 0) {
                endpoint.part.acknowledged(frame, MergeRegister.cells(frame));
            }
        }
        endpoint.acknowledged = upTo;
        endpoint.next = Math.max(endpoint.next, upTo);
        endpoint.tries = 0;
        endpoint.progressAt = time;
        for (var place : endpoint.places) {
            place.acknowledged(upTo);
        }
        owners.acknowledged(endpoint);
        breakIfDue(endpoint, time);
    }

    /// None of its frames is out: begins again behind the last acknowledged one, after a while.
    private void allBack(Endpoint endpoint, long time) {
        if (endpoint.state == EndpointState.CLOSING) {
            owners.closed(endpoint);
        } else if (endpoint.stopped) {
            endpoint.stopped = false;
            counters.count(ClanCounter.AGAIN);
            int tries = Math.min(endpoint.tries, BACK_OFF_TRIES);
            endpoint.wakeAt = time + (tries == 0 ? 0 : (long) BACK_OFF_UNIT << tries - 1);
            endpoint.tries++;
            endpoint.next = endpoint.acknowledged;
        }
    }
}
