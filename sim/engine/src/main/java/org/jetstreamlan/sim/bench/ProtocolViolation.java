package org.jetstreamlan.sim.bench;

import org.jetstreamlan.sim.Time;

/// A design broke a rule of its interface.
public final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProtocolViolation(String stream, long time, String what) {
        super(stream + " at " + Time.text(time) + ": " + what);
    }
}
