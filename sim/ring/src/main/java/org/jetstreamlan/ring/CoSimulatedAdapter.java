package org.jetstreamlan.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.ClanBus;
import org.jetstreamlan.driver.HostMemory;
import org.jetstreamlan.driver.WindowRuns;
import org.jetstreamlan.sim.axi.Axi4LiteAccess;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.jetstreamlan.sim.axi.Axi4Manager;
import org.jetstreamlan.sim.axi.Axi4Subordinate;
import org.jetstreamlan.sim.axi.Axi4Transfer;

/// A simulated adapter as the driver sees it: each call becomes bus accesses, and the caller waits while the simulation runs.
///
/// Register writes are posted; a window access waits for them. Register reads and window accesses return when the bus has answered.
public final class CoSimulatedAdapter implements Adapter {
    private static final int OKAY = 0;
    private static final long BUS_PATIENCE_CLOCKS = 1_000_000;

    /// Where the adapter finds the host's memory: any address, with bits in both halves.
    private static final long MEMORY_ADDRESS = 0x0062_5000_0000L;

    /// What is between an address of this process and one of the bus, in memory that is mapped.
    private static final long MAPPED = 0x0100_0000_0000_0000L;

    /// About what a register read takes.
    private static final int PAUSE_CLOCKS = 8;

    private final Axi4LiteManager registers;
    private final Axi4Manager window;
    private final Axi4Subordinate memory;
    private final BooleanSupplier interrupt;
    private final RingSimulation ring;
    private final Optional<ClanBus> clan;
    private final WindowRuns oneRun = new WindowRuns();
    private final List<Axi4Transfer> underWay = new ArrayList<>();
    private MemorySegment staging = MemorySegment.NULL;

    CoSimulatedAdapter(
            Axi4LiteManager registers,
            Axi4Manager window,
            Axi4Subordinate memory,
            BooleanSupplier interrupt,
            RingSimulation ring,
            Optional<ClanBus> clan) {
        this.registers = registers;
        this.window = window;
        this.memory = memory;
        this.interrupt = interrupt;
        this.ring = ring;
        this.clan = clan;
    }

    @Override
    public int readRegister(int offset) {
        Axi4LiteAccess access = registers.read(offset);
        await(access::isDone, "register read", offset);
        if (access.response() != OKAY) {
            throw new AdapterFault(
                    "register read at %#05x was answered with an error (%d)"
                            .formatted(offset, access.response()));
        }
        return access.value();
    }

    @Override
    public void writeRegister(int offset, int value) {
        registers.write(offset, value);
    }

    @Override
    public void readWindow(int offset, MemorySegment into, long at, int bytes) {
        readWindow(one(offset, bytes), into, at);
    }

    @Override
    public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
        writeWindow(one(offset, bytes), from, at);
    }

    private WindowRuns one(int offset, int bytes) {
        oneRun.clear();
        oneRun.add(offset, bytes);
        return oneRun;
    }

    /// Each run is read from the word boundary at or below it, all runs into one piece of staging memory.
    @Override
    public void readWindow(WindowRuns runs, MemorySegment into, long at) {
        MemorySegment words = staging(runs);
        for (int i = 0, place = 0; i < runs.count(); i++) {
            int lead = runs.offset(i) % Integer.BYTES;
            int bytes = lead + runs.length(i);
            underWay.add(window.read(runs.offset(i) - lead, words, place, bytes));
            place += wholeWords(bytes);
        }
        finish("window read", runs);
        for (int i = 0, place = 0; i < runs.count(); i++) {
            int lead = runs.offset(i) % Integer.BYTES;
            MemorySegment.copy(words, place + lead, into, at, runs.length(i));
            at += runs.length(i);
            place += wholeWords(lead + runs.length(i));
        }
    }

    /// A run that starts inside a word begins with one beat of that word's upper bytes.
    @Override
    public void writeWindow(WindowRuns runs, MemorySegment from, long at) {
        MemorySegment words = staging(runs);
        for (int i = 0, place = 0; i < runs.count(); i++) {
            int lead = runs.offset(i) % Integer.BYTES;
            int bytes = lead + runs.length(i);
            MemorySegment.copy(from, at, words, place + lead, runs.length(i));
            write(runs.offset(i) - lead, words, place, lead, bytes);
            at += runs.length(i);
            place += wholeWords(bytes);
        }
        finish("window write", runs);
    }

    private void write(int offset, MemorySegment words, int place, int lead, int bytes) {
        if (lead == 0) {
            underWay.add(window.write(offset, words, place, bytes));
            return;
        }
        int last = Math.min(bytes, Integer.BYTES);
        byte strobes = (byte) ((1 << last) - (1 << lead));
        int[] word = {words.get(ValueLayout.JAVA_INT, place)};
        underWay.add(
                window.writeBurst(Axi4Transfer.Shape.incr(1), offset, word, new byte[] {strobes}));
        if (bytes > Integer.BYTES) {
            underWay.add(
                    window.write(
                            offset + Integer.BYTES,
                            words,
                            place + Integer.BYTES,
                            bytes - Integer.BYTES));
        }
    }

    private static int wholeWords(int bytes) {
        return (bytes + Integer.BYTES - 1) & -Integer.BYTES;
    }

    /// Memory that the clock's thread may touch, which the caller's need not be.
    private MemorySegment staging(WindowRuns runs) {
        int bytes = 0;
        for (int i = 0; i < runs.count(); i++) {
            bytes += wholeWords(runs.offset(i) % Integer.BYTES + runs.length(i));
        }
        if (staging.byteSize() < bytes) {
            staging = Arena.ofAuto().allocate(bytes, Long.BYTES);
        }
        return staging;
    }

    private void finish(String what, WindowRuns runs) {
        for (Axi4Transfer transfer : underWay) {
            await(transfer::isDone, what, runs.offset(0));
            if (transfer.response() != OKAY) {
                underWay.clear();
                throw new AdapterFault(
                        "%s from %#08x was answered with an error (%d)"
                                .formatted(what, runs.offset(0), transfer.response()));
            }
        }
        underWay.clear();
    }

    private void await(BooleanSupplier done, String what, int offset) {
        if (!ring.await(done, BUS_PATIENCE_CLOCKS)) {
            throw new AdapterFault(
                    "%s at %#x: no answer in %,d clocks"
                            .formatted(what, offset, BUS_PATIENCE_CLOCKS));
        }
    }

    @Override
    public HostMemory hostMemory(long bytes) {
        MemorySegment segment = Arena.ofAuto().allocate(bytes, RingEntry.ALIGNMENT);
        memory.map(segment, MEMORY_ADDRESS);
        return new HostMemory(segment, MEMORY_ADDRESS);
    }

    /// Where the adapter finds the first byte of mapped memory.
    static long busAddress(MemorySegment user) {
        return MAPPED + user.address();
    }

    /// Only what the clock's thread may touch, too.
    @Override
    public OptionalLong map(MemorySegment user) {
        var another = Thread.ofVirtual().unstarted(() -> {});
        if (!user.isNative() || !user.isAccessibleBy(another)) {
            return OptionalLong.empty();
        }
        memory.add(user, busAddress(user));
        return OptionalLong.of(busAddress(user));
    }

    @Override
    public void unmap(MemorySegment user) {
        memory.remove(busAddress(user));
    }

    @Override
    public Optional<ClanBus> clan() {
        return clan;
    }

    /// An AXI subordinate that serves the adapter's bus, to stall it or make it refuse.
    public Axi4Subordinate memory() {
        return memory;
    }

    @Override
    public void pause() {
        ring.await(() -> false, PAUSE_CLOCKS);
    }

    @Override
    public boolean awaitInterrupt(long timeoutClocks) {
        return ring.await(interrupt, timeoutClocks);
    }

    @Override
    public long clocks() {
        return ring.clocks();
    }

    @Override
    public void close() {
        // The simulation owns the hardware; another driver may open it.
    }
}
