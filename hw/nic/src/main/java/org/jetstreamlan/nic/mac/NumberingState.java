package org.jetstreamlan.nic.mac;

/// What the monitor is about in [Numbering].
public enum NumberingState {
    /// Nothing, or not the monitor.
    REST,
    SEND_ID,
    AWAIT_ID,
    SEND_CONFIRM,
    AWAIT_CONFIRM,
    ISSUE_TOKEN
}
