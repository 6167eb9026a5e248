package org.jetstreamlan.abi.clan;

/// The sizes that the CLAN half of an adapter was made with, as logarithms where the name says so.
///
/// @param log2Endpoints 0..10
/// @param log2Regions 0..9
/// @param log2Pages of the aperture window, 0..8
/// @param log2Words tripwires on words, 6..12
/// @param ranges tripwires on ranges, 0..16
/// @param log2Cells of the store memory, 4..11
public record ClanSizes(
        int log2Endpoints,
        int log2Regions,
        int log2Pages,
        int log2Words,
        int ranges,
        int log2Cells) {

    /// What `docs/clan.md` takes by default.
    public static final ClanSizes DEFAULT = new ClanSizes(6, 9, 8, 8, 16, 11);

    public ClanSizes {
        require(log2Endpoints >= 0 && log2Endpoints <= 10, "log2Endpoints", log2Endpoints);
        require(log2Regions >= 0 && log2Regions <= 9, "log2Regions", log2Regions);
        require(log2Pages >= 0 && log2Pages <= 8, "log2Pages", log2Pages);
        require(log2Words >= 6 && log2Words <= 12, "log2Words", log2Words);
        require(ranges >= 0 && ranges <= TripwireEntry.RANGES_MAXIMUM, "ranges", ranges);
        require(log2Cells >= 4 && log2Cells <= 11, "log2Cells", log2Cells);
    }

    private static void require(boolean holds, String what, int value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "CLAN sizes: %s = %d is out of range".formatted(what, value));
        }
    }

    public int endpoints() {
        return 1 << log2Endpoints;
    }

    public int regions() {
        return 1 << log2Regions;
    }

    public int pages() {
        return 1 << log2Pages;
    }

    public int words() {
        return 1 << log2Words;
    }

    /// Cells of the store memory.
    public int cells() {
        return 1 << log2Cells;
    }

    /// Entries of a table.
    public int entries(ClanTable table) {
        return switch (table) {
            case ENDPOINT -> endpoints();
            case REGION -> regions();
            case APERTURE -> pages();
            case WORD -> words();
            case RANGE -> ranges;
            case RING -> EventRingEntry.RINGS;
        };
    }

    /// Value of [ClanRegisters#SIZES].
    public int register() {
        return ClanRegisters.SIZES_ENDPOINTS.of(log2Endpoints)
                | ClanRegisters.SIZES_REGIONS.of(log2Regions)
                | ClanRegisters.SIZES_PAGES.of(log2Pages)
                | ClanRegisters.SIZES_WORDS.of(log2Words)
                | ClanRegisters.SIZES_RANGES.of(ranges)
                | ClanRegisters.SIZES_CELLS.of(log2Cells);
    }

    /// From the register.
    ///
    /// @throws IllegalArgumentException if it tells what no build can have
    public static ClanSizes of(int register) {
        return new ClanSizes(
                ClanRegisters.SIZES_ENDPOINTS.get(register),
                ClanRegisters.SIZES_REGIONS.get(register),
                ClanRegisters.SIZES_PAGES.get(register),
                ClanRegisters.SIZES_WORDS.get(register),
                ClanRegisters.SIZES_RANGES.get(register),
                ClanRegisters.SIZES_CELLS.get(register));
    }
}
