package org.jetstreamlan.hdl.lib;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A queue of `depth` payloads, any number from 1, first in, first out, in one clock domain. Payloads stay in order; nothing is lost or
/// doubled, full and empty included.
///
/// | storage | latency in to out | `out.payload` from | good for |
/// | --- | --- | --- | --- |
/// | [Storage#LUT] | 1 clock | LUT RAM, at the head's address | up to some 64 entries |
/// | [Storage#BLOCK] | 2 clocks | block RAM's read register | deeper ones |
///
/// ```
/// clock           0    1    2    3    4    5         depth 2, LUT
/// in.valid        ____/▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔\_____
/// in.ready        ▔▔▔▔▔▔▔▔▔▔▔▔▔▔\____/▔▔▔▔▔
/// level             0 |  0 | 1  | 2  | 1  |
/// out.valid       _________/▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔
/// out.ready       ___________________/▔▔▔▔▔
/// ```
/// Throughput 1 in and 1 out a clock, at once, at any filling, given room for the latency: depth 2 or more in LUT RAM, 3 or more in
/// block RAM; of depth 1 a payload every 2 clocks, of depth 2 in block RAM two every 3. `in.ready` comes from a register, `out.valid` from one or a
/// comparison of two; there is no path from `out.ready` to `in.ready`: a full queue takes the next payload the clock after one has
/// left. `level` counts the payloads inside, 0..depth.
///
/// Memory is made in powers of two; the rest of the cells is not used. A queue of 1 is a register, whatever the storage.
public final class Fifo<T extends Data<T>> extends Module {
    /// What holds the payloads.
    public enum Storage {
        /// LUT RAM with an asynchronous read.
        LUT,
        /// Block RAM with a synchronous read.
        BLOCK
    }

    private final Type<T> payload;
    private final int depth;
    private final int addressWidth;
    private final Storage storage;

    public final Stream<T> in;
    public final Stream<T> out;

    /// Payloads inside.
    public final UInt level;

    /// @param depth at least 1
    public Fifo(Type<T> payload, int depth, Storage storage) {
        if (depth < 1) {
            throw Arguments.wrong("a FIFO", "of depth " + depth, "give it a depth of 1 or more");
        }
        this.payload = payload;
        this.depth = depth;
        this.addressWidth = 32 - Integer.numberOfLeadingZeros(depth - 1);
        this.storage = storage;
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload));
        this.level = output(uint(32 - Integer.numberOfLeadingZeros(depth)));
    }

    @Override
    protected String moduleName() {
        String kind = depth == 1 ? "" : storage == Storage.BLOCK ? "_block" : "_lut";
        return "Fifo_w" + payload.width() + "_d" + depth + kind;
    }

    @Override
    protected Object parameters() {
        return List.of(depth, storage);
    }

    @Override
    protected void build() {
        if (depth == 1) {
            buildRegister();
        } else {
            buildMemory();
        }
    }

    private void buildRegister() {
        var held = reg(payload);
        var full = reg(bool(), init(0));
        in.ready().assign(full.not());
        out.valid().assign(full);
        out.payload().assign(held);
        level.assign(full.asUInt());
        when(full, () -> full.next(out.ready().not())).otherwise(() -> full.next(in.valid()));
        when(full.not(), () -> held.next(in.payload()));
    }

    /// `written` and `read` are addresses with a lap bit on top: equal = empty. `room` says that the next payload fits.
    private void buildMemory() {
        var cells = mem(payload, 1 << addressWidth, UNDEFINED);
        var written = reg(uint(addressWidth + 1), init(0));
        var read = reg(uint(addressWidth + 1), init(0));
        var room = reg(bool(), init(1));
        var push = in.fire();
        var pop = out.fire();

        level.assign(levelOf(written, read));
        in.ready().assign(room);
        when(pop, () -> room.next(high()))
                .elseWhen(push, () -> room.next(level.trunc(addressWidth).ne(depth - 1)));
        when(
                push,
                () -> {
                    cells.write(written.trunc(addressWidth), in.payload());
                    written.next(after(written, depth));
                });
        switch (storage) {
            case LUT -> {
                when(pop, () -> read.next(after(read, depth)));
                out.valid().assign(written.ne(read));
                out.payload().assign(cells.readAsync(read.trunc(addressWidth)));
            }
            case BLOCK -> buildBlockRead(cells, written, read, pop);
        }
    }

    /// Reads, in each clock, the cell that will be the head in the next one; a cell that is being written does not count yet, so that it is
    /// never read in the clock of its write.
    private void buildBlockRead(Mem<T> cells, UInt written, UInt read, Bool pop) {
        var head = headAfter(read, pop);
        read.next(head);
        var valid = reg(bool(), init(0));
        valid.next(written.ne(head));
        out.valid().assign(valid);
        var first = cells.read(head.trunc(addressWidth));
        out.payload().assign(first);
    }

    private UInt headAfter(UInt read, Bool pop) {
        if (fillsItsMemory()) {
            return read.add(pop.asUInt().zext(read.width()));
        }
        return mux(pop, after(read, depth), read);
    }

    private boolean fillsItsMemory() {
        return depth == 1 << addressWidth;
    }

    /// The next address of a queue of `depth` cells, with a lap bit on top; behind the last one, 0 of the next lap. Two addresses are a power of two apart, the
    /// lap bit's, exactly if all cells are between them.
    static UInt after(UInt address, int depth) {
        int width = address.width() - 1;
        int unused = (1 << width) - depth;
        if (unused == 0) {
            return address.add(1);
        }
        return address.add(
                mux(
                        address.trunc(width).eq(depth - 1),
                        num(unused + 1, width + 1),
                        num(1, width + 1)));
    }

    /// A lap is counted as 2^addressWidth and is `depth` long.
    private UInt levelOf(UInt written, UInt read) {
        if (fillsItsMemory()) {
            return written.sub(read);
        }
        var lapped = written.bit(addressWidth).xor(read.bit(addressWidth));
        var distance = written.trunc(addressWidth).sub(read.trunc(addressWidth));
        return mux(lapped, distance.sub((1L << addressWidth) - depth), distance);
    }
}
