package org.jetstreamlan.abi;

/// One word of the link as the core sees it: a 2-bit kind and 32 bits, one a clock. The halves
/// went over the line upper half first.
///
/// ```
///  33 32 31                                0
/// | kind |              bits                |
/// ```
/// FILL has bits 0. INVALID marks a word with an illegal code; from the line decoder its bits are a [LineFault], which to a MAC mean nothing.
///
/// @param kind what the line code said
/// @param bits payload, header or symbol; 0 for FILL
public record LinkWord(Kind kind, int bits) {

    /// Bits of the packed form.
    public static final int WIDTH = 34;

    /// What the line code said; the ordinal is the 2-bit code.
    public enum Kind {
        FILL,
        DATA,
        CONTROL,
        INVALID;

        private static final Kind[] BY_CODE = values();

        /// The kind with this code.
        ///
        /// @param code 0..3
        public static Kind of(int code) {
            return BY_CODE[code];
        }
    }

    public static final LinkWord FILL = new LinkWord(Kind.FILL, 0);

    public static LinkWord data(int bits) {
        return new LinkWord(Kind.DATA, bits);
    }

    public static LinkWord control(ControlSymbol symbol) {
        return new LinkWord(Kind.CONTROL, symbol.word());
    }

    /// All 34 bits in a `long`.
    public long packed() {
        return pack(kind, bits);
    }

    public static long pack(Kind kind, int bits) {
        return (long) kind.ordinal() << 32 | Integer.toUnsignedLong(bits);
    }

    public static Kind kind(long packed) {
        return Kind.of((int) (packed >>> 32) & 3);
    }

    public static int bits(long packed) {
        return (int) packed;
    }

    public static LinkWord of(long packed) {
        return new LinkWord(kind(packed), bits(packed));
    }

    @Override
    public String toString() {
        return switch (kind) {
            case FILL -> "FILL";
            case DATA -> "DATA %08x".formatted(bits);
            case CONTROL ->
                    ControlSymbol.of(bits)
                            .map(ControlSymbol::toString)
                            .orElseGet(() -> "CONTROL %08x (broken)".formatted(bits));
            case INVALID -> "INVALID";
        };
    }
}
