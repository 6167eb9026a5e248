package org.jetstreamlan.hdl.lib.coding;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;

/// A content-addressable memory in registers: says in the same clock which entries hold a key.
///
/// ```
/// clock       0    1    2    3
/// write       |3=k |    |    |         entry 3 holds k from clock 1 on
/// key         | k  | k  | j  |
/// hit         _____/▔▔▔▔\____
/// index       | -- | 3  | -- |
/// ```
/// Latency 0 from `key`, 1 clock from `write`; a look-up and a write each clock. An entry is width + 1 registers and about width / 2 LUTs. All
/// entries are free after reset.
public final class Cam extends Module {
    /// What becomes of an entry.
    ///
    /// @param index of the entry; beyond the last nothing is written
    /// @param key what it holds from now on
    /// @param used 0 frees it
    public record Entry(UInt index, Bits key, Bool used) implements Bundle<Entry> {}

    private final int entries;
    private final int width;

    public final Flow<Entry> write;
    public final Bits key;

    /// Bit i: entry i holds the key.
    public final Bits found;

    /// Some entry does.
    public final Bool hit = output(bool());

    /// The lowest that does, while `hit`.
    public final UInt index;

    /// @param entries at least 1
    /// @param width of a key, in bits
    public Cam(int entries, int width) {
        if (entries < 1) {
            throw Arguments.wrong("a CAM", "of " + entries + " entries", "give it 1 or more");
        }
        this.entries = entries;
        this.width = width;
        super();
        this.write = input(flow(entryType(entries, width)));
        this.key = input(bits(width));
        this.found = output(bits(entries));
        this.index = output(uint(PriorityEncoder.indexWidth(entries)));
    }

    /// What `write` carries.
    public static Type<Entry> entryType(int entries, int width) {
        return Type.bundle(
                fields ->
                        new Entry(
                                fields.field(
                                        "index", Type.uint(PriorityEncoder.indexWidth(entries))),
                                fields.field("key", Type.bits(width)),
                                fields.field("used", Type.bool())));
    }

    @Override
    protected String moduleName() {
        return "Cam_w%d_n%d".formatted(width, entries);
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var used = reg(bits(entries), init(0));
        List<Bits> keys = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            keys.add(reg(bits(width)).named("key_" + i));
        }
        var entry = write.payload();
        for (int i = 0; i < entries; i++) {
            int own = i;
            when(
                    write.valid().and(entry.index().eq(i)),
                    () -> {
                        keys.get(own).next(entry.key());
                        used.bit(own).next(entry.used());
                    });
            found.bit(i).assign(used.bit(i).and(keys.get(i).eq(key)));
        }
        hit.assign(found.orR());
        index.assign(PriorityEncoder.lowest(found));
    }
}
