package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.ring.line.FaultCampaign;
import org.jetstreamlan.ring.line.FaultKind;
import org.jetstreamlan.ring.line.LineRing;
import org.jetstreamlan.ring.lockstep.MacRing;
import org.jetstreamlan.sim.Engines;

/// What the ring carries, what a frame waits for, how long the ring takes to recover. Times in words, TTRT 25,000 of them (1 ms) where nothing else is said.
final class RingBenchmark implements Benchmark {
    private static final int TTRT = 25_000;
    private static final int SHORT_TTRT = 3_125;
    private static final long WORDS = 20_000_000;
    private static final int LONGEST = Frame.PAYLOAD_WORDS_MAXIMUM;

    /// Rotations of `ring.access_bound`, for each policy and TTRT.
    private static final long ROTATIONS = Long.getLong("jetstream.ring.rotations", 250_000);

    static final Benchmark PAYLOAD =
            new RingBenchmark(
                    List.of(
                            figure(
                                    "ring.payload_share",
                                    "payload / all words, one sender, 64 KiB frames, N = 2, D = 40, T = 25,000",
                                    0.99),
                            figure(
                                    "ring.payload_share_8",
                                    "the same at N = 8, D = 160, / (T - D)/(T + D)",
                                    0.98),
                            figure(
                                    "ring.payload_share_64",
                                    "the same at N = 64, D = 1,280, / (T - D)/(T + D), OVERRUN",
                                    0.98),
                            reported(
                                    "ring.payload_share_64_fits",
                                    "the same where a frame starts only if it fits: one of 16,399 words in T - D = 23,720",
                                    "",
                                    4),
                            figure(
                                    "ring.small_share",
                                    "frame words / all words, 56-byte frames back to back, N = 2",
                                    0.82)),
                    () ->
                            List.of(
                                    share(2, LONGEST),
                                    ratio(8, 1, LONGEST, false),
                                    ratio(64, 1, LONGEST, true),
                                    ratio(64, 1, LONGEST, false),
                                    small()));

    static final Benchmark AGGREGATE =
            new RingBenchmark(
                    List.of(
                            figure(
                                    "ring.aggregate",
                                    "payload / all words / (n(T - D)/(nT + D)), the least of 2, 4, 8, 16 and 32 pairs of 64 stations, 16 KiB frames, T = 25,000",
                                    0.98),
                            reported(
                                    "ring.aggregate_delay",
                                    "the same: longest wait of an asynchronous frame at the head of its queue, 32 pairs",
                                    "TTRT",
                                    1)),
                    RingBenchmark::aggregate);

    static final Benchmark ACCESS =
            new RingBenchmark(
                    List.of(
                            new Figure(
                                    "ring.access_bound",
                                    "longest wait of a synchronous frame / 2 TTRT, model, 64 stations, 95 % of the admission limit, saturated frames of F, both policies, TTRT 3,125 and 25,000, 1,000,000 rotations in all",
                                    "",
                                    3,
                                    new Target.AtMost(1)),
                            new Figure(
                                    "ring.rotation_mean",
                                    "mean rotation / TTRT of the same, the worst",
                                    "",
                                    3,
                                    new Target.AtMost(1))),
                    RingBenchmark::access);

    static final Benchmark HOP =
            new RingBenchmark(
                    List.of(
                            new Figure(
                                    "ring.hop",
                                    "clocks of a word through a station's MAC, link in to link out, RTL",
                                    "clocks",
                                    0,
                                    new Target.AtMost(3))),
                    RingBenchmark::hop);

    static final Benchmark RECOVERY =
            new RingBenchmark(
                    List.of(
                            reported(
                                    "ring.recovery_median",
                                    "median of the recoveries of 15 kinds of fault, 10 each, 8 RTL stations, TTRT 3,125",
                                    "TTRT",
                                    2),
                            reported("ring.recovery_worst", "the worst of them", "TTRT", 2),
                            new Figure(
                                    "ring.recovery_violations",
                                    "frames twice or wrong, frames without an end, wedges",
                                    "",
                                    0,
                                    new Target.AtMost(0))),
                    RingBenchmark::recovery);

    static final Benchmark SIMULATION =
            new RingBenchmark(
                    List.of(
                            reported(
                                    "ring.simulation",
                                    "64 RTL stations over lines on jit, words of the ring/s",
                                    "1/s",
                                    0),
                            reported(
                                    "ring.simulation_model",
                                    "64 stations of the model with the load of ring.access_bound, rotations/s at TTRT 3,125",
                                    "1/s",
                                    0)),
                    RingBenchmark::simulation);

    static final List<Benchmark> ALL =
            List.of(PAYLOAD, AGGREGATE, ACCESS, AccessBenchmark.RTL, HOP, RECOVERY, SIMULATION);

    private final List<Figure> figures;
    private final Callable<List<Double>> program;

    private RingBenchmark(List<Figure> figures, Callable<List<Double>> program) {
        this.figures = figures;
        this.program = program;
    }

    private static Figure figure(String name, String about, double least) {
        return new Figure(name, about, "", 4, new Target.AtLeast(least));
    }

    private static Figure reported(String name, String about, String unit, int decimals) {
        return new Figure(name, about, unit, decimals, new Target.Reported());
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws Exception {
        return program.call();
    }

    // ---- what it carries

    private static RingLoad load(int stations, int senders, int words, boolean overrun) {
        var load = new RingLoad(stations, TTRT, LONGEST, 0, overrun);
        for (int i = 0; i < senders; i++) {
            load.sends(i * stations / senders, stations / 2, false, words);
        }
        return load.run(WORDS);
    }

    private static double share(int stations, int words) {
        return (double) load(stations, 1, words, false).payloadWords() / WORDS;
    }

    private static List<Double> aggregate() {
        double least = Double.MAX_VALUE;
        double wait = 0;
        for (int pairs = 2; pairs <= 32; pairs *= 2) {
            var load = load(64, pairs, 4_096, false);
            least = Math.min(least, ratio(load, pairs));
            wait = (double) load.longestWait() / TTRT;
        }
        return List.of(least, wait);
    }

    private static double ratio(int stations, int senders, int words, boolean overrun) {
        return ratio(load(stations, senders, words, overrun), senders);
    }

    private static double ratio(RingLoad load, int senders) {
        double latency = load.latency();
        double bound = senders * (TTRT - latency) / (senders * (double) TTRT + latency);
        return load.payloadWords() / (double) WORDS / bound;
    }

    private static double small() {
        var load = load(2, 1, Frame.PAYLOAD_WORDS_MINIMUM, false);
        return (double) load.frames() * (Frame.PAYLOAD_WORDS_MINIMUM + 2) / WORDS;
    }

    // ---- what a frame waits for

    private static List<Double> access() {
        double wait = 0;
        double rotation = 0;
        for (int ttrt : new int[] {SHORT_TTRT, TTRT}) {
            for (boolean overrun : new boolean[] {false, true}) {
                var delay = AccessLoad.of(ttrt, overrun).model(ROTATIONS);
                wait = Math.max(wait, delay.longest());
                rotation = Math.max(rotation, delay.meanRotation());
            }
        }
        return List.of(wait, rotation);
    }

    /// A station that is switched off repeats a control symbol.
    private static List<Double> hop() {
        try (var model = MacRing.compile(Engines.jit());
                var mac = model.instantiate()) {
            long mark = Integer.toUnsignedLong(new ControlSymbol.Mark(5, false).word());
            mac.poke(mac.probe("linkIn_kind"), LinkWord.Kind.CONTROL.ordinal());
            mac.poke(mac.probe("linkIn_word"), mark);
            var out = mac.probe("linkOut_word");
            double clocks = 0;
            while (mac.peek(out) != mark && clocks < 100) {
                mac.step();
                clocks++;
            }
            return List.of(clocks);
        }
    }

    // ---- faults and speed

    private static List<Double> recovery() {
        var words = new ArrayList<Long>();
        int violations = 0;
        try (var model = LineRing.compile(Engines.jit())) {
            for (FaultKind kind : FaultKind.values()) {
                try (var campaign = new FaultCampaign(model, 8, SHORT_TTRT, 1 + kind.ordinal())) {
                    for (int i = 0; i < 10; i++) {
                        words.add(campaign.inject(kind).words());
                    }
                    violations += campaign.violations().size();
                }
            }
        }
        words.sort(null);
        return List.of(
                (double) words.get(words.size() / 2) / SHORT_TTRT,
                (double) words.getLast() / SHORT_TTRT,
                (double) violations);
    }

    private static List<Double> simulation() {
        var settings = new ArrayList<StationSettings>();
        for (int i = 0; i < 64; i++) {
            settings.add(LineRing.settings(i, TTRT));
        }
        double rate;
        try (var model = LineRing.compile(Engines.jit());
                var ring = new LineRing(model, settings, new int[64], new int[64])) {
            ring.enableAll();
            ring.runUntil(ring::operational, 200_000);
            for (int i = 0; i < 64; i++) {
                ring.offer(i, (i + 5) % 64, false, 200);
            }
            long begin = System.nanoTime();
            ring.run(5_000);
            rate = 5_000 / ((System.nanoTime() - begin) / 1e9);
        }
        var load = AccessLoad.of(SHORT_TTRT, false);
        long begin = System.nanoTime();
        load.model(5_000);
        return List.of(rate, 5_000 / ((System.nanoTime() - begin) / 1e9));
    }
}
