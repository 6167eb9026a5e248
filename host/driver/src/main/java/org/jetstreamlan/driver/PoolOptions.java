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
/// @param sends channels, of whatever station, that it may send to
public record PoolOptions(
        String name,
        Share limits,
        Share reserves,
        Framing framing,
        boolean keepBadCrc,
        Checksum checksum,
        boolean privileged,
        ChannelRange sends) {

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
                name,
                Share.NONE,
                Share.NONE,
                Framing.AAL5,
                false,
                Checksum.NONE,
                false,
                ChannelRange.ALL);
    }

    /// Blocks for each direction.
    public PoolOptions limits(int transmit, int receive) {
        var value = new Share(transmit, receive);
        return new PoolOptions(
                name, value, reserves, framing, keepBadCrc, checksum, privileged, sends);
    }

    /// Blocks of these that are kept for the pool.
    public PoolOptions reserves(int transmit, int receive) {
        var value = new Share(transmit, receive);
        return new PoolOptions(
                name, limits, value, framing, keepBadCrc, checksum, privileged, sends);
    }

    public PoolOptions framing(Framing value) {
        return new PoolOptions(
                name, limits, reserves, value, keepBadCrc, checksum, privileged, sends);
    }

    /// Delivers frames with a wrong CRC, too.
    public PoolOptions keepingBadCrc() {
        return new PoolOptions(name, limits, reserves, framing, true, checksum, privileged, sends);
    }

    public PoolOptions checksum(Checksum value) {
        return new PoolOptions(
                name, limits, reserves, framing, keepBadCrc, value, privileged, sends);
    }

    /// Lifts the limits on VCIs.
    public PoolOptions withPrivilege() {
        return new PoolOptions(name, limits, reserves, framing, keepBadCrc, checksum, true, sends);
    }

    /// Restricts where it may send.
    public PoolOptions sends(ChannelRange value) {
        return new PoolOptions(
                name, limits, reserves, framing, keepBadCrc, checksum, privileged, value);
    }
}
