package org.jetstreamlan.via;

/// States of a VI; the ordinal is the specification's number.
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
    CONNECTED,
    CONNECT_PENDING,
    ERROR
}
