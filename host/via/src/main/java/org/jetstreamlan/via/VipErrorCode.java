package org.jetstreamlan.via;

/// What can go wrong without a descriptor that could say so.
public enum VipErrorCode {
    /// A descriptor was posted that does not lie in registered memory.
    POST_DESC,
    /// The other end has ended the connection, or nothing is heard of it.
    CONN_LOST,
    /// A send met an empty receive queue. Cannot happen here: a send waits for its receive descriptor.
    RECVQ_EMPTY,
    /// A queue of a VI overran. Cannot happen here, as above.
    VI_OVERRUN,
    /// The peer's RDMA write met no region of the VI's tag with the right.
    RDMAW_PROT,
    /// The bus refused the data of the peer's RDMA write.
    RDMAW_DATA,
    /// The peer's RDMA write was given up. Cannot happen here: what was written stays, the connection breaks.
    RDMAW_ABORT,
    /// The peer's RDMA read met no region of the VI's tag with the right.
    RDMAR_PROT,
    /// A completion could not be told. Cannot happen here: no ring of completions is written by the adapter.
    COMP_PROT,
    /// An RDMA operation was lost on its way. Cannot happen here: the connection breaks, which is CONN_LOST.
    RDMA_TRANSPORT,
    /// The adapter itself is at fault.
    CATASTROPHIC
}
