package org.jetstreamlan.abi;

/// The line code: 16B/20B conditional invert with master transition (CIMT), as the G-Link chips
/// (HDMP-1022/1024, HDMP-1032/1034) have it. A line word has 20 bits, the first on the line on top:
/// 16 of D-field, then 4 of C-field, in whose middle a transition always is.
///
/// ```
///  19              13 12 11 10               4 3     0
/// |           D-field                         |C-field|
/// |             16 data bits                  | 1101  |  data, flag 0
/// |             16 data bits                  | 1011  |  data, flag 1
/// | user bits 13..7 | 0  1 | user bits 6..0   | 0011  |  control
/// |     1111111     | 1  0 |    0000000       | 0011  |  fill FF0,  balanced
/// |     1111111     | 1  1 |    0000000       | 0011  |  fill FF1a, two more ones than zeros
/// |     1111111     | 0  0 |    0000000       | 0011  |  fill FF1b, two more zeros than ones
/// ```
/// Data and control words are sent as they are or with all 20 bits inverted, whichever brings the
/// running disparity towards 0. Everything else is illegal.
///
/// A link word goes as two line words, its upper half first. The upper one of data has flag 0, the
/// lower flag 1, so that flags alternate; fill is FF0, then FF1a or FF1b. So each pair shows which half comes first.
public final class LineCode {
    private LineCode() {}

    /// Bits of a line word, of its fields, and of the two line words of a link word.
    public static final int WORD_BITS = 20;

    public static final int DATA_BITS = 16;
    public static final int CODE_BITS = 4;
    public static final int PAIR_BITS = 2 * WORD_BITS;

    /// C-fields of words that are not inverted.
    public static final int DATA_FLAG0 = 0b1101;

    public static final int DATA_FLAG1 = 0b1011;
    public static final int CONTROL = 0b0011;

    /// Bits 8 and 7 of the D-field of a control word that is not inverted.
    public static final int CONTROL_MARK = 0b01;

    public static final int MARK_LO = 7;

    /// User bits of a control word.
    public static final int CONTROL_BITS = 14;

    /// Fill words.
    public static final int FF0 = 0b1111111_10_0000000_0011;

    public static final int FF1A = 0b1111111_11_0000000_0011;
    public static final int FF1B = 0b1111111_00_0000000_0011;

    /// Most ones above zeros, or zeros above ones, between two line words.
    public static final int DISPARITY_BOUND = 18;

    private static final int ALL = 0xF_FFFF;

    /// What a line word is.
    public enum Half {
        /// FF0, or FF1a and FF1b.
        FILL0,
        FILL1,
        /// Data with flag 0 and 1.
        DATA0,
        DATA1,
        CONTROL,
        ILLEGAL
    }

    /// What a received line word is.
    public static Half half(int word) {
        return switch (word & 0xF) {
            case DATA_FLAG0, ~DATA_FLAG0 & 0xF -> Half.DATA0;
            case DATA_FLAG1, ~DATA_FLAG1 & 0xF -> Half.DATA1;
            case CONTROL -> mark(word) == CONTROL_MARK ? Half.CONTROL : fill(word);
            case ~CONTROL & 0xF -> mark(word) == (~CONTROL_MARK & 3) ? Half.CONTROL : Half.ILLEGAL;
            default -> Half.ILLEGAL;
        };
    }

    private static Half fill(int word) {
        return switch (word) {
            case FF0 -> Half.FILL0;
            case FF1A, FF1B -> Half.FILL1;
            default -> Half.ILLEGAL;
        };
    }

    private static int mark(int word) {
        return word >>> CODE_BITS + MARK_LO & 3;
    }

    /// The 16 data bits or 14 user bits of a legal line word that is no fill.
    public static int bits(int word) {
        boolean inverted = (word & 1) == 0;
        int field = (inverted ? ~word : word) >>> CODE_BITS & 0xFFFF;
        return (word & 0xF) == CONTROL || (word & 0xF) == (~CONTROL & 0xF)
                ? field >>> MARK_LO + 2 << MARK_LO | field & 0x7F
                : field;
    }

    /// A data word, not inverted.
    public static int data(int bits, int flag) {
        return (bits & 0xFFFF) << CODE_BITS | (flag == 0 ? DATA_FLAG0 : DATA_FLAG1);
    }

    /// A control word, not inverted.
    public static int control(int userBits) {
        int upper = userBits >>> MARK_LO & 0x7F;
        int field = upper << MARK_LO + 2 | CONTROL_MARK << MARK_LO | userBits & 0x7F;
        return field << CODE_BITS | CONTROL;
    }

    /// Ones less zeros of a line word.
    public static int disparity(int word) {
        return 2 * Integer.bitCount(word & ALL) - WORD_BITS;
    }

    /// The link word of two line words, packed; its upper half is on top of `pair`. If it is INVALID, its bits are a [LineFault].
    public static long decode(long pair) {
        int first = (int) (pair >>> WORD_BITS) & ALL;
        int second = (int) pair & ALL;
        Half upper = half(first);
        Half lower = half(second);
        if (upper == Half.ILLEGAL || lower == Half.ILLEGAL) {
            return LineFault.ILLEGAL_CODE.packed();
        }
        int bits = bits(first) << DATA_BITS | bits(second);
        if (upper == Half.DATA0 && lower == Half.DATA1) {
            return LinkWord.pack(LinkWord.Kind.DATA, bits);
        }
        if (upper == Half.CONTROL && lower == Half.CONTROL) {
            return LinkWord.pack(LinkWord.Kind.CONTROL, bits);
        }
        if (upper == Half.FILL0 && lower == Half.FILL1) {
            return LinkWord.FILL.packed();
        }
        return isData(upper) && isData(lower) ? LineFault.FLAG.packed() : LineFault.HALVES.packed();
    }

    private static boolean isData(Half half) {
        return half == Half.DATA0 || half == Half.DATA1;
    }

    /// The transmitter's side: link words to line words, with the running disparity.
    public static final class Encoder {
        private int running;

        /// An encoder at disparity 0.
        public Encoder() {}

        /// Ones less zeros sent so far.
        public int running() {
            return running;
        }

        /// Two line words for a packed link word, the upper half on top. FILL and INVALID give fill.
        public long encode(long packed) {
            int bits = LinkWord.bits(packed);
            return switch (LinkWord.kind(packed)) {
                case DATA -> pair(data(bits >>> DATA_BITS, 0), data(bits, 1));
                case CONTROL -> pair(control(bits >>> DATA_BITS), control(bits));
                case FILL, INVALID -> {
                    long first = Integer.toUnsignedLong(FF0);
                    int second = running > 0 ? FF1B : FF1A;
                    running += disparity(second);
                    yield first << WORD_BITS | second;
                }
            };
        }

        private long pair(int first, int second) {
            long upper = balanced(first);
            return upper << WORD_BITS | balanced(second);
        }

        /// Inverts where the disparity would grow.
        private int balanced(int word) {
            int own = disparity(word);
            boolean inverts = running > 0 ? own > 0 : own < 0;
            running += inverts ? -own : own;
            return inverts ? ~word & ALL : word;
        }
    }
}
