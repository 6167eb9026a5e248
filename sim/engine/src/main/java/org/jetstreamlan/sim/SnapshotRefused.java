package org.jetstreamlan.sim;

/// No snapshot can be had, or restored, in this state of things; the message names what stands in the way. Nothing has changed.
public final class SnapshotRefused extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public SnapshotRefused(String message) {
        super(message);
    }
}
