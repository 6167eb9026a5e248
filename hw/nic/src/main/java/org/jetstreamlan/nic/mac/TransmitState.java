package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Encoded;
import org.jetstreamlan.hdl.Encoding;

/// What [Transmitter] puts on the link in a clock.
///
/// ```
///   IDLE ── token ──> GAP ── frame fits ──> START ─> HEADER ─> ATM ─> PAYLOAD* ─> END ──┐
///    ^                ^ │                                     └── underrun: ABORT ───────┤
///    │                │ │ no more                                                       │
///    │                └─┼───────────────────────────────────────────────────────────────┘
///    └─ TOKEN <─ MARK <─┘
/// ```
/// Management frames go from IDLE to START and from GAP back to IDLE.
@Encoded(Encoding.ONE_HOT)
public enum TransmitState {
    IDLE,
    START,
    HEADER,
    ATM,
    PAYLOAD,
    END,
    GAP,
    MARK,
    TOKEN
}
