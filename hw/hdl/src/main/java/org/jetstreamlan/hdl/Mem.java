package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Crossing;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jspecify.annotations.Nullable;

/// A memory of `depth` cells. Each call of [#read], [#readAsync] or [#write] is a port; its enable is the condition of the `when`s around
/// it.
public final class Mem<T extends Data<T>> {
    /// A write port; `mask` is null where whole cells are written.
    record Write(
            Term enable,
            Term address,
            Term data,
            @Nullable Term mask,
            ClockDomain domain,
            Site site) {}

    /// A synchronous read port into the leaf `data`.
    record Read(Term enable, Term address, Term data, ClockDomain domain, Site site) {}

    final Module owner;
    final Type<T> type;
    final int width;
    final int depth;
    final ReadUnderWrite policy;
    final Site site;
    final List<Write> writes = new ArrayList<>();
    final List<Read> reads = new ArrayList<>();
    List<BigInteger> init = List.of();
    int granule;
    Map<String, String> attributes = Map.of();
    @Nullable Crossing crossing;
    @Nullable String name;

    Mem(Module owner, Type<T> type, int depth, ReadUnderWrite policy) {
        this.owner = owner;
        this.type = type;
        this.width = type.width();
        this.depth = depth;
        this.policy = policy;
        this.site = Site.capture();
        this.granule = width;
        if (depth < 1) {
            throw Reports.fatalArgument("a memory", "of " + depth + " cells", "give it at least 1");
        }
    }

    /// Number of cells.
    public int depth() {
        return depth;
    }

    /// Bits of a cell.
    public int width() {
        return width;
    }

    /// Bits that address every cell.
    public int addressWidth() {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(depth - 1));
    }

    /// Contents at power-up, cell 0 first; missing ones are 0.
    public Mem<T> init(List<BigInteger> cells) {
        if (cells.size() > depth) {
            throw Reports.fatalArgument(
                    "the initial contents",
                    "have " + cells.size() + " cells, the memory has " + depth,
                    "give no more cells than it has");
        }
        for (BigInteger cell : cells) {
            if (cell.signum() < 0 || cell.bitLength() > width) {
                Reports.literal("the initial contents", cell, width, "Bits");
            }
        }
        this.init = List.copyOf(cells);
        return this;
    }

    /// Says something of this memory to synthesis: `attribute("ram_style", "block")`.
    public Mem<T> attribute(String name, String value) {
        attributes = Attributes.with(attributes, name, value);
        return this;
    }

    /// The cell, one clock after `address`; holds while a surrounding `when` is false.
    public T read(UInt address) {
        return read(address, owner.pathCondition(), owner.domain());
    }

    /// The same at the clock of `domain`. What a read gets of a cell that another clock writes at the same time is undefined.
    public T read(UInt address, ClockDomain domain) {
        return read(address, owner.pathCondition(), domain);
    }

    /// The same, and holds while `enable` is 0: for data that is used outside the `when`.
    public T read(UInt address, Bool enable) {
        return read(address, enable, owner.domain());
    }

    /// The same at the clock of `domain`.
    public T read(UInt address, Bool enable, ClockDomain domain) {
        return read(address, whereEnabled(enable), domain);
    }

    /// The condition of the `when`s around, and `enable`.
    Term whereEnabled(Bool enable) {
        Term path = owner.pathCondition();
        return path.operation instanceof Term.Operation.Literal
                ? enable.term()
                : Term.binary(BinaryOp.AND, path, enable.term());
    }

    private T read(UInt address, Term enable, ClockDomain domain) {
        var group = new NetDeclaration.Group(Site.capture());
        return read(address.term(), enable, domain, group, "");
    }

    T read(
            Term address,
            Term enable,
            ClockDomain domain,
            NetDeclaration.Group group,
            String suffix) {
        Reports.memoryUse(this, "read", address);
        owner.requireOwn(domain);
        if (width == 0) {
            return type.zero();
        }
        NetDeclaration declaration =
                new NetDeclaration(
                        owner, NetDeclaration.Kind.READ_DATA, group, suffix, width, null, null);
        owner.declare(declaration);
        Term data = Term.net(declaration);
        reads.add(new Read(enable, Term.present(address), data, domain, group.site));
        return type.fromBits(new Bits(data));
    }

    /// The cell at once (LUT RAM, not block RAM).
    public T readAsync(UInt address) {
        Reports.memoryUse(this, "read", address.term());
        if (width == 0) {
            return type.zero();
        }
        Term cell =
                new Term(
                        new Term.Operation.MemoryRead(this),
                        width,
                        List.of(Term.present(address.term())));
        return type.fromBits(new Bits(cell));
    }

    /// Writes a cell at the next edge, if the surrounding `when`s are true.
    public void write(UInt address, T data) {
        write(address, data, owner.domain());
    }

    /// The same at the edge of `domain`'s clock.
    public void write(UInt address, T data, ClockDomain domain) {
        write(address.term(), data, owner.pathCondition(), null, domain, Site.capture());
    }

    /// Writes the granules whose mask bit is 1. All masked ports of a memory have one granule: width / mask width.
    public void write(UInt address, T data, Bits mask) {
        write(address, data, mask, owner.domain());
    }

    /// The same at the edge of `domain`'s clock.
    public void write(UInt address, T data, Bits mask, ClockDomain domain) {
        write(address.term(), data, owner.pathCondition(), mask.term(), domain, Site.capture());
    }

    void write(
            Term address, T data, Term enable, @Nullable Term mask, ClockDomain domain, Site site) {
        Reports.memoryUse(this, "write", address);
        owner.requireOwn(domain);
        Term bits = data.asBits().term();
        Reports.memoryData(this, bits);
        if (width == 0) {
            return;
        }
        if (mask != null) {
            setGranule(mask.width);
        }
        writes.add(new Write(enable, Term.present(address), bits, mask, domain, site));
    }

    private void setGranule(int maskWidth) {
        boolean fits = maskWidth > 0 && width % maskWidth == 0;
        if (!fits || (granule != width && granule != width / maskWidth)) {
            throw Reports.fatalArgument(
                    "a mask",
                    "of "
                            + maskWidth
                            + " bits for cells of "
                            + width
                            + (granule == width ? "" : " with a granule of " + granule)
                            + " bits",
                    "give it one bit a granule, the same granule at every port");
        }
        granule = width / maskWidth;
    }

    /// This memory as groups of `cells` neighbours, a power of two: ports that read and write a whole group at once.
    public WideMem<T> wide(int cells) {
        return new WideMem<>(this, cells);
    }
}
