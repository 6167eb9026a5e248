package org.jetstreamlan.hdl.pass;

/// A value depends on itself within one instant, bit for bit. Elaboration reports such loops with
/// source lines; this is the last line of defence, for netlists that were not checked.
public final class CombinationalLoop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CombinationalLoop(String message) {
        super(message);
    }
}
