package org.jetstreamlan.sim;

/// A value or condition that a process waits for.
interface Watch {
    /// Looks whether it has come.
    boolean holds();

    /// What a report says of it beside the trigger; may be empty.
    String state();
}
