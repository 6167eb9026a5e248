package org.jetstreamlan.ring;

import java.util.function.IntConsumer;
import org.jetstreamlan.driver.Driver;

/// What the host programs of a test begin with.
final class Hosts {
    private static final long CLOCKS = 1_000_000;
    private static final long SETTLING_CLOCKS = 10_000;

    private Hosts() {}

    /// Runs a program at each station, until all have ended.
    static void each(HostedRing ring, IntConsumer host) {
        for (int i = 0; i < ring.stations(); i++) {
            int station = i;
            ring.bench().start("station " + i, () -> host.accept(station));
        }
        ring.bench().run();
    }

    /// The driver of a station whose ring is up and mapped; called by its program.
    static Driver up(HostedRing ring, int station) {
        var driver = Driver.open(ring.adapter(station));
        driver.start(StationOptions.of(station));
        driver.awaitOperational(CLOCKS);
        driver.awaitMap(CLOCKS);
        driver.serve(SETTLING_CLOCKS);
        return driver;
    }
}
