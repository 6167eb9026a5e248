package org.jetstreamlan.sim.record;

/// A design no longer does what a recording says it did: the first output that differs, and when.
public final class ReplayDifference extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplayDifference(String message) {
        super(message);
    }
}
