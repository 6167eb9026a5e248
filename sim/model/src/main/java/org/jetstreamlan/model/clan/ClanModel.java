package org.jetstreamlan.model.clan;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;

/// The CLAN half of an adapter.
///
/// ```
/// stores ── ApertureWindow ── MergeRegister ── StorePart ─┐
///                └─ doorbells ── SendQueue ───────────────┴─ ClanSender ── station
///                      └─ Tripwires, EventRings, ClanOwners (status pages)
///                                 Regions ────────────────── ClanReceiver ── station
/// ```
/// The host's bus answers at once, so a frame's data lies in memory when it has been judged; there is always room in the receive buffer, and no command is ever
/// BUSY.
public final class ClanModel {
    private static final long NEVER = Long.MAX_VALUE / 2;

    /// How often endpoints are looked at for BREAK_TIME.
    private static final int SWEEP_WORDS = 1_024;

    private final ClanStation station;
    private final ClanSizes sizes;
    private final ClanCounters counters = new ClanCounters();
    private final Regions regions;
    private final EventRings events;
    private final MergeRegister merge = new MergeRegister();
    private final Tripwires tripwires;
    private final List<Endpoint> endpoints;
    private final ClanOwners owners;
    private final Refusals refusals;
    private final ApertureWindow window;
    private final ClanSender sender;
    private final ClanReceiver receiver;
    private final int[] data = new int[ClanRegisters.DATA_WORDS];
    private boolean enabled;
    private boolean carried;
    private long breakTime;
    private long due = NEVER;
    private long sweepAt;
    private int changes;

    public ClanModel(ClanSizes sizes, ClanStation station) {
        this.sizes = sizes;
        this.station = station;
        regions = new Regions(sizes.regions());
        events = new EventRings(station, counters);
        tripwires = new Tripwires(station, counters, events, sizes);
        endpoints =
                IntStream.range(0, sizes.endpoints())
                        .mapToObj(i -> new Endpoint(i, station))
                        .toList();
        owners = new ClanOwners(station, counters, events, merge);
        refusals = new Refusals(counters, events);
        window =
                new ApertureWindow(
                        sizes.pages(),
                        endpoints,
                        merge,
                        tripwires,
                        events,
                        owners,
                        counters,
                        refusals);
        sender = new ClanSender(station, counters, regions, tripwires, owners, endpoints);
        receiver =
                new ClanReceiver(
                        station, counters, regions, tripwires, events, owners, endpoints, refusals);
    }

    /// As after power-up.
    public void reset() {
        enabled = false;
        carried = false;
        merge.reset();
        regions.reset();
        window.reset();
        tripwires.reset();
        events.reset();
        counters.reset();
        refusals.reset();
        sender.reset();
        for (var endpoint : endpoints) {
            endpoint.clear();
        }
        Arrays.fill(data, 0);
        due = NEVER;
    }

    public ClanSizes sizes() {
        return sizes;
    }

    // ---- registers

    /// CLAN_CONTROL.
    public void enable(boolean on) {
        enabled = on;
        lookAtRing();
        changed();
    }

    /// CLAN_STATUS.ON.
    public boolean isOn() {
        return enabled && station.carriesClan();
    }

    /// BREAK_TIME, in words, unsigned.
    public void breakTime(int words) {
        breakTime = Integer.toUnsignedLong(words);
        owners.breakTime(breakTime);
    }

    /// Value of a counter.
    public long counter(ClanCounter counter) {
        refusals.seen(counter);
        return counters.value(counter);
    }

    /// CLAN_INTERRUPT_STATUS.
    public int interrupts() {
        return events.interrupts();
    }

    public void clearInterrupts(int bits) {
        events.clear(bits);
    }

    /// Consumer of ring 0.
    public int driverConsumer() {
        return events.consumer(0);
    }

    public void driverConsumed(int index) {
        events.consumed(0, index);
    }

    /// CLAN_DATA.
    public int data(int word) {
        return data[word];
    }

    public void data(int word, int value) {
        data[word] = value;
    }

    /// CLAN_COMMAND.
    ///
    /// @param selected value of CLAN_TABLE
    /// @return whether it was done; else it is REFUSED
    public boolean command(int operation, int selected) {
        int code = ClanRegisters.TABLE_TABLE.get(selected);
        int entry = ClanRegisters.TABLE_ENTRY.get(selected);
        if (code >= ClanTable.values().length) {
            return false;
        }
        var table = ClanTable.values()[code];
        if (entry >= sizes.entries(table)) {
            return false;
        }
        boolean done =
                switch (operation) {
                    case ClanRegisters.COMMAND_READ -> read(table, entry);
                    case ClanRegisters.COMMAND_WRITE -> write(table, entry);
                    default ->
                            table == ClanTable.ENDPOINT && command(operation, endpoints.get(entry));
                };
        changed();
        return done;
    }

    private boolean read(ClanTable table, int entry) {
        switch (table) {
            case ENDPOINT -> endpoints.get(entry).read(data);
            case REGION -> regions.read(entry, data);
            case APERTURE -> window.read(entry, data);
            case WORD -> tripwires.readWord(entry, data);
            case RANGE -> tripwires.readRange(entry, data);
            case RING -> events.read(entry, data);
        }
        return true;
    }

    private boolean write(ClanTable table, int entry) {
        return switch (table) {
            case ENDPOINT -> write(endpoints.get(entry));
            case REGION -> {
                regions.write(entry, data);
                yield true;
            }
            case APERTURE -> window.write(entry, data);
            case WORD -> tripwires.writeWord(entry, data);
            case RANGE -> tripwires.writeRange(entry, data);
            case RING -> {
                events.write(entry, data);
                yield true;
            }
        };
    }

    private boolean write(Endpoint endpoint) {
        int part = data[EndpointEntry.PART];
        int cells = EndpointEntry.cells(EndpointEntry.PART_SIZE.get(part));
        int end = EndpointEntry.PART_PLACE.get(part) * EndpointEntry.PART_CELLS + cells;
        boolean sameButStation = true;
        for (int i = 1; i < EndpointEntry.LAYOUT.words().size(); i++) {
            int known = i == EndpointEntry.OWNER ? OWNER_WRITTEN : -1;
            sameButStation &= ((data[i] ^ endpoint.word(i)) & known) == 0;
        }
        boolean may =
                switch (endpoint.state) {
                    case CLOSED -> cells == 0 || end <= sizes.cells();
                    case HELD -> sameButStation;
                    case OPEN, BROKEN, CLOSING -> false;
                };
        if (may) {
            endpoint.write(data);
        }
        return may;
    }

    private static final int OWNER_WRITTEN =
            EndpointEntry.TAG.mask() | EndpointEntry.EVENT_RING.mask();

    private boolean command(int operation, Endpoint endpoint) {
        long time = station.now();
        var state = endpoint.state;
        boolean may =
                switch (operation) {
                    case ClanRegisters.COMMAND_OPEN ->
                            isOn()
                                    && endpoint.tag() != 0
                                    && (state == EndpointState.CLOSED
                                            || state == EndpointState.HELD);
                    case ClanRegisters.COMMAND_CLOSE -> state != EndpointState.CLOSED;
                    case ClanRegisters.COMMAND_BREAK -> endpoint.takesStores();
                    default -> false;
                };
        if (!may) {
            return false;
        }
        switch (operation) {
            case ClanRegisters.COMMAND_OPEN -> {
                if (state == EndpointState.HELD) {
                    owners.resumed(endpoint, time);
                } else {
                    endpoint.open();
                    endpoint.progressAt = time;
                    owners.tell(endpoint);
                }
            }
            case ClanRegisters.COMMAND_CLOSE -> {
                merge.discard(endpoint);
                endpoint.part.reset(0);
                endpoint.breakDue = false;
                endpoint.state = endpoint.out == 0 ? EndpointState.CLOSED : EndpointState.CLOSING;
            }
            default -> owners.broke(endpoint, ClanReason.COMMAND, false, 0, time);
        }
        return true;
    }

    // ---- the aperture window

    /// A store of 1 to 8 bytes within a cell.
    ///
    /// @return whether the bus answers without an error
    public boolean store(int offset, MemorySegment from, long at, int bytes) {
        boolean good = window.store(offset, from, at, bytes, station.now());
        changed();
        return good;
    }

    /// A load: always answered with an error.
    public void load() {
        refusals.count(ClanCounter.LOAD_REFUSED);
    }

    // ---- the station

    /// Whether this frame is CLAN's.
    public boolean owns(long serial) {
        return sender.owns(serial);
    }

    /// As [org.jetstreamlan.model.StationClient#clanArrived], with what the frame carries.
    public boolean arrived(long time, int source, int vci, MemorySegment payload, int words) {
        if (!isOn()) {
            refusals.count(ClanCounter.BAD);
            return false;
        }
        changes++;
        boolean copied = receiver.arrived(time, source, vci, payload, words);
        work(time);
        return copied;
    }

    public void spoiled() {
        counters.count(ClanCounter.BAD);
    }

    public void taken(long time, long serial, boolean sent) {
        sender.taken(serial, sent, time);
        plan(time);
    }

    public int mayLeave() {
        return sender.mayLeave();
    }

    public void ended(long time, long serial, CompletionResult result, int status) {
        changes++;
        sender.ended(serial, result, status, time);
        work(time);
    }

    /// The station has entered another phase.
    public void phaseChanged() {
        lookAtRing();
        changed();
    }

    private void lookAtRing() {
        boolean carries = isOn();
        if (carried && !carries) {
            for (var endpoint : endpoints) {
                owners.held(endpoint, station.now());
            }
        }
        carried = carries;
        sender.turnOn(carries);
    }

    // ---- time

    /// Changes with each frame that has come or come back, of which memory of the host may tell.
    public int changes() {
        return changes;
    }

    /// Whether something is under way that takes time: to be sent, to be answered, to be broken.
    public boolean isActive() {
        boolean active = merge.endsAt() < NEVER;
        for (int i = 0; i < endpoints.size() && !active; i++) {
            var endpoint = endpoints.get(i);
            boolean works = endpoint.state == EndpointState.OPEN && endpoint.hasWork();
            active = works || endpoint.out > 0 || endpoint.breakDue;
        }
        return active;
    }

    /// When [#turn] is to be called.
    public long due() {
        return due;
    }

    public void turn(long time) {
        if (time >= merge.endsAt()) {
            merge.end();
        }
        if (time >= sweepAt) {
            sweepAt = time + SWEEP_WORDS;
            endpoints.forEach(endpoint -> sweep(endpoint, time));
        }
        work(time);
    }

    private void sweep(Endpoint endpoint, long time) {
        if (endpoint.state == EndpointState.OPEN) {
            if (endpoint.waits && time - endpoint.progressAt > breakTime) {
                int sequence = (int) endpoint.acknowledged & 0xFFFF;
                owners.broke(endpoint, ClanReason.TIME_OUT, false, sequence, time);
            }
        } else if (endpoint.state == EndpointState.BROKEN && time > endpoint.breakUntil) {
            endpoint.breakDue = false;
        }
    }

    private void changed() {
        due = 0;
        station.wake();
    }

    private void work(long time) {
        sender.work(time);
        plan(time);
    }

    private void plan(long time) {
        long next = merge.endsAt();
        boolean swept = false;
        for (var endpoint : endpoints) {
            boolean waits = endpoint.state == EndpointState.OPEN && endpoint.hasWork();
            boolean active = waits || endpoint.breakDue;
            swept |= active;
            if (waits && !endpoint.waits) {
                endpoint.progressAt = time;
            }
            endpoint.waits = waits;
            if (active && endpoint.wakeAt > time) {
                next = Math.min(next, endpoint.wakeAt);
            }
        }
        long before = due;
        due = swept ? Math.min(next, Math.max(sweepAt, time + 1)) : next;
        if (due < before) {
            station.wake();
        }
    }
}
