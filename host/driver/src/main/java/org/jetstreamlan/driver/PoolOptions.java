package org.jetstreamlan.driver;

/// How a pool is opened.
///
/// @param name for messages, as `IP`
/// @param limits most blocks held
/// @param reserves blocks of these that no other pool can take
/// @param framing RAW or AAL5
/// @param keepBadCrc frames with a wrong CRC-32 are delivered, with the verdict
/// @param dropOld frames that nobody has asked for give way to newer ones, the oldest first
/// @param checksum what copies return
/// @param privileged may have system VCIs, well-known channels, and taps on other stations' VCIs
/// @param sends channels, of whatever station, that it may send to
/// @param synchronousWords its share of the station's synchronous allocation, words per token: what fits it goes synchronously; 0: none
public record PoolOptions(
        String name,
        Share limits,
        Share reserves,
        Framing framing,
        boolean keepBadCrc,
        boolean dropOld,
        Checksum checksum,
        boolean privileged,
        ChannelRange sends,
        int synchronousWords) {

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
                false,
                Checksum.NONE,
                false,
                ChannelRange.ALL,
                0);
    }

    /// Blocks for each direction.
    public PoolOptions limits(int transmit, int receive) {
        var value = new Share(transmit, receive);
        return new PoolOptions(
                name,
                value,
                reserves,
                framing,
                keepBadCrc,
                dropOld,
                checksum,
                privileged,
                sends,
                synchronousWords);
    }

    /// Blocks of these that are kept for the pool.
    public PoolOptions reserves(int transmit, int receive) {
        var value = new Share(transmit, receive);
        return new PoolOptions(
                name,
                limits,
                value,
                framing,
                keepBadCrc,
                dropOld,
                checksum,
                privileged,
                sends,
                synchronousWords);
    }

    public PoolOptions framing(Framing value) {
        return new PoolOptions(
                name,
                limits,
                reserves,
                value,
                keepBadCrc,
                dropOld,
                checksum,
                privileged,
                sends,
                synchronousWords);
    }

    /// Delivers frames with a wrong CRC, too.
    public PoolOptions keepingBadCrc() {
        return new PoolOptions(
                name,
                limits,
                reserves,
                framing,
                true,
                dropOld,
                checksum,
                privileged,
                sends,
                synchronousWords);
    }

    /// Where a frame finds no block, the oldest of those that wait gives up its own, in the adapter; in place of dropping the new one. What [Pool#rx] or
    /// [Pool#waitRx] has asked for is not given up: one frame, that which came next when they found none.
    public PoolOptions droppingOld() {
        return new PoolOptions(
                name,
                limits,
                reserves,
                framing,
                keepBadCrc,
                true,
                checksum,
                privileged,
                sends,
                synchronousWords);
    }

    public PoolOptions checksum(Checksum value) {
        return new PoolOptions(
                name,
                limits,
                reserves,
                framing,
                keepBadCrc,
                dropOld,
                value,
                privileged,
                sends,
                synchronousWords);
    }

    /// Lifts the limits on VCIs.
    public PoolOptions withPrivilege() {
        return new PoolOptions(
                name,
                limits,
                reserves,
                framing,
                keepBadCrc,
                dropOld,
                checksum,
                true,
                sends,
                synchronousWords);
    }

    /// Restricts where it may send.
    public PoolOptions sends(ChannelRange value) {
        return new PoolOptions(
                name,
                limits,
                reserves,
                framing,
                keepBadCrc,
                dropOld,
                checksum,
                privileged,
                value,
                synchronousWords);
    }

    /// Gives it a share of the station's synchronous allocation ([Driver#requestAllocation]): its frames go synchronously as long as they fit what of it they have
    /// not used since the token came, and asynchronously beyond. A frame of n payload bytes takes n / 4 + 16 words.
    public PoolOptions synchronous(int words) {
        return new PoolOptions(
                name,
                limits,
                reserves,
                framing,
                keepBadCrc,
                dropOld,
                checksum,
                privileged,
                sends,
                words);
    }
}
