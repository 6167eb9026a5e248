package org.jetstreamlan.nic.mac;

/// Where bring-up stands; the ordinals are those of `Registers.RING_STATE`.
public enum RingState {
    /// No id.
    DOWN,
    /// The id has been taken, or is being given, and no token has been here.
    NUMBERING,
    /// A token has been here.
    OPERATIONAL
}
