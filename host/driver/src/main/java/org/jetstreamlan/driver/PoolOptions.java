package org.jetstreamlan.driver;

/// How a pool is opened.
///
/// @param name for messages, as `IP`
/// @param limits most blocks held
/// @param reserves blocks of these that no other pool can take
/// @param framing RAW or AAL5
/// @param keepBadCrc frames with a wrong CRC-32 are delivered, with the verdict
/// @param checksum what copies return
/// @param privileged may have system VCIs, well-known channels, and taps on other stations' VCIs
public record PoolOptions(
        String name,
        Share limits,
        Share reserves,
        Framing framing,
        boolean keepBadCrc,
        Checksum checksum,
        boolean privileged) {

    /// Blocks for each direction.
    ///
    /// @param transmit for transmission
    /// @param receive for received frames
    public record Share(int transmit, int receive) {
        static final Share NONE = new Share(0, 0);
    }

    /// AAL5, no blocks yet, bad frames dropped, no checksum, no privilege.
    public static PoolOptions named(String name) {
        return new PoolOptions(
                name, Share.NONE, Share.NONE, Framing.AAL5, false, Checksum.NONE, false);
    }

    /// Blocks for each direction.
    public PoolOptions limits(int transmit, int receive) {
        var value = new Share(transmit, receive);
        return new PoolOptions(name, value, reserves, framing, keepBadCrc, checksum, privileged);
    }

    /// Blocks of these that are kept for the pool.
    public PoolOptions reserves(int transmit, int receive) {
        var value = new Share(transmit, receive);
        return new PoolOptions(name, limits, value, framing, keepBadCrc, checksum, privileged);
    }

    public PoolOptions framing(Framing value) {
        return new PoolOptions(name, limits, reserves, value, keepBadCrc, checksum, privileged);
    }

    /// Delivers frames with a wrong CRC, too.
    public PoolOptions keepingBadCrc() {
        return new PoolOptions(name, limits, reserves, framing, true, checksum, privileged);
    }

    public PoolOptions checksum(Checksum value) {
        return new PoolOptions(name, limits, reserves, framing, keepBadCrc, value, privileged);
    }

    /// Lifts the limits on VCIs.
    public PoolOptions withPrivilege() {
        return new PoolOptions(name, limits, reserves, framing, keepBadCrc, checksum, true);
    }
}
