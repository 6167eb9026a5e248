package org.jetstreamlan.cli.figure;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.ClanBus;
import org.jetstreamlan.driver.HostMemory;
import org.jetstreamlan.driver.OtherMemory;
import org.jetstreamlan.driver.WindowRuns;

/// Counts what hosts ask of their adapters' buses, and how long a modelled adapter takes for it, which is no time of the host's.
final class CountedBus {
    private long reads;
    private long writes;
    private long nanos;

    /// Accesses that are waited for: of registers and of the window, a run each.
    long reads() {
        return reads;
    }

    /// Writes of registers, of the window, a run each, and stores to the aperture, a cell of 8 bytes each.
    long writes() {
        return writes;
    }

    /// Spent behind the buses.
    long nanos() {
        return nanos;
    }

    /// The same adapter, counted here.
    Adapter around(Adapter adapter) {
        return new Counted(adapter);
    }

    private final class Counted implements Adapter {
        private final Adapter behind;
        private final Optional<ClanBus> clan;

        Counted(Adapter behind) {
            this.behind = behind;
            clan = behind.clan().map(CountedClan::new);
        }

        @Override
        public int readRegister(int offset) {
            long began = System.nanoTime();
            int value = behind.readRegister(offset);
            reads++;
            nanos += System.nanoTime() - began;
            return value;
        }

        @Override
        public void writeRegister(int offset, int value) {
            long began = System.nanoTime();
            behind.writeRegister(offset, value);
            writes++;
            nanos += System.nanoTime() - began;
        }

        @Override
        public void readWindow(int offset, MemorySegment into, long at, int bytes) {
            long began = System.nanoTime();
            behind.readWindow(offset, into, at, bytes);
            reads++;
            nanos += System.nanoTime() - began;
        }

        @Override
        public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
            long began = System.nanoTime();
            behind.writeWindow(offset, from, at, bytes);
            writes++;
            nanos += System.nanoTime() - began;
        }

        @Override
        public void readWindow(WindowRuns runs, MemorySegment into, long at) {
            long began = System.nanoTime();
            behind.readWindow(runs, into, at);
            reads += runs.count();
            nanos += System.nanoTime() - began;
        }

        @Override
        public void writeWindow(WindowRuns runs, MemorySegment from, long at) {
            long began = System.nanoTime();
            behind.writeWindow(runs, from, at);
            writes += runs.count();
            nanos += System.nanoTime() - began;
        }

        @Override
        public HostMemory hostMemory(long bytes) {
            return behind.hostMemory(bytes);
        }

        @Override
        public OptionalLong map(MemorySegment memory) {
            return behind.map(memory);
        }

        @Override
        public void unmap(MemorySegment memory) {
            behind.unmap(memory);
        }

        @Override
        public Optional<ClanBus> clan() {
            return clan;
        }

        @Override
        public void pause() {
            long began = System.nanoTime();
            behind.pause();
            nanos += System.nanoTime() - began;
        }

        @Override
        public boolean awaitInterrupt(long timeoutClocks) {
            long began = System.nanoTime();
            boolean high = behind.awaitInterrupt(timeoutClocks);
            nanos += System.nanoTime() - began;
            return high;
        }

        @Override
        public long clocks() {
            return behind.clocks();
        }

        @Override
        public void close() {
            behind.close();
        }
    }

    private final class CountedClan implements ClanBus {
        private final ClanBus behind;

        CountedClan(ClanBus behind) {
            this.behind = behind;
        }

        @Override
        public void store(int offset, MemorySegment from, long at, int bytes) {
            long began = System.nanoTime();
            behind.store(offset, from, at, bytes);
            int end = offset + bytes + ClanFrame.CELL_BYTES - 1;
            writes += end / ClanFrame.CELL_BYTES - offset / ClanFrame.CELL_BYTES;
            nanos += System.nanoTime() - began;
        }

        @Override
        public void store(int offset, int value) {
            long began = System.nanoTime();
            behind.store(offset, value);
            writes++;
            nanos += System.nanoTime() - began;
        }

        @Override
        public Optional<MemorySegment> window() {
            return behind.window();
        }

        @Override
        public long map(MemorySegment memory) {
            return behind.map(memory);
        }

        @Override
        public void unmap(MemorySegment memory) {
            behind.unmap(memory);
        }

        @Override
        public long map(OtherMemory memory) {
            return behind.map(memory);
        }

        @Override
        public void unmap(OtherMemory memory) {
            behind.unmap(memory);
        }
    }
}
