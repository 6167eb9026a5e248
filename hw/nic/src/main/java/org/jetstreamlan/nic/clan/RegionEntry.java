package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// A run of the host's memory, as the table has it.
///
/// @param generation of its key; 0: there is no region
/// @param tag of its owner
/// @param rights a bit each
/// @param name by which peers and descriptors call its first byte
/// @param bus address of its first byte; `name` less `bus` is a multiple of 4 KiB
/// @param length in bytes
public record RegionEntry(Bits generation, Bits tag, Bits rights, UInt name, UInt bus, UInt length)
        implements Bundle<RegionEntry> {
    /// Bits of a tag: whose an endpoint or a region is.
    public static final int TAG_WIDTH = 12;

    /// Bits of the rights.
    public static final int RIGHTS = 5;

    /// Bits of an address.
    public static final int ADDRESS_WIDTH = 64;

    /// Bits of a length.
    public static final int LENGTH_WIDTH = 40;

    /// Bits of an entry's number.
    public static final int NUMBER_WIDTH = RegionKey.ENTRY.width();

    public static final Type<RegionEntry> TYPE =
            Type.bundle(
                    fields ->
                            new RegionEntry(
                                    fields.field(
                                            "generation", Type.bits(RegionKey.GENERATION.width())),
                                    fields.field("tag", Type.bits(TAG_WIDTH)),
                                    fields.field("rights", Type.bits(RIGHTS)),
                                    fields.field("name", Type.uint(ADDRESS_WIDTH)),
                                    fields.field("bus", Type.uint(ADDRESS_WIDTH)),
                                    fields.field("length", Type.uint(LENGTH_WIDTH))));
}
