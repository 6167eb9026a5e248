package org.jetstreamlan.driver;

/// How a pool is opened.
///
/// @param name for messages, as `IP`
/// @param transmitLimit most blocks held for transmission
/// @param receiveLimit most blocks held by received frames
/// @param transmitReserve blocks for transmission that no other pool can take
/// @param receiveReserve blocks for received frames that no other pool can take
/// @param framing RAW or AAL5
/// @param keepBadCrc frames with a wrong CRC-32 are delivered, with the verdict
/// @param checksum what copies return
/// @param privileged may have system VCIs, well-known channels, and taps on other stations' VCIs
public record PoolOptions(
        String name,
        int transmitLimit,
        int receiveLimit,
        int transmitReserve,
        int receiveReserve,
        Framing framing,
        boolean keepBadCrc,
        Checksum checksum,
        boolean privileged) {

    /// AAL5, no blocks yet, bad frames dropped, no checksum, no privilege.
    public static PoolOptions named(String name) {
        return new PoolOptions(name, 0, 0, 0, 0, Framing.AAL5, false, Checksum.NONE, false);
    }

    /// Blocks for each direction.
    public PoolOptions limits(int transmit, int receive) {
        return new PoolOptions(
                name,
                transmit,
                receive,
                transmitReserve,
                receiveReserve,
                framing,
                keepBadCrc,
                checksum,
                privileged);
    }

    /// Blocks of these that are kept for the pool.
    public PoolOptions reserves(int transmit, int receive) {
        return new PoolOptions(
                name,
                transmitLimit,
                receiveLimit,
                transmit,
                receive,
                framing,
                keepBadCrc,
                checksum,
                privileged);
    }

    public PoolOptions framing(Framing value) {
        return new PoolOptions(
                name,
                transmitLimit,
                receiveLimit,
                transmitReserve,
                receiveReserve,
                value,
                keepBadCrc,
                checksum,
                privileged);
    }

    /// Delivers frames with a wrong CRC, too.
    public PoolOptions keepingBadCrc() {
        return new PoolOptions(
                name,
                transmitLimit,
                receiveLimit,
                transmitReserve,
                receiveReserve,
                framing,
                true,
                checksum,
                privileged);
    }

    public PoolOptions checksum(Checksum value) {
        return new PoolOptions(
                name,
                transmitLimit,
                receiveLimit,
                transmitReserve,
                receiveReserve,
                framing,
                keepBadCrc,
                value,
                privileged);
    }

    /// Lifts the limits on VCIs.
    public PoolOptions withPrivilege() {
        return new PoolOptions(
                name,
                transmitLimit,
                receiveLimit,
                transmitReserve,
                receiveReserve,
                framing,
                keepBadCrc,
                checksum,
                true);
    }
}
