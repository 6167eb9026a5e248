package org.jetstreamlan.examples.uart;

import java.util.Locale;

/// What follows the eight data bits of a frame.
public enum Parity {
    /// The stop bit.
    NONE,
    /// A bit that makes the number of ones even.
    EVEN,
    /// A bit that makes the number of ones odd.
    ODD;

    /// Parity bits in a frame.
    public int bits() {
        return this == NONE ? 0 : 1;
    }

    /// As part of a Verilog name.
    String suffix() {
        return "_" + name().toLowerCase(Locale.ROOT);
    }
}
