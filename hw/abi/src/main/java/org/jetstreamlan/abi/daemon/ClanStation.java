package org.jetstreamlan.abi.daemon;

/// A row of what STATIONS ([ClanRequest]) writes: 64 bytes, little-endian.
///
/// ```
/// word 0 |  ADDRESS, 48 bits of 64, low half first |
/// word 2 |  ID                                     |
/// word 3 |  NAME_BYTES, 0..48                      |
/// word 4 |  NAME, UTF-8                            |
/// ```
public final class ClanStation {
    private ClanStation() {}

    public static final int BYTES = 64;
    public static final int ADDRESS_AT = 0;
    public static final int ID_AT = 8;
    public static final int NAME_BYTES_AT = 12;
    public static final int NAME_AT = 16;
    public static final int NAME_BYTES_MAXIMUM = BYTES - NAME_AT;

    /// Of a ring.
    public static final int STATIONS_MAXIMUM = 64;
}
