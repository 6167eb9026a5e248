package org.jetstreamlan.hdl.lib.coding;

import org.jetstreamlan.hdl.Arguments;

/// A cyclic redundancy check in the terms of the public catalogue (G. Cook, "Catalogue of parametrised CRC algorithms"): a message is shifted
/// through a remainder of `width` bits, modulo the polynomial.
///
/// @param width of the check, 1..64 bits
/// @param polynomial without its top term, x^0 in bit 0
/// @param init remainder before the first bit
/// @param reflectIn whether a byte's bit 0 goes first, else its bit 7
/// @param reflectOut whether the check is the remainder with its bits reversed
/// @param xorOut added to the check at the end
public record CrcSpec(
        int width, long polynomial, long init, boolean reflectIn, boolean reflectOut, long xorOut) {
    /// Ethernet, PKZIP: `java.util.zip.CRC32`.
    public static final CrcSpec CRC_32 =
            new CrcSpec(32, 0x04C1_1DB7L, 0xFFFF_FFFFL, true, true, 0xFFFF_FFFFL);

    /// iSCSI, SCTP, ext4: `java.util.zip.CRC32C`.
    public static final CrcSpec CRC_32C =
            new CrcSpec(32, 0x1EDC_6F41L, 0xFFFF_FFFFL, true, true, 0xFFFF_FFFFL);

    /// AAL5, bzip2: CRC-32 with the top bit first.
    public static final CrcSpec CRC_32_BZIP2 =
            new CrcSpec(32, 0x04C1_1DB7L, 0xFFFF_FFFFL, false, false, 0xFFFF_FFFFL);

    /// HDLC, X.25.
    public static final CrcSpec CRC_16_IBM_SDLC =
            new CrcSpec(16, 0x1021, 0xFFFF, true, true, 0xFFFF);

    /// Often called CCITT-FALSE.
    public static final CrcSpec CRC_16_IBM_3740 = new CrcSpec(16, 0x1021, 0xFFFF, false, false, 0);

    /// SD cards, XMODEM.
    public static final CrcSpec CRC_16_XMODEM = new CrcSpec(16, 0x1021, 0, false, false, 0);

    /// SMBus.
    public static final CrcSpec CRC_8_SMBUS = new CrcSpec(8, 0x07, 0, false, false, 0);

    public CrcSpec {
        if (width < 1 || width > 64) {
            throw Arguments.wrong("a CRC", "of " + width + " bits", "make it 1 to 64 bits wide");
        }
        requireFits("polynomial", polynomial, width);
        requireFits("init", init, width);
        requireFits("xorOut", xorOut, width);
        if ((polynomial & 1) == 0) {
            throw Arguments.wrong(
                    "CRC polynomial 0x" + Long.toHexString(polynomial),
                    "has no term x^0",
                    "set its bit 0");
        }
    }

    private static void requireFits(String what, long value, int width) {
        if ((value & ~ones(width)) != 0) {
            throw Arguments.wrong(
                    "CRC " + what + " 0x" + Long.toHexString(value),
                    "does not fit in " + width + " bits",
                    "leave out the bits above");
        }
    }

    /// The check over `message`.
    public long of(byte... message) {
        long remainder = init;
        for (byte octet : message) {
            int bits = octet & 0xFF;
            for (int i = 0; i < 8; i++) {
                remainder = shifted(remainder, bits >> (reflectIn ? i : 7 - i) & 1);
            }
        }
        return finished(remainder);
    }

    /// The remainder after one more bit.
    long shifted(long remainder, int bit) {
        boolean carry = (remainder >>> width - 1 & 1) != bit;
        return (remainder << 1 ^ (carry ? polynomial : 0)) & ones(width);
    }

    /// The check that a remainder stands for.
    long finished(long remainder) {
        return (reflectOut ? Long.reverse(remainder) >>> 64 - width : remainder) ^ xorOut;
    }

    static long ones(int width) {
        return -1L >>> 64 - width;
    }
}
