package org.jetstreamlan.driver.clan;

/// A control operation of CLAN that was refused; nothing has changed. The message names the thing, the value, the limit and the next step.
public final class ClanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Why.
    public enum Reason {
        /// The adapter, or its backend, has no CLAN.
        NO_CLAN,
        /// F of the ring is less than CLAN's frames, or the ring is down.
        OFF,
        /// All endpoints are in use.
        NO_ENDPOINT_LEFT,
        /// All regions are in use.
        NO_REGION_LEFT,
        /// All pages of the aperture window are in use.
        NO_PAGE_LEFT,
        /// All tripwires are in use, or the hash finds no place for this one.
        NO_TRIPWIRE_LEFT,
        /// Not so much of the store memory is free.
        NO_STORE_MEMORY,
        /// All tags are in use.
        NO_TAG_LEFT,
        /// Memory on the heap, which has no address.
        NOT_NATIVE,
        /// A place outside of what it should lie in, or not aligned.
        OUT_OF_RANGE,
        /// The endpoint's state does not allow it.
        WRONG_STATE,
        /// The adapter refused a command.
        REFUSED,
        /// The adapter or the peer did not do it in time.
        TIME_OUT,
        /// The object has been closed.
        CLOSED,
        /// Only the adapter's owner, or only another client of the daemon, may do that.
        NOT_PERMITTED,
        /// More than the daemon's settings let this user have.
        QUOTA_EXCEEDED,
        /// The daemon does not take this process's memory.
        MEMORY_REFUSED
    }

    private final Reason reason;

    /// @param message thing, value, limit and next step
    public ClanException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
