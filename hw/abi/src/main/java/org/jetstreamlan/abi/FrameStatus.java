package org.jetstreamlan.abi;

/// The status bits of END: FDDI's E, A, C and N, each as a complementary pair, outside the CRC.
///
/// ```
///  7 6 5 4 3 2 1 0
/// | E | A | C | N |    set = 10, clear = 01
/// ```
/// A pair 00 or 11 anywhere makes the whole status read as E set, C clear, N set (A as far as its
/// own pair says set), and it is sent on as that.
///
/// @param error E: an error was seen on the way
/// @param recognised A: the owner of the VCI has seen the frame
/// @param copied C: the owner has the whole frame with a good verdict
/// @param notCopied N: recognised but not copied; sticky
public record FrameStatus(boolean error, boolean recognised, boolean copied, boolean notCopied) {

    /// Bits of a set and of a clear pair.
    public static final int SET = 0b10;

    public static final int CLEAR = 0b01;

    /// Lowest bit of each pair.
    public static final int E = 6;

    public static final int A = 4;
    public static final int C = 2;
    public static final int N = 0;

    /// As the source sends it: all clear.
    public static final FrameStatus SENT = new FrameStatus(false, false, false, false);

    /// A unicast frame that arrived.
    public static final FrameStatus ACCEPTED = new FrameStatus(false, true, true, false);

    /// The 8 bits.
    public int bits() {
        return bits(error, recognised, copied, notCopied);
    }

    /// The 8 bits, without an object.
    public static int bits(boolean error, boolean recognised, boolean copied, boolean notCopied) {
        return pair(error) << E | pair(recognised) << A | pair(copied) << C | pair(notCopied) << N;
    }

    private static int pair(boolean value) {
        return value ? SET : CLEAR;
    }

    /// Whether all four pairs are 01 or 10.
    public static boolean legal(int bits) {
        return ((bits ^ bits >>> 1) & 0x55) == 0x55;
    }

    /// Reads 8 bits, illegal pairs included.
    public static FrameStatus of(int bits) {
        boolean recognised = (bits >>> A & 3) == SET;
        return legal(bits)
                ? new FrameStatus(
                        (bits >>> E & 3) == SET,
                        recognised,
                        (bits >>> C & 3) == SET,
                        (bits >>> N & 3) == SET)
                : new FrameStatus(true, recognised, false, true);
    }

    /// Success of a unicast frame: A and C and not N.
    public boolean accepted() {
        return recognised && copied && !notCopied;
    }

    /// Success read from the bits, no allocation: one value is success whatever E says.
    public static boolean accepted(int bits) {
        return (bits & 0x3F) == (SET << A | SET << C | CLEAR << N) && legal(bits);
    }
}
