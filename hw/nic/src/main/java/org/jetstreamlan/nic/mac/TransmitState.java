package org.jetstreamlan.nic.mac;

/// What [Transmitter] puts on the link in a clock.
///
/// ```
///   IDLE ── token ──> GAP ── frame fits ──> START ─> HEADER ─> ATM ─> PAYLOAD* ─> END ──┐
///    ^                ^ │                                     └───── underrun ─> ABORT ─┤
///    │                │ │ no more                                                       │
///    │                └─┼───────────────────────────────────────────────────────────────┘
///    └─ TOKEN <─ MARK <─┘
/// ```
/// Management frames go from IDLE to START and from GAP back to IDLE.
public enum TransmitState {
    IDLE,
    START,
    HEADER,
    ATM,
    PAYLOAD,
    END,
    ABORT,
    GAP,
    MARK,
    TOKEN
}
