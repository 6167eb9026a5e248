package org.jetstreamlan.driver.shared;

/// The other side of a ring has an index that it cannot have: it is broken or lies, and is to be done with no more.
public final class RingFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RingFault(String message) {
        super(message);
    }
}
