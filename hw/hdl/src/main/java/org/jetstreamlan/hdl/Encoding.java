package org.jetstreamlan.hdl;

/// The bit patterns of an enum's constants; see [Encoded].
public enum Encoding {
    /// `ordinal()`, in as few bits as hold it.
    BINARY,
    /// Bit `ordinal()` alone, one bit a constant. What is compared is that bit.
    ONE_HOT,
    /// The Gray code of `ordinal()`: constants that follow each other differ in one bit.
    GRAY
}
