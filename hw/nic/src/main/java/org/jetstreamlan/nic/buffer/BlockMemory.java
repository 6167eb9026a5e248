package org.jetstreamlan.nic.buffer;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
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
///            hostWrite ──┘                           hostRead ──┤
///                                                   aheadRead ──┘ last
/// ```
/// The ring side is accepted in each clock (its `ready` is constant 1); the host side in each clock in which the ring side asks for
/// nothing, `aheadRead` in each in which nobody else reads. A write accepted in clock t is seen by reads accepted in clock t + 2 and later: it goes through a register, since the way to
/// the write ports of all block RAMs takes most of a clock. Nobody learns of a write and reads the cell sooner than that. A
/// cell that is read in the clock before reads as anything, which no correct use does: a block belongs to one side at a time.
///
/// Each byte has a parity bit beside it, which block RAM has for nothing: 9 bits a byte. `broken` says, a clock behind the data, in which half of the
/// cell a byte and its bit differ; so late because the way out of all block RAMs takes most of a clock, too.
///
/// Latency: data 1 clock after the request and in that clock only, for all; the payloads of `ringData`, `hostData` and `aheadData` are one net.
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

    /// Reads that can wait: for the ring side and the host.
    public final Stream<BlockReadRequest> aheadRead;

    public final Flow<Bits> aheadData = output(flow(bits(CELL_BITS)));

    /// Of the cell that was there a clock ago: bit 0, bytes 0..3 are not as they were written; bit 1, bytes 4..7.
    public final Bits broken = output(bits(2));

    /// Of the next write, either side's, bit 0 of each of these bytes is turned behind the parity.
    public final Flow<Bits> flip = input(flow(bits(CELL_BYTES)));

    private final Mem<Bits> cells;

    /// @param bytes size, a power of two, at most 1 MiB
    public BlockMemory(int bytes) {
        this.addressWidth = addressWidth(bytes);
        super();
        this.ringWrite = input(stream(BlockWrite.type(addressWidth)));
        this.ringRead = input(stream(BlockReadRequest.type(addressWidth)));
        this.aheadRead = input(stream(BlockReadRequest.type(addressWidth)));
        this.hostWrite = input(stream(BlockWrite.type(addressWidth)));
        this.hostRead = input(stream(BlockReadRequest.type(addressWidth)));
        this.cells = mem(bits(CELL_BITS + CELL_BYTES), bytes / CELL_BYTES, UNDEFINED);
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
        aheadRead.ready().assign(any(ringRead.valid(), hostRead.valid()).not());

        var writes = reg(bool(), init(0));
        writes.next(ringWrite.valid().or(hostWrite.valid()));
        var write = mux(ringWrite.valid(), ringWrite.payload(), hostWrite.payload());
        var address = reg(uint(addressWidth));
        var guarded = reg(bits(CELL_BITS + CELL_BYTES));
        var mask = reg(bits(CELL_BYTES));
        address.next(write.address());
        guarded.next(guarded(write.data()));
        mask.next(write.mask());
        when(writes, () -> cells.write(address, guarded, mask));

        var ringAsked = reg(bool(), init(0));
        var hostAsked = reg(bool(), init(0));
        var aheadAsked = reg(bool(), init(0));
        ringAsked.next(ringRead.valid());
        hostAsked.next(hostRead.fire());
        aheadAsked.next(aheadRead.fire());
        var beside = mux(hostRead.valid(), hostRead.payload(), aheadRead.payload());
        var asked = mux(ringRead.valid(), ringRead.payload(), beside).address();
        var cell = cells.read(asked);
        var data = data(cell);
        ringData.valid().assign(ringAsked);
        ringData.payload().assign(data);
        hostData.valid().assign(hostAsked);
        hostData.payload().assign(data);
        aheadData.valid().assign(aheadAsked);
        aheadData.payload().assign(data);
        var seen = reg(bits(CELL_BITS + CELL_BYTES));
        seen.next(cell);
        broken.assign(cat(broken(seen, 4), broken(seen, 0)));
    }

    /// Bytes with their parity on top; what is to be turned is.
    private Bits guarded(Bits data) {
        var armed = reg(bits(CELL_BYTES), init(0));
        when(flip.valid(), () -> armed.next(flip.payload()))
                .elseWhen(ringWrite.valid().or(hostWrite.valid()), () -> armed.next(0));
        var bytes = new Bits[CELL_BYTES];
        for (int i = 0; i < CELL_BYTES; i++) {
            var octet = data.slice(8 * i + 7, 8 * i);
            var turned = cat(octet.slice(7, 1), octet.bit(0).xor(armed.bit(i)));
            bytes[CELL_BYTES - 1 - i] = cat(octet.xorR(), turned);
        }
        return cat(bytes);
    }

    private static Bits data(Bits cell) {
        var bytes = new Bits[CELL_BYTES];
        for (int i = 0; i < CELL_BYTES; i++) {
            bytes[CELL_BYTES - 1 - i] = cell.slice(9 * i + 7, 9 * i);
        }
        return cat(bytes);
    }

    /// Whether one of 4 bytes differs from its parity.
    private static Bool broken(Bits cell, int from) {
        var wrong = new Bool[4];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = cell.slice(9 * (from + i) + 8, 9 * (from + i)).xorR();
        }
        return cat(wrong).orR();
    }
}
