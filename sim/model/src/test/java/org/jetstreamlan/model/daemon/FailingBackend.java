package org.jetstreamlan.model.daemon;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.HostMemory;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.daemon.Backend;
import org.jetstreamlan.model.adapter.ModelBackend;

/// A modelled ring whose station 0 fails when it is told to: once at the next read, once at the read of one register, or at each.
final class FailingBackend implements Backend {
    private static final int NOWHERE = -1;

    private final ModelBackend model = new ModelBackend(Capabilities.ECP5, RunningDaemon.STATIONS);
    final AtomicBoolean fails = new AtomicBoolean();
    final AtomicInteger failsAt = new AtomicInteger(NOWHERE);
    volatile boolean dead;

    @Override
    public int stations() {
        return model.stations();
    }

    @Override
    public Adapter adapter(int station) {
        var adapter = model.adapter(station);
        return station == 0 ? new Failing(adapter) : adapter;
    }

    @Override
    public RingOptions options(int station) {
        return model.options(station);
    }

    @Override
    public void pass() {
        model.pass();
    }

    @Override
    public void close() {
        model.close();
    }

    private final class Failing implements Adapter {
        private final Adapter adapter;

        Failing(Adapter adapter) {
            this.adapter = adapter;
        }

        @Override
        public int readRegister(int offset) {
            if (dead
                    || fails.compareAndSet(true, false)
                    || failsAt.compareAndSet(offset, NOWHERE)) {
                throw new AdapterFault("the bus answers no more");
            }
            return adapter.readRegister(offset);
        }

        @Override
        public void writeRegister(int offset, int value) {
            adapter.writeRegister(offset, value);
        }

        @Override
        public void readWindow(int offset, MemorySegment into, long at, int bytes) {
            adapter.readWindow(offset, into, at, bytes);
        }

        @Override
        public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
            adapter.writeWindow(offset, from, at, bytes);
        }

        @Override
        public HostMemory hostMemory(long bytes) {
            return adapter.hostMemory(bytes);
        }

        @Override
        public boolean awaitInterrupt(long timeoutClocks) {
            return adapter.awaitInterrupt(timeoutClocks);
        }

        @Override
        public long clocks() {
            return adapter.clocks();
        }

        @Override
        public void close() {
            adapter.close();
        }
    }
}
