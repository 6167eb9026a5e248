package org.jetstreamlan.nic.mac;

/// What [Received] holds in a clock. A frame is `HEADER ATM PAYLOAD* END`, or any beginning of that and `ABORT`.
public enum ReceiveKind {
    /// Nothing.
    NONE,
    /// Header word 0 of a frame whose header check is right.
    HEADER,
    /// The ATM header.
    ATM,
    /// A payload word.
    PAYLOAD,
    /// The frame is whole.
    END,
    /// The frame was given up by its sender, or cut.
    ABORT
}
