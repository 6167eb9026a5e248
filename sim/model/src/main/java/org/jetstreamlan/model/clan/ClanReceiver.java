package org.jetstreamlan.model.clan;

import static org.jetstreamlan.abi.WindowWords.WIRE;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jspecify.annotations.Nullable;

/// What a station does with frames of type CLAN: the receiver's table of `docs/clan.md`, Order and loss, row by row. The bus answers at once here, so what is
/// judged good is written.
final class ClanReceiver {
    private static final int VIOLATIONS = 16;
    private static final int VIOLATION_WORDS = 1 << 17;

    private final ClanStation station;
    private final ClanCounters counters;
    private final Regions regions;
    private final Tripwires tripwires;
    private final EventRings events;
    private final ClanOwners owners;
    private final List<Endpoint> endpoints;
    private final Refusals refusals;

    ClanReceiver(
            ClanStation station,
            ClanCounters counters,
            Regions regions,
            Tripwires tripwires,
            EventRings events,
            ClanOwners owners,
            List<Endpoint> endpoints,
            Refusals refusals) {
        this.station = station;
        this.counters = counters;
        this.regions = regions;
        this.tripwires = tripwires;
        this.events = events;
        this.owners = owners;
        this.endpoints = endpoints;
        this.refusals = refusals;
    }

    /// A whole frame with a good CRC, without E.
    ///
    /// @param source station in the header
    /// @param vci in the header, this station's
    /// @return C
    boolean arrived(long time, int source, int vci, MemorySegment payload, int words) {
        if (words < ClanFrame.PAYLOAD_WORDS_MINIMUM) {
            return refused(ClanCounter.MALFORMED);
        }
        int number = ClanFrame.endpointOf(vci);
        var endpoint = number >= 0 && number < endpoints.size() ? endpoints.get(number) : null;
        if (endpoint == null
                || endpoint.state != EndpointState.OPEN && endpoint.state != EndpointState.BROKEN) {
            return refused(ClanCounter.NOT_OPEN);
        }
        var frame = ClanFrame.read(payload);
        if (frame == null) {
            return refused(ClanCounter.MALFORMED);
        }
        boolean peers =
                frame.source() == source
                        && source == endpoint.peerStation()
                        && frame.endpoint() == endpoint.peerEndpoint()
                        && frame.vci() == vci;
        if (!peers) {
            return refused(ClanCounter.FOREIGN);
        }
        if (frame.incarnation() != endpoint.incarnation()) {
            return refused(ClanCounter.INCARNATION);
        }
        int bytes = frame.dataBytes(ClanFrame.lengthOf(payload, words), words);
        if (bytes < 0) {
            return refused(ClanCounter.MALFORMED);
        }
        return frame.operation().sequenced()
                ? numbered(endpoint, frame, payload, bytes, time)
                : unnumbered(endpoint, frame, time);
    }

    private boolean refused(ClanCounter why) {
        refusals.count(why);
        return false;
    }

    private boolean unnumbered(Endpoint endpoint, ClanFrame frame, long time) {
        counters.count(ClanCounter.ANSWERED);
        if (endpoint.state != EndpointState.OPEN) {
            return true;
        }
        if (frame.operation() == ClanOperation.BREAK) {
            owners.broke(endpoint, frame.reason(), true, frame.sequence(), time);
        } else {
            long sequence = endpoint.answered(frame.sequence());
            if (sequence >= 0) {
                owners.replied(endpoint, sequence + 1, time);
            }
        }
        return true;
    }

    private boolean numbered(
            Endpoint endpoint, ClanFrame frame, MemorySegment payload, int bytes, long time) {
        if (endpoint.state == EndpointState.BROKEN) {
            endpoint.breakDue = time < endpoint.breakUntil;
            counters.count(ClanCounter.BROKEN);
            return false;
        }
        int behind = (int) endpoint.expected - frame.sequence() & 0xFFFF;
        if (behind >= 1 && behind <= ClanFrame.WINDOW) {
            counters.count(ClanCounter.DUPLICATE);
            return true;
        }
        if (behind != 0) {
            counters.count(ClanCounter.OUT_OF_ORDER);
            return false;
        }
        var place = freePlace(endpoint);
        if (frame.operation() == ClanOperation.READ && place == null) {
            counters.count(ClanCounter.NO_ROOM);
            return false;
        }
        if (isOverLimit(endpoint, time)) {
            counters.count(ClanCounter.VIOLATION);
            return false;
        }
        var reason = judge(endpoint, frame, payload, bytes);
        if (reason != ClanReason.NONE) {
            return violated(endpoint, frame, reason, time);
        }
        endpoint.expected++;
        counters.count(ClanCounter.ACCEPTED);
        commit(endpoint, frame, payload, bytes, place, time);
        return true;
    }

    // ---- regions, rights, bounds

    private ClanReason judge(Endpoint endpoint, ClanFrame frame, MemorySegment payload, int bytes) {
        return switch (frame.operation()) {
            case WRITE ->
                    bytes == 0
                            ? ClanReason.NONE
                            : region(endpoint, frame, RegionEntry.RDMA_WRITE, bytes);
            case TRANSFER ->
                    bytes == 0
                            ? ClanReason.NONE
                            : region(endpoint, frame, RegionEntry.MESSAGE, bytes);
            case READ -> read(endpoint, frame, wanted(payload));
            case RESPONSE -> response(endpoint, frame, bytes);
            case REPLY, BREAK -> throw new IllegalStateException("has no number");
        };
    }

    private ClanReason read(Endpoint endpoint, ClanFrame frame, long wanted) {
        if (endpoint.level() == ClanLevel.UNRELIABLE_DELIVERY) {
            return ClanReason.LEVEL;
        }
        boolean may =
                wanted != 0
                        && region(endpoint, frame, RegionEntry.RDMA_READ, wanted)
                                == ClanReason.NONE;
        return may ? ClanReason.NONE : ClanReason.READ_REFUSED;
    }

    private static long wanted(MemorySegment payload) {
        return Integer.toUnsignedLong(payload.get(WIRE, ClanFrame.READ_BYTES_AT));
    }

    private ClanReason region(Endpoint endpoint, ClanFrame frame, int right, long bytes) {
        return regions.check(frame.key(), endpoint.tag(), right, frame.address(), bytes);
    }

    /// A RESPONSE goes where its READ says, if it is the next one.
    private ClanReason response(Endpoint endpoint, ClanFrame frame, int bytes) {
        var own = endpoint.readPlace;
        if (own == null || bytes == 0) {
            return ClanReason.RESPONSE;
        }
        long wanted = Integer.toUnsignedLong(own.bytes());
        int inPage = (int) own.address() & ClanFrame.DATA_BYTES_MAXIMUM - 1;
        boolean next = frame.address() == inPage + endpoint.readDone;
        if (!next || bytes > wanted - endpoint.readDone) {
            return ClanReason.RESPONSE;
        }
        return regions.check(
                own.key(),
                endpoint.tag(),
                RegionEntry.LOCAL_WRITE,
                own.address() + endpoint.readDone,
                bytes);
    }

    private static @Nullable ReadPlace freePlace(Endpoint endpoint) {
        for (var place : endpoint.places) {
            if (!place.taken) {
                return place;
            }
        }
        return null;
    }

    private static boolean isOverLimit(Endpoint endpoint, long time) {
        if (time - endpoint.violationsSince > VIOLATION_WORDS) {
            endpoint.violations = 0;
        }
        return endpoint.violations >= VIOLATIONS;
    }

    private boolean violated(Endpoint endpoint, ClanFrame frame, ClanReason reason, long time) {
        counters.count(ClanCounter.VIOLATION);
        if (endpoint.level() == ClanLevel.UNRELIABLE_DELIVERY) {
            if (endpoint.violations++ == 0) {
                endpoint.violationsSince = time;
            }
            endpoint.expected++;
            events.raise(endpoint.source, ClanEvent.DROPPED, reason.ordinal());
            return true;
        }
        owners.broke(endpoint, reason, false, frame.sequence(), time);
        return false;
    }

    // ---- what is good

    private void commit(
            Endpoint endpoint,
            ClanFrame frame,
            MemorySegment payload,
            int bytes,
            @Nullable ReadPlace place,
            long time) {
        long bus = regions.bus();
        long cell = regions.cell();
        if (bytes > 0 && !station.write(bus, payload, frame.dataAt(), bytes)) {
            counters.count(ClanCounter.BUS_ERRORS);
            if (endpoint.level() == ClanLevel.UNRELIABLE_DELIVERY) {
                events.raise(endpoint.source, ClanEvent.DROPPED, ClanReason.BUS.ordinal());
            } else {
                owners.broke(endpoint, ClanReason.BUS, false, frame.sequence(), time);
            }
            return;
        }
        int key = frame.key();
        var own = endpoint.readPlace;
        if (frame.operation() == ClanOperation.RESPONSE && own != null) {
            key = own.key();
            endpoint.progressAt = time;
            endpoint.readDone += bytes;
            if (endpoint.readDone == Integer.toUnsignedLong(own.bytes())) {
                owners.readDone(endpoint);
            }
        }
        if (bytes > 0) {
            long cells = (ClanFrame.lane(frame.address()) + bytes + 7) / ClanFrame.CELL_BYTES;
            tripwires.written(key, cell, cells, regions);
        }
        if (frame.operation() == ClanOperation.READ && place != null) {
            int low = payload.get(WIRE, ClanFrame.READ_BYTES_AT + 4);
            int where = ClanFrame.READ_PLACE.get(low);
            place.take(frame.key(), frame.address(), wanted(payload), where);
        }
        if (frame.notifies()) {
            events.raise(endpoint.source, ClanEvent.NOTIFIED, 0);
        }
        if (frame.asks()) {
            endpoint.replyUpTo = frame.sequence();
            endpoint.replyDue = true;
        }
    }
}
