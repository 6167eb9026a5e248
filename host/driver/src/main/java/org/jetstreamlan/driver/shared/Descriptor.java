package org.jetstreamlan.driver.shared;

import java.io.Closeable;

/// A file descriptor that this process owns: closed once, and not used afterwards, when its number may be another file's. Any thread may close it; a call that another thread's [#close] may overtake is made
/// within `synchronized` on it, behind a look at [#isOpen()], and must not wait.
public final class Descriptor implements Closeable {
    private final int number;
    private volatile boolean closed;

    /// @param number that a system call gave, or a message brought
    public Descriptor(long number) {
        this.number = (int) number;
    }

    /// What the system calls it.
    ///
    /// @throws IllegalStateException if it is closed
    public int number() {
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
