package org.jetstreamlan.cli.figure;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jetstreamlan.cli.Tree;

/// Area and clock on an ECP5 of blocks that every library has, in ours, SpinalHDL and Chisel, through `tools/ecp5.py`: yosys `synth_ecp5 -abc9` for
/// the area of the block alone; nextpnr with a register at each port, the median of [#SEEDS] seeds on an 85F of speed 8, for the clock. A
/// block of a library is taken as it is, without options of that library for area; what a library lacks is written in `bench/rivals/`: CRC
/// and width adapters of Chisel, of SpinalHDL the CRC and the narrower that leaves out empty parts.
///
/// | block | ours | SpinalHDL | Chisel |
/// | --- | --- | --- | --- |
/// | 16 words of 32 bits | `Fifo` | `StreamFifo`, latency 1 | `Queue` |
/// | CRC-32, 32 bits a clock | `Crc` | matrix | matrix |
/// | round robin, 4 streams of 32 bits | `Arbiter`: a stalled choice stays | `StreamArbiter`: a stalled choice stays | `RRArbiter`: it does not |
/// | AXI-Stream 32 to 64 bits | `Axi4StreamWidener` | `Axi4StreamSimpleWidthAdapter` | registers and multiplexers |
/// | 64 to 32, empty parts left out | `Axi4StreamNarrower` | multiplexers | multiplexers |
/// | 64 to 32, every part sent | `Axi4StreamNarrower`, `SENT` | `Axi4StreamSimpleWidthAdapter` | multiplexers |
///
/// The clocks of narrowers with the same cells differ by 5 % between medians of three seeds, and by the order of the ports in the harness; so
/// there are nine, and the order is that of the names. Before they are measured, the narrowers are held to the same behaviour, see [SameBehaviour].
///
/// Compared with the better of the two, and with the public module of the same function where there is one. Some are compared with the public
/// module alone (verilog-axis, 32 bits with byte enables, last and user: 38): `axis_fifo` of 4 KiB, `axis_async_fifo` of 512 words,
/// `axis_register`.
final class AreaBenchmark implements Benchmark {
    private static final int SEEDS = 9;

    /// A public module's cells.
    private record Cells(int lut4, int ff) {
        static final Cells NONE = new Cells(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    static final List<Benchmark> ALL =
            List.of(
                    new AreaBenchmark("fifo", "FIFO of 16 x 32 bits", Cells.NONE, true),
                    new AreaBenchmark("crc", "CRC-32, 32 bits a clock", new Cells(326, 32), true),
                    new AreaBenchmark(
                            "arbiter",
                            "round robin of 4 streams of 32 bits",
                            new Cells(226, 246),
                            true),
                    new AreaBenchmark("widen", "AXI-Stream 32 to 64 bits", Cells.NONE, true),
                    new AreaBenchmark("narrow", "AXI-Stream 64 to 32 bits", Cells.NONE, true),
                    new AreaBenchmark(
                            "narrow_all",
                            "AXI-Stream 64 to 32 bits, every part sent",
                            Cells.NONE,
                            true),
                    new AreaBenchmark(
                            "axis_fifo", "FIFO of 1,024 x 38 bits", new Cells(40, 73), false),
                    new AreaBenchmark(
                            "axis_async_fifo",
                            "FIFO of 512 x 38 bits, two clocks",
                            new Cells(94, 175),
                            false),
                    new AreaBenchmark(
                            "axis_register",
                            "register slice of 38 bits, both ways",
                            new Cells(82, 79),
                            false));

    private final String circuit;
    private final Cells known;
    private final List<Rival> libraries;
    private final List<Figure> figures;

    /// @param rivals whether the other libraries have one
    private AreaBenchmark(String circuit, String about, Cells known, boolean rivals) {
        this.circuit = circuit;
        this.known = known;
        libraries = rivals ? List.of(Rival.values()) : List.of(Rival.OURS);
        var all = new ArrayList<Figure>();
        addArea(all, about, "LUT4");
        addArea(all, about, "FF");
        if (rivals) {
            all.add(
                    new Figure(
                            "hdl.clock_vs_" + circuit,
                            about + ": clock, ours / the fastest of the others",
                            "",
                            3,
                            new Target.AtLeast(0.95)));
            for (Rival library : libraries) {
                all.add(
                        reported(
                                "hdl.clock_" + circuit + "_" + library.label(),
                                about + ": clock, " + library.label(),
                                "MHz"));
            }
        }
        figures = List.copyOf(all);
    }

    private void addArea(List<Figure> all, String about, String cell) {
        String lower = cell.toLowerCase(Locale.ROOT);
        all.add(
                new Figure(
                        "hdl.area_vs_%s_%s".formatted(circuit, lower),
                        "%s: %s, ours / the least of the others".formatted(about, cell),
                        "",
                        3,
                        new Target.AtMost(1)));
        for (Rival library : libraries) {
            all.add(
                    reported(
                            "hdl.area_%s_%s_%s".formatted(circuit, lower, library.label()),
                            "%s: %s, %s".formatted(about, cell, library.label()),
                            cell));
        }
    }

    private static Figure reported(String name, String about, String unit) {
        return new Figure(name, about, unit, 0, new Target.Reported());
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws IOException {
        List<JsonObject> results = new ArrayList<>();
        for (Rival library : libraries) {
            library.build();
            Measured.seconds(Tree.root(), library.command(circuit, 1).toArray(String[]::new));
        }
        if (circuit.startsWith("narrow")) {
            SameBehaviour.check(circuit, 8, 4);
        }
        for (Rival library : libraries) {
            results.add(result(library));
        }
        List<Double> values = new ArrayList<>();
        values.addAll(areas(results, "LUT4", known.lut4()));
        values.addAll(areas(results, "FF", known.ff()));
        if (results.size() > 1) {
            values.addAll(clocks(results));
        }
        return values;
    }

    /// Ours / the least of the others, then each.
    private static List<Double> areas(List<JsonObject> results, String cell, int known) {
        List<Double> counts = new ArrayList<>();
        for (JsonObject result : results) {
            counts.add(result.getAsJsonObject("area").get(cell).getAsDouble());
        }
        double best = known;
        for (double other : counts.subList(1, counts.size())) {
            best = Math.min(best, other);
        }
        counts.addFirst(counts.getFirst() == 0 ? 0 : counts.getFirst() / best);
        return counts;
    }

    /// Ours / the fastest of the others, then each.
    private static List<Double> clocks(List<JsonObject> results) {
        List<Double> clocks = new ArrayList<>();
        for (JsonObject result : results) {
            JsonObject build = result.getAsJsonArray("builds").get(0).getAsJsonObject();
            clocks.add(build.get("mhz").getAsDouble());
        }
        clocks.addFirst(clocks.getFirst() / Collections.max(clocks.subList(1, clocks.size())));
        return clocks;
    }

    private JsonObject result(Rival library) throws IOException {
        Path folder = library.folder(circuit);
        Path out = Files.createDirectories(folder.resolve("ecp5"));
        List<String> options = new ArrayList<>();
        if (libraries.size() > 1) {
            options.addAll(
                    List.of(
                            "--seeds",
                            Integer.toString(SEEDS),
                            "--clock",
                            library.clock,
                            "--ports-by-name"));
        } else {
            options.add("--area-only");
        }
        options.addAll(List.of("--out", out.toString(), library.verilog(circuit).toString()));
        List<String> command = Tree.python(Tree.root().resolve("tools/ecp5.py"), options);
        Measured.seconds(Tree.root(), command.toArray(String[]::new));
        return JsonParser.parseString(Files.readString(out.resolve("ecp5.json")))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject();
    }
}
