package org.jetstreamlan.abi;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// A script of pool operations in memory: little-endian words, slots of 64 bytes, 6,208 bytes in all, aligned to 64.
///
/// ```
/// 0x0000  header              1 slot           this layout
/// 0x0040  operations         64 slots          ScriptOperation
/// 0x1040  block list        512 words          block handles, as ALLOC and RX gave them
///
///         31                             0
/// word 0 |  0x4A534301: J, S, C, version 1 |
/// word 1 |  COUNT operations to run, 0..64 |
/// word 2 |  0                              |   to word 7
/// word 8 |  OUTCOME of the run             |   written at its end
/// word 9 |  DONE: operations done before it ended, so the index of the failed one
/// ```
/// The driver reads each word once, when its turn comes, and never reads what it writes: another process may change this memory
/// at any time.
public final class ScriptMemory {
    private ScriptMemory() {}

    /// `JSC` and the version.
    public static final int IDENTIFICATION_VALUE = 0x4A53_4301;

    /// Bytes of the header and of an operation.
    public static final int SLOT_BYTES = 64;

    /// Most operations.
    public static final int OPERATIONS = 64;

    /// Offset of the block list in bytes.
    public static final int LIST = SLOT_BYTES * (1 + OPERATIONS);

    /// Entries of the block list.
    public static final int LIST_ENTRIES = 512;

    /// Bytes of a list entry.
    public static final int ENTRY_BYTES = 4;

    /// Size in bytes.
    public static final int BYTES = LIST + LIST_ENTRIES * ENTRY_BYTES;

    /// A word of a script.
    public static final ValueLayout.OfInt WORD =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    public static final int IDENTIFICATION_AT = 0;
    public static final int COUNT_AT = 4;
    public static final int OUTCOME_AT = 32;
    public static final int DONE_AT = 36;

    public static final Field IDENTIFICATION =
            Field.choice(
                    "VALUE",
                    0,
                    32,
                    "What this is.",
                    new EnumValue("SCRIPT", IDENTIFICATION_VALUE, "JSC and version 1"));
    public static final Field COUNT = Field.of("VALUE", 0, 32, "Operations to run, 0..64.");
    public static final Field DONE = Field.of("VALUE", 0, 32, "Operations done.");

    public static final Layout LAYOUT =
            Layout.of(
                    "SCRIPT",
                    "Header of a script.",
                    Layout.Word.of("IDENTIFICATION", IDENTIFICATION),
                    Layout.Word.of("COUNT", COUNT),
                    Layout.Word.of("RESERVED_2"),
                    Layout.Word.of("RESERVED_3"),
                    Layout.Word.of("RESERVED_4"),
                    Layout.Word.of("RESERVED_5"),
                    Layout.Word.of("RESERVED_6"),
                    Layout.Word.of("RESERVED_7"),
                    Layout.Word.of("OUTCOME", ScriptOperation.OUTCOME),
                    Layout.Word.of("DONE", DONE),
                    Layout.Word.of("RESERVED_10"),
                    Layout.Word.of("RESERVED_11"),
                    Layout.Word.of("RESERVED_12"),
                    Layout.Word.of("RESERVED_13"),
                    Layout.Word.of("RESERVED_14"),
                    Layout.Word.of("RESERVED_15"));

    /// Offset of operation `index`.
    public static long operation(int index) {
        return SLOT_BYTES * (1L + index);
    }

    /// Offset of entry `index` of the block list.
    public static long entry(int index) {
        return LIST + (long) index * ENTRY_BYTES;
    }
}
