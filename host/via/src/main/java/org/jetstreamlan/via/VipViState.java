package org.jetstreamlan.via;

/// States of a VI.
///
/// ```
///          connectRequest                 accepted
///  IDLE ───────────────────> CONNECT_PENDING ────> CONNECTED
///   │ ^ <── rejected, timeout ──┘                   ^   │ │
///   │ └──────────────────── disconnect ─────────────┼───┘ │ error, or the peer is gone
///   └──────────────────── connectAccept ────────────┘     v
///   ^──────────────────── disconnect ────────────────── ERROR
/// ```
public enum VipViState {
    IDLE,
    CONNECT_PENDING,
    CONNECTED,
    ERROR
}
