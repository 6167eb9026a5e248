package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Encoded;
import org.jetstreamlan.hdl.Encoding;

/// What a word is in its place.
///
/// ```
///            START         good HEADER           ATM
///  OUTSIDE ─────────> START ─────────> HEADER ─────────> ATM ──> PAYLOAD ──┐
///     ^                  │ bad                            │        │  ^────┘ DATA
///     │                  v                                v        v
///     ├──────────────  SKIPPED ──┐ DATA                END or ABORT
///     │                   ^──────┘                          │
///     └──────── anything else ──────────────────────────────┘
/// ```
/// ABORT closes a frame from HEADER on, END from ATM on. Any other word that is not DATA cuts the frame and
/// is then read as if it had come OUTSIDE.
@Encoded(Encoding.ONE_HOT)
public enum Place {
    /// Fill, or a word that becomes fill.
    OUTSIDE,
    START,
    /// Header word 0, its check right.
    HEADER,
    /// Header word 1.
    ATM,
    PAYLOAD,
    /// Behind a header word 0 whose check was wrong.
    SKIPPED,
    /// END of a frame with both header words.
    END,
    /// ABORT of a frame with header word 0.
    ABORT,
    TOKEN,
    MARK
}
