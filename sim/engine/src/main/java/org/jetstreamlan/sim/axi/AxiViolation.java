package org.jetstreamlan.sim.axi;

/// The circuit broke a rule of AXI.
public final class AxiViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AxiViolation(String what) {
        super(what);
    }

    AxiViolation(String port, long cycle, String what) {
        super("%s, clock %,d: %s".formatted(port, cycle, what));
    }
}
