package org.jetstreamlan.abi.daemon;

import org.jetstreamlan.regs.EnumValue;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// The status file of a station: written by the daemon, mapped by others to read only.
///
/// ```
/// 0x0000  header, this layout; in it, at 0x0040, daemon sleeps: 1, so whoever submits raises the doorbell; awake: 0
/// 0x0080  adapter's counters, a word each, in the order of Counter
/// 0x0200  pools, 64 rows of 64 bytes: StatusMemory.POOL
/// 0x1200  clients, 64 rows of 64 bytes: StatusMemory.CLIENT
/// ```
/// SEQUENCE is odd while the daemon writes; who reads takes what lies between two equal, even readings of it. It is written every 100 ms while there is work, and before the daemon sleeps.
public final class StatusMemory {
    private StatusMemory() {}

    /// `JSS` and the version.
    public static final int IDENTIFICATION_VALUE = 0x4A53_5301;

    public static final int IDENTIFICATION_AT = 0;
    public static final int SEQUENCE_AT = 4;
    public static final int PID_AT = 8;
    public static final int STATION_AT = 12;
    public static final int STATIONS_AT = 16;
    public static final int BLOCKS_AT = 20;
    public static final int BLOCK_BYTES_AT = 24;
    public static final int BLOCKS_FREE_AT = 28;
    public static final int SECONDS_AT = 32;
    public static final int ACCEPTED_AT = 36;
    public static final int REFUSED_AT = 40;
    public static final int ENDED_AT = 44;
    public static final int FAULTY_AT = 48;
    public static final int OUTSTANDING_AT = 52;

    public static final int DAEMON_SLEEPS_AT = 0x40;
    public static final int COUNTERS_PLACE_AT = 0x44;
    public static final int POOLS_PLACE_AT = 0x48;
    public static final int CLIENTS_PLACE_AT = 0x4C;
    public static final int COUNTERS_AT = 0x80;
    public static final int POOLS_AT = 0x200;
    public static final int POOL_ROWS = 64;
    public static final int CLIENTS_AT = 0x1200;
    public static final int CLIENT_ROWS = 64;
    public static final int ROW_BYTES = 64;

    /// Size in bytes.
    public static final int BYTES = CLIENTS_AT + CLIENT_ROWS * ROW_BYTES;

    /// Set in STATION while the ring is up.
    public static final Field STATION_VALID = Field.bit("VALID", 31, "The ring is up.");

    public static final Field STATION_ID = Field.of("ID", 0, 6, "This station's id.");

    // Words of a pool's row.

    public static final int POOL_OPEN_AT = 0;
    public static final int POOL_CLIENT_AT = 4;
    public static final int TRANSMIT_LIMIT_AT = 8;
    public static final int RECEIVE_LIMIT_AT = 12;
    public static final int TRANSMIT_RESERVE_AT = 16;
    public static final int RECEIVE_RESERVE_AT = 20;
    public static final int TRANSMIT_HELD_AT = 24;
    public static final int RECEIVE_HELD_AT = 28;
    public static final int WAITING_AT = 32;
    public static final int NAME_AT = 36;

    // Words of a client's row.

    public static final int NUMBER_AT = 0;
    public static final int CLIENT_PID_AT = 4;
    public static final int UID_AT = 8;
    public static final int CLIENT_POOLS_AT = 12;
    public static final int SCRIPTS_AT = 16;
    public static final int USER_BYTES_AT = 20;
    public static final int SUBMISSIONS_AT = 24;

    private static final Field NUMBER = Field.of("VALUE", 0, 32, "A number.");
    private static final Field PLACE = Field.of("VALUE", 0, 32, "Offset in bytes.");
    private static final Field TEXT = Field.of("VALUE", 0, 32, "Four bytes of UTF-8.");

    public static final Layout LAYOUT =
            Layout.of(
                    "STATUS",
                    "Header of a station's status file.",
                    Layout.Word.of(
                            "IDENTIFICATION",
                            Field.choice(
                                    "VALUE",
                                    0,
                                    32,
                                    "What this is.",
                                    new EnumValue(
                                            "STATUS", IDENTIFICATION_VALUE, "JSS, version 1"))),
                    Layout.Word.of("SEQUENCE", NUMBER),
                    Layout.Word.of("PID", NUMBER),
                    Layout.Word.of("STATION", STATION_ID, STATION_VALID),
                    Layout.Word.of("STATIONS", NUMBER),
                    Layout.Word.of("BLOCKS", NUMBER),
                    Layout.Word.of("BLOCK_BYTES", NUMBER),
                    Layout.Word.of("BLOCKS_FREE", NUMBER),
                    Layout.Word.of("SECONDS", NUMBER),
                    Layout.Word.of("ACCEPTED", NUMBER),
                    Layout.Word.of("REFUSED", NUMBER),
                    Layout.Word.of("ENDED", NUMBER),
                    Layout.Word.of("FAULTY", NUMBER),
                    Layout.Word.of("OUTSTANDING", NUMBER),
                    Layout.Word.of("RESERVED_14"),
                    Layout.Word.of("RESERVED_15"),
                    Layout.Word.of("DAEMON_SLEEPS", NUMBER),
                    Layout.Word.of("COUNTERS_PLACE", PLACE),
                    Layout.Word.of("POOLS_PLACE", PLACE),
                    Layout.Word.of("CLIENTS_PLACE", PLACE));

    public static final Layout POOL =
            Layout.of(
                    "STATUS_POOL",
                    "A pool in a station's status file.",
                    Layout.Word.of("OPEN", NUMBER),
                    Layout.Word.of("CLIENT", NUMBER),
                    Layout.Word.of("TRANSMIT_LIMIT", NUMBER),
                    Layout.Word.of("RECEIVE_LIMIT", NUMBER),
                    Layout.Word.of("TRANSMIT_RESERVE", NUMBER),
                    Layout.Word.of("RECEIVE_RESERVE", NUMBER),
                    Layout.Word.of("TRANSMIT_HELD", NUMBER),
                    Layout.Word.of("RECEIVE_HELD", NUMBER),
                    Layout.Word.of("WAITING", NUMBER),
                    Layout.Word.of("NAME_0", TEXT),
                    Layout.Word.of("NAME_4", TEXT),
                    Layout.Word.of("NAME_8", TEXT),
                    Layout.Word.of("NAME_12", TEXT),
                    Layout.Word.of("NAME_16", TEXT),
                    Layout.Word.of("NAME_20", TEXT),
                    Layout.Word.of("NAME_24", TEXT));

    public static final Layout CLIENT =
            Layout.of(
                    "STATUS_CLIENT",
                    "A client in a station's status file.",
                    Layout.Word.of("NUMBER", NUMBER),
                    Layout.Word.of("PID", NUMBER),
                    Layout.Word.of("UID", NUMBER),
                    Layout.Word.of("POOLS", NUMBER),
                    Layout.Word.of("SCRIPTS", NUMBER),
                    Layout.Word.of("USER_BYTES", NUMBER),
                    Layout.Word.of("SUBMISSIONS_LOW", NUMBER),
                    Layout.Word.of("SUBMISSIONS_HIGH", NUMBER));

    /// Offset of a pool's row.
    public static int pool(int row) {
        return POOLS_AT + row * ROW_BYTES;
    }

    /// Offset of a client's row.
    public static int client(int row) {
        return CLIENTS_AT + row * ROW_BYTES;
    }
}
