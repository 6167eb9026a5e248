package org.jetstreamlan.hdl.lib;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A queue of `depth` payloads, first in, first out, in one clock domain. Payloads stay in order; nothing is lost or doubled, full and empty
/// included.
///
/// | storage | latency in to out | `out.payload` from | good for |
/// | --- | --- | --- | --- |
/// | [Storage#LUT] | 1 clock | LUT RAM, at the head's address | up to some 64 entries |
/// | [Storage#BLOCK] | 2 clocks | block RAM's read register | deeper ones |
///
/// Throughput 1 in and 1 out a clock, at once, at any filling. `in.ready` and `out.valid` come from registers and a comparison of them;
/// there is no path from `out.ready` to `in.ready`: a full queue takes the next payload the clock after one has left. `level` counts the payloads inside, 0..depth.
public final class Fifo<T extends Data<T>> extends Module {
    /// What holds the payloads.
    public enum Storage {
        /// LUT RAM with an asynchronous read.
        LUT,
        /// Block RAM with a synchronous read.
        BLOCK
    }

    private final int width;
    private final int depth;
    private final int addressWidth;
    private final Storage storage;

    public final Stream<T> in;
    public final Stream<T> out;

    /// Payloads inside.
    public final UInt level;

    private final Mem<T> cells;

    /// Free-running, one bit more than the address: equal = empty, equal but for the top bit = full.
    private final UInt written;

    private final UInt read;

    /// @param depth a power of two, at least 2, for [Storage#BLOCK] at least 4
    public Fifo(Type<T> payload, int depth, Storage storage) {
        int least = storage == Storage.BLOCK ? 4 : 2;
        if (depth < least || Integer.bitCount(depth) != 1) {
            throw new IllegalArgumentException(
                    "FIFO of depth %d in %s: it is a power of two, at least %d"
                            .formatted(depth, storage, least));
        }
        this.width = payload.width();
        this.depth = depth;
        this.addressWidth = Integer.numberOfTrailingZeros(depth);
        this.storage = storage;
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload));
        this.level = output(uint(addressWidth + 1));
        this.cells = mem(payload, depth, UNDEFINED);
        this.written = reg(uint(addressWidth + 1), init(0));
        this.read = reg(uint(addressWidth + 1), init(0));
    }

    @Override
    protected String moduleName() {
        return "Fifo_w" + width + "_d" + depth + (storage == Storage.BLOCK ? "_block" : "_lut");
    }

    @Override
    protected void build() {
        var inside = written.sub(read);
        level.assign(inside);
        in.ready().assign(inside.bit(addressWidth).not());
        when(
                in.fire(),
                () -> {
                    cells.write(written.trunc(addressWidth), in.payload());
                    written.next(written.add(1));
                });
        when(out.fire(), () -> read.next(read.add(1)));
        switch (storage) {
            case LUT -> buildLutRead();
            case BLOCK -> buildBlockRead();
        }
    }

    private void buildLutRead() {
        out.valid().assign(written.ne(read));
        out.payload().assign(cells.readAsync(read.trunc(addressWidth)));
    }

    /// Reads, in each clock, the cell that will be the head in the next one; a cell that is being written does not count yet, so that it is
    /// never read in the clock of its write.
    private void buildBlockRead() {
        var next = mux(out.fire(), read.add(1), read);
        var valid = reg(bool(), init(0));
        valid.next(written.ne(next));
        out.valid().assign(valid);
        out.payload().assign(cells.read(next.trunc(addressWidth)));
    }
}
