package org.jetstreamlan.driver.shared;

import java.io.IOException;

/// A system call that failed.
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    SystemCallException(String call, int errno, String words) {
        super("%s: %s (errno %d)".formatted(call, words, errno));
        this.errno = errno;
    }

    /// The number that the system gave.
    public int errno() {
        return errno;
    }
}
