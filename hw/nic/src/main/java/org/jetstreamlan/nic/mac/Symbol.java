package org.jetstreamlan.nic.mac;

/// What a link word is, whatever its place.
public enum Symbol {
    FILL,
    DATA,
    START,
    END,
    ABORT,
    TOKEN,
    MARK,
    /// A control word that is no symbol.
    BROKEN,
    /// A word with an illegal code.
    INVALID
}
