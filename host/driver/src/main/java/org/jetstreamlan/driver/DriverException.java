package org.jetstreamlan.driver;

/// A control operation that was refused; nothing has changed. The message names the thing, the
/// value, the limit and the next step.
public final class DriverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Why.
    public enum Reason {
        /// The identification register does not say JSTR.
        NOT_AN_ADAPTER,
        /// A major version that this driver does not know.
        UNKNOWN_VERSION,
        /// Capability registers that no build can have.
        BAD_CAPABILITIES,
        /// A block size that the adapter's memory cannot be cut into.
        BLOCK_SIZE_OUT_OF_RANGE,
        /// The adapter did not become ready after reset, or does not leave the host's memory alone at close.
        RESET_TIME_OUT,
        /// `start` for the second time.
        ALREADY_STARTED,
        /// The ring did not become operational in time.
        RING_TIME_OUT,
        /// This station is the 65th.
        TOO_MANY_STATIONS,
        /// Another station has this one's address.
        DUPLICATE_ADDRESS,
        /// The operation needs this station's id.
        NOT_OPERATIONAL,
        /// The driver has been closed.
        DRIVER_CLOSED,
        /// All pools of the adapter are open or not yet drained.
        NO_POOL_LEFT,
        /// Somebody else has this pool.
        POOL_TAKEN,
        /// A limit above the number of blocks, or below 0.
        LIMIT_OUT_OF_RANGE,
        /// A reserve above the pool's limit, or below 0.
        RESERVE_OUT_OF_RANGE,
        /// Not so many blocks are free and not promised to other pools.
        RESERVE_NOT_FREE,
        /// A share of the synchronous allocation in which no frame fits, or below 0.
        SYNCHRONOUS_OUT_OF_RANGE,
        /// So much of the station's synchronous allocation is not in force, or is other pools'.
        SYNCHRONOUS_NOT_FREE,
        /// No open pool has this handle.
        UNKNOWN_POOL,
        /// The pool has been closed.
        POOL_CLOSED,
        /// Not 24 bits.
        VCI_OUT_OF_RANGE,
        /// The VCI's top 6 bits name another station.
        VCI_OF_OTHER_STATION,
        /// A system VCI or well-known channel, and the pool has no privilege.
        VCI_RESERVED,
        /// The VCI belongs to a pool already.
        VCI_TAKEN,
        /// The VCI does not belong to this pool.
        VCI_NOT_ASSOCIATED,
        /// No place can be made in the VCI table.
        VCI_TABLE_FULL,
        /// Not all stations told of themselves in time.
        MAP_TIME_OUT,
        /// No station of the map has this address.
        UNKNOWN_STATION,
        /// A synchronous allocation that the ring has no room for.
        ALLOCATION_REFUSED,
        /// Pools have shares of more than that.
        ALLOCATION_IN_USE,
        /// The arbiter did not answer in time.
        ALLOCATION_TIME_OUT,
        /// A 65th operation of a script.
        SCRIPT_FULL,
        /// The daemon's settings do not let this user do that.
        NOT_PERMITTED,
        /// More than the daemon's settings let this user have.
        QUOTA_EXCEEDED,
        /// The daemon does not understand the client: another version, or damaged memory.
        NOT_UNDERSTOOD,
        /// All scripts that were asked for at connect are in use, or the script is another client's.
        NO_SCRIPT_LEFT,
        /// The daemon does not read or write this file for others.
        FILE_REFUSED,
        /// All files that a client can have are open.
        NO_FILE_LEFT,
        /// The daemon's adapter did what it may not do.
        ADAPTER_FAILED,
        /// No daemon there, or it has ended the connection.
        DAEMON_GONE,
        /// The daemon did not answer in time.
        DAEMON_TIME_OUT
    }

    private final Reason reason;

    /// @param message thing, value, limit and next step
    public DriverException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
