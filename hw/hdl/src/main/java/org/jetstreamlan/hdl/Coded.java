package org.jetstreamlan.hdl;

/// An enum whose constants have bit patterns of their own.
///
/// ```java
/// enum Opcode implements Coded {
///     LOAD(0x03), STORE(0x23);
///     …
/// }
/// ```
public interface Coded {
    /// The constant's bit pattern, >= 0, different from the others'. The enum is as wide as its largest code.
    long code();
}
