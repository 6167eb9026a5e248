package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntConsumer;
import org.jetstreamlan.cli.figure.StoreWatch.Stage;
import org.jetstreamlan.driver.clan.Aperture;

/// What a store to an aperture takes until it is a word in the other host's memory, on [ClanPair]: stage by stage on an idle ring, and all in all beside DMA of 64 KiB both ways.
final class StoreLatencyBenchmark implements Benchmark {
    static final Benchmark ALL = new StoreLatencyBenchmark();

    private static final int IDLE_STORES = 100;
    private static final int LOADED_STORES = 200;

    /// Between two stores, at least, so that the first is acknowledged; and up to so many more.
    private static final int PAUSE_CLOCKS = 200;

    private static final int JITTER_CLOCKS = 211;
    private static final int LOADED_JITTER_CLOCKS = 1_009;
    private static final int CELL_BYTES = 8;

    private StoreLatencyBenchmark() {}

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        figures.add(
                new Figure(
                        "clan.pio_latency",
                        "core clocks from a store on the AXI port to the word in the other host's memory, two stations, idle ring, merge time-out and line included, wait for the token apart: most of %d, RTL on jit"
                                .formatted(IDLE_STORES),
                        "clocks",
                        0,
                        new Target.AtMost(60)));
        for (var stage : Stage.values()) {
            figures.add(
                    clocks(
                            "clan.pio_" + stage.name().toLowerCase(Locale.ROOT),
                            "of these, mean: %s".formatted(stage.about),
                            1));
        }
        figures.add(clocks("clan.pio_token_most", "the wait for the token, most", 0));
        String loaded = "the same, wait for the token in it, beside DMA of 64 KiB both ways: ";
        figures.add(clocks("clan.pio_loaded_50", loaded + "median", 0));
        figures.add(clocks("clan.pio_loaded_90", loaded + "90 % are there", 0));
        figures.add(clocks("clan.pio_loaded_99", loaded + "99 % are there", 0));
        figures.add(clocks("clan.pio_loaded_most", loaded + "all %,d".formatted(LOADED_STORES), 0));
        return figures;
    }

    private static Figure clocks(String name, String about, int decimals) {
        return new Figure(name, about, "clocks", decimals, new Target.Reported());
    }

    @Override
    public List<Double> run() throws IOException {
        var values = new ArrayList<Double>();
        int line = ClanPair.lineClocks();
        try (var model = ClanPair.compile()) {
            try (var pair = new ClanPair(model, line)) {
                idle(pair, new StoreWatch(pair.ring, line), values);
            }
            try (var pair = new ClanPair(model, line)) {
                loaded(pair, new StoreWatch(pair.ring, line), values);
            }
        }
        return values;
    }

    private static void idle(ClanPair pair, StoreWatch watch, List<Double> values) {
        long most = 0;
        long mostToken = 0;
        long[] sums = new long[Stage.values().length];
        List<List<Long>> all = new ArrayList<>();
        stores(
                pair,
                pair.connect(0),
                watch,
                IDLE_STORES,
                JITTER_CLOCKS,
                _ -> all.add(watch.stages()),
                () -> {});
        for (var stages : all) {
            long token = stages.get(Stage.TOKEN.ordinal());
            long whole = stages.stream().mapToLong(Long::longValue).sum();
            most = Math.max(most, whole - token);
            mostToken = Math.max(mostToken, token);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += stages.get(i);
            }
        }
        values.add((double) most);
        for (long sum : sums) {
            values.add((double) sum / IDLE_STORES);
        }
        values.add((double) mostToken);
    }

    private static void loaded(ClanPair pair, StoreWatch watch, List<Double> values) {
        var way = pair.connect(0);
        var others = new ClanPair.Way[] {pair.connect(0), pair.connect(1)};
        boolean[] over = {false};
        for (int i = 0; i < 2; i++) {
            var other = others[i];
            pair.ring
                    .bench()
                    .start(
                            "DMA of " + i,
                            () ->
                                    pair.transfer(
                                            other,
                                            ClanPair.REGION_BYTES,
                                            Integer.MAX_VALUE,
                                            () -> over[0]));
        }
        long[] clocks = new long[LOADED_STORES];
        stores(
                pair,
                way,
                watch,
                LOADED_STORES,
                LOADED_JITTER_CLOCKS,
                i -> clocks[i] = watch.stages().stream().mapToLong(Long::longValue).sum(),
                () -> over[0] = true);
        Arrays.sort(clocks);
        for (int percent : new int[] {50, 90, 99, 100}) {
            values.add((double) clocks[LOADED_STORES * percent / 100 - 1]);
        }
    }

    /// Stores cell behind cell, each when the one before is there, at times of any place in the token's rotation.
    ///
    /// @param arrived told of each, by its number
    /// @param end called behind the last
    private static void stores(
            ClanPair pair,
            ClanPair.Way way,
            StoreWatch watch,
            int count,
            int jitter,
            IntConsumer arrived,
            Runnable end) {
        var random = new Random(1);
        pair.ring
                .bench()
                .start(
                        "stores",
                        () -> {
                            var aperture =
                                    way.near()
                                            .aperture(
                                                    Aperture.Kind.WRITE,
                                                    way.to().remote(),
                                                    0,
                                                    ClanPair.REGION_BYTES);
                            for (int i = 0; i < count; i++) {
                                long wait = PAUSE_CLOCKS + (long) random.nextInt(jitter);
                                pair.ring.await(() -> false, wait);
                                pair.await(() -> way.near().room() > 0);
                                long at = (long) CELL_BYTES * i;
                                watch.follow(way.to().memory(), at, i + 1L);
                                aperture.put(at, i + 1L);
                                pair.await(watch::isDone);
                                arrived.accept(i);
                            }
                            end.run();
                        });
        pair.ring.bench().run();
    }
}
