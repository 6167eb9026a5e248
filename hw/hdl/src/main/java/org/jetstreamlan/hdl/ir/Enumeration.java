package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;

/// The named values of a net that was declared with a Java enum.
///
/// @param name of the enum
/// @param width of its code, in bits
/// @param constants in the enum's order
public record Enumeration(String name, int width, List<Constant> constants) {
    /// A value and its label, `State_IDLE`.
    public record Constant(String label, BigInteger value) {}

    /// The name of a constant in Java: `IDLE`.
    public String nameOf(Constant constant) {
        return constant.label().substring(name.length() + 1);
    }
}
