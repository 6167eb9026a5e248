package org.jetstreamlan.sim.bench;

/// Something outside the circuit that acts once a clock. All inputs of a clock are set before any output of it is looked at:
///
/// ```
/// for each: drive() ─> for each: sample() ─> edge of the clock
/// ```
/// A [org.jetstreamlan.sim.Simulation] calls those it was given; who steps a `Simulator` by hand calls them itself.
public interface Clocked {
    /// Sets inputs of the circuit for this clock.
    void drive();

    /// Looks at outputs of the circuit, settled for this clock.
    void sample();

    /// Whether it has begun something of which the design knows, and which it would not know of after the design was put into another state: then there are
    /// no snapshots.
    default boolean isBusy() {
        return false;
    }

    /// The design was put into another state: what was seen of it before counts no longer. `drive` follows.
    default void restored() {}

    /// Both; enough where this is the only one, or where no output depends on an input of the same clock (AXI's rule).
    default void tick() {
        drive();
        sample();
    }
}
