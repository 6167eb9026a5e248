package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.List;
import org.jetstreamlan.abi.Capabilities;

/// What a pool misses, and how long it waits, while another one of the same adapter is flooded: [#FRAMES] frames that stay within its reserve, on three modelled stations ([FloodedStation]), with the flood and
/// without. `JETSTREAM_ISOLATION_FRAMES` sets their number.
final class IsolationBenchmark implements Benchmark {
    static final Benchmark ALL = new IsolationBenchmark();

    private static final int FRAMES =
            Integer.parseInt(System.getenv().getOrDefault("JETSTREAM_ISOLATION_FRAMES", "1000000"));

    /// Without the flood: enough for a median.
    private static final int QUIET_FRAMES = 100_000;

    /// Words; so short that the token comes often, for the sake of the number of frames.
    private static final int TTRT = 2_000;

    private IsolationBenchmark() {}

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "pool.isolation",
                        "frames that a pool within its reserve of %d blocks misses of %,d while another is flooded, limits 4x the %d blocks"
                                .formatted(
                                        FloodedStation.AT_ONCE, FRAMES, Capabilities.FULL.blocks()),
                        "frames",
                        0,
                        new Target.AtMost(0)),
                new Figure(
                        "pool.isolation_link",
                        "the same: words of the link that frames take",
                        "%",
                        1,
                        new Target.Reported()),
                new Figure(
                        "pool.isolation_flood",
                        "the same: of these words those of the flood",
                        "%",
                        1,
                        new Target.Reported()),
                new Figure(
                        "pool.isolation_dropped",
                        "the same: of the flood's frames those that find no block",
                        "%",
                        1,
                        new Target.Reported()),
                new Figure(
                        "pool.isolation_delay",
                        "the same, TTRT %,d words: delay from send to arrival that the flood adds, median"
                                .formatted(TTRT),
                        "words",
                        0,
                        new Target.Reported()),
                new Figure(
                        "pool.isolation_delay_most",
                        "the same: longest delay from send to arrival",
                        "words",
                        0,
                        new Target.Reported()));
    }

    @Override
    public List<Double> run() throws IOException {
        var quiet = new FloodedStation(TTRT, FloodedStation.AT_ONCE).run(QUIET_FRAMES, false);
        var flooded = new FloodedStation(TTRT, FloodedStation.AT_ONCE).run(FRAMES, true);
        if (quiet.missed() > 0) {
            throw new IOException(
                    "%,d frames are missed without a flood".formatted(quiet.missed()));
        }
        return List.of(
                (double) flooded.missed(),
                100 * flooded.linkShare(),
                100 * flooded.floodShare(),
                100 * flooded.floodDropped(),
                (double) flooded.delay() - quiet.delay(),
                (double) flooded.longest());
    }
}
