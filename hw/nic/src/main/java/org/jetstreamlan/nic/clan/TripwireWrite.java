package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// An entry of a table of tripwires, as the driver writes it.
///
/// @param range of that of ranges; else of that of words
/// @param entry which
/// @param valid there is one
/// @param where outbound, aperture, place
/// @param first cell
/// @param last cell of a range
/// @param tag of its owner
/// @param does what it does
/// @param step cells that it moves on by
/// @param modulus log2 of the cells that it moves in
public record TripwireWrite(
        Bool range,
        UInt entry,
        Bool valid,
        Bits where,
        UInt first,
        UInt last,
        Bits tag,
        TripwireActions does,
        UInt step,
        UInt modulus)
        implements Bundle<TripwireWrite> {
    static final int STEP_WIDTH = TripwireEntry.STEP.width();
    static final int MODULUS_WIDTH = TripwireEntry.MODULUS.width();

    public static final Type<TripwireWrite> TYPE =
            Type.bundle(
                    fields ->
                            new TripwireWrite(
                                    fields.field("range", Type.bool()),
                                    fields.field("entry", Type.uint(Arming.NUMBER_WIDTH)),
                                    fields.field("valid", Type.bool()),
                                    fields.field("where", Type.bits(Watch.WHERE_WIDTH)),
                                    fields.field("first", Type.uint(Watch.CELL_WIDTH)),
                                    fields.field("last", Type.uint(Watch.CELL_WIDTH)),
                                    fields.field("tag", Type.bits(RegionEntry.TAG_WIDTH)),
                                    fields.field("does", TripwireActions.TYPE),
                                    fields.field("step", Type.uint(STEP_WIDTH)),
                                    fields.field("modulus", Type.uint(MODULUS_WIDTH))));

    /// From the words of an entry.
    ///
    /// @param words lowest at the bottom
    static TripwireWrite of(Bool range, UInt entry, Bits words) {
        var where = word(words, 0);
        var owner = word(words, 2);
        var acts = word(words, 3);
        return new TripwireWrite(
                range,
                entry.zext(Math.max(entry.width(), Arming.NUMBER_WIDTH)).trunc(Arming.NUMBER_WIDTH),
                ClanBits.of(where, TripwireEntry.VALID).bit(0),
                Bits.cat(
                        ClanBits.of(where, TripwireEntry.OUTBOUND),
                        ClanBits.of(where, TripwireEntry.APERTURE),
                        ClanBits.of(where, TripwireEntry.PLACE)),
                ClanBits.of(word(words, 1), TripwireEntry.FIRST).asUInt(),
                ClanBits.of(word(words, 4), TripwireEntry.LAST).asUInt(),
                ClanBits.of(owner, TripwireEntry.TAG),
                new TripwireActions(
                        ClanBits.of(owner, TripwireEntry.NUMBER).asUInt(),
                        ClanBits.of(owner, TripwireEntry.EVENT_RING).asUInt(),
                        ClanBits.of(acts, TripwireEntry.ACTIONS)),
                ClanBits.of(acts, TripwireEntry.STEP).asUInt(),
                ClanBits.of(acts, TripwireEntry.MODULUS).asUInt());
    }

    private static Bits word(Bits words, int i) {
        return words.slice(32 * i + 31, 32 * i);
    }
}
