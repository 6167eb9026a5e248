package org.jetstreamlan.hdl;

import java.math.BigInteger;

/// A register's reset value, which is also its power-up value.
///
/// @param label the enum constant that the value stands for, or empty
public record Init(BigInteger value, String label) {
    public Init(BigInteger value) {
        this(value, "");
    }

    /// Bits `lo + width - 1` down to `lo`.
    Init slice(int lo, int width) {
        return new Init(value.shiftRight(lo).and(Term.allOnes(width)));
    }
}
