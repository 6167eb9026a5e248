package org.jetstreamlan.abi.clan;

import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// A tripwire, as the driver writes and reads it through [ClanTable#WORD] and [ClanTable#RANGE].
///
/// ```
///         31 30 29 28                    9 8          0
/// word 0 |V |O |A |           0           |  place     |   valid; outbound: of DMA segments, or with A of aperture page `place`; else region entry
/// word 1 |   0    |            first cell              |   24 bits, from the cell of the region's, or page's, first byte on
/// word 2 |  0  |     number    | ring |      tag       |   12, 4, 12 bits
/// word 3 |  0  | log2 |      step     | 0 |M |W |C |I |E |   actions; step in cells, 16 bits; log2 of the cells that it moves in, 5 bits
/// word 4 |   0    |            last cell               |   of a range; a word's is its first
/// word 5       key of the region that the value goes to
/// word 6, 7    address that it goes to, low word first; a multiple of 8
/// word 8, 9    value, low word first
/// word 10, 11  0
/// ```
/// Words 4 and up are those of a range alone. A **word** watches one cell of 8 bytes; its place in the table is one of 4 that a hash gives ([TripwireHash]), its
/// number is any below the number of words. **Range** r has number [#RANGE_NUMBERS] + r.
///
/// When something is written there while it is armed, it is disarmed and acts: E an event in its ring, I the interrupt of that ring, C adds 1 to a
/// count that the next event tells, W writes the value, M moves first and last cell on by `step` modulo 2^log2 from the first multiple of that below, and arms it
/// again.
public final class TripwireEntry {
    private TripwireEntry() {}

    /// Number of range 0.
    public static final int RANGE_NUMBERS = 0xFF0;

    /// Most ranges.
    public static final int RANGES_MAXIMUM = 16;

    /// Most words.
    public static final int WORDS_MAXIMUM = 4_096;

    // Actions, as bits of ACTIONS.
    public static final int EVENT = 1;
    public static final int INTERRUPT = 2;
    public static final int COUNT = 4;
    public static final int VALUE = 8;
    public static final int MOVE = 16;

    public static final Field PLACE = Field.of("PLACE", 0, 9, "Entry of a region, or a page.");
    public static final Field APERTURE = Field.bit("APERTURE", 29, "PLACE is an aperture page.");
    public static final Field OUTBOUND = Field.bit("OUTBOUND", 30, "Watches what leaves.");
    public static final Field VALID = Field.bit("VALID", 31, "There is one.");
    public static final Field FIRST = Field.of("FIRST", 0, 24, "First cell.");
    public static final Field TAG = Field.of("TAG", 0, 12, "Of its owner, who may arm it.");
    public static final Field EVENT_RING = Field.of("EVENT_RING", 12, 4, "Where its events go.");
    public static final Field NUMBER = Field.of("NUMBER", 16, 12, "By which it is armed.");
    public static final Field ACTIONS =
            Field.of("ACTIONS", 0, 5, "0 EVENT, 1 INTERRUPT, 2 COUNT, 3 VALUE, 4 MOVE.");
    public static final Field STEP = Field.of("STEP", 8, 16, "Cells that it moves on by.");
    public static final Field MODULUS =
            Field.of("MODULUS", 24, 5, "log2 of the cells it moves in.");
    public static final Field LAST = Field.of("LAST", 0, 24, "Last cell.");
    public static final Field VALUE_KEY = Field.of("VALUE_KEY", 0, 32, "Of a region of the tag.");
    public static final Field ADDRESS_LOW = Field.of("ADDRESS_LOW", 0, 32, "Bits 31..0.");
    public static final Field ADDRESS_HIGH = Field.of("ADDRESS_HIGH", 0, 32, "Bits 63..32.");
    public static final Field VALUE_LOW = Field.of("VALUE_LOW", 0, 32, "Bits 31..0.");
    public static final Field VALUE_HIGH = Field.of("VALUE_HIGH", 0, 32, "Bits 63..32.");

    public static final Layout LAYOUT =
            Layout.of(
                    "TRIPWIRE",
                    "What is watched, and what then.",
                    Layout.Word.of("WHERE", PLACE, APERTURE, OUTBOUND, VALID),
                    Layout.Word.of("FIRST", FIRST),
                    Layout.Word.of("OWNER", TAG, EVENT_RING, NUMBER),
                    Layout.Word.of("ACTIONS", ACTIONS, STEP, MODULUS),
                    Layout.Word.of("LAST", LAST),
                    Layout.Word.of("VALUE_KEY", VALUE_KEY),
                    Layout.Word.of("ADDRESS", ADDRESS_LOW),
                    Layout.Word.of("ADDRESS_HIGH", ADDRESS_HIGH),
                    Layout.Word.of("VALUE", VALUE_LOW),
                    Layout.Word.of("VALUE_HIGH", VALUE_HIGH));
}
