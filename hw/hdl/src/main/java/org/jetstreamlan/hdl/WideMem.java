package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A [Mem] through ports as wide as several of its cells: [Mem#wide]. Address `a` is the cells `n * a` to `n * a + n - 1`, the lowest one first. The
/// memory may have narrow ports and wide ones of several widths beside each other; a wide port is its cells' narrow ports at once.
///
/// ```java
/// Mem<Bits> bytes = mem(bits(8), 4096, UNDEFINED);
/// when(received, () -> bytes.write(writeAddress, data));            // a byte
/// Vec<Bits> word = bytes.wide(4).read(wordAddress);                 // four of them, byte 0 at the low end of word.asBits()
/// ```
public final class WideMem<T extends Data<T>> {
    private final Mem<T> memory;
    private final int cells;

    WideMem(Mem<T> memory, int cells) {
        this.memory = memory;
        this.cells = cells;
        if (cells < 1 || Integer.bitCount(cells) != 1 || memory.depth % cells != 0) {
            throw Reports.fatalArgument(
                    "a port of " + cells + " cells",
                    "to a memory of " + memory.depth,
                    "give a power of two that divides the number of cells");
        }
    }

    /// Number of groups.
    public int depth() {
        return memory.depth / cells;
    }

    /// Bits that address every group.
    public int addressWidth() {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(depth() - 1));
    }

    /// The group, one clock after `address`; holds while a surrounding `when` is false.
    public Vec<T> read(UInt address) {
        return read(address, memory.owner.pathCondition(), memory.owner.domain());
    }

    /// The same at the clock of `domain`.
    public Vec<T> read(UInt address, ClockDomain domain) {
        return read(address, memory.owner.pathCondition(), domain);
    }

    /// The same, and holds while `enable` is 0.
    public Vec<T> read(UInt address, Bool enable) {
        return read(address, memory.whereEnabled(enable), memory.owner.domain());
    }

    /// The same at the clock of `domain`.
    public Vec<T> read(UInt address, Bool enable, ClockDomain domain) {
        return read(address, memory.whereEnabled(enable), domain);
    }

    private Vec<T> read(UInt address, Term enable, ClockDomain domain) {
        var group = new NetDeclaration.Group(Site.capture());
        return each(i -> memory.read(cell(address, i), enable, domain, group, String.valueOf(i)));
    }

    /// The group at once (LUT RAM, not block RAM).
    public Vec<T> readAsync(UInt address) {
        return each(i -> memory.readAsync(new UInt(cell(address, i))));
    }

    /// Writes a group at the next edge, if the surrounding `when`s are true.
    public void write(UInt address, Vec<T> data) {
        write(address, data, memory.owner.domain());
    }

    /// The same at the edge of `domain`'s clock.
    public void write(UInt address, Vec<T> data, ClockDomain domain) {
        write(address, data, null, domain, Site.capture());
    }

    /// Writes what the mask says: a bit a cell, or as many bits a cell as it has granules; the low bits are those of the group's first cell.
    public void write(UInt address, Vec<T> data, Bits mask) {
        write(address, data, mask, memory.owner.domain());
    }

    /// The same at the edge of `domain`'s clock.
    public void write(UInt address, Vec<T> data, Bits mask, ClockDomain domain) {
        if (mask.width() == 0 || mask.width() % cells != 0) {
            throw Reports.fatalArgument(
                    "a mask",
                    "of " + mask.width() + " bits for " + cells + " cells",
                    "give it one bit a cell, or as many for each cell");
        }
        write(address, data, mask, domain, Site.capture());
    }

    private void write(
            UInt address, Vec<T> data, @Nullable Bits mask, ClockDomain domain, Site site) {
        if (data.size() != cells) {
            throw Reports.fatalArgument(
                    "a group",
                    "of " + data.size() + " cells for a port of " + cells,
                    "give a vector of " + cells);
        }
        int bits = mask == null ? 0 : mask.width() / cells;
        for (int i = 0; i < cells; i++) {
            Term enable =
                    mask != null && bits == 1
                            ? memory.whereEnabled(mask.bit(i))
                            : memory.owner.pathCondition();
            Term granules =
                    mask == null || bits == 1
                            ? null
                            : mask.slice((i + 1) * bits - 1, i * bits).term();
            memory.write(cell(address, i), data.at(i), enable, granules, domain, site);
        }
    }

    private Vec<T> each(IntFunction<T> cell) {
        List<T> elements = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            elements.add(cell.apply(i));
        }
        return new Vec<>(elements);
    }

    /// The address of cell `i` of a group.
    private Term cell(UInt address, int i) {
        int low = Integer.numberOfTrailingZeros(cells);
        return low == 0 ? address.term() : Term.above(address.term(), i, low);
    }
}
