package org.jetstreamlan.driver.shared;

/// The other side of a connection has said what it cannot say, an index of a ring for one: it is broken or lies, and is to be done with no more.
public final class RingFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RingFault(String message) {
        super(message);
    }
}
