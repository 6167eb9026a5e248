package org.jetstreamlan.ring.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RTL stations over lines, each on its own oscillator.
class LineRingTest {
    private static Model model;

    @BeforeAll
    static void compile() {
        model = LineRing.compile(new JitEngine());
    }

    @AfterAll
    static void drop() {
        model.close();
    }

    /// What happened to what was offered.
    private static final class Book implements NodeListener {
        final Set<Integer> delivered = new HashSet<>();
        final Set<Integer> ended = new HashSet<>();
        final List<String> wrong = new ArrayList<>();
        int good;

        @Override
        public void delivered(int node, long time, Offer offer, boolean intact) {
            if (!intact || !delivered.add(offer.serial())) {
                wrong.add("%s at node %d, intact %b".formatted(offer, node, intact));
            }
        }

        @Override
        public void completed(
                int node, long time, Offer offer, CompletionResult result, int status) {
            if (!ended.add(offer.serial())) {
                wrong.add(offer + " ended twice");
            }
            if (result == CompletionResult.RETURNED && FrameStatus.accepted(status)) {
                good++;
            }
        }
    }

    @ParameterizedTest(name = "{0} stations")
    @ValueSource(ints = {1, 2, 5, 16})
    void stations_with_their_own_clocks_and_cables_come_up_and_carry_traffic(int count) {
        long seed = Long.getLong("jetstream.seed", new Random().nextLong());
        System.out.println("line ring of " + count + ": -Djetstream.seed=" + seed);
        var random = new Random(seed);
        var settings =
                IntStream.range(0, count).mapToObj(i -> LineRing.settings(i, 25_000)).toList();
        int[] cables = random.ints(count, 0, 2_000).toArray();
        int[] ppm = random.ints(count, -100, 101).toArray();
        try (var ring = new LineRing(model, settings, cables, ppm)) {
            var book = new Book();
            ring.listen(book);
            ring.enableAll();
            assertThat(ring.runUntil(ring::operational, 50_000)).isTrue();
            for (int i = 0; i < count; i++) {
                assertThat(ring.station(i)).isEqualTo(i);
            }
            int frames = 40;
            for (int i = 0; i < frames; i++) {
                int from = random.nextInt(count);
                int to = (from + 1 + random.nextInt(Math.max(1, count - 1))) % count;
                ring.offer(from, to, false, 12 + random.nextInt(400));
                ring.run(random.nextInt(300));
            }
            assertThat(ring.runUntil(() -> book.ended.size() == frames, 100_000)).isTrue();
            assertThat(book.wrong).isEmpty();
            if (count > 1) {
                assertThat(book.good).isEqualTo(frames);
                assertThat(book.delivered).hasSize(frames);
            }
            for (int i = 0; i < count; i++) {
                for (var event :
                        List.of(
                                "underflow",
                                "overflow",
                                "codeError",
                                "lost",
                                "tokenBad",
                                "aborted")) {
                    assertThat(ring.count(i, event)).as(event + " at " + i).isZero();
                }
                assertThat(ring.count(i, "claims")).isEqualTo(1);
            }
        }
    }
}
