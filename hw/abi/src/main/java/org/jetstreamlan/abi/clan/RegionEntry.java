package org.jetstreamlan.abi.clan;

import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// A region: a run of host memory of one tag, as the driver writes and reads it through [ClanTable#REGION].
///
/// ```
/// word 0 |  0  |            generation            |   23 bits; 0: no region
/// word 1 |       0      | rights |  0  |   tag    |   5 and 12 bits
/// word 2, 3   name of its first byte, low word first
/// word 4, 5   bus address of it
/// word 6, 7   length in bytes, 40 bits
/// ```
/// Name and bus address are equal modulo 4,096. The entry written without a generation, BUSY falls when nothing that was judged by the old one is on its
/// way any more.
public final class RegionEntry {
    private RegionEntry() {}

    /// What name and bus address are equal modulo.
    public static final int ALIGNMENT = 4_096;

    /// Longest region.
    public static final long BYTES_MAXIMUM = (1L << 40) - 1;

    // Rights, as bits of RIGHTS.
    public static final int LOCAL_READ = 1;
    public static final int LOCAL_WRITE = 2;
    public static final int RDMA_READ = 4;
    public static final int RDMA_WRITE = 8;
    public static final int MESSAGE = 16;

    public static final Field GENERATION = Field.of("GENERATION", 0, 23, "Of its key; 0: none.");
    public static final Field TAG = Field.of("TAG", 0, 12, "Of its owner.");
    public static final Field RIGHTS =
            Field.of(
                    "RIGHTS",
                    16,
                    5,
                    "0 LOCAL_READ, 1 LOCAL_WRITE, 2 RDMA_READ, 3 RDMA_WRITE, 4 MESSAGE.");
    public static final Field NAME_LOW = Field.of("NAME_LOW", 0, 32, "Bits 31..0.");
    public static final Field NAME_HIGH = Field.of("NAME_HIGH", 0, 32, "Bits 63..32.");
    public static final Field BUS_LOW = Field.of("BUS_LOW", 0, 32, "Bits 31..0.");
    public static final Field BUS_HIGH = Field.of("BUS_HIGH", 0, 32, "Bits 63..32.");
    public static final Field LENGTH_LOW = Field.of("LENGTH_LOW", 0, 32, "Bits 31..0.");
    public static final Field LENGTH_HIGH = Field.of("LENGTH_HIGH", 0, 8, "Bits 39..32.");

    // Words.
    public static final int OWNER = 1;
    public static final int NAME = 2;
    public static final int BUS = 4;
    public static final int LENGTH = 6;

    public static final Layout LAYOUT =
            Layout.of(
                    "REGION",
                    "A run of host memory.",
                    Layout.Word.of("GENERATION", GENERATION),
                    Layout.Word.of("OWNER", TAG, RIGHTS),
                    Layout.Word.of("NAME", NAME_LOW),
                    Layout.Word.of("NAME_HIGH", NAME_HIGH),
                    Layout.Word.of("BUS", BUS_LOW),
                    Layout.Word.of("BUS_HIGH", BUS_HIGH),
                    Layout.Word.of("LENGTH", LENGTH_LOW),
                    Layout.Word.of("LENGTH_HIGH", LENGTH_HIGH));
}
