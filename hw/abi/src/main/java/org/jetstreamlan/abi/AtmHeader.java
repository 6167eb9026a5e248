package org.jetstreamlan.abi;

import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Layout;

/// The ATM UNI cell header (ITU-T I.361), bytes 3..7 of a frame; "24-bit VCI" here means VPI and
/// VCI together.
///
/// ```
///            31 28 27          20 19                  4 3  1 0
/// ATM word  | GFC |     VPI      |         VCI         | PT |CLP|   header bytes 3..6
///
///            31    24 23   16 15    8 7    0
/// word 0    | ...             | check |byte 3|
/// word 1    | byte 4 | byte 5 | byte 6|  HEC |
/// ```
/// The HEC is [Crc8] over bytes 3..6; it detects only, never corrects.
///
/// @param gfc generic flow control, 4 bits
/// @param vci VPI (8) and VCI (16), 24 bits
/// @param pt payload type, 3 bits
/// @param clp cell loss priority
public record AtmHeader(int gfc, int vci, int pt, boolean clp) {

    /// Bytes with the HEC.
    public static final int BYTES = 5;

    /// Values of the 24-bit VCI.
    public static final int VCIS = 1 << 24;

    /// PT of user data that ends an AAL5 PDU, no congestion.
    public static final int PT_END = 1;

    public static final Field GFC = Field.of("GFC", 28, 4, "Generic flow control.");
    public static final Field VCI = Field.of("VCI", 4, 24, "VPI (8), VCI (16).");
    public static final Field PT = Field.of("PT", 1, 3, "Payload type.");
    public static final Field CLP = Field.bit("CLP", 0, "Cell loss priority.");

    public static final Layout LAYOUT =
            Layout.of(
                    "ATM_HEADER",
                    "Header bytes 3..6, first byte on top.",
                    Layout.Word.of("WORD", GFC, VCI, PT, CLP));

    public AtmHeader {
        if (gfc < 0 || gfc > 15 || vci < 0 || vci >= VCIS || pt < 0 || pt > 7) {
            throw new IllegalArgumentException(
                    "ATM header: GFC %d, VCI %#x or PT %d out of range".formatted(gfc, vci, pt));
        }
    }

    /// The last, or only, part of an AAL5 PDU.
    public static AtmHeader endOfPdu(int vci) {
        return new AtmHeader(0, vci, PT_END, false);
    }

    /// Not the end of a PDU: no CRC.
    public static AtmHeader noCrc(int vci) {
        return new AtmHeader(0, vci, 0, false);
    }

    /// Bytes 3..6, first byte on top.
    public int word() {
        return word(gfc, vci, pt, clp);
    }

    /// Bytes 3..6 without an object; the values must be in range.
    public static int word(int gfc, int vci, int pt, boolean clp) {
        return gfc << 28 | vci << 4 | pt << 1 | (clp ? 1 : 0);
    }

    /// Byte 7.
    public int hec() {
        return hec(word());
    }

    /// HEC of an ATM word.
    public static int hec(int atmWord) {
        return Crc8.check(atmWord, 4);
    }

    /// Header word 1 of a frame.
    public int word1() {
        return word() << 8 | hec();
    }

    /// The header in an ATM word.
    public static AtmHeader of(int atmWord) {
        return new AtmHeader(
                GFC.get(atmWord), VCI.get(atmWord), PT.get(atmWord), CLP.isSet(atmWord));
    }

    /// The ATM word in the two header words of a frame.
    public static int word(int word0, int word1) {
        return word0 << 24 | word1 >>> 8;
    }

    /// Whether the HEC in the two header words of a frame is right.
    public static boolean hecGood(int word0, int word1) {
        return hec(word(word0, word1)) == (word1 & 0xFF);
    }

    /// Whether PT marks the end of a PDU, so that the payload ends in a CRC-32: user data (top bit
    /// 0) with the user-to-user bit (lowest bit 1), I.363.5.
    public boolean endsPdu() {
        return endsPdu(word());
    }

    /// As [#endsPdu()], of an ATM word.
    public static boolean endsPdu(int atmWord) {
        return (PT.get(atmWord) & 0b101) == PT_END;
    }
}
