package org.jetstreamlan.nic.buffer;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The memory of the transmit ring: the host writes descriptors half by half (cell `2 x slot + half`, bits 63..0 of the entry being half
/// 0), the transmit engine reads whole ones, the host may read halves back.
///
/// `ringRead` is accepted in each clock, `hostRead` in the other clocks, `hostWrite` always. Latency: data 1 clock after the request and in
/// that clock only. A half that is read and written in one clock reads as anything;
/// the doorbell comes after the descriptor, which keeps the engine from that.
public final class TransmitRing extends Module {
    private final int slotWidth;

    public final Flow<RingReadRequest> ringRead;

    /// The entry, the clock after `ringRead`.
    public final Bits ringEntry = output(bits(RingWrite.ENTRY_BITS));

    public final Stream<BlockWrite> hostWrite;
    public final Stream<BlockReadRequest> hostRead;

    /// The half entry, the clock after `hostRead` was accepted.
    public final Bits hostData = output(bits(BlockMemory.CELL_BITS));

    private final Mem<Bits> low;
    private final Mem<Bits> high;

    /// @param entries a power of two, at least 2
    public TransmitRing(int entries) {
        this.slotWidth = EventRing.slotWidth(entries);
        super();
        this.ringRead = input(flow(RingReadRequest.type(slotWidth)));
        this.hostWrite = input(stream(BlockWrite.type(slotWidth + 1)));
        this.hostRead = input(stream(BlockReadRequest.type(slotWidth + 1)));
        this.low = mem(bits(BlockMemory.CELL_BITS), entries, UNDEFINED);
        this.high = mem(bits(BlockMemory.CELL_BITS), entries, UNDEFINED);
    }

    @Override
    protected String moduleName() {
        return "TransmitRing_s" + slotWidth;
    }

    @Override
    protected void build() {
        var write = hostWrite.payload();
        var writeSlot = write.address().slice(slotWidth, 1).asUInt();
        var writeUpper = write.address().bit(0);
        hostWrite.ready().assign(1);
        when(
                hostWrite.valid().and(writeUpper.not()),
                () -> low.write(writeSlot, write.data(), write.mask()));
        when(
                hostWrite.valid().and(writeUpper),
                () -> high.write(writeSlot, write.data(), write.mask()));

        hostRead.ready().assign(ringRead.valid().not());
        var hostCell = hostRead.payload().address();
        var slot =
                mux(
                        ringRead.valid(),
                        ringRead.payload().slot(),
                        hostCell.slice(slotWidth, 1).asUInt());
        var lowHalf = low.read(slot);
        var highHalf = high.read(slot);
        var upper = reg(bool());
        upper.next(hostCell.bit(0));
        ringEntry.assign(cat(highHalf, lowHalf));
        hostData.assign(mux(upper, highHalf, lowHalf));
    }
}
