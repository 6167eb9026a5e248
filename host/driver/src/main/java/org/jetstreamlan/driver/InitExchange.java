package org.jetstreamlan.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.InitMessage;
import org.jetstreamlan.abi.InitMessage.Kind;
import org.jspecify.annotations.Nullable;

/// The map of the ring: every station tells every other who it is, after each bring-up.
///
/// ```
///              has N - 1 records: tells once more
///   TELLING ───────────────────────────────────────> MAPPED ──┐ hears one that has not: tells
///      │ 8 times, 2, 4, 8 .. 64 TTRT apart             ^  ^───┘ once in 2 TTRT
///      └────────────> INCOMPLETE ──────────────────────┘
/// ```
final class InitExchange {
    /// Times that a record is told without having heard all others.
    static final int TIMES = 8;

    private static final int BACK_OFF_MAXIMUM = 5;

    private final Adapter adapter;
    private final InitPort port;
    private final RingWatch watch;
    private final RingEvents events;
    private final RingOptions options;
    private final @Nullable InitMessage[] records = new InitMessage[Header.STATIONS];

    private int known;
    private int told;
    private long due = Long.MAX_VALUE;
    private boolean mapped;
    private boolean gaveUp;

    /// Pairs of ids with one address that the user has been told: lower x 64 + higher.
    private final BitSet shared = new BitSet();

    private boolean leaves;
    private long heard;
    private long stale;

    InitExchange(
            Adapter adapter,
            InitPort port,
            RingWatch watch,
            RingEvents events,
            RingOptions options) {
        this.adapter = adapter;
        this.port = port;
        this.watch = watch;
        this.events = events;
        this.options = options;
    }

    /// The ring is up: all records are of another numbering.
    void begin() {
        Arrays.fill(records, null);
        known = 0;
        told = 0;
        mapped = false;
        gaveUp = false;
        shared.clear();
        due = adapter.clocks();
        complete();
    }

    void end() {
        due = Long.MAX_VALUE;
    }

    long due() {
        return due;
    }

    boolean mapped() {
        return mapped;
    }

    /// Another station of a lower id has this one's address.
    boolean leaves() {
        return leaves;
    }

    long heard() {
        return heard;
    }

    long stale() {
        return stale;
    }

    /// Clocks between two tellings, at first: 2 TTRT.
    long interval() {
        return 2L * watch.status().ttrtWords();
    }

    /// Tells this station's record if it is time.
    void turn(int allocationWords) {
        long now = adapter.clocks();
        if (now < due) {
            return;
        }
        if (mapped) {
            boolean sent = alone() || tell(allocationWords);
            due = sent ? Long.MAX_VALUE : now + interval();
        } else if (told < TIMES) {
            tell(allocationWords);
            due = now + (interval() << Math.min(told, BACK_OFF_MAXIMUM));
            told++;
        } else {
            due = Long.MAX_VALUE;
            if (!gaveUp) {
                gaveUp = true;
                events.add(new RingEvent.MapIncomplete(known + 1, watch.status().stations()));
            }
        }
    }

    private boolean alone() {
        return watch.status().stations() == 1;
    }

    private boolean tell(int allocationWords) {
        return port.send(message(Kind.RECORD, 0, 0, 0, 0, options.latencyWords(), allocationWords));
    }

    /// Tells it soon, since something in it has changed or somebody lacks it.
    void tellSoon(long clocks) {
        due = Math.min(due, adapter.clocks() + clocks);
    }

    InitMessage message(
            Kind kind,
            int peer,
            int sequence,
            int words,
            int others,
            int latencyWords,
            int allocationWords) {
        var ring = watch.status();
        return new InitMessage(
                kind,
                ring.station(),
                peer,
                ring.stations(),
                known,
                ring.epoch(),
                options.address(),
                options.ttrtWords(),
                options.largestWords(),
                allocationWords,
                latencyWords,
                sequence,
                words,
                others,
                watch.generation(),
                options.name());
    }

    /// Notes who sent a message.
    ///
    /// @return whether it belongs to this numbering
    boolean note(InitMessage message) {
        var ring = watch.status();
        if (!watch.up() || message.epoch() != ring.epoch()) {
            stale++;
            return false;
        }
        if (message.stations() != ring.stations()) {
            port.reject(
                    "INIT message of station %d: %d stations, this ring has %d"
                            .formatted(message.id(), message.stations(), ring.stations()));
            return false;
        }
        if (message.id() == ring.station()) {
            port.reject(
                    "INIT message of address %012x: id %d is this station's"
                            .formatted(message.address(), message.id()));
            return false;
        }
        heard++;
        if (records[message.id()] == null) {
            known++;
        }
        records[message.id()] = message;
        compareAddresses(message);
        if (!complete() && message.heard() < ring.stations() - 1 && due == Long.MAX_VALUE) {
            told = Math.min(told, TIMES - 1);
            tellSoon(interval());
        }
        return true;
    }

    /// @return whether the map became complete just now
    private boolean complete() {
        if (mapped || known < watch.status().stations() - 1) {
            return false;
        }
        mapped = true;
        tellSoon(0);
        events.add(new RingEvent.Mapped(known + 1));
        return true;
    }

    private void compareAddresses(InitMessage message) {
        if (message.address() == options.address()) {
            share(message, watch.status().station());
        }
        for (var record : records) {
            if (record != null
                    && record.id() != message.id()
                    && record.address() == message.address()) {
                share(message, record.id());
            }
        }
    }

    private void share(InitMessage message, int other) {
        int lower = Math.min(other, message.id());
        int higher = Math.max(other, message.id());
        int pair = lower * Header.STATIONS + higher;
        if (!shared.get(pair)) {
            shared.set(pair);
            events.add(new RingEvent.SharedAddress(lower, higher, message.address()));
            leaves |= higher == watch.status().station();
        }
    }

    /// SA that a station has told, 0 if it has not.
    int allocation(int id) {
        var record = records[id];
        return record == null ? 0 : record.allocationWords();
    }

    /// The largest D of all stations.
    int latency() {
        int most = options.latencyWords();
        for (var record : records) {
            most = record == null ? most : Math.max(most, record.latencyWords());
        }
        return most;
    }

    RingMap map(int allocationWords) {
        var ring = watch.status();
        var stations = new ArrayList<RingStation>();
        for (int id = 0; id < ring.stations(); id++) {
            var record = records[id];
            if (id == ring.station()) {
                stations.add(
                        new RingStation(
                                id,
                                options.address(),
                                options.name(),
                                options.ttrtWords(),
                                options.largestWords(),
                                allocationWords,
                                options.latencyWords()));
            } else if (record != null) {
                stations.add(RingStation.of(record));
            }
        }
        return new RingMap(watch.generation(), ring.stations(), stations);
    }
}
