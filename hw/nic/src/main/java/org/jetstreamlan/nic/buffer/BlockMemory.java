package org.jetstreamlan.nic.buffer;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The buffer memory: cells of 64 bits, twice as wide as the adapter's path, so that one write port and one read port serve host and ring at
/// full line rate together.
///
/// ```
///            ringWrite ──┐ wins                      ringRead ──┐ wins
///                        ├─ write port ─ cells ─ read port ─────┤
///            hostWrite ──┘                           hostRead ──┘
/// ```
/// The ring side is accepted in each clock (its `ready` is constant 1); the host side in each clock in which the ring side asks for
/// nothing. A write accepted in clock t is seen by reads accepted in clock t + 2 and later: it goes through a register, since the way to
/// the write ports of all block RAMs takes most of a clock. Nobody learns of a write and reads the cell sooner than that. A
/// cell that is read in the clock before reads as anything, which no correct use does: a block belongs to one side at a time.
///
/// Latency: data 1 clock after the request and in that clock only, for both sides; `ringData.payload` and `hostData.payload` are one net.
/// Throughput: one write and one read of 64 bits a clock. The read port has no enable: an enable for all block RAMs would be
/// the slowest net of the adapter.
public final class BlockMemory extends Module {
    public static final int CELL_BITS = 64;
    public static final int CELL_BYTES = 8;

    private final int addressWidth;

    public final Stream<BlockWrite> ringWrite;
    public final Stream<BlockReadRequest> ringRead;
    public final Flow<Bits> ringData = output(flow(bits(CELL_BITS)));

    public final Stream<BlockWrite> hostWrite;
    public final Stream<BlockReadRequest> hostRead;
    public final Flow<Bits> hostData = output(flow(bits(CELL_BITS)));

    private final Mem<Bits> cells;

    /// @param bytes size, a power of two, at most 1 MiB
    public BlockMemory(int bytes) {
        this.addressWidth = addressWidth(bytes);
        super();
        this.ringWrite = input(stream(BlockWrite.type(addressWidth)));
        this.ringRead = input(stream(BlockReadRequest.type(addressWidth)));
        this.hostWrite = input(stream(BlockWrite.type(addressWidth)));
        this.hostRead = input(stream(BlockReadRequest.type(addressWidth)));
        this.cells = mem(bits(CELL_BITS), bytes / CELL_BYTES, UNDEFINED);
    }

    /// Bits of a cell's number in a memory of `bytes`.
    public static int addressWidth(int bytes) {
        if (bytes < 2 * CELL_BYTES || bytes > 1 << 20 || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(
                    "block memory of %d bytes: it is a power of two from 16 to 1 MiB"
                            .formatted(bytes));
        }
        return Integer.numberOfTrailingZeros(bytes / CELL_BYTES);
    }

    @Override
    protected String moduleName() {
        return "BlockMemory_a" + addressWidth;
    }

    @Override
    protected void build() {
        ringWrite.ready().assign(1);
        ringRead.ready().assign(1);
        hostWrite.ready().assign(ringWrite.valid().not());
        hostRead.ready().assign(ringRead.valid().not());

        var writes = reg(bool(), init(0));
        writes.next(ringWrite.valid().or(hostWrite.valid()));
        var write = reg(BlockWrite.type(addressWidth));
        write.next(mux(ringWrite.valid(), ringWrite.payload(), hostWrite.payload()));
        when(writes, () -> cells.write(write.address(), write.data(), write.mask()));

        var ringAsked = reg(bool(), init(0));
        var hostAsked = reg(bool(), init(0));
        ringAsked.next(ringRead.valid());
        hostAsked.next(hostRead.fire());
        var address = mux(ringRead.valid(), ringRead.payload(), hostRead.payload()).address();
        var data = cells.read(address);
        ringData.valid().assign(ringAsked);
        ringData.payload().assign(data);
        hostData.valid().assign(hostAsked);
        hostData.payload().assign(data);
    }
}
