package org.jetstreamlan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `docs/ring.md`, Bounds: 64 stations with at least 95 % of the synchronous load that admission allows, saturated asynchronous frames of the largest
/// size, both policies. A synchronous frame at the head of its queue starts within 2 TTRT, and the mean rotation is at most TTRT.
///
/// `-Djetstream.model.rotations=1000000` for the figure.
class AccessBoundTest {
    private static final int STATIONS = 64;
    private static final int HOP = 1;
    private static final long ROTATIONS = Long.getLong("jetstream.model.rotations", 3_000);
    private static final int BINS = 20;

    @ParameterizedTest
    @CsvSource({"3125, 500, false", "3125, 500, true", "25000, 16382, false", "25000, 16382, true"})
    void aSynchronousFrameStartsWithinTwoTargetRotationTimes(
            int ttrt, int largest, boolean overrun) {
        var bench = new Bench(ttrt, largest, overrun);
        bench.offer();
        var measured = bench.measure(ROTATIONS, () -> {});
        assertThat(measured.synchronous).isGreaterThan(ROTATIONS * STATIONS * 9 / 10);
        bench.check(measured);
    }

    /// Allocations that are not used are sent as asynchronous frames, and then they are used all at once: the worst case.
    @ParameterizedTest
    @CsvSource({"3125, 500, false", "3125, 500, true", "25000, 16382, false", "25000, 16382, true"})
    void itDoesSoWhileLoadsComeAndGo(int ttrt, int largest, boolean overrun) {
        var bench = new Bench(ttrt, largest, overrun);
        bench.offer();
        var random = new Random(ttrt + largest);
        var measured =
                bench.measure(
                        ROTATIONS,
                        () -> {
                            boolean all = random.nextInt(4) == 0;
                            boolean on = random.nextBoolean();
                            for (int i = 0; i < STATIONS; i++) {
                                bench.offerSynchronous(i, all ? on : random.nextBoolean());
                            }
                        });
        bench.check(measured);
    }

    /// A ring at the limit of admission.
    private static final class Bench {
        private final int ttrt;
        private final int largest;
        private final boolean overrun;
        private final int words;
        private final RingModel ring;

        Bench(int ttrt, int largest, boolean overrun) {
            this.ttrt = ttrt;
            this.largest = largest;
            this.overrun = overrun;
            int latency = STATIONS * (RingModel.STATION_WORDS + HOP);
            int most = ttrt - latency - STATIONS * 3 - largest - 21;
            int allocation = most / STATIONS;
            words = allocation - 16;
            assertThat((double) allocation * STATIONS / most).isGreaterThan(0.95);
            var settings = new ArrayList<StationSettings>();
            for (int i = 0; i < STATIONS; i++) {
                settings.add(
                        StationSettings.defaults(i)
                                .withTtrt(ttrt)
                                .withLargest(largest)
                                .withAllocation(allocation)
                                .withOverrun(overrun));
            }
            int[] hops = new int[STATIONS];
            Arrays.fill(hops, HOP);
            ring = new RingModel(settings, hops);
            ring.enableAll();
            ring.run(40_000);
        }

        void offer() {
            for (int i = 0; i < STATIONS; i++) {
                offerSynchronous(i, true);
                var to = TestRing.to((ring.id(i) + 9) % STATIONS);
                ring.saturate(i, false, to, largest);
            }
        }

        void offerSynchronous(int station, boolean on) {
            var to = TestRing.to((ring.id(station) + 5) % STATIONS);
            ring.saturate(station, true, to, on ? words : 0);
        }

        Measured measure(long rotations, Runnable between) {
            var measured = new Measured(ring, ttrt);
            ring.listen(measured);
            long began = System.nanoTime();
            while (measured.rotations < rotations) {
                between.run();
                ring.run(10L * ttrt);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.println(measured.report(seconds, overrun, largest));
            return measured;
        }

        void check(Measured measured) {
            assertThat(measured.longestWait).isLessThanOrEqualTo(2L * ttrt);
            assertThat(measured.mean()).isLessThanOrEqualTo(ttrt);
            assertThat(measured.longestRotation).isLessThanOrEqualTo(2L * ttrt);
            assertThat(measured.claims).isZero();
            assertThat(measured.asynchronous).isPositive();
        }
    }

    /// Counts, and the distribution of what synchronous frames wait, in tenths of TTRT.
    private static final class Measured implements RingListener {
        private final int ttrt;
        private final int monitor;
        private final long[] waits = new long[BINS + 1];
        private long last = -1;
        private long rotations;
        private long rotated;
        private long longestRotation;
        private long longestWait;
        private long synchronous;
        private long asynchronous;
        private long claims;

        Measured(RingModel ring, int ttrt) {
            this.ttrt = ttrt;
            int found = 0;
            while (!ring.isMonitor(found)) {
                found++;
            }
            monitor = found;
        }

        double mean() {
            return (double) rotated / rotations;
        }

        @Override
        public void started(
                int station, long time, long serial, boolean ofSynchronous, long waited) {
            if (ofSynchronous) {
                synchronous++;
                longestWait = Math.max(longestWait, waited);
                waits[(int) Math.min(BINS, waited * 10 / ttrt)]++;
            } else {
                asynchronous++;
            }
        }

        @Override
        public void token(int station, long time, boolean late, boolean captured) {
            if (station != monitor) {
                return;
            }
            if (last >= 0) {
                rotations++;
                rotated += time - last;
                longestRotation = Math.max(longestRotation, time - last);
            }
            last = time;
        }

        @Override
        public void phase(int station, long time, RingPhase phase, RingCause cause) {
            claims++;
        }

        String report(double seconds, boolean overrun, int largest) {
            var text = new StringBuilder();
            text.append(
                    "TTRT %,d, F %,d, %s: %,d rotations at %,.0f/s, mean %.3f TTRT, longest %.3f TTRT; %,d synchronous frames waited at most %.3f x 2 TTRT, %,d asynchronous frames; waits"
                            .formatted(
                                    ttrt,
                                    largest,
                                    overrun ? "overrun" : "fits",
                                    rotations,
                                    rotations / seconds,
                                    mean() / ttrt,
                                    (double) longestRotation / ttrt,
                                    synchronous,
                                    longestWait / 2.0 / ttrt,
                                    asynchronous));
            for (int bin = 0; bin <= BINS; bin++) {
                if (waits[bin] > 0) {
                    text.append(" %.1f:%d".formatted(bin / 10.0, waits[bin]));
                }
            }
            return text.toString();
        }
    }
}
