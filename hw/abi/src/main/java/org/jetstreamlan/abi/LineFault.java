package org.jetstreamlan.abi;

/// Why a link word is INVALID; the ordinal is in its bits.
public enum LineFault {
    /// A half is no data, control or fill word.
    ILLEGAL_CODE,
    /// Two data words whose flags are not 0, 1.
    FLAG,
    /// Two halves that are no pair: of different kinds, or fill in the wrong order.
    HALVES,
    /// Word lock was lost here.
    LOCK_LOST;

    private static final LineFault[] BY_CODE = values();

    /// The fault in the bits of an INVALID word, of which the low 2 count.
    public static LineFault of(int bits) {
        return BY_CODE[bits & 3];
    }

    /// The link word that says so, packed.
    public long packed() {
        return LinkWord.pack(LinkWord.Kind.INVALID, ordinal());
    }
}
