package org.jetstreamlan.nic.mac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.StationVci;

/// Random frames between the stations of a ring, each with a number of its own in its first payload word, and what
/// must hold of them.
final class RingTraffic {
    /// @param number the first payload word
    record Sent(int number, int from, int to, List<Integer> payload) {}

    private final TestRing ring;
    private final Random random;
    private final int longest;
    final List<Sent> sent = new ArrayList<>();

    /// @param longest payload in words
    RingTraffic(TestRing ring, Random random, int longest) {
        this.ring = ring;
        this.random = random;
        this.longest = longest;
    }

    /// A frame from a station to another one (on a ring of one: to itself).
    void send(int from) {
        int count = ring.size();
        int to = count == 1 ? 0 : (from + 1 + random.nextInt(count - 1)) % count;
        var payload = random.ints(12 + random.nextInt(longest - 11)).toArray();
        payload[0] = sent.size();
        ring.station(from).send(StationVci.of(to, 0x200), payload);
        var kept = new ArrayList<Integer>();
        for (int i = 0; i < payload.length - 1; i++) {
            kept.add(payload[i]);
        }
        sent.add(new Sent(payload[0], from, to, kept));
    }

    void sendAnywhere() {
        send(random.nextInt(ring.size()));
    }

    /// All requests have been taken and told the end of.
    boolean done() {
        int ended = ring.stations.stream().mapToInt(station -> station.ended.size()).sum();
        return ended == sent.size();
    }

    /// The frames that reached station `to` whole, with a good CRC: no other content than what was sent there, and none twice.
    List<Integer> assertNoneTwiceNoneWrong(int to) {
        var numbers = new ArrayList<Integer>();
        for (var taken : ring.station(to).taken) {
            boolean mine = taken.hecGood() && ring.station(to).recognises.test(taken.atm());
            if (!mine || taken.end() != ReceiveKind.END || taken.crc() != CrcVerdict.GOOD) {
                continue;
            }
            int number = taken.payload().getFirst();
            assertThat(number).isBetween(0, sent.size() - 1);
            var frame = sent.get(number);
            assertThat(taken.payload().subList(0, taken.payload().size() - 1))
                    .isEqualTo(frame.payload);
            assertThat(frame.to).isEqualTo(to);
            assertThat(Header.of(taken.word0()).source()).isEqualTo(frame.from);
            numbers.add(number);
        }
        assertThat(new HashSet<>(numbers)).as("twice").hasSameSizeAs(numbers);
        return numbers;
    }

    /// Every frame has reached its station once, in the order in which its source sent it, and is
    /// acknowledged.
    void assertAllDelivered() {
        for (int i = 0; i < ring.size(); i++) {
            int station = i;
            var expected =
                    sent.stream()
                            .filter(frame -> frame.to == station && frame.from != station)
                            .map(Sent::number)
                            .toList();
            var got = assertNoneTwiceNoneWrong(i);
            assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
            for (int k = 0; k < ring.size(); k++) {
                int from = k;
                assertThat(got.stream().filter(number -> sent.get(number).from == from)).isSorted();
            }
        }
        int accepted = FrameStatus.ACCEPTED.bits();
        int own = FrameStatus.SENT.bits();
        for (var station : ring.stations) {
            assertThat(station.ended)
                    .allMatch(end -> end.result() == CompletionResult.RETURNED)
                    .allMatch(end -> end.status() == (ring.size() == 1 ? own : accepted));
        }
    }

    /// Each request has ended once, in order.
    void assertEachEndedInOrder() {
        for (int i = 0; i < ring.size(); i++) {
            var station = ring.station(i);
            int from = i;
            long requests = sent.stream().filter(frame -> frame.from == from).count();
            assertThat(station.ended).hasSize((int) requests - station.unsent());
            for (int k = 0; k < station.ended.size(); k++) {
                assertThat(station.ended.get(k).tag()).isEqualTo(k % Header.TAGS);
            }
        }
    }
}
