package org.jetstreamlan.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.cli.conformance.ModelledRing;
import org.jetstreamlan.via.VipReliability;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each reliability level keeps its promises on links that lose bits, and while a station dies. `-Djetstream.via.messages` of each host; figure `via.reliability` has many more.
class ViaPromisesTest {
    private static final long MESSAGES = Long.getLong("jetstream.via.messages", 150);

    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());

    ViaPromisesTest() {
        System.out.println("via promises: -Djetstream.seed=" + seed);
    }

    @ParameterizedTest
    @EnumSource
    void linksLoseBits(VipReliability level) {
        for (double rate : new double[] {1e-6, 1e-4}) {
            var seen = run(3, level, rate, -1);
            assertThat(seen.violations()).isZero();
            assertThat(seen.connections()).isEqualTo(3);
            if (rate < 1e-5) {
                assertReceived(level, seen, 3 * MESSAGES);
                assertThat(seen.whole()).isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStationDies(VipReliability level) {
        var seen = run(4, level, 1e-6, 2);
        assertThat(seen.violations()).isZero();
        assertThat(seen.connections()).isEqualTo(2);
        assertThat(seen.whole()).isEqualTo(2);
        assertReceived(level, seen, 2 * MESSAGES);
    }

    private ViaPromises.Seen run(int stations, VipReliability level, double rate, int killed) {
        try (var ring = new ModelledRing(stations)) {
            return ViaPromises.run(ring, stations, level, MESSAGES, seed, rate, killed);
        }
    }

    /// A level that is not reliable may lose what a link spoils: at 1e-6 one message in a thousand.
    private static void assertReceived(VipReliability level, ViaPromises.Seen seen, long messages) {
        assertThat(seen.received())
                .isBetween(level.isReliable() ? messages : messages * 9 / 10, messages);
    }
}
