package org.jetstreamlan.via;

/// What a function returns; the ordinal is the specification's number.
public enum VipResult {
    SUCCESS,
    /// No descriptor is done, or no connection is made, yet.
    NOT_DONE,
    INVALID_PARAMETER,
    /// Something is used up, or in use still.
    ERROR_RESOURCE,
    TIMEOUT,
    /// The other end has rejected the connection.
    REJECT,
    INVALID_RELIABILITY_LEVEL,
    INVALID_MTU,
    INVALID_QOS,
    INVALID_PTAG,
    INVALID_RDMAREAD,
    /// A descriptor is done, and its status has an error.
    DESCRIPTOR_ERROR,
    INVALID_STATE,
    ERROR_NAMESERVICE,
    /// Nobody waits for a connection at that discriminator.
    NO_MATCH
}
