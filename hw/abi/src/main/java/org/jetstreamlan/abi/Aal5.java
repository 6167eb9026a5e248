package org.jetstreamlan.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// AAL5 (ITU-T I.363.5): the CPCS-PDU and its CRC-32.
///
/// ```
/// | user data, 1..65,512 | padding 0..47 x 00 | UU | CPI | Length (2) | CRC-32 (4) |
///                                              <-------- trailer, 8 bytes -------->
/// ```
/// The PDU is a multiple of 48 bytes, so that a gateway can cut it into cells. Length counts the
/// user's bytes. CRC: polynomial 0x04C11DB7, bits most significant first, initial value all ones,
/// complemented, over the whole PDU but itself, big-endian.
public final class Aal5 {
    private Aal5() {}

    /// The polynomial without its top term.
    public static final int POLYNOMIAL = 0x04C1_1DB7;

    /// Remainder before the first bit.
    public static final int INITIAL = 0xFFFF_FFFF;

    /// Remainder (not complemented) over a PDU and its right CRC.
    public static final int RESIDUE = 0xC704_DD7B;

    /// Bytes of a cell's payload.
    public static final int CELL_BYTES = 48;

    /// Bytes of the trailer.
    public static final int TRAILER_BYTES = 8;

    /// Bytes of the CRC.
    public static final int CRC_BYTES = 4;

    /// Largest PDU of whole cells that a frame carries (65,528 is no multiple of 48).
    public static final int PDU_BYTES_MAXIMUM = 65_520;

    /// Most user bytes of one PDU.
    public static final int USER_BYTES_MAXIMUM = PDU_BYTES_MAXIMUM - TRAILER_BYTES;

    /// Bytes that the remainder of a long piece takes at once.
    private static final int STRIDE = 16;

    /// `TABLE[k][b]`: what byte b does to the remainder, k zero bytes later.
    private static final int[][] TABLE = table();

    private static int[][] table() {
        var table = new int[STRIDE][256];
        for (int i = 0; i < 256; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ (crc < 0 ? POLYNOMIAL : 0);
            }
            table[0][i] = crc;
        }
        for (int i = 0; i < 256; i++) {
            for (int k = 1; k < STRIDE; k++) {
                int before = table[k - 1][i];
                table[k][i] = before << 8 ^ table[0][before >>> 24];
            }
        }
        return table;
    }

    /// The remainder after one more byte.
    public static int step(int remainder, int octet) {
        return remainder << 8 ^ TABLE[0][(remainder >>> 24 ^ octet) & 0xFF];
    }

    /// The remainder after four more bytes, the first of them on top.
    public static int stepWord(int remainder, int word) {
        return part(remainder ^ word, 0);
    }

    /// What a word does to the remainder, `words` zero words later.
    private static int part(int word, int words) {
        int k = 4 * words;
        return TABLE[k + 3][word >>> 24]
                ^ TABLE[k + 2][word >>> 16 & 0xFF]
                ^ TABLE[k + 1][word >>> 8 & 0xFF]
                ^ TABLE[k][word & 0xFF];
    }

    /// CRC of `length` bytes.
    public static int crc(MemorySegment data, long at, long length) {
        int remainder = INITIAL;
        long end = at + length;
        for (; at + STRIDE <= end; at += STRIDE) {
            remainder =
                    part(remainder ^ data.get(WindowWords.WIRE, at), 3)
                            ^ part(data.get(WindowWords.WIRE, at + 4), 2)
                            ^ part(data.get(WindowWords.WIRE, at + 8), 1)
                            ^ part(data.get(WindowWords.WIRE, at + 12), 0);
        }
        for (; at + 4 <= end; at += 4) {
            remainder = stepWord(remainder, data.get(WindowWords.WIRE, at));
        }
        for (; at < end; at++) {
            remainder = step(remainder, data.get(ValueLayout.JAVA_BYTE, at));
        }
        return ~remainder;
    }

    /// CRC of a byte array.
    public static int crc(byte[] data, int length) {
        return crc(MemorySegment.ofArray(data), 0, length);
    }

    /// Bytes of the PDU around `userBytes`: whole cells.
    public static int pduBytes(int userBytes) {
        return (userBytes + TRAILER_BYTES + CELL_BYTES - 1) / CELL_BYTES * CELL_BYTES;
    }

    /// The first trailer word, first byte on top.
    ///
    /// @param uu user-to-user, 8 bits
    /// @param cpi common part indicator, 8 bits, 0
    /// @param userBytes Length
    public static int trailerWord(int uu, int cpi, int userBytes) {
        return uu << 24 | cpi << 16 | userBytes;
    }

    /// Length in a first trailer word.
    public static int userBytes(int trailerWord) {
        return trailerWord & 0xFFFF;
    }

    /// Whether a PDU of `pduBytes` may say that `userBytes` of it are the user's: whole cells, not
    /// empty (Length 0 is an abort), and no more padding than the last cell needs.
    public static boolean lengthGood(int pduBytes, int userBytes) {
        return userBytes > 0 && pduBytes == pduBytes(userBytes);
    }

    /// A whole PDU: data, padding, trailer, CRC.
    ///
    /// @throws IllegalArgumentException if the data is empty or too long
    public static byte[] pdu(byte[] user, int uu, int cpi) {
        if (user.length == 0 || user.length > USER_BYTES_MAXIMUM) {
            throw new IllegalArgumentException(
                    "AAL5: %d user bytes; 1..%d fit one PDU"
                            .formatted(user.length, USER_BYTES_MAXIMUM));
        }
        var pdu = java.util.Arrays.copyOf(user, pduBytes(user.length));
        var segment = MemorySegment.ofArray(pdu);
        int crcAt = pdu.length - CRC_BYTES;
        segment.set(
                WindowWords.WIRE, pdu.length - TRAILER_BYTES, trailerWord(uu, cpi, user.length));
        segment.set(WindowWords.WIRE, crcAt, crc(pdu, crcAt));
        return pdu;
    }
}
