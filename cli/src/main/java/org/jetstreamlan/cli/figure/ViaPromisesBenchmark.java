package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jetstreamlan.cli.conformance.BenchRing;
import org.jetstreamlan.cli.conformance.ModelledRing;
import org.jetstreamlan.cli.conformance.SimulatedRing;
import org.jetstreamlan.cli.figure.ViaPromises.Seen;
import org.jetstreamlan.via.VipReliability;

/// Whether each level's promises hold on links that lose bits, and while stations die. `JETSTREAM_VIA_MESSAGES` sets how many messages there are in all.
final class ViaPromisesBenchmark implements Benchmark {
    static final Benchmark MODEL =
            new ViaPromisesBenchmark(
                    "",
                    "modelled",
                    Long.parseLong(
                            System.getenv().getOrDefault("JETSTREAM_VIA_MESSAGES", "1000000")),
                    () -> ModelledRing::new);

    static final Benchmark RTL =
            new ViaPromisesBenchmark("_rtl", "RTL", 10_000, ViaPromisesBenchmark::simulated);

    private static final double[] RATES = {1e-7, 1e-6, 1e-5, 1e-4};
    private static final double PROMISED_RATE = 1e-6;
    private static final int FEWEST = 2;
    private static final int MOST = 4;

    private final String suffix;
    private final String kind;
    private final long messages;
    private final Supplier<IntFunction<BenchRing>> rings;

    /// @param suffix of the figures
    /// @param rings makes what makes a ring of so many stations
    private ViaPromisesBenchmark(
            String suffix, String kind, long messages, Supplier<IntFunction<BenchRing>> rings) {
        this.suffix = suffix;
        this.kind = kind;
        this.messages = messages;
        this.rings = rings;
    }

    private static IntFunction<BenchRing> simulated() {
        var adapter = ClanPair.compile();
        return stations -> new SimulatedRing(adapter, stations);
    }

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        figures.add(
                new Figure(
                        "via.reliability" + suffix,
                        "promises broken in %,d messages of up to 256 bytes, %d to %d %s stations, all levels, bit error rates 1e-7 to 1e-4, stations killed"
                                .formatted(messages, FEWEST, MOST, kind),
                        "violations",
                        0,
                        new Target.AtMost(0)));
        for (double rate : RATES) {
            var target = rate == PROMISED_RATE ? new Target.AtLeast(0.999) : new Target.Reported();
            String of = "%s_e%d".formatted(suffix, Math.round(-Math.log10(rate)));
            figures.add(
                    new Figure(
                            "via.reliability_delivered" + of,
                            "messages received / messages, bit error rate %.0e".formatted(rate),
                            "",
                            4,
                            target));
            figures.add(
                    new Figure(
                            "via.reliability_whole" + of,
                            "connections whole at the end / connections of the same",
                            "",
                            4,
                            target));
        }
        return figures;
    }

    @Override
    public List<Double> run() {
        int levels = VipReliability.values().length;
        // Of each rate, and once more with a station killed: 2, 3 and 4 stations, each level.
        long each = Math.max(1, messages / (levels * (FEWEST + 3 + MOST) * (RATES.length + 1)));
        var made = rings.get();
        var values = new ArrayList<Double>();
        var all = Seen.NOTHING;
        for (double rate : RATES) {
            var of = Seen.NOTHING;
            for (int stations = FEWEST; stations <= MOST; stations++) {
                for (var level : VipReliability.values()) {
                    of = of.and(seen(made, stations, level, each, rate, -1));
                    if (rate == PROMISED_RATE) {
                        all = all.and(seen(made, stations, level, each, rate, stations - 1));
                    }
                }
            }
            all = all.and(of);
            values.add(of.receivedShare());
            values.add(of.wholeShare());
        }
        values.addFirst((double) all.violations());
        return values;
    }

    /// @param killed station, or -1
    private static Seen seen(
            IntFunction<BenchRing> made,
            int stations,
            VipReliability level,
            long messages,
            double rate,
            int killed) {
        try (var ring = made.apply(stations)) {
            int seed = killed < 0 ? stations : 9 + stations;
            return ViaPromises.run(ring, stations, level, messages, seed, rate, killed);
        }
    }
}
