package org.jetstreamlan.examples.fir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jetstreamlan.examples.fir.FirFilter.Parameters;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.bench.Scoreboard;
import org.jetstreamlan.sim.bench.StreamDriver;
import org.jetstreamlan.sim.bench.StreamMonitor;
import org.jetstreamlan.sim.bench.Transfer;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.Test;

class FirFilterTest {
    private static final List<Parameters> FILTERS =
            List.of(
                    new Parameters(12, List.of(-3, 11, 52, 88, 52, 11, -3)),
                    new Parameters(16, List.of(32767, -32768, 1, 0, -1)),
                    new Parameters(8, List.of(-1)));

    private static List<Long> model(Parameters filter, List<Long> samples) {
        List<Long> results = new ArrayList<>();
        for (int n = 0; n < samples.size(); n++) {
            long sum = 0;
            for (int k = 0; k < filter.coefficients().size() && k <= n; k++) {
                sum += filter.coefficients().get(k) * samples.get(n - k);
            }
            results.add(sum);
        }
        return results;
    }

    /// Samples of any value, often the extremes.
    private static List<Long> samples(Parameters filter, RandomGenerator random) {
        long top = (1L << filter.width() - 1) - 1;
        List<Long> samples = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            samples.add(
                    switch (random.nextInt(4)) {
                        case 0 -> top;
                        case 1 -> -top - 1;
                        default -> random.nextLong(-top - 1, top + 1);
                    });
        }
        return samples;
    }

    @Simulate
    void resultsAreExactWhoeverWaits(TestRun run) {
        for (Parameters filter : FILTERS) {
            var sim = run.simulate(() -> new FirFilter(filter));
            var samples = samples(filter, run.random());
            var results = new Scoreboard<Long>("results", sim);
            results.expect(model(filter, samples));
            StreamMonitor.of(sim, sim.top().out).accepts(75).to(results::actual);
            StreamDriver.of(sim, sim.top().in).stalls(25).queue(samples);
            sim.runUntil(results::isComplete, 20 * Time.US);
        }
    }

    @Simulate
    void oneSampleAClockTwoClocksLater(TestRun run) {
        var sim = run.simulate(() -> new FirFilter(FILTERS.getLast()));
        var out = StreamMonitor.of(sim, sim.top().out).accepts(100);
        StreamDriver.of(sim, sim.top().in).queue(LongStream.range(0, 20).boxed().toList());
        for (int i = 0; i < 20; i++) {
            assertThat(out.next())
                    .isEqualTo(new Transfer<>((long) -i, (i + 1 + 2) * sim.clock().period()));
        }
    }

    @Test
    void resultIsAsWideAsTheLargestSumNeeds() {
        assertThat(new Parameters(8, List.of(1)).resultWidth()).isEqualTo(9);
        assertThat(new Parameters(8, List.of(1, 1)).resultWidth()).isEqualTo(10);
        assertThat(new Parameters(12, List.of(-3, 11, 52, 88, 52, 11, -3)).resultWidth())
                .isEqualTo(20);
    }
}
