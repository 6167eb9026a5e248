package org.jetstreamlan.abi.daemon;

/// What the daemon tells a client of CLAN, in the client's own memory, at the place that it gave with BEGIN. Counts of 32 bits, free-running, little-endian.
///
/// ```
/// 0x0000  signals       with each change below, behind it
/// 0x0004  connections   with each change of a connection's state, and each request for a service that comes where none waited
/// 0x0040  how often each tripwire has fired, 4,096 words
/// 0x4040  what each endpoint has counted: frames notified, descriptors completed, frames dropped; 1,024 times 3 words
/// ```
/// A client that looks at `signals`, then at the rest, then sleeps unless `signals` has moved, misses nothing.
public final class ClanSignals {
    private ClanSignals() {}

    public static final int SIGNALS_AT = 0;
    public static final int CONNECTIONS_AT = 4;

    private static final int FIRED_AT = 0x40;
    private static final int COUNTS_AT = 0x4040;
    private static final int ENDPOINTS = 1 << 10;
    private static final int COUNTS = 3;

    /// All of it.
    public static final int BYTES = COUNTS_AT + ENDPOINTS * COUNTS * Integer.BYTES;

    /// Place of a tripwire's count.
    ///
    /// @param wire below [ClanSizes#words()]
    public static int fired(int wire) {
        return FIRED_AT + wire * Integer.BYTES;
    }

    /// Place of an endpoint's count.
    ///
    /// @param which 0 notified, 1 completed, 2 dropped
    public static int count(int endpoint, int which) {
        return COUNTS_AT + (endpoint * COUNTS + which) * Integer.BYTES;
    }
}
