package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.List;

/// How much of the link DMA fills, on [ClanPair]: payload words / words of the link, from the doorbell until all is acknowledged.
final class ClanBandwidthBenchmark implements Benchmark {
    static final Benchmark ALL = new ClanBandwidthBenchmark();

    private static final int LONG = ClanPair.REGION_BYTES;
    private static final int LONG_COUNT = 16;
    private static final int SHORT_COUNT = 256;

    /// Of a transfer, looked at for the half of the peak.
    private static final List<Integer> SIZES =
            List.of(64, 128, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1_024, 2_048, 4_096);

    private ClanBandwidthBenchmark() {}

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "clan.bandwidth",
                        "payload words / words of the link, %d DMA of %,d bytes behind one another, from the doorbell until all is acknowledged, two stations, line included, RTL on jit"
                                .formatted(LONG_COUNT, LONG),
                        "",
                        4,
                        new Target.AtLeast(0.97)),
                new Figure(
                        "clan.bandwidth_one",
                        "the same of one alone",
                        "",
                        4,
                        new Target.Reported()),
                new Figure(
                        "clan.bandwidth_half",
                        "least bytes of a DMA with half of that, %d behind one another, sizes from %d on"
                                .formatted(SHORT_COUNT, SIZES.getFirst()),
                        "B",
                        0,
                        new Target.AtMost(1_024)),
                new Figure(
                        "clan.bandwidth_1k",
                        "the same as the first, DMA of 1,024 bytes",
                        "",
                        4,
                        new Target.Reported()));
    }

    @Override
    public List<Double> run() throws IOException {
        int line = ClanPair.lineClocks();
        try (var model = ClanPair.compile();
                var pair = new ClanPair(model, line)) {
            var way = pair.connect(0);
            double peak = share(pair, way, LONG, LONG_COUNT);
            double one = share(pair, way, LONG, 1);
            double half = Double.POSITIVE_INFINITY;
            double kilobyte = 0;
            for (int bytes : SIZES) {
                double share = share(pair, way, bytes, SHORT_COUNT);
                if (share >= peak / 2) {
                    half = Math.min(half, bytes);
                }
                if (bytes == 1_024) {
                    kilobyte = share;
                }
            }
            return List.of(peak, one, half, kilobyte);
        }
    }

    private static double share(ClanPair pair, ClanPair.Way way, int bytes, int count) {
        long[] clocks = {0};
        pair.ring
                .bench()
                .start(
                        "DMA",
                        () -> {
                            long began = pair.ring.clocks();
                            pair.transfer(way, bytes, count, () -> false);
                            clocks[0] = pair.ring.clocks() - began;
                        });
        pair.ring.bench().run();
        return (double) bytes * count / Integer.BYTES / clocks[0];
    }
}
