package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkItem;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stations that are disabled, enabled and reset while frames go round, at every second clock of some hundreds.
class RingMembershipTest {
    private static final int CLOCKS = 240;

    private static TestRing busyRing() {
        var ring = TestRing.operational(3, 2);
        for (int from = 0; from < 3; from++) {
            for (int i = 0; i < 3; i++) {
                int to = (from + 1 + i % 2) % 3;
                ring.station(from).send(StationVci.of(to, 0x200), new int[12 + 7 * i + from]);
            }
        }
        return ring;
    }

    @ParameterizedTest(name = "station {0}")
    @ValueSource(ints = {1, 2})
    void disabled_in_any_state_it_leaves_no_fragment_and_the_ring_goes_on(int who) {
        for (int at = who % 2; at < CLOCKS; at += 2) {
            var ring = busyRing();
            ring.run(at);
            ring.station(who).set("enable", 0);
            ring.run(400);
            var left = ring.station(who).unsent();
            for (int i = 0; i < 3; i++) {
                var station = ring.station(i);
                assertThat(ring.links.get(i).violations).as("at %d", at).isEmpty();
                assertThat(ring.links.get(i).frames).allMatch(frame -> frame.faults().isEmpty());
                assertThat(station.ended).as("at %d", at).hasSize(3 - station.unsent());
                if (i != who) {
                    assertThat(station.unsent()).isZero();
                    assertThat(station.ended)
                            .as("at %d", at)
                            .allMatch(end -> end.result() == CompletionResult.RETURNED);
                }
            }
            ring.station(who).set("enable", 1);
            ring.run(400);
            assertThat(ring.station(who).ended).hasSize(3);
            assertThat(ring.station(who).ended.subList(3 - left, 3))
                    .as("at %d", at)
                    .allMatch(end -> end.result() == CompletionResult.RETURNED);
        }
    }

    @ParameterizedTest(name = "station {0}")
    @ValueSource(ints = {1, 2})
    void reset_in_any_state_its_fragment_ends_at_the_next_station(int who) {
        for (int at = who % 2; at < CLOCKS; at += 2) {
            var ring = busyRing();
            ring.run(at);
            ring.reset(who);
            ring.run(400);
            for (int i = 0; i < 3; i++) {
                if (i == who) {
                    continue;
                }
                // a frame cut behind header word 0 is repeated as START and ABORT
                assertThat(ring.links.get(i).violations)
                        .as("at %d", at)
                        .allMatch(seen -> seen.kind() == LinkItem.Violation.Kind.NO_HEADER)
                        .allMatch(seen -> seen.bits() == ControlSymbol.ABORT_WORD);
                assertThat(ring.links.get(i).frames)
                        .as("at %d", at)
                        .noneMatch(frame -> frame.faults().contains(LinkItem.Fault.CUT));
            }
            ring.restart();
            ring.run(2_500);
            assertThat(ring.station(0).status("stations")).as("at %d", at).isEqualTo(2);
            assertThat(ring.station(0).ended).hasSize(3);
            assertThat(ring.station(3 - who).ended).hasSize(3);
        }
    }
}
