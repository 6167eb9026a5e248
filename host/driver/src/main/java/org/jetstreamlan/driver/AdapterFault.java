package org.jetstreamlan.driver;

/// An adapter that did not do what its contract says: a bus error, a place that does not exist, an
/// index that jumped, an adapter that is gone. The driver cannot go on with it.
public final class AdapterFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AdapterFault(String message) {
        super(message);
    }

    public AdapterFault(String message, Throwable cause) {
        super(message, cause);
    }
}
