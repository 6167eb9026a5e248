package org.jetstreamlan.model.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jspecify.annotations.Nullable;

/// The event rings in host memory.
///
/// ```
///           raise                      room                       consumer passes
///  idle ───────────> waits (FIFO) ─────────────> in the ring ─────────────────────> idle, or waits if something has happened meanwhile
/// ```
final class EventRings {
    private static final int INDEX_MASK = 0xFFFF;
    private static final int DATA_WORDS = 3;

    /// One ring.
    private static final class Ring {
        int log2;
        long address;
        int producer;
        int consumer;
        @Nullable EventSource[] entries = new EventSource[0];
        final ArrayDeque<EventSource> waiting = new ArrayDeque<>();

        boolean exists() {
            return log2 > 0;
        }
    }

    private final ClanStation station;
    private final ClanCounters counters;
    private final Ring[] rings = new Ring[EventRingEntry.RINGS];
    private final MemorySegment entry = Arena.ofAuto().allocate(RingEntry.BYTES, RingEntry.BYTES);
    private int interrupts;

    EventRings(ClanStation station, ClanCounters counters) {
        this.station = station;
        this.counters = counters;
        Arrays.setAll(rings, _ -> new Ring());
    }

    void reset() {
        Arrays.setAll(rings, _ -> new Ring());
        interrupts = 0;
    }

    /// CLAN_INTERRUPT_STATUS.
    int interrupts() {
        return interrupts;
    }

    void clear(int bits) {
        interrupts &= ~bits;
    }

    void interrupt(int ring) {
        interrupts |= 1 << ring;
    }

    void read(int number, int[] data) {
        var ring = rings[number];
        Arrays.fill(data, 0, DATA_WORDS, 0);
        data[0] =
                EventRingEntry.LOG2.of(ring.log2) | (int) ring.address & EventRingEntry.LOW.mask();
        data[1] = (int) (ring.address >>> Integer.SIZE);
        data[2] =
                EventRingEntry.PRODUCER.of(ring.producer)
                        | EventRingEntry.CONSUMER.of(ring.consumer);
    }

    /// A ring in a new place, or none; what waits for one goes there.
    void write(int number, int[] data) {
        var ring = rings[number];
        ring.log2 = EventRingEntry.LOG2.get(data[0]);
        ring.address =
                (long) data[1] << Integer.SIZE
                        | Integer.toUnsignedLong(data[0] & EventRingEntry.LOW.mask());
        ring.producer = 0;
        ring.consumer = 0;
        for (var source : ring.entries) {
            if (source != null) {
                source.inRing = false;
            }
        }
        ring.entries = new EventSource[ring.exists() ? 1 << ring.log2 : 0];
        drain(number);
    }

    /// Something has happened to a source.
    void raise(EventSource source, int what, int reason) {
        source.what |= what;
        source.reason = Math.max(source.reason, reason);
        source.count = Math.min(source.count + 1, ClanEvent.COUNT_MAXIMUM);
        if (!source.inRing && !source.waits) {
            source.waits = true;
            rings[source.ring].waiting.add(source);
            drain(source.ring);
        }
    }

    /// A consumer index, as its reader says it: one outside of what is there is not believed.
    void consumed(int number, int index) {
        var ring = rings[number];
        int passed = index - ring.consumer & INDEX_MASK;
        if (passed > (ring.producer - ring.consumer & INDEX_MASK)) {
            return;
        }
        for (int i = 0; i < passed; i++) {
            int slot = ring.consumer & ring.entries.length - 1;
            var source = ring.entries[slot];
            ring.entries[slot] = null;
            ring.consumer = ring.consumer + 1 & INDEX_MASK;
            if (source != null) {
                source.inRing = false;
                if (source.count > 0 && !source.waits) {
                    source.waits = true;
                    rings[source.ring].waiting.add(source);
                }
            }
        }
        drain(number);
    }

    int consumer(int number) {
        return rings[number].consumer;
    }

    private void drain(int number) {
        var ring = rings[number];
        while (ring.exists()
                && !ring.waiting.isEmpty()
                && (ring.producer - ring.consumer & INDEX_MASK) < ring.entries.length) {
            var source = ring.waiting.remove();
            source.waits = false;
            if (source.count > 0) {
                publish(ring, source);
                interrupts |= source.interrupts ? 1 << number : 0;
            }
        }
    }

    private void publish(Ring ring, EventSource source) {
        int slot = ring.producer & ring.entries.length - 1;
        new ClanEvent(source.kind, source.what, source.reason, source.number, source.count)
                .write(entry, 0);
        RingEntry.publish(entry, 0, ring.producer);
        source.forget();
        long at = ring.address + (long) slot * RingEntry.BYTES;
        if (!station.write(at, entry, 0, RingEntry.BYTES)) {
            counters.count(ClanCounter.BUS_ERRORS);
        }
        ring.entries[slot] = source;
        source.inRing = true;
        ring.producer = ring.producer + 1 & INDEX_MASK;
    }
}
