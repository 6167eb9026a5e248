package org.jetstreamlan.abi.clan;

import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// Where an event ring lies, as the driver writes and reads it through [ClanTable#RING]. Its entries are [ClanEvent]s.
///
/// ```
/// word 0 | address bits 31..6          | 0 | log2 |   log2 of its entries; 0: there is none
/// word 1 | address bits 63..32                    |
/// word 2 |     consumer     |     producer        |   read only; a write makes both 0
/// ```
public final class EventRingEntry {
    private EventRingEntry() {}

    /// Rings; ring 0 is the driver's.
    public static final int RINGS = 16;

    public static final Field LOG2 = Field.of("LOG2", 0, 4, "Of the entries; 0: none.");
    public static final Field LOW = Field.of("ADDRESS_LOW", 6, 26, "Bits 31..6.");
    public static final Field HIGH = Field.of("ADDRESS_HIGH", 0, 32, "Bits 63..32.");
    public static final Field PRODUCER = Field.of("PRODUCER", 0, 16, "Free-running.");
    public static final Field CONSUMER = Field.of("CONSUMER", 16, 16, "Free-running.");

    public static final Layout LAYOUT =
            Layout.of(
                    "EVENT_RING",
                    "Where an event ring lies.",
                    Layout.Word.of("PLACE", LOG2, LOW),
                    Layout.Word.of("PLACE_HIGH", HIGH),
                    Layout.Word.of("INDICES", PRODUCER, CONSUMER));
}
