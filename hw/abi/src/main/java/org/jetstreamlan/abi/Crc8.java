package org.jetstreamlan.abi;

/// CRC-8 x^8 + x^2 + x + 1, most significant bit first, initial value 0, result xor 0x55: the ATM
/// HEC (ITU-T I.432.1, 7.3.2.2) and the header check alike. It sees all errors of 1 to 3 bits in
/// up to 15 bytes.
public final class Crc8 {
    private Crc8() {}

    /// The polynomial without its top term.
    public static final int POLYNOMIAL = 0x07;

    /// Added to the remainder, so that an all-zero header has a check that is not zero.
    public static final int COSET = 0x55;

    private static final byte[] TABLE = table();

    private static byte[] table() {
        var table = new byte[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ ((crc & 0x80) != 0 ? POLYNOMIAL : 0);
            }
            table[i] = (byte) crc;
        }
        return table;
    }

    /// The remainder after one more byte, without the coset.
    public static int step(int crc, int octet) {
        return TABLE[(crc ^ octet) & 0xFF] & 0xFF;
    }

    /// The check over the lower `octets` bytes of `value`, the topmost of them first.
    public static int check(int value, int octets) {
        int crc = 0;
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            crc = step(crc, value >>> shift);
        }
        return crc ^ COSET;
    }
}
