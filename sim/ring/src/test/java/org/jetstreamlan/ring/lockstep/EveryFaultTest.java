package org.jetstreamlan.ring.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// No wedge: three MACs, RTL, with the shortest timers, are back in operation within a bound, without any reset, after one word of one link was made another
/// one, in each clock from the first of the bring-up to the fourth rotation: it is lost, is no legal word, or has a bit inverted; and after a second one
/// in any clock of the recovery from the first; after a station was switched off, and on again. With `jetstream.wedge.all` all 142,800 single faults are tried, else some by chance; pairs always by chance.
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
    private final Probe inverted = ring.probe("inverted");
    private final Probe becomesFill = ring.probe("becomesFill");
    private final Probe becomesInvalid = ring.probe("becomesInvalid");
    private final Probe away = ring.probe("away");
    private final Probe clear = ring.probe("clear");
    private final Probe back = ring.probe("back");
    private int worst;
    private long runs;

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

    /// One clock with a fault.
    private void hit(int link, int way) {
        ring.poke(damaged, 1L << link);
        ring.poke(inverted, way < BITS ? 1L << way : 0);
        ring.poke(becomesFill, way == BITS ? 1 : 0);
        ring.poke(becomesInvalid, way == BITS + 1 ? 1 : 0);
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

    @Test
    void afterAnyFaultInAnyClock() {
        int tries = complete ? STATIONS * WAYS : 1;
        for (int clock = 0; clock < CLOCKS; clock++) {
            Snapshot here = ring.snapshot();
            for (int i = 0; i < tries; i++) {
                int which = complete ? i : random.nextInt(STATIONS * WAYS);
                hit(which % STATIONS, which / STATIONS);
                recovers("fault %d in clock %d".formatted(which, clock));
                ring.restore(here);
            }
            int next = complete ? 1 : 1 + random.nextInt(4);
            ring.step(next);
            clock += next - 1;
        }
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
