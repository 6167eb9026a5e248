package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rings of MACs without faults.
class RingTrafficTest {
    private static Random random(String test) {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println(test + ": -Djetstream.seed=" + seed);
        return new Random(seed);
    }

    @ParameterizedTest(name = "{0} stations, links of {1} clocks")
    @CsvSource({"1, 0", "1, 20", "2, 0", "2, 9", "3, 0", "3, 40", "5, 0", "5, 3", "8, 100"})
    void random_traffic_arrives_once_in_order_and_is_acknowledged(int count, int delay) {
        var random = random("traffic of " + count);
        var ring = TestRing.operational(count, delay);
        var traffic = new RingTraffic(ring, random, 60);
        for (int i = 0; i < 300; i++) {
            traffic.sendAnywhere();
            ring.run(random.nextInt(random.nextInt(8) == 0 ? 400 : 40));
        }
        ring.runUntil(traffic::done, 100_000);
        ring.run(10);
        traffic.assertAllDelivered();
        traffic.assertEachEndedInOrder();
        for (var link : ring.links) {
            assertThat(link.violations).isEmpty();
            assertThat(link.frames).allMatch(frame -> frame.faults().isEmpty());
        }
        for (var station : ring.stations) {
            assertThat(station.counts())
                    .doesNotContainKeys(
                            "headerCheck",
                            "hec",
                            "circulation",
                            "aborted",
                            "lost",
                            "tokenBad",
                            "tokenMissing",
                            "foreignStart",
                            "foreignMark",
                            "badSymbol",
                            "strayWord",
                            "codeError");
        }
    }

    @Test
    void every_station_sees_every_frame_of_the_others_once() {
        var ring = TestRing.operational(5, 0);
        for (int i = 0; i < 5; i++) {
            ring.station(i).send(StationVci.of((i + 2) % 5, 0x300), new int[20]);
        }
        ring.run(1_000);
        for (int i = 0; i < 5; i++) {
            assertThat(ring.station(i).taken).hasSize(4);
            assertThat(ring.station(i).count("ownReturned")).isEqualTo(1);
        }
    }

    @Test
    void a_source_fills_the_link_but_for_the_overhead_of_its_frames() {
        var ring = TestRing.operational(2, 0);
        int frames = 12;
        int words = 5_000;
        for (int i = 0; i < frames; i++) {
            ring.station(0).send(StationVci.of(1, 0x200), new int[words]);
        }
        ring.runUntil(() -> ring.station(0).count("sent") == 1, 10_000);
        long first = ring.clocks();
        ring.runUntil(() -> ring.station(0).count("sent") == frames, 100_000);
        int deletable = (frames - 1) * 2 + 1;
        assertThat(ring.clocks() - first)
                .isLessThanOrEqualTo((frames - 1L) * (words + Frame.OVERHEAD_WORDS) + deletable);
    }

    @Test
    void the_longest_frame_crosses_and_is_acknowledged() {
        var ring = TestRing.operational(3, 5);
        var traffic = new RingTraffic(ring, random("longest"), 12);
        ring.station(2).send(StationVci.of(1, 0x200), new int[Frame.PAYLOAD_WORDS_MAXIMUM]);
        ring.runUntil(() -> ring.station(2).ended.size() == 1, 20_000);
        ring.run(2);
        assertThat(ring.station(1).taken).hasSize(1);
        assertThat(ring.station(1).taken.getFirst().payload()).hasSize(Frame.PAYLOAD_WORDS_MAXIMUM);
        assertThat(ring.station(2).count("returnedGood")).isEqualTo(1);
        traffic.send(0);
        ring.runUntil(() -> ring.station(0).ended.size() == 1, 1_000);
    }

    @Test
    void two_busy_stations_share_the_ring() {
        var ring = TestRing.operational(2, 0);
        for (int i = 0; i < 40; i++) {
            ring.station(0).send(StationVci.of(1, 0x200), new int[10_000]);
            ring.station(1).send(StationVci.of(0, 0x200), new int[10_000]);
        }
        ring.run(400_000);
        int zero = ring.station(0).count("sent");
        int one = ring.station(1).count("sent");
        assertThat(zero + one).isGreaterThanOrEqualTo(38);
        assertThat(one).as("of %d", zero + one).isBetween((zero + one) / 3, 2 * (zero + one) / 3);
    }
}
