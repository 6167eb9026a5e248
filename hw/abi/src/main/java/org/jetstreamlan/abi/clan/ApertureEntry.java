package org.jetstreamlan.abi.clan;

import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// A page of the aperture window, 64 KiB, as the driver writes and reads it through [ClanTable#APERTURE].
///
/// ```
/// word 0 |        0       |  endpoint  | 0 | kind |   10, 2 bits
/// word 1 |        0            |      length      |   17 bits, in bytes
/// word 2       key of the peer's region
/// word 3       0
/// word 4, 5    remote address of the page's first byte, low word first; a multiple of 8
/// ```
/// A write is REFUSED while the entry has a kind, its endpoint is not CLOSED, and what was stored for that is not acknowledged.
///
/// **The pages.** A store to byte i of a WRITE or TRANSFER page goes to the remote address + i. One to the last cell of 64 KiB ends its frame.
/// A DOORBELL page takes aligned stores of 32 bits:
/// ```
/// 0x000  producer of the send queue (16)
/// 0x008  arm or disarm a tripwire: ARM_NUMBER, ARM_ARMED
/// 0x010  consumer of the endpoint's event ring (16)
/// ```
/// A store beyond the length, to a page without kind, or to another place of a DOORBELL page answers SLVERR, is counted and does nothing; so does any
/// read.
public final class ApertureEntry {
    private ApertureEntry() {}

    public static final int PAGE_BYTES = 0x1_0000;

    /// Most pages: 16 MiB.
    public static final int PAGES_MAXIMUM = 256;

    // Kinds.
    public static final int NONE = 0;
    public static final int WRITE = 1;
    public static final int TRANSFER = 2;
    public static final int DOORBELL = 3;

    // Places of a DOORBELL page.
    public static final int PRODUCER_AT = 0x000;
    public static final int ARM_AT = 0x008;
    public static final int EVENT_CONSUMER_AT = 0x010;

    public static final Field ARM_NUMBER = Field.of("NUMBER", 0, 12, "Tripwire.");
    public static final Field ARM_ARMED = Field.bit("ARMED", 31, "1 arms it, 0 disarms it.");

    public static final Field KIND =
            Field.choice(
                    "KIND",
                    0,
                    2,
                    "What stores do.",
                    new EnumValue("NONE", NONE, "they are refused"),
                    new EnumValue("WRITE", WRITE, "write the peer's memory, right RDMA_WRITE"),
                    new EnumValue("TRANSFER", TRANSFER, "write the peer's memory, right MESSAGE"),
                    new EnumValue("DOORBELL", DOORBELL, "tell the adapter something"));
    public static final Field ENDPOINT = Field.of("ENDPOINT", 4, 10, "Whose it is.");
    public static final Field LENGTH = Field.of("LENGTH", 0, 17, "Bytes, up to 65,536.");
    public static final Field KEY = Field.of("KEY", 0, 32, "The peer's region.");
    public static final Field BASE_LOW = Field.of("BASE_LOW", 0, 32, "Bits 31..0.");
    public static final Field BASE_HIGH = Field.of("BASE_HIGH", 0, 32, "Bits 63..32.");

    // Words.
    public static final int OWNER = 0;
    public static final int SIZE = 1;
    public static final int REGION = 2;
    public static final int BASE = 4;

    public static final Layout LAYOUT =
            Layout.of(
                    "APERTURE",
                    "A page of the aperture window.",
                    Layout.Word.of("OWNER", KIND, ENDPOINT),
                    Layout.Word.of("SIZE", LENGTH),
                    Layout.Word.of("REGION", KEY),
                    Layout.Word.of("RESERVED_3"),
                    Layout.Word.of("BASE", BASE_LOW),
                    Layout.Word.of("BASE_HIGH", BASE_HIGH));
}
