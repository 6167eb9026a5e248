package org.jetstreamlan.driver.shared;

/// A file descriptor that this process owns: closed once, and not used afterwards, when its number may be another file's. Any thread may close it; a call that another thread's [#close] may overtake is made
/// within `synchronized` on it, behind a look at [#isOpen()], and must not wait.
final class Descriptor implements AutoCloseable {
    private final int number;
    private volatile boolean closed;

    Descriptor(long number) {
        this.number = (int) number;
    }

    /// What the system calls it.
    ///
    /// @throws IllegalStateException if it is closed
    int number() {
        if (closed) {
            throw new IllegalStateException(
                    "descriptor %d is closed, its number may be another file's; open it anew"
                            .formatted(number));
        }
        return number;
    }

    boolean isOpen() {
        return !closed;
    }

    @Override
    public synchronized void close() throws SystemCallException {
        if (!closed) {
            closed = true;
            Linux.close(number);
        }
    }
}
