package org.jetstreamlan.nic.master;

import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// Where the host has put a ring.
///
/// @param valid there is one: otherwise nothing is read or written
/// @param base address of entry 0, in units of its alignment
public record RingPlace(Bool valid, UInt base) implements Bundle<RingPlace> {
    /// Bits of [#base].
    public static final int BASE_WIDTH =
            WriteManager.ADDRESS_WIDTH - Integer.numberOfTrailingZeros(RingEntry.ALIGNMENT);

    private static final int ENTRIES_TO_UNITS =
            Integer.numberOfTrailingZeros(RingEntry.ALIGNMENT / RingEntry.BYTES);

    private static final int BELOW_ENTRY = Integer.numberOfTrailingZeros(RingEntry.BYTES);

    public static final Type<RingPlace> TYPE =
            Type.bundle(
                    fields ->
                            new RingPlace(
                                    fields.field("valid", Type.bool()),
                                    fields.field("base", Type.uint(BASE_WIDTH))));

    /// Address of the entry in `slot`.
    public UInt address(UInt slot) {
        var entry = slot.zext(BASE_WIDTH + ENTRIES_TO_UNITS);
        var unit = base.add(entry.slice(entry.width() - 1, ENTRIES_TO_UNITS).asUInt());
        return Bits.cat(unit, entry.trunc(ENTRIES_TO_UNITS), Type.bits(BELOW_ENTRY).zero())
                .asUInt();
    }
}
