package org.jetstreamlan.sim;

import org.jetstreamlan.hdl.ir.Place;

/// A check or assumption of the running design did not hold. The simulator that throws it goes no further.
public final class AssertionFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final transient Place place;
    private final long cycle;

    /// @param path hierarchical name of the check: `fifo.no_put_while_full`
    /// @param kind `check` or `assumption`
    /// @param message the user's words
    /// @param place the user's line
    /// @param cycle periods since power-up before the edge at which it failed
    public AssertionFailure(String path, String kind, String message, Place place, long cycle) {
        super("%s %s failed in cycle %d: %s (%s)".formatted(kind, path, cycle, message, place));
        this.path = path;
        this.place = place;
        this.cycle = cycle;
    }

    private AssertionFailure(AssertionFailure failure, String report) {
        super(failure.getMessage() + "\n" + report, failure);
        path = failure.path;
        place = failure.place;
        cycle = failure.cycle;
    }

    /// The same with more lines of text.
    AssertionFailure with(String report) {
        return new AssertionFailure(this, report);
    }

    /// Hierarchical name of the check.
    public String path() {
        return path;
    }

    /// The user's line.
    public Place place() {
        return place;
    }

    /// Periods since power-up before the edge at which it failed.
    public long cycle() {
        return cycle;
    }
}
