package org.jetstreamlan.ring.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// No wedge, searched: three MACs, RTL, with the shortest timers, are back in operation within a bound, without any reset, after a second fault in any clock of the recovery
/// from the first: a word of a link is lost, is no legal word, or has a bit inverted; after a station was switched off, and on again. With `jetstream.wedge.all` stations leave in all
/// clocks, else in some by chance; pairs are always by chance. One fault alone: [AnyWordTest].
class EveryFaultTest {
    private static final int STATIONS = 3;
    private static final int BITS = 32;
    private static final int WAYS = BITS + 2;

    /// From power-up, so that claim, numbering, first tokens and frames of all stations are among it.
    private static final int CLOCKS = 1_400;

    /// A silent ring is noticed, and then claims; a claim or a numbering that was spoiled once more begins again T_MAX later. Words.
    private static final int BOUND = SmallRing.TVX + 2 * SmallRing.T_MAX + 2 * SmallRing.TTRT;

    /// The token may go round 256 times with the Y of a station that has left.
    private static final int YIELDED = 256 * 3 * STATIONS;

    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final boolean complete = Boolean.getBoolean("jetstream.wedge.all");
    private final Random random = new Random(seed);
    private final Model model =
            new JitEngine().compile(Design.of(() -> new SmallRing(STATIONS)).circuit());
    private final Simulator ring = model.instantiate();
    private final Probe damaged = ring.probe("damaged");
    private final Probe kind = ring.probe("instead_kind");
    private final Probe word = ring.probe("instead_word");
    private final List<Probe> sentKinds = sent("kind");
    private final List<Probe> sentWords = sent("word");
    private final Probe away = ring.probe("away");
    private final Probe clear = ring.probe("clear");
    private final Probe back = ring.probe("back");
    private int worst;
    private long runs;

    private List<Probe> sent(String part) {
        return IntStream.range(0, STATIONS)
                .mapToObj(i -> ring.probe("macs_" + i + ".linkOut_" + part))
                .toList();
    }

    @BeforeEach
    void reset() {
        System.out.println("-Djetstream.seed=" + seed);
        ring.poke(ring.probe("rst"), 1);
        ring.step();
        ring.poke(ring.probe("rst"), 0);
    }

    @AfterEach
    void close() {
        System.out.printf("%,d recoveries, the longest in %,d words%n", runs, worst);
        ring.close();
        model.close();
    }

    /// One clock with a fault. A FILL with a bit inverted is no legal word.
    private void hit(int link, int way) {
        var sent = LinkWord.Kind.values()[(int) ring.peek(sentKinds.get(link))];
        boolean inverts = way < BITS && sent != LinkWord.Kind.FILL;
        var becomes = way == BITS ? LinkWord.Kind.FILL : LinkWord.Kind.INVALID;
        ring.poke(damaged, 1L << link);
        ring.poke(kind, (inverts ? sent : becomes).ordinal());
        ring.poke(word, inverts ? ring.peek(sentWords.get(link)) ^ 1L << way : 0);
        ring.poke(clear, 1);
        ring.step();
        ring.poke(damaged, 0);
        ring.poke(clear, 0);
    }

    /// @return words until the ring is back
    private int recovers(String after) {
        return recovers(after, BOUND);
    }

    private int recovers(String after, int bound) {
        int words = 0;
        while (ring.peek(back) == 0) {
            assertThat(words).as("wedged after %s, seed %d", after, seed).isLessThan(bound);
            ring.step(4);
            words += 4;
        }
        worst = Math.max(worst, words);
        runs++;
        return words;
    }

    /// What it sent may be on the ring still, with nobody to take it off.
    @Test
    void afterAStationLeftInAnyClockAndCameBack() {
        for (int clock = 0; clock < CLOCKS; clock++) {
            Snapshot here = ring.snapshot();
            for (int station = 0; station < STATIONS; station++) {
                if (complete || random.nextInt(STATIONS) == 0) {
                    turn(1L << station);
                    recovers(
                            "station %d left in clock %d".formatted(station, clock),
                            BOUND + YIELDED);
                    turn(0);
                    recovers("station %d came back, away from clock %d".formatted(station, clock));
                    ring.restore(here);
                }
            }
            ring.step();
        }
    }

    /// Switches stations off, the others on.
    private void turn(long stations) {
        ring.poke(away, stations);
        ring.poke(clear, 1);
        ring.step();
        ring.poke(clear, 0);
    }

    @Test
    void afterASecondOneDuringTheRecovery() {
        int times = complete ? 20_000 : 300;
        Snapshot begin = ring.snapshot();
        for (int i = 0; i < times; i++) {
            ring.restore(begin);
            int clock = random.nextInt(CLOCKS);
            int first = random.nextInt(STATIONS * WAYS);
            int between = random.nextInt(SmallRing.TVX + SmallRing.T_MAX);
            int second = random.nextInt(STATIONS * WAYS);
            ring.step(clock);
            hit(first % STATIONS, first / STATIONS);
            ring.step(between);
            hit(second % STATIONS, second / STATIONS);
            recovers(
                    "fault %d in clock %d and fault %d %d later"
                            .formatted(first, clock, second, between));
        }
    }
}
