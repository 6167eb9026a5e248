package org.jetstreamlan.sim;

/// An engine cannot do what was asked: a missing tool, a failed build, a failed check in the running design.
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }

    /// The same with more lines of text.
    EngineException with(String report) {
        return new EngineException(getMessage() + "\n" + report, this);
    }
}
