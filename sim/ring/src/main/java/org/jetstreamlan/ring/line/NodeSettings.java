package org.jetstreamlan.ring.line;

/// What the host of a node sets; `docs/ring.md`, Timers and settings. Times in words.
///
/// @param address 48 bits, unique on the ring
/// @param nonce random bits
/// @param ttrt bid
/// @param dMax bound on the latency of the ring
/// @param tMax patience while the ring comes up
/// @param tvx longest time without anything valid
/// @param largest bid for F
/// @param allocation SA
/// @param overrun asynchronous frames start while THT is above 0
/// @param holdOff unit of the hold-off
public record NodeSettings(
        long address,
        int nonce,
        int ttrt,
        int dMax,
        int tMax,
        int tvx,
        int largest,
        int allocation,
        boolean overrun,
        int holdOff) {

    /// For station `index` of a ring in which lower numbers bid better.
    public static NodeSettings of(int index, int ttrt, int dMax) {
        return new NodeSettings(
                0x0200_5E10_0000L - index,
                0x1357_9BDF * (index + 1),
                ttrt,
                dMax,
                32 * dMax,
                ttrt + 16_400 + dMax,
                16_382,
                0,
                false,
                100);
    }

    public NodeSettings withAllocation(int words) {
        return new NodeSettings(
                address, nonce, ttrt, dMax, tMax, tvx, largest, words, overrun, holdOff);
    }

    public NodeSettings withLargest(int words) {
        return new NodeSettings(
                address, nonce, ttrt, dMax, tMax, tvx, words, allocation, overrun, holdOff);
    }

    public NodeSettings withOverrun() {
        return new NodeSettings(
                address, nonce, ttrt, dMax, tMax, tvx, largest, allocation, true, holdOff);
    }

    public NodeSettings withAddress(long value) {
        return new NodeSettings(
                value, nonce, ttrt, dMax, tMax, tvx, largest, allocation, overrun, holdOff);
    }
}
