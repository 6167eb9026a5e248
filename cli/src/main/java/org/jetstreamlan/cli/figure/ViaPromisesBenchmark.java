package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.cli.figure.ViaPromises.Seen;
import org.jetstreamlan.via.VipReliability;

/// Whether each level's promises hold on links that lose bits, and while stations die. `JETSTREAM_VIA_MESSAGES` sets how many messages there are in all.
final class ViaPromisesBenchmark implements Benchmark {
    static final Benchmark ALL = new ViaPromisesBenchmark();

    private static final long MESSAGES =
            Long.parseLong(System.getenv().getOrDefault("JETSTREAM_VIA_MESSAGES", "1000000"));

    private static final double[] RATES = {1e-7, 1e-6, 1e-5, 1e-4};
    private static final double PROMISED_RATE = 1e-6;
    private static final int FEWEST = 2;
    private static final int MOST = 4;

    private ViaPromisesBenchmark() {}

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        figures.add(
                new Figure(
                        "via.reliability",
                        "promises broken in %,d messages of up to 256 bytes, %d to %d modelled stations, all levels, bit error rates 1e-7 to 1e-4, stations killed"
                                .formatted(MESSAGES, FEWEST, MOST),
                        "violations",
                        0,
                        new Target.AtMost(0)));
        for (double rate : RATES) {
            var target = rate == PROMISED_RATE ? new Target.AtLeast(0.999) : new Target.Reported();
            String suffix = "_e" + Math.round(-Math.log10(rate));
            figures.add(
                    new Figure(
                            "via.reliability_delivered" + suffix,
                            "messages received / messages, bit error rate %.0e".formatted(rate),
                            "",
                            4,
                            target));
            figures.add(
                    new Figure(
                            "via.reliability_whole" + suffix,
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
        long each = Math.max(1, MESSAGES / (levels * (FEWEST + 3 + MOST) * (RATES.length + 1)));
        var values = new ArrayList<Double>();
        var all = Seen.NOTHING;
        for (double rate : RATES) {
            var of = Seen.NOTHING;
            for (int stations = FEWEST; stations <= MOST; stations++) {
                for (var level : VipReliability.values()) {
                    of = of.and(new ViaPromises(stations, level, each, stations).run(rate, -1));
                    if (rate == PROMISED_RATE) {
                        all =
                                all.and(
                                        new ViaPromises(stations, level, each, 9 + stations)
                                                .run(rate, stations - 1));
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
}
