package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.cli.figure.ViaLoad.Receiver;
import org.jetstreamlan.via.VipReliability;

/// VIA beside what CLAN takes without it, on two modelled stations with an idle ring, in words of the link.
final class ViaBenchmark implements Benchmark {
    static final Benchmark ALL = new ViaBenchmark();

    private static final long SEED = 1;
    private static final int SHORT = 4;
    private static final int LONG = 32_768;
    private static final int COUNT = 64;

    private ViaBenchmark() {}

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        figures.add(words("via.raw_latency", "a store of 8 bytes to its being seen, polling"));
        figures.add(words("via.raw_latency_tripwire", "the same, by a tripwire"));
        for (var level : VipReliability.values()) {
            String name = level.name().toLowerCase(java.util.Locale.ROOT);
            figures.add(
                    words(
                            "via.latency_%s".formatted(name),
                            "%d bytes from postSend to the receive being done, polling"
                                    .formatted(SHORT)));
            figures.add(
                    words(
                            "via.latency_%s_blocking".formatted(name),
                            "the same, the receiver asleep"));
        }
        figures.add(
                new Figure(
                        "via.latency_ratio",
                        "latency of %d bytes / a raw store that is polled for, the worst level"
                                .formatted(SHORT),
                        "",
                        2,
                        new Target.AtMost(3)));
        figures.add(
                new Figure(
                        "via.latency_ratio_blocking",
                        "the same, blocking / a raw store and a tripwire",
                        "",
                        2,
                        new Target.AtMost(3)));
        figures.add(
                new Figure(
                        "via.bandwidth_raw",
                        "payload words / words of the link, DMA of %,d bytes without VIA"
                                .formatted(LONG),
                        "",
                        4,
                        new Target.Reported()));
        figures.add(
                new Figure(
                        "via.bandwidth",
                        "the same by VIA, the worst level",
                        "",
                        4,
                        new Target.Reported()));
        figures.add(
                new Figure(
                        "via.bandwidth_ratio", "one / the other", "", 4, new Target.AtLeast(0.95)));
        return figures;
    }

    private static Figure words(String name, String about) {
        return new Figure(
                name, about + ", two stations, idle ring", "words", 0, new Target.Reported());
    }

    @Override
    public List<Double> run() throws IOException {
        var values = new ArrayList<Double>();
        var load = new ViaLoad(SEED);
        double polled = load.storeLatency(false);
        double slept = load.storeLatency(true);
        values.add(polled);
        values.add(slept);
        double worst = 0;
        double worstSlept = 0;
        double least = 1;
        for (var level : VipReliability.values()) {
            double polling = new ViaLoad(SEED).latency(level, SHORT, Receiver.POLLING, 0);
            double blocking = new ViaLoad(SEED).latency(level, SHORT, Receiver.BLOCKING, 0);
            values.add(polling);
            values.add(blocking);
            worst = Math.max(worst, polling);
            worstSlept = Math.max(worstSlept, blocking);
            least = Math.min(least, new ViaLoad(SEED).bandwidth(level, LONG, COUNT));
        }
        double raw = load.dmaBandwidth(LONG, COUNT);
        values.add(worst / polled);
        values.add(worstSlept / slept);
        values.add(raw);
        values.add(least);
        values.add(least / raw);
        return values;
    }
}
