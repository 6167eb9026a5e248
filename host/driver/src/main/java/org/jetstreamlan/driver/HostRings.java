package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.RESET_TIME_OUT;

import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.regs.Register;

/// The rings that driver and adapter share, in one piece of the host's memory.
///
/// ```
/// | transmit ring | receive event ring | completion ring | copy ring | copy completion ring |     each from a multiple of 64 bytes on
/// ```
final class HostRings {
    private static final long QUIET_CLOCKS = 1_000_000;

    private final Adapter adapter;
    private final HostMemory transmit;
    private final HostMemory events;
    private final HostMemory completions;
    private final HostMemory copies;
    private final HostMemory copyCompletions;

    /// For an adapter that has been reset: zeroes the rings, then tells it of them.
    HostRings(Adapter adapter, Capabilities capabilities) {
        this.adapter = adapter;
        long transmitBytes = bytes(capabilities.transmitRing());
        long eventBytes = bytes(capabilities.eventRing());
        long completionBytes = bytes(capabilities.completionRing());
        long copyBytes = capabilities.hasCopies() ? bytes(capabilities.copyRing()) : 0;
        long copiesAt = transmitBytes + eventBytes + completionBytes;
        var memory = adapter.hostMemory(copiesAt + 2 * copyBytes);
        transmit = memory.part(0, transmitBytes);
        events = memory.part(transmitBytes, eventBytes);
        completions = memory.part(transmitBytes + eventBytes, completionBytes);
        copies = memory.part(copiesAt, copyBytes);
        copyCompletions = memory.part(copiesAt + copyBytes, copyBytes);
        place(transmit, Registers.TRANSMIT_RING_LOW, Registers.TRANSMIT_RING_HIGH);
        place(events, Registers.EVENT_RING_LOW, Registers.EVENT_RING_HIGH);
        place(completions, Registers.COMPLETION_RING_LOW, Registers.COMPLETION_RING_HIGH);
        if (capabilities.hasCopies()) {
            place(copies, Registers.COPY_RING_LOW, Registers.COPY_RING_HIGH);
            place(
                    copyCompletions,
                    Registers.COPY_COMPLETION_RING_LOW,
                    Registers.COPY_COMPLETION_RING_HIGH);
        }
    }

    private static long bytes(int entries) {
        return Math.max(entries * RingEntry.BYTES, RingEntry.ALIGNMENT);
    }

    private void place(HostMemory ring, Register low, Register high) {
        ring.segment().fill((byte) 0);
        adapter.writeRegister(high.offset(), (int) (ring.busAddress() >>> Integer.SIZE));
        adapter.writeRegister(
                low.offset(), (int) ring.busAddress() | Registers.RING_LOW_VALID.mask());
    }

    MemorySegment transmit() {
        return transmit.segment();
    }

    MemorySegment events() {
        return events.segment();
    }

    MemorySegment completions() {
        return completions.segment();
    }

    MemorySegment copies() {
        return copies.segment();
    }

    MemorySegment copyCompletions() {
        return copyCompletions.segment();
    }

    /// Takes the rings away: behind it the adapter touches the host's memory no more.
    ///
    /// @throws DriverException RESET_TIME_OUT if its bus does not answer
    void remove() {
        adapter.writeRegister(Registers.TRANSMIT_RING_LOW.offset(), 0);
        adapter.writeRegister(Registers.EVENT_RING_LOW.offset(), 0);
        adapter.writeRegister(Registers.COMPLETION_RING_LOW.offset(), 0);
        adapter.writeRegister(Registers.COPY_RING_LOW.offset(), 0);
        adapter.writeRegister(Registers.COPY_COMPLETION_RING_LOW.offset(), 0);
        long begin = adapter.clocks();
        while (Registers.BUS_BUSY.isSet(adapter.readRegister(Registers.BUS_STATUS.offset()))) {
            if (adapter.clocks() - begin > QUIET_CLOCKS) {
                throw new DriverException(
                        RESET_TIME_OUT,
                        "adapter: on the host's bus %d clocks after its rings were taken away; check the bus"
                                .formatted(QUIET_CLOCKS));
            }
        }
    }
}
