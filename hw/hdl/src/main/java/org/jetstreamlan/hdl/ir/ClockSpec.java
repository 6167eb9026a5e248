package org.jetstreamlan.hdl.ir;

/// What is true of a clock and its reset. Nothing of it is ever inferred.
///
/// @param edge the edge at which registers sample
/// @param reset how the domain is reset
/// @param resetActiveHigh polarity of the reset input; without meaning for [Reset#NONE]
/// @param hertz nominal frequency in Hz, for constraints and waves
public record ClockSpec(Edge edge, Reset reset, boolean resetActiveHigh, long hertz) {
    /// The sampling edge.
    public enum Edge {
        RISING,
        FALLING
    }

    /// Synchronous (sampled at the edge), asynchronous (level sensitive), or no reset input at all.
    public enum Reset {
        SYNCHRONOUS,
        ASYNCHRONOUS,
        NONE
    }

    /// Rising edge, synchronous active-high reset, 125 MHz: the adapter's core clock.
    public static final ClockSpec CORE =
            new ClockSpec(Edge.RISING, Reset.SYNCHRONOUS, true, 125_000_000);

    public ClockSpec {
        if (hertz <= 0) {
            throw new IllegalArgumentException(
                    "clock frequency " + hertz + " Hz: must be positive; give the nominal one");
        }
    }
}
