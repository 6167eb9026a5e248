package org.jetstreamlan.cli.figure;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.TripwireHash;
import org.jetstreamlan.cli.NamedDesign;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.clan.TripwireWords;
import org.jetstreamlan.nic.clan.Tripwires;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Simulator;

/// Tripwires on so many words, half of which are taken, and 16 ranges: look-ups answered right in a clock, where one is asked for in each; area on an ECP5 (yosys), ranges, arms and what acts in it.
/// A public content-addressable memory of 256 x 24 takes 5,515 LUT4 and 49 block RAMs.
final class TripwireBenchmark implements Benchmark {
    static final List<Benchmark> ALL = List.of(new TripwireBenchmark(8), new TripwireBenchmark(12));

    private static final int CLOCKS = 20_000;
    private static final int CELL_BITS = 24;
    private static final int DRAWS = 16;

    private final int log2Words;

    private TripwireBenchmark(int log2Words) {
        this.log2Words = log2Words;
    }

    private int words() {
        return 1 << log2Words;
    }

    @Override
    public List<Figure> figures() {
        String name = "clan.tripwire_%d".formatted(words());
        String about = "tripwires on %,d words and 16 ranges".formatted(words());
        return List.of(
                new Figure(
                        name + "_matches",
                        "look-ups answered right a clock, %s, half of the words taken, RTL on jit"
                                .formatted(about),
                        "",
                        4,
                        new Target.AtLeast(1)),
                area(name + "_lut4", about, "LUT4"),
                area(name + "_block", about, "DP16KD"));
    }

    private static Figure area(String name, String about, String cell) {
        return new Figure(
                name, "%s of %s on an ECP5".formatted(cell, about), cell, 0, new Target.Reported());
    }

    @Override
    public List<Double> run() throws IOException {
        var area = area();
        return List.of(matches(), area.get("LUT4").getAsDouble(), area.get("DP16KD").getAsDouble());
    }

    private JsonObject area() throws IOException {
        var by = ClanSizes.DEFAULT;
        var sizes =
                new ClanSizes(
                        by.log2Endpoints(),
                        by.log2Regions(),
                        by.log2Pages(),
                        log2Words,
                        by.ranges(),
                        by.log2Cells());
        var design =
                new NamedDesign(
                        "tripwires-%d".formatted(words()),
                        "tripwires on %,d words".formatted(words()),
                        () -> new Tripwires(sizes));
        var out = Tree.root().resolve("build/figures/tripwires-%d".formatted(words()));
        Files.createDirectories(out);
        var arguments =
                List.of(
                        "--area-only",
                        "--out",
                        out.toString(),
                        design.writeVerilog(out).toString());
        if (Tree.run(Tree.python(Tree.root().resolve("tools/ecp5.py"), arguments)) != 0) {
            throw new IOException("no area of " + design.name());
        }
        var results = Files.readString(out.resolve("ecp5.json"));
        return JsonParser.parseString(results)
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("area");
    }

    /// Each clock a look-up, every second one on average of a word that is watched.
    double matches() {
        try (var model =
                        Engines.jit()
                                .compile(Design.of(() -> new TripwireWords(log2Words)).circuit());
                var table = model.instantiate()) {
            var random = new Random(1);
            clear(table);
            List<Long> keys = new ArrayList<>(fill(table, random));
            Set<Long> watched = Set.copyOf(keys);
            boolean[] hit = new boolean[CLOCKS];
            int right = 0;
            set(table, "lookup_valid", 1);
            for (int clock = 0; clock < CLOCKS; clock++) {
                long key =
                        random.nextBoolean() ? keys.get(random.nextInt(keys.size())) : key(random);
                set(table, "lookup_payload", key);
                hit[clock] = watched.contains(key);
                int asked = clock - TripwireWords.LATENCY;
                boolean found = get(table, "hits") != 0;
                right += asked >= 0 && found == hit[asked] ? 1 : 0;
                if (get(table, "lookup_ready") == 0) {
                    return 0;
                }
                table.step();
            }
            return (double) right / (CLOCKS - TripwireWords.LATENCY);
        }
    }

    private void clear(Simulator table) {
        set(table, "clears", 1);
        for (int i = 0; i < words() / TripwireHash.WAYS; i++) {
            set(table, "cleared", i);
            table.step();
        }
        set(table, "clears", 0);
    }

    /// Takes half of the words, each where it may lie and nothing lies.
    ///
    /// @return their keys
    private Set<Long> fill(Simulator table, Random random) {
        Set<Long> keys = new HashSet<>();
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < words() / 2 * DRAWS && keys.size() < words() / 2; i++) {
            long key = key(random);
            int way = random.nextInt(TripwireHash.WAYS);
            int entry = TripwireHash.entry(key, way, log2Words);
            if (!keys.contains(key) && taken.add(entry)) {
                keys.add(key);
                set(table, "write_valid", 1);
                set(table, "write_payload_valid", 1);
                set(table, "write_payload_entry", entry);
                set(table, "write_payload_where", key >>> CELL_BITS);
                set(table, "write_payload_first", key & (1L << CELL_BITS) - 1);
                while (get(table, "write_ready") == 0) {
                    table.step();
                }
                table.step();
                set(table, "write_valid", 0);
                table.step();
            }
        }
        return keys;
    }

    /// A word that is written in a region, which is what most tripwires are on.
    private static long key(Random random) {
        return random.nextLong() & (1L << TripwireHash.KEY_BITS - 2) - 1;
    }

    private static void set(Simulator table, String name, long value) {
        table.poke(table.probe(name), value);
    }

    private static long get(Simulator table, String name) {
        return table.peek(table.probe(name));
    }
}
