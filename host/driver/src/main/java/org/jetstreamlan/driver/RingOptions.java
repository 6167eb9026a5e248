package org.jetstreamlan.driver;

import org.jetstreamlan.abi.Registers;

/// How a station joins its ring.
///
/// @param monitor this station numbers the others and issues the token; one per ring
/// @param ttrtWords target token rotation time in 32-bit words (core clocks), above 0
/// @param epoch of the tokens, 6 bits; used on the monitor
/// @param address 48-bit station address
public record RingOptions(boolean monitor, int ttrtWords, int epoch, long address) {

    public RingOptions {
        if (ttrtWords <= 0 || epoch < 0 || epoch > 63 || address < 0 || address >>> 48 != 0) {
            throw new IllegalArgumentException(
                    "ring: TTRT %d words (above 0), epoch %d (0..63) or address %#x (48 bits)"
                            .formatted(ttrtWords, epoch, address));
        }
    }

    private static final int DEFAULT_TTRT = (int) Registers.TTRT.reset();

    /// A station that does as the monitor says.
    public static RingOptions station() {
        return new RingOptions(false, DEFAULT_TTRT, 0, 0);
    }

    /// The active monitor.
    public static RingOptions activeMonitor() {
        return new RingOptions(true, DEFAULT_TTRT, 1, 0);
    }

    public RingOptions ttrt(int words) {
        return new RingOptions(monitor, words, epoch, address);
    }

    public RingOptions address(long value) {
        return new RingOptions(monitor, ttrtWords, epoch, value);
    }
}
