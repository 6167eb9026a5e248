package org.jetstreamlan.driver.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.abi.clan.StatusPage;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.abi.clan.TripwireHash;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.ClanBus;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingStation;
import org.jspecify.annotations.Nullable;

/// The CLAN half of an adapter, for programs of one process: who has which endpoint, region, page and tripwire, and what the adapter tells of them.
///
/// Used by one thread at a time, as its driver.
public final class Clan implements AutoCloseable {
    /// Tags that there are; 0 is no one's.
    private static final int TAGS = 1 << 12;

    private static final int PAGE = 4_096;
    private static final long PATIENCE_CLOCKS = 50_000_000;

    /// Longest sleep before the driver looks after the ring again.
    private static final long TURN_CLOCKS = 100_000;

    private static final int DATA_INTERRUPTS =
            Registers.INTERRUPT_RECEIVE.mask() | Registers.INTERRUPT_COMPLETION.mask();

    private final Driver driver;
    private final Adapter adapter;
    private final ClanBus bus;
    private final ClanSizes sizes;
    private final TableAccess tables;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment status;
    private final long statusAddress;
    private final MemorySegment events;
    private final int eventEntries;
    private int eventConsumer;
    private final RandomGenerator random;
    private final FreeNumbers tags = new FreeNumbers(TAGS);
    private final FreeNumbers numbers;
    private final FreeNumbers regions;
    private final FreeNumbers pages;
    private final FreeNumbers parts;
    private final FreeNumbers wires;
    private final TripwirePlaces places;
    private final @Nullable ClanEndpoint[] endpoints;
    private final @Nullable Tripwire[] tripwires;
    private final List<ClanCounter> refusals = new ArrayList<>();
    private int generation;
    private boolean closed;

    private Clan(Driver driver, Adapter adapter, ClanBus bus, RandomGenerator random) {
        this.driver = driver;
        this.adapter = adapter;
        this.bus = bus;
        this.random = random;
        sizes = ClanSizes.of(adapter.readRegister(ClanRegisters.SIZES.offset()));
        tables = new TableAccess(adapter);
        tags.take();
        numbers = new FreeNumbers(sizes.endpoints());
        regions = new FreeNumbers(sizes.regions());
        pages = new FreeNumbers(sizes.pages());
        parts = new FreeNumbers(sizes.cells() / EndpointEntry.PART_CELLS);
        wires = new FreeNumbers(sizes.words());
        places = new TripwirePlaces(sizes.log2Words(), this::writeWord);
        endpoints = new ClanEndpoint[sizes.endpoints()];
        tripwires = new Tripwire[sizes.words()];
        status = arena.allocate((long) sizes.endpoints() * StatusPage.BYTES, PAGE);
        statusAddress = bus.map(status);
        int sources = sizes.endpoints() + sizes.words() + ClanCounter.values().length;
        int log2 = Integer.SIZE - Integer.numberOfLeadingZeros(sources - 1);
        eventEntries = 1 << log2;
        events = arena.allocate((long) eventEntries * RingEntry.BYTES, PAGE);
        long eventAddress = bus.map(events);
        tables.write(
                ClanTable.RING,
                0,
                EventRingEntry.LOG2.of(log2) | (int) eventAddress & EventRingEntry.LOW.mask(),
                (int) (eventAddress >>> Integer.SIZE),
                0);
        adapter.writeRegister(ClanRegisters.INTERRUPT_ENABLE.offset(), 1);
        adapter.writeRegister(ClanRegisters.CONTROL.offset(), ClanRegisters.CONTROL_ENABLE.mask());
        generation = driver.ringGeneration();
    }

    /// Whether an adapter, and its backend, have CLAN.
    public static boolean isIn(Adapter adapter) {
        return adapter.clan().isPresent()
                && Registers.TABLES_CLAN.isSet(adapter.readRegister(Registers.TABLES.offset()));
    }

    /// Turns it on.
    ///
    /// @param driver of the adapter, open
    /// @throws ClanException NO_CLAN
    public static Clan open(Driver driver, Adapter adapter) {
        return open(driver, adapter, new SecureRandom());
    }

    /// With a source of incarnations and generations of its own, for what is to happen again.
    ///
    /// @throws ClanException NO_CLAN
    public static Clan open(Driver driver, Adapter adapter, RandomGenerator random) {
        var bus = adapter.clan();
        if (bus.isEmpty() || !isIn(adapter)) {
            throw new ClanException(
                    ClanException.Reason.NO_CLAN,
                    "adapter: this build has no CLAN; take one that has, or send through pools");
        }
        return new Clan(driver, adapter, bus.get(), random);
    }

    public ClanSizes sizes() {
        return sizes;
    }

    Driver driver() {
        return driver;
    }

    TableAccess tables() {
        return tables;
    }

    ClanBus bus() {
        return bus;
    }

    MemorySegment status() {
        return status;
    }

    long statusAddress() {
        return statusAddress;
    }

    /// Clocks of the adapter so far.
    public long clocks() {
        return adapter.clocks();
    }

    /// Stations that are on the ring, in ring order; none while it is down.
    public List<RingStation> stations() {
        return driver.isUp() ? driver.map().stations() : List.of();
    }

    int drawIncarnation() {
        return random.nextInt(1 << 16);
    }

    /// Value of a counter.
    public long counter(ClanCounter counter) {
        return Integer.toUnsignedLong(adapter.readRegister(counter.offset()));
    }

    /// Clocks as a member without progress that break an endpoint.
    public void breakTime(long clocks) {
        if (clocks < 1 || clocks >= 1L << Integer.SIZE) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "BREAK_TIME %,d clocks; choose 1..2^32 - 1".formatted(clocks));
        }
        adapter.writeRegister(ClanRegisters.BREAK_TIME.offset(), (int) clocks);
    }

    void requireOn() {
        int state = adapter.readRegister(ClanRegisters.STATUS.offset());
        if (!ClanRegisters.STATUS_ON.isSet(state)) {
            throw new ClanException(
                    ClanException.Reason.OFF,
                    "CLAN: off, since the ring is down or its F less than 1,032 words; wait for the ring, or have each station bid more");
        }
    }

    int stationOf(long address) {
        return driver.map().at(address).id();
    }

    // ---- what programs get

    /// A tag for a domain of protection: endpoints reach the regions of their own tag.
    ///
    /// @throws ClanException NO_TAG_LEFT
    public int newTag() {
        return taken(
                tags.take(),
                ClanException.Reason.NO_TAG_LEFT,
                "tag: all %d are in use; give one back".formatted(TAGS - 1));
    }

    /// Gives a tag back, which no endpoint and no region has any more.
    public void freeTag(int tag) {
        tags.give(tag);
    }

    private static int taken(int number, ClanException.Reason reason, String message) {
        if (number < 0) {
            throw new ClanException(reason, message);
        }
        return number;
    }

    /// Lets endpoints of `tag`, and their peers, reach memory.
    ///
    /// @param rights of [RegionEntry]
    /// @throws ClanException NO_REGION_LEFT, NOT_NATIVE
    public Region register(int tag, MemorySegment memory, int rights) {
        if (!memory.isNative()) {
            throw new ClanException(
                    ClanException.Reason.NOT_NATIVE,
                    "region: %,d bytes on the heap have no address; allocate them from an Arena"
                            .formatted(memory.byteSize()));
        }
        int entry =
                taken(
                        regions.take(),
                        ClanException.Reason.NO_REGION_LEFT,
                        "region: all %d are in use; close one".formatted(sizes.regions()));
        int key = RegionKey.of(entry, 1 + random.nextInt((1 << 23) - 1));
        var region = new Region(this, entry, key, bus.map(memory), tag, memory, rights);
        write(region);
        return region;
    }

    void write(Region region) {
        long name = region.address();
        long length = region.bytes();
        long busAddress = region.busAddress();
        tables.write(
                ClanTable.REGION,
                region.entry(),
                RegionKey.generation(region.key()),
                RegionEntry.TAG.of(region.tag()) | RegionEntry.RIGHTS.of(region.rights()),
                (int) name,
                (int) (name >>> Integer.SIZE),
                (int) busAddress,
                (int) (busAddress >>> Integer.SIZE),
                (int) length,
                (int) (length >>> Integer.SIZE));
    }

    void deregister(Region region) {
        tables.write(ClanTable.REGION, region.entry(), 0, 0, 0, 0, 0, 0, 0, 0);
        bus.unmap(region.memory());
        regions.give(region.entry());
    }

    /// Reserves an endpoint.
    ///
    /// @throws ClanException NO_ENDPOINT_LEFT, NO_STORE_MEMORY, NO_PAGE_LEFT, OUT_OF_RANGE
    public ClanEndpoint endpoint(EndpointOptions options) {
        requireSize("cells of store memory", options.cells(), EndpointEntry.PART_CELLS, 1_024);
        requireSize("descriptors", options.descriptors(), 2, 1 << 15);
        int pieces = options.cells() / EndpointEntry.PART_CELLS;
        int part = pieces == 0 ? 0 : parts.takeRun(pieces);
        if (part < 0) {
            throw new ClanException(
                    ClanException.Reason.NO_STORE_MEMORY,
                    "endpoint: %d cells of store memory in one piece; %d of %d are free; ask for fewer, or close an endpoint"
                            .formatted(
                                    options.cells(),
                                    parts.free() * EndpointEntry.PART_CELLS,
                                    sizes.cells()));
        }
        int page = pages.take();
        int number = page < 0 ? -1 : numbers.take();
        if (number < 0) {
            parts.giveRun(part, pieces);
            if (page >= 0) {
                pages.give(page);
                throw new ClanException(
                        ClanException.Reason.NO_ENDPOINT_LEFT,
                        "endpoint: all %d are in use; close one".formatted(sizes.endpoints()));
            }
            throw noPages(1);
        }
        var queue =
                arena.allocate(ClanEndpoint.queueBytes(options.descriptors()), RingEntry.ALIGNMENT);
        var endpoint =
                new ClanEndpoint(
                        this,
                        number,
                        options,
                        part,
                        page,
                        (long) number * StatusPage.BYTES,
                        queue,
                        bus.map(queue));
        writePage(page, ApertureEntry.DOORBELL, number, ApertureEntry.PAGE_BYTES, 0, 0);
        endpoints[number] = endpoint;
        return endpoint;
    }

    private static void requireSize(String what, int value, int least, int most) {
        boolean power = Integer.bitCount(value) == 1 && value >= least && value <= most;
        if (value != 0 && !power) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "endpoint: %d %s; choose 0, or a power of two from %d to %,d"
                            .formatted(value, what, least, most));
        }
    }

    void release(ClanEndpoint endpoint) {
        endpoints[endpoint.number()] = null;
        tables.write(ClanTable.APERTURE, endpoint.doorbellPage(), 0, 0, 0, 0, 0, 0);
        pages.give(endpoint.doorbellPage());
        int pieces = endpoint.options().cells() / EndpointEntry.PART_CELLS;
        parts.giveRun(endpoint.firstPart(), pieces);
        bus.unmap(endpoint.queueMemory());
        numbers.give(endpoint.number());
    }

    // ---- pages

    private void writePage(int page, int kind, int endpoint, int length, int key, long base) {
        tables.write(
                ClanTable.APERTURE,
                page,
                ApertureEntry.KIND.of(kind) | ApertureEntry.ENDPOINT.of(endpoint),
                length,
                key,
                0,
                (int) base,
                (int) (base >>> Integer.SIZE));
    }

    private ClanException noPages(int wanted) {
        return new ClanException(
                ClanException.Reason.NO_PAGE_LEFT,
                "aperture: %d pages in a row; %d of %d are free; close apertures or endpoints"
                        .formatted(wanted, pages.free(), sizes.pages()));
    }

    Aperture openAperture(
            ClanEndpoint endpoint, Aperture.Kind kind, RemoteRegion remote, long from, long bytes) {
        long base = remote.address() + from;
        if (from < 0 || bytes < 1 || from > remote.bytes() - bytes || base % Long.BYTES != 0) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "aperture: %,d bytes from %#x on of a region of %,d; it must lie inside, and begin at a multiple of 8"
                            .formatted(bytes, from, remote.bytes()));
        }
        int count = (int) ((bytes + ApertureEntry.PAGE_BYTES - 1) / ApertureEntry.PAGE_BYTES);
        int run = Integer.highestOneBit(2 * count - 1);
        int first = count > sizes.pages() ? -1 : pages.takeRun(run);
        if (first < 0) {
            throw noPages(run);
        }
        for (int i = 0; i < count; i++) {
            long offset = (long) i * ApertureEntry.PAGE_BYTES;
            int length = (int) Math.min(bytes - offset, ApertureEntry.PAGE_BYTES);
            writePage(
                    first + i, kind.code(), endpoint.number(), length, remote.key(), base + offset);
        }
        return new Aperture(endpoint, bus, first, run, bytes);
    }

    void closeAperture(Aperture aperture) {
        for (int i = 0; i < aperture.pages(); i++) {
            int page = aperture.firstPage() + i;
            boolean gone =
                    await(
                            () -> tables.tryWrite(ClanTable.APERTURE, page, 0, 0, 0, 0, 0, 0),
                            PATIENCE_CLOCKS);
            if (!gone) {
                throw new ClanException(
                        ClanException.Reason.TIME_OUT,
                        "aperture page %d: stores through it are not acknowledged in %,d clocks; break its endpoint"
                                .formatted(page, PATIENCE_CLOCKS));
            }
        }
        pages.giveRun(aperture.firstPage(), aperture.pages());
    }

    // ---- tripwires

    /// Watches the 8 bytes around a place of a region.
    ///
    /// @param endpoint of the same tag, through whose doorbells it is armed
    /// @param offset in the region
    /// @throws ClanException NO_TRIPWIRE_LEFT, OUT_OF_RANGE
    public Tripwire watch(ClanEndpoint endpoint, Region region, long offset) {
        long cell = (region.address() + offset >>> 3) - (region.address() >>> 3);
        boolean inside = offset >= 0 && offset < region.bytes();
        if (!inside || cell > TripwireEntry.FIRST.maximum() || region.tag() != endpoint.tag()) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "tripwire: byte %#x of a region of %,d bytes, tag %d; it lies inside, in the first 128 MiB, of the endpoint's tag (%d)"
                            .formatted(offset, region.bytes(), region.tag(), endpoint.tag()));
        }
        int number = wires.take();
        if (number < 0) {
            throw noTripwire();
        }
        int[] words = {
            TripwireEntry.VALID.mask() | TripwireEntry.PLACE.of(RegionKey.entry(region.key())),
            TripwireEntry.FIRST.of(cell),
            TripwireEntry.TAG.of(region.tag()) | TripwireEntry.NUMBER.of(number),
            TripwireEntry.ACTIONS.of(TripwireEntry.EVENT | TripwireEntry.INTERRUPT)
        };
        long key = TripwireHash.key(words[0], words[1]);
        var tripwire = new Tripwire(this, endpoint, number, key, words);
        if (!places.add(tripwire)) {
            wires.give(number);
            throw noTripwire();
        }
        tripwires[number] = tripwire;
        endpoint.add(tripwire);
        return tripwire;
    }

    private ClanException noTripwire() {
        return new ClanException(
                ClanException.Reason.NO_TRIPWIRE_LEFT,
                "tripwire: no place; %d of %d are free; close one"
                        .formatted(wires.free(), sizes.words()));
    }

    private void writeWord(int entry, @Nullable Tripwire tripwire) {
        int[] words = tripwire == null ? new int[4] : tripwire.words();
        tables.write(ClanTable.WORD, entry, words);
    }

    void unwatch(Tripwire tripwire) {
        places.remove(tripwire);
        tripwires[tripwire.number()] = null;
        wires.give(tripwire.number());
        tripwire.endpoint().remove(tripwire);
    }

    // ---- what the adapter tells

    /// Takes the events that have come, looks after the ring, and opens endpoints again that a new numbering of it holds.
    ///
    /// @return events taken
    public int poll() {
        driver.service();
        int count = 0;
        while (take()) {
            count++;
        }
        if (count > 0) {
            adapter.writeRegister(ClanRegisters.EVENT_CONSUMER.offset(), eventConsumer);
        }
        if (driver.ringGeneration() != generation) {
            resume();
        }
        return count;
    }

    private boolean take() {
        long at = (long) (eventConsumer & eventEntries - 1) * RingEntry.BYTES;
        if (!RingEntry.isWritten(events, at, eventConsumer)) {
            return false;
        }
        var event = ClanEvent.read(events, at);
        eventConsumer = eventConsumer + 1 & 0xFFFF;
        switch (event.kind()) {
            case ENDPOINT -> {
                var endpoint = event.number() < endpoints.length ? endpoints[event.number()] : null;
                if (endpoint != null) {
                    endpoint.note(event);
                }
            }
            case TRIPWIRE -> {
                var wire = event.number() < tripwires.length ? tripwires[event.number()] : null;
                if (wire != null) {
                    wire.note(event.count());
                }
            }
            case REFUSAL -> {
                var counter = ClanCounter.values()[event.number()];
                counter(counter);
                refusals.add(counter);
            }
        }
        return true;
    }

    /// What the adapter has refused since the last call: each counter once for each time that it was seen.
    public List<ClanCounter> takeRefusals() {
        var taken = List.copyOf(refusals);
        refusals.clear();
        return taken;
    }

    /// Peers are found by address in the new map; who is not there yet stays held.
    private void resume() {
        int now = driver.ringGeneration();
        if (!driver.isUp()
                || !ClanRegisters.STATUS_ON.isSet(
                        adapter.readRegister(ClanRegisters.STATUS.offset()))) {
            return;
        }
        var map = driver.map();
        boolean all = true;
        for (var endpoint : endpoints) {
            if (endpoint != null && endpoint.state() == EndpointState.HELD) {
                var peer = endpoint.peer().orElseThrow();
                var station =
                        map.stations().stream()
                                .filter(one -> one.address() == peer.station())
                                .findFirst();
                all &= station.isPresent() && endpoint.resume(station.get().id());
            }
        }
        if (all) {
            generation = now;
        }
    }

    /// Sleeps until `done`; events are taken and the ring is looked after meanwhile.
    ///
    /// @param timeoutClocks longest sleep
    /// @return whether it is
    public boolean await(BooleanSupplier done, long timeoutClocks) {
        long begin = adapter.clocks();
        while (true) {
            adapter.writeRegister(ClanRegisters.INTERRUPT_STATUS.offset(), 1);
            adapter.writeRegister(Registers.INTERRUPT_STATUS.offset(), DATA_INTERRUPTS);
            poll();
            if (done.getAsBoolean()) {
                return true;
            }
            long left = timeoutClocks - (adapter.clocks() - begin);
            if (left <= 0) {
                return false;
            }
            adapter.awaitInterrupt(Math.min(left, TURN_CLOCKS));
        }
    }

    void awaitState(ClanEndpoint endpoint, EndpointState state) {
        long begin = adapter.clocks();
        while (endpoint.hardwareState() != state) {
            if (adapter.clocks() - begin > PATIENCE_CLOCKS) {
                throw new ClanException(
                        ClanException.Reason.TIME_OUT,
                        "endpoint %d: it is %s, not %s, after %,d clocks; is the ring up?"
                                .formatted(
                                        endpoint.number(),
                                        endpoint.hardwareState(),
                                        state,
                                        PATIENCE_CLOCKS));
            }
            poll();
            adapter.pause();
        }
    }

    /// Ends all connections, and lets the adapter forget all memory.
    ///
    /// @throws ClanException TIME_OUT
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (var endpoint : endpoints) {
            if (endpoint != null) {
                endpoint.close();
            }
        }
        for (int entry = 0; entry < sizes.regions(); entry++) {
            tables.write(ClanTable.REGION, entry, 0, 0, 0, 0, 0, 0, 0, 0);
        }
        tables.write(ClanTable.RING, 0, 0, 0, 0);
        adapter.writeRegister(ClanRegisters.INTERRUPT_ENABLE.offset(), 0);
        adapter.writeRegister(ClanRegisters.CONTROL.offset(), 0);
        bus.unmap(status);
        bus.unmap(events);
        arena.close();
    }
}
