package org.jetstreamlan.ring;

import org.jetstreamlan.driver.RingOptions;

/// The same options for the same station in each run; station 0 has the best bid.
final class StationOptions {
    private StationOptions() {}

    static RingOptions of(int station) {
        return RingOptions.station(0x0200_5E10_0000L - station).nonce(0x1357_9BDF + station);
    }
}
