package org.jetstreamlan.model.clan;

import static org.jetstreamlan.abi.WindowWords.INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.StatusPage;

/// What the owners of endpoints are told: status pages and events; and how an endpoint's state changes other than by a command.
final class ClanOwners {
    private static final int INDEX_MASK = 0xFFFF;

    private final ClanStation station;
    private final ClanCounters counters;
    private final EventRings events;
    private final MergeRegister merge;
    private final MemorySegment page = Arena.ofAuto().allocate(StatusPage.BYTES, StatusPage.BYTES);
    private long breakTime;

    ClanOwners(ClanStation station, ClanCounters counters, EventRings events, MergeRegister merge) {
        this.station = station;
        this.counters = counters;
        this.events = events;
        this.merge = merge;
    }

    /// BREAK_TIME.
    void breakTime(long words) {
        breakTime = words;
    }

    // ---- states

    /// An endpoint breaks.
    ///
    /// @param peerSaidSo so the peer need not be told
    /// @param sequence of the frame that broke it
    void broke(Endpoint endpoint, ClanReason why, boolean peerSaidSo, int sequence, long time) {
        boolean held = endpoint.state == EndpointState.HELD;
        endpoint.state = EndpointState.BROKEN;
        endpoint.reason = why;
        endpoint.byPeer = peerSaidSo;
        endpoint.brokenAt = sequence;
        endpoint.breakDue = !peerSaidSo && !held;
        endpoint.breakUntil = time + breakTime;
        endpoint.failsAt = Endpoint.NEVER;
        merge.discard(endpoint);
        counters.count(ClanCounter.BREAKS);
        events.raise(endpoint.source, ClanEvent.STATE, why.ordinal());
        tell(endpoint);
    }

    /// Nothing of it is on its way any more.
    void closed(Endpoint endpoint) {
        endpoint.state = EndpointState.CLOSED;
    }

    /// The station is no member any more.
    void held(Endpoint endpoint, long time) {
        if (endpoint.state == EndpointState.OPEN) {
            endpoint.state = EndpointState.HELD;
            endpoint.progressAt = time - endpoint.progressAt;
            endpoint.stopped = true;
            events.raise(endpoint.source, ClanEvent.STATE, 0);
            tell(endpoint);
        }
        endpoint.breakDue = false;
    }

    /// The driver has found the peer.
    void resumed(Endpoint endpoint, long time) {
        endpoint.state = EndpointState.OPEN;
        endpoint.progressAt = time - endpoint.progressAt;
        endpoint.tries = 0;
        endpoint.wakeAt = 0;
        if (endpoint.out == 0) {
            endpoint.stopped = false;
            endpoint.next = endpoint.acknowledged;
        }
        tell(endpoint);
    }

    // ---- progress

    /// More is acknowledged, perhaps.
    void acknowledged(Endpoint endpoint) {
        var endings = endpoint.unacknowledged;
        while (!endings.isEmpty() && endings.element().sequence() <= endpoint.acknowledged) {
            var ending = endings.remove();
            endpoint.descriptorsAcknowledged = ending.index();
            complete(endpoint, ending.completes());
        }
        answered(endpoint);
        tell(endpoint);
    }

    /// A REPLY says that all below `sequence` lies in the peer's memory.
    void replied(Endpoint endpoint, long sequence, long time) {
        endpoint.replied = sequence;
        endpoint.progressAt = time;
        answered(endpoint);
        tell(endpoint);
    }

    private void answered(Endpoint endpoint) {
        long upTo = Math.min(endpoint.replied, endpoint.acknowledged);
        var endings = endpoint.unanswered;
        while (!endings.isEmpty() && endings.element().sequence() <= upTo) {
            var ending = endings.remove();
            if (ending.index() >= 0) {
                endpoint.descriptorsReplied = ending.index();
                complete(endpoint, ending.completes());
            } else {
                endpoint.storesReplied = ending.stores();
            }
        }
    }

    /// The last RESPONSE of its READ has been written.
    void readDone(Endpoint endpoint) {
        endpoint.reading = false;
        endpoint.readPlace = null;
        endpoint.reads++;
        tell(endpoint);
        complete(endpoint, endpoint.readCompletes);
    }

    private void complete(Endpoint endpoint, boolean wanted) {
        if (wanted) {
            tell(endpoint);
            events.raise(endpoint.source, ClanEvent.COMPLETED, 0);
        }
    }

    // ---- the status page

    /// Writes it, if it says something else now.
    void tell(Endpoint endpoint) {
        if (!endpoint.hasStatusPage()) {
            return;
        }
        int[] words = {
            StatusPage.STATE.of(endpoint.state.ordinal())
                    | (endpoint.byPeer ? StatusPage.BY_PEER.mask() : 0)
                    | StatusPage.REASON.of(endpoint.reason.ordinal())
                    | StatusPage.BROKEN_AT.of(endpoint.brokenAt),
            StatusPage.DESCRIPTORS_ACKNOWLEDGED.of(endpoint.descriptorsAcknowledged)
                    | StatusPage.DESCRIPTORS_REPLIED.of(endpoint.descriptorsReplied),
            StatusPage.STORES_ACKNOWLEDGED.of(endpoint.part.acknowledgedStores() & INDEX_MASK)
                    | StatusPage.STORES_REPLIED.of(endpoint.storesReplied & INDEX_MASK),
            StatusPage.READS_DONE.of(endpoint.reads & INDEX_MASK)
                    | StatusPage.DESCRIPTOR_BROKEN.of(endpoint.descriptorBroken)
        };
        if (Arrays.equals(words, endpoint.status)) {
            return;
        }
        System.arraycopy(words, 0, endpoint.status, 0, words.length);
        endpoint.statusSequence = endpoint.statusSequence + 1 & INDEX_MASK;
        page.fill((byte) 0);
        for (int i = 0; i < words.length; i++) {
            page.set(INT, 4L * i, words[i]);
        }
        page.set(INT, StatusPage.SEQUENCE_AT, endpoint.statusSequence);
        if (!station.write(endpoint.statusPage(), page, 0, StatusPage.BYTES)) {
            counters.count(ClanCounter.BUS_ERRORS);
        }
    }
}
