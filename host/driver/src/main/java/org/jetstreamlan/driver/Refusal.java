package org.jetstreamlan.driver;

/// The last refused data operation of a pool: written without allocation, put into words when
/// asked.
public final class Refusal {
    private final String thing;
    private Outcome outcome = Outcome.OK;
    private long value;
    private long limit;

    /// None yet.
    ///
    /// @param thing as `pool 'IP'`
    public Refusal(String thing) {
        this.thing = thing;
    }

    /// Notes a refusal and returns it.
    public Outcome of(Outcome why, long withValue, long withLimit) {
        outcome = why;
        value = withValue;
        limit = withLimit;
        return why;
    }

    /// What it was; OK before the first.
    public Outcome outcome() {
        return outcome;
    }

    /// The value that was refused.
    public long value() {
        return value;
    }

    /// The limit that it broke.
    public long limit() {
        return limit;
    }

    /// Thing, value, limit and next step.
    public String message() {
        return outcome.message(thing, value, limit);
    }

    @Override
    public String toString() {
        return outcome + ": " + message();
    }
}
