package org.jetstreamlan.examples.fir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jetstreamlan.examples.Bench;
import org.jetstreamlan.examples.EngineUnderTest;
import org.jetstreamlan.examples.fir.FirFilter.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FirFilterTest {
    private static final List<Parameters> FILTERS =
            List.of(
                    new Parameters(12, List.of(-3, 11, 52, 88, 52, 11, -3)),
                    new Parameters(16, List.of(32767, -32768, 1, 0, -1)),
                    new Parameters(8, List.of(-1)));

    static Stream<Arguments> enginesAndFilters() {
        return Stream.of(EngineUnderTest.values())
                .flatMap(engine -> FILTERS.stream().map(filter -> Arguments.of(engine, filter)));
    }

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
    private static List<Long> samples(Parameters filter, Random random) {
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

    @ParameterizedTest
    @MethodSource("enginesAndFilters")
    void resultsAreExactWhoeverWaits(EngineUnderTest engine, Parameters filter) {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var samples = samples(filter, random);
        List<Long> results = new ArrayList<>();
        long mask = (1L << filter.width()) - 1;
        int shift = 64 - filter.resultWidth();
        try (var bench = new Bench(engine, () -> new FirFilter(filter))) {
            boolean offered = false;
            for (int given = 0; results.size() < samples.size(); bench.step()) {
                offered = given < samples.size() && (offered || random.nextInt(4) > 0);
                bench.poke("in_valid", offered ? 1 : 0);
                bench.poke("in_payload", offered ? samples.get(given) & mask : 0);
                bench.poke("out_ready", random.nextInt(4) > 0 ? 1 : 0);
                if (bench.isSet("out_valid") && bench.isSet("out_ready")) {
                    results.add(bench.peek("out_payload") << shift >> shift);
                }
                if (offered && bench.isSet("in_ready")) {
                    given++;
                    offered = false;
                }
            }
        }
        assertThat(results).as("seed %d", seed).isEqualTo(model(filter, samples));
    }

    @ParameterizedTest
    @EnumSource
    void oneSampleAClockTwoClocksLater(EngineUnderTest engine) {
        try (var bench = new Bench(engine, () -> new FirFilter(FILTERS.getLast()))) {
            bench.poke("in_valid", 1).poke("out_ready", 1);
            for (int clock = 0; clock < 20; clock++) {
                bench.poke("in_payload", clock);
                assertThat(bench.isSet("in_ready")).isTrue();
                assertThat(bench.isSet("out_valid")).isEqualTo(clock >= 2);
                if (clock >= 2) {
                    assertThat(bench.peek("out_payload")).isEqualTo(-(clock - 2) & 0x1FF);
                }
                bench.step();
            }
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
