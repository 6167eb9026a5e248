package org.jetstreamlan.model.clan;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jspecify.annotations.Nullable;

/// The aperture window: what its pages are, and what a store to one does.
final class ApertureWindow {
    private static final int WORDS = 8;
    private static final int LAST_CELL = ApertureEntry.PAGE_BYTES - ClanFrame.CELL_BYTES;

    private final int[][] pages;
    private final List<Endpoint> endpoints;
    private final MergeRegister merge;
    private final Tripwires tripwires;
    private final EventRings events;
    private final ClanOwners owners;
    private final ClanCounters counters;
    private final Refusals refusals;

    ApertureWindow(
            int pages,
            List<Endpoint> endpoints,
            MergeRegister merge,
            Tripwires tripwires,
            EventRings events,
            ClanOwners owners,
            ClanCounters counters,
            Refusals refusals) {
        this.pages = new int[pages][WORDS];
        this.endpoints = endpoints;
        this.merge = merge;
        this.tripwires = tripwires;
        this.events = events;
        this.owners = owners;
        this.counters = counters;
        this.refusals = refusals;
    }

    void reset() {
        for (var page : pages) {
            Arrays.fill(page, 0);
        }
    }

    void read(int page, int[] data) {
        System.arraycopy(pages[page], 0, data, 0, WORDS);
    }

    /// @return whether it may be: not while something waits that was stored through it
    boolean write(int page, int[] data) {
        var before = endpoint(pages[page]);
        if (before != null && (merge.isOf(before) || !before.part.isEmpty())) {
            return false;
        }
        System.arraycopy(data, 0, pages[page], 0, WORDS);
        return true;
    }

    private @Nullable Endpoint endpoint(int[] page) {
        int number = ApertureEntry.ENDPOINT.get(page[ApertureEntry.OWNER]);
        boolean used = ApertureEntry.KIND.get(page[ApertureEntry.OWNER]) != ApertureEntry.NONE;
        return used && number < endpoints.size() ? endpoints.get(number) : null;
    }

    /// A store of 1 to 8 bytes within a cell.
    ///
    /// @return whether the bus answers without an error
    boolean store(int offset, MemorySegment from, long at, int count, long time) {
        int number = offset / ApertureEntry.PAGE_BYTES;
        int inPage = offset % ApertureEntry.PAGE_BYTES;
        int[] page = number < pages.length ? pages[number] : null;
        var endpoint = page == null ? null : endpoint(page);
        if (page == null || endpoint == null) {
            refusals.count(ClanCounter.STORE_REFUSED);
            return false;
        }
        int kind = ApertureEntry.KIND.get(page[ApertureEntry.OWNER]);
        boolean good =
                kind == ApertureEntry.DOORBELL
                        ? ring(endpoint, inPage, from, at, count)
                        : write(page, kind, endpoint, offset, from, at, count, time);
        if (!good) {
            refusals.count(ClanCounter.STORE_REFUSED);
        }
        return good;
    }

    private boolean write(
            int[] page,
            int kind,
            Endpoint endpoint,
            int offset,
            MemorySegment from,
            long at,
            int count,
            long time) {
        int inPage = offset % ApertureEntry.PAGE_BYTES;
        if (inPage + count > ApertureEntry.LENGTH.get(page[ApertureEntry.SIZE])) {
            return false;
        }
        if (!endpoint.takesStores()) {
            counters.count(ClanCounter.STORE_DISCARDED);
            return true;
        }
        long base =
                (long) page[ApertureEntry.BASE + 1] << Integer.SIZE
                        | Integer.toUnsignedLong(page[ApertureEntry.BASE]);
        var what = kind == ApertureEntry.TRANSFER ? ClanOperation.TRANSFER : ClanOperation.WRITE;
        int key = page[ApertureEntry.REGION];
        if (!merge.store(endpoint, offset, what, key, base + inPage, from, at, count, time)) {
            counters.count(ClanCounter.STORE_DISCARDED);
            owners.broke(endpoint, ClanReason.STORE_OVERRUN, false, 0, time);
        } else if (inPage >= LAST_CELL) {
            merge.end();
        }
        return true;
    }

    private boolean ring(Endpoint endpoint, int place, MemorySegment from, long at, int count) {
        if (count != Integer.BYTES) {
            return false;
        }
        int value = from.get(WindowWords.INT, at);
        merge.end();
        switch (place) {
            case ApertureEntry.PRODUCER_AT -> {
                if (endpoint.state != EndpointState.CLOSED) {
                    endpoint.queue.produced(value);
                    endpoint.storesAtDoorbell = endpoint.part.stores();
                }
            }
            case ApertureEntry.ARM_AT ->
                    tripwires.arm(
                            ApertureEntry.ARM_NUMBER.get(value),
                            ApertureEntry.ARM_ARMED.isSet(value),
                            endpoint.tag());
            case ApertureEntry.EVENT_CONSUMER_AT -> {
                int owner = endpoint.word(EndpointEntry.OWNER);
                events.consumed(EndpointEntry.EVENT_RING.get(owner), value & 0xFFFF);
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}
