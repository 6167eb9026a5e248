package org.jetstreamlan.nic.link;

/// What a link knows of its word boundaries.
///
/// ```
///              slipped                 fill, 4th
///  SETTLING ────────────> HUNTING ─────────────────> LOCKED
///     ^                    │  ^                         │
///     └── fault, no fill ──┘  └── 8 faults, no fill ────┘
/// ```
public enum LockState {
    /// The place has just been moved.
    SETTLING,
    /// The place may be right.
    HUNTING,
    LOCKED
}
