package org.jetstreamlan.abi.clan;

import org.jetstreamlan.regs.Layout;

/// The tables that the driver reads and writes by [ClanRegisters#COMMAND], an entry at a time; the ordinal is the code.
public enum ClanTable {
    ENDPOINT(EndpointEntry.LAYOUT, "endpoints"),
    REGION(RegionEntry.LAYOUT, "regions"),
    APERTURE(ApertureEntry.LAYOUT, "pages of the aperture window"),
    WORD(TripwireEntry.LAYOUT, "tripwires on words: way x sets + set"),
    RANGE(TripwireEntry.LAYOUT, "tripwires on ranges"),
    RING(EventRingEntry.LAYOUT, "event rings");

    private final Layout layout;
    private final String description;

    ClanTable(Layout layout, String description) {
        this.layout = layout;
        this.description = description;
    }

    /// Of an entry.
    public Layout layout() {
        return layout;
    }

    /// What its entries are, without a capital.
    public String description() {
        return description;
    }
}
