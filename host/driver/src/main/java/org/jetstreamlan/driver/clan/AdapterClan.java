package org.jetstreamlan.driver.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.abi.clan.StatusPage;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.ClanBus;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.OtherMemory;
import org.jetstreamlan.driver.RingStation;

/// The CLAN half of an adapter whose driver is in this process: its tables, its events. For programs there is [Clan] over it; a daemon lends entries of it to other processes, whose memory is
/// [OtherMemory].
///
/// Used by one thread at a time, as its driver.
public final class AdapterClan implements ClanPort {
    /// Told of events, besides the counts.
    public interface Listener {
        /// A tripwire has fired.
        void fired(int wire);

        /// A count of an endpoint, or its state, has changed.
        void changed(int endpoint);
    }

    private static final int PAGE = 4_096;

    private static final int DATA_INTERRUPTS =
            Registers.INTERRUPT_RECEIVE.mask() | Registers.INTERRUPT_COMPLETION.mask();

    private final Driver driver;
    private final Adapter adapter;
    private final ClanBus bus;
    private final ClanSizes sizes;
    private final TableAccess tables;
    private final ClanEntries entries;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment status;
    private final long statusAddress;
    private final MemorySegment events;
    private final int eventEntries;
    private int eventConsumer;
    private final int[] fired;
    private final int[][] counts;
    private final List<ClanCounter> refusals = new ArrayList<>();
    private Listener listener =
            new Listener() {
                @Override
                public void fired(int wire) {}

                @Override
                public void changed(int endpoint) {}
            };
    private int generation;
    private boolean closed;

    private AdapterClan(Driver driver, Adapter adapter, ClanBus bus, RandomGenerator random) {
        this.driver = driver;
        this.adapter = adapter;
        this.bus = bus;
        sizes = ClanSizes.of(adapter.readRegister(ClanRegisters.SIZES.offset()));
        tables = new TableAccess(adapter);
        entries = new ClanEntries(sizes, tables, random);
        fired = new int[sizes.words()];
        counts = new int[sizes.endpoints()][EndpointCount.values().length];
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
    public static AdapterClan open(Driver driver, Adapter adapter) {
        return open(driver, adapter, new SecureRandom());
    }

    /// With a source of incarnations and generations of its own, for what is to happen again.
    ///
    /// @throws ClanException NO_CLAN
    public static AdapterClan open(Driver driver, Adapter adapter, RandomGenerator random) {
        var bus = adapter.clan();
        if (bus.isEmpty() || !isIn(adapter)) {
            throw new ClanException(
                    ClanException.Reason.NO_CLAN,
                    "adapter: this build has no CLAN; take one that has, or send through pools");
        }
        return new AdapterClan(driver, adapter, bus.get(), random);
    }

    /// From now on told of events.
    public void listen(Listener newListener) {
        listener = newListener;
    }

    Driver driver() {
        return driver;
    }

    @Override
    public ClanSizes sizes() {
        return sizes;
    }

    @Override
    public long clocks() {
        return adapter.clocks();
    }

    @Override
    public List<RingStation> stations() {
        return driver.isUp() ? driver.map().stations() : List.of();
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

    // ---- tags, regions

    @Override
    public int newTag() {
        return entries.newTag();
    }

    @Override
    public void freeTag(int tag) {
        entries.freeTag(tag);
    }

    @Override
    public int register(int tag, MemorySegment memory, int rights) {
        long busAddress = bus.map(memory);
        try {
            return entries.register(
                    new ClanEntries.RegionRow(
                            memory, memory.address(), busAddress, memory.byteSize()),
                    tag,
                    rights);
        } catch (ClanException e) {
            bus.unmap(memory);
            throw e;
        }
    }

    /// As [#register(int, MemorySegment, int)], of memory of another process.
    ///
    /// @param base as [#map] gave it
    public int register(int tag, long base, long address, long bytes, int rights) {
        return entries.register(
                new ClanEntries.RegionRow(null, address, base + address, bytes), tag, rights);
    }

    @Override
    public void change(int key, int tag, int rights) {
        entries.change(key, tag, rights);
    }

    @Override
    public void deregister(int key) {
        var memory = entries.deregister(key);
        if (memory != null) {
            bus.unmap(memory);
        }
    }

    /// Lets the adapter reach memory of another process.
    ///
    /// @return what is added to an address there for the bus address
    public long map(OtherMemory memory) {
        return bus.map(memory);
    }

    /// Takes it back.
    public void unmap(OtherMemory memory) {
        bus.unmap(memory);
    }

    // ---- endpoints

    @Override
    public Reserved reserve(EndpointOptions options) {
        int number = entries.reserve(options);
        var queue = arena.allocate(queueBytes(options), RingEntry.ALIGNMENT);
        long statusAt = (long) number * StatusPage.BYTES;
        entries.place(number, queue, bus.map(queue), statusAddress + statusAt);
        return new Reserved(
                number,
                entries.doorbellPage(number),
                queue,
                status.asSlice(statusAt, StatusPage.BYTES));
    }

    /// As [#reserve(EndpointOptions)], with queue and status page in memory of another process.
    ///
    /// @param queue bus address, a multiple of 64
    /// @param statusPage bus address, a multiple of 32
    /// @return its number
    public int reserve(EndpointOptions options, long queue, long statusPage) {
        int number = entries.reserve(options);
        entries.place(number, null, queue, statusPage);
        return number;
    }

    /// Bytes of a send queue.
    public static long queueBytes(EndpointOptions options) {
        return ClanEntries.queueBytes(options.descriptors());
    }

    /// Page of an endpoint's doorbells.
    public int doorbellPage(int endpoint) {
        return entries.doorbellPage(endpoint);
    }

    @Override
    public int incarnation(int endpoint) {
        return entries.incarnation(endpoint);
    }

    @Override
    public void open(int endpoint, ClanPeer peer, ClanLevel level) {
        int state = adapter.readRegister(ClanRegisters.STATUS.offset());
        if (!ClanRegisters.STATUS_ON.isSet(state)) {
            throw new ClanException(
                    ClanException.Reason.OFF,
                    "CLAN: off, since the ring is down or its F less than 1,032 words; wait for the ring, or have each station bid more");
        }
        int station = driver.map().at(peer.station()).id();
        if (entries.isOwn(endpoint)) {
            status.asSlice((long) endpoint * StatusPage.BYTES, StatusPage.BYTES).fill((byte) 0);
        }
        entries.open(endpoint, peer, station, level);
    }

    @Override
    public void breakOff(int endpoint) {
        tables.command(ClanRegisters.COMMAND_BREAK, ClanTable.ENDPOINT, endpoint);
    }

    @Override
    public void close(int endpoint) {
        tables.command(ClanRegisters.COMMAND_CLOSE, ClanTable.ENDPOINT, endpoint);
        entries.forgetPeer(endpoint);
    }

    @Override
    public boolean isClosed(int endpoint) {
        return entries.state(endpoint) == EndpointState.CLOSED;
    }

    @Override
    public void release(int endpoint) {
        var queue = entries.release(endpoint);
        if (queue != null) {
            bus.unmap(queue);
        }
    }

    // ---- pages, tripwires, stores

    @Override
    public int openPages(
            int endpoint, Aperture.Kind kind, RemoteRegion remote, long from, long bytes) {
        return entries.openPages(endpoint, kind, remote, from, bytes);
    }

    @Override
    public boolean closePages(int first) {
        return entries.closePages(first);
    }

    /// Bytes of a page that may be stored to; 0 if it is no aperture's.
    public int pageBytes(int page) {
        return entries.pageBytes(page);
    }

    /// Pages of the aperture that begins with this one.
    public int pagesOf(int first) {
        return entries.pagesOf(first);
    }

    @Override
    public int watch(int endpoint, int key, long offset) {
        return entries.watch(endpoint, key, offset);
    }

    @Override
    public void unwatch(int wire) {
        entries.unwatch(wire);
    }

    @Override
    public void store(int offset, MemorySegment from, long at, int bytes) {
        bus.store(offset, from, at, bytes);
    }

    @Override
    public void store(int offset, int value) {
        bus.store(offset, value);
    }

    @Override
    public Optional<MemorySegment> window() {
        return bus.window();
    }

    // ---- what the adapter tells

    @Override
    public int fired(int wire) {
        return fired[wire];
    }

    @Override
    public int counted(int endpoint, EndpointCount what) {
        return counts[endpoint][what.ordinal()];
    }

    /// Takes the events that have come, looks after the ring, and opens endpoints again that a new numbering of it holds.
    @Override
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
                if (event.number() < counts.length) {
                    for (var what : EndpointCount.values()) {
                        counts[event.number()][what.ordinal()] +=
                                what.isIn(event) ? event.count() : 0;
                    }
                    listener.changed(event.number());
                }
            }
            case TRIPWIRE -> {
                if (event.number() < fired.length) {
                    fired[event.number()] += event.count();
                    listener.fired(event.number());
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
        if (entries.resume(driver.map())) {
            generation = now;
        }
    }

    @Override
    public void attend() {
        adapter.writeRegister(ClanRegisters.INTERRUPT_STATUS.offset(), 1);
        adapter.writeRegister(Registers.INTERRUPT_STATUS.offset(), DATA_INTERRUPTS);
    }

    @Override
    public void sleep(long clocks) {
        adapter.awaitInterrupt(clocks);
    }

    @Override
    public void pause() {
        adapter.pause();
    }

    /// Lets the adapter forget all memory; its endpoints are released.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
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
