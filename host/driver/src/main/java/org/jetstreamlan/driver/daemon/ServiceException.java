package org.jetstreamlan.driver.daemon;

import org.jetstreamlan.abi.daemon.ServiceReason;

/// A request of a client, or its greeting, is refused; nothing has changed.
final class ServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ServiceReason reason;
    private final String why;

    ServiceException(ServiceReason reason, String why) {
        super(why);
        this.reason = reason;
        this.why = why;
    }

    /// The message.
    String why() {
        return why;
    }

    ServiceReason reason() {
        return reason;
    }
}
