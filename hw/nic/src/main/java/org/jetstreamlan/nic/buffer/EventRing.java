package org.jetstreamlan.nic.buffer;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The memory of a ring that the adapter fills: receive events, completions. An engine writes whole entries in one clock, the host reads
/// halves (cell `2 x slot + half`, bits 63..0 of the entry being half 0) and never writes.
///
/// Both sides are accepted in each clock. Latency: data 1 clock after the request and in that clock only. A half that is read
/// and written in one clock reads as anything; the producer index, which moves after the write, keeps the host from that.
public final class EventRing extends Module {
    private final int slotWidth;

    public final Flow<RingWrite> ringWrite;
    public final Stream<BlockReadRequest> hostRead;

    /// The half entry, the clock after `hostRead`.
    public final Bits hostData = output(bits(BlockMemory.CELL_BITS));

    private final Mem<Bits> low;
    private final Mem<Bits> high;

    /// @param entries a power of two, at least 2
    public EventRing(int entries) {
        this.slotWidth = slotWidth(entries);
        super();
        this.ringWrite = input(flow(RingWrite.type(slotWidth)));
        this.hostRead = input(stream(BlockReadRequest.type(slotWidth + 1)));
        this.low = mem(bits(BlockMemory.CELL_BITS), entries, UNDEFINED);
        this.high = mem(bits(BlockMemory.CELL_BITS), entries, UNDEFINED);
    }

    /// Bits of a slot's number in a ring of `entries`.
    public static int slotWidth(int entries) {
        if (entries < 2 || Integer.bitCount(entries) != 1) {
            throw new IllegalArgumentException(
                    "ring of %d entries: it has a power of two, at least 2".formatted(entries));
        }
        return Integer.numberOfTrailingZeros(entries);
    }

    @Override
    protected String moduleName() {
        return "EventRing_s" + slotWidth;
    }

    @Override
    protected void build() {
        var write = ringWrite.payload();
        when(
                ringWrite.valid(),
                () -> {
                    low.write(write.slot(), write.entry().slice(63, 0));
                    high.write(write.slot(), write.entry().slice(127, 64));
                });

        hostRead.ready().assign(1);
        var cell = hostRead.payload().address();
        var slot = cell.slice(slotWidth, 1).asUInt();
        var lowHalf = low.read(slot);
        var highHalf = high.read(slot);
        var upper = reg(bool());
        upper.next(cell.bit(0));
        hostData.assign(mux(upper, highHalf, lowHalf));
    }
}
