package org.jetstreamlan.sim;

/// A run of a test bench cannot go on. The message is a report of several lines: what happened, when, and what each process waits for.
/// (A failing check of the design is an [AssertionFailure].) All processes have been unwound when this is thrown.
public final class SimulationFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What happened.
    public enum Kind {
        /// Nothing can ever wake any of the processes that wait.
        DEADLOCK,
        /// The limit of the run came first.
        TIME_OUT,
        /// A process, an agent or a condition threw what is the cause.
        PROCESS,
        /// Processes wake each other without end, and time does not go by.
        LOOP,
        /// A process runs and does not wait.
        STUCK,
        /// The calling thread was interrupted.
        INTERRUPTED
    }

    private final Kind kind;

    SimulationFailure(Kind kind, String report) {
        super(report);
        this.kind = kind;
    }

    SimulationFailure(Kind kind, String report, Throwable cause) {
        super(report, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
