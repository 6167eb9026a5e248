package org.jetstreamlan.driver.daemon;

import org.jetstreamlan.abi.daemon.ServiceReason;

/// A request of a client, or its greeting, is refused; nothing has changed.
final class ServiceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ServiceReason reason;

    ServiceException(ServiceReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    ServiceReason reason() {
        return reason;
    }
}
