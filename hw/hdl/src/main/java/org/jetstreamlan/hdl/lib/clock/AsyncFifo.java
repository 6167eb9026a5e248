package org.jetstreamlan.hdl.lib.clock;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.Fifo.Storage;
import org.jetstreamlan.hdl.lib.Stream;

/// A queue of `depth` payloads whose ends have clocks of their own: `in` is in the block's own domain, `out` in the second, `to`. Payloads stay in order;
/// nothing is lost or doubled, at full and empty included (Cummings, *Simulation and Synthesis Techniques for Asynchronous FIFO Design*, SNUG 2002).
///
/// Latency from `in` to `out.valid`: 1 clock of its own, then `stages` clocks of `to`, with [Storage#BLOCK] one more. A place that was emptied is
/// seen by `in` after 1 clock of `to` and `stages` clocks of its own. Throughput: one payload a clock of the slower side, if `depth` covers the way there
/// and back (8 does for two stages and equal clocks).
///
/// ```
/// in ─► cells ────────────────────────────► out
///       written ─► gray ─► stages of to ──► out.valid: written seen != read
/// in.ready ◄── stages of clk ◄── gray ◄──── read
/// ```
/// What must hold: both resets are given together.
public final class AsyncFifo<T extends Data<T>> extends Module {
    private final int width;
    private final int depth;
    private final int addressWidth;
    private final Storage storage;
    private final int stages;

    /// The domain that `out` is in; bound second.
    private final ClockDomain to = clockDomain("to", ClockSpec.CORE);

    public final Stream<T> in;
    public final Stream<T> out;

    private final Mem<T> cells;

    /// Free-running, one bit more than the address: equal = empty, equal but for the top bit = full.
    private final UInt written;

    private final UInt read;
    private final GrayCounterCrossing writtenSeen;
    private final GrayCounterCrossing readSeen;

    /// A queue with two flops on each way.
    public AsyncFifo(Type<T> payload, int depth, Storage storage) {
        this(payload, depth, storage, 2);
    }

    /// @param depth a power of two, at least 2
    /// @param stages how many flops the pointers pass, at least 2
    public AsyncFifo(Type<T> payload, int depth, Storage storage, int stages) {
        if (depth < 2 || Integer.bitCount(depth) != 1) {
            throw Arguments.wrong(
                    "an asynchronous FIFO",
                    "of depth " + depth,
                    "give it a depth that is a power of two, 2 or more");
        }
        this.width = payload.width();
        this.depth = depth;
        this.addressWidth = Integer.numberOfTrailingZeros(depth);
        this.storage = storage;
        this.stages = Synchronizer.stages("an asynchronous FIFO", stages);
        super();
        this.in = input(stream(payload));
        this.out = output(stream(payload), to);
        this.cells = crossing(mem(payload, depth, UNDEFINED));
        this.written = reg(uint(addressWidth + 1), init(0));
        this.read = reg(uint(addressWidth + 1), init(0), to);
        this.writtenSeen = child(new GrayCounterCrossing(addressWidth + 1, stages), domain(), to);
        this.readSeen = child(new GrayCounterCrossing(addressWidth + 1, stages), to, domain());
    }

    @Override
    protected String moduleName() {
        String kind = storage == Storage.BLOCK ? "_block" : "_lut";
        return "AsyncFifo_w" + width + "_d" + depth + kind + "_s" + stages;
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var inside = written.sub(readSeen.out);
        in.ready().assign(inside.bit(addressWidth).not());
        when(in.fire(), () -> cells.write(written.trunc(addressWidth), in.payload()));
        var nextWritten = written.add(in.fire().asUInt().zext(addressWidth + 1));
        written.next(nextWritten);
        writtenSeen.in.assign(nextWritten);
        var nextRead = read.add(out.fire().asUInt().zext(addressWidth + 1));
        read.next(nextRead);
        readSeen.in.assign(nextRead);
        switch (storage) {
            case LUT -> {
                out.valid().assign(writtenSeen.out.ne(read));
                out.payload().assign(cells.readAsync(read.trunc(addressWidth)));
            }
            case BLOCK -> buildBlockRead(nextRead);
        }
    }

    /// Reads, in each clock, the cell that will be the head in the next one; a cell counts only when its write is seen here, long after.
    private void buildBlockRead(UInt nextRead) {
        var valid = reg(bool(), init(0), to);
        valid.next(writtenSeen.out.ne(nextRead));
        out.valid().assign(valid);
        out.payload().assign(cells.read(nextRead.trunc(addressWidth), to));
    }
}
