package org.jetstreamlan.cli.figure;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jetstreamlan.cli.Tree;

/// Area on an ECP5 of blocks that every library has, in ours, SpinalHDL and Chisel: the block alone, through `tools/ecp5.py --area-only`, which is
/// yosys `synth_ecp5 -abc9`. A block of a library is taken as it is, without options of that library for area; what Chisel's library lacks (CRC,
/// width adapters) is written in `bench/rivals/`, as is SpinalHDL's CRC.
///
/// | block | ours | SpinalHDL | Chisel |
/// | --- | --- | --- | --- |
/// | 16 words of 32 bits | `Fifo` | `StreamFifo`, latency 1 | `Queue` |
/// | CRC-32, 32 bits a clock | `Crc` | matrix | matrix |
/// | round robin, 4 streams of 32 bits | `Arbiter`: a stalled choice stays | `StreamArbiter`: a stalled choice stays | `RRArbiter`: it does not |
/// | AXI-Stream 32 to 64 bits, 64 to 32 | `Axi4StreamWidener`, `-Narrower` | `Axi4StreamSimpleWidthAdapter` | registers and multiplexers |
///
/// SpinalHDL's adapter does less than the other two: it does not leave out a part without bytes at the end of a packet. Its 39 LUT4 from 64 to 32 bits are 36 of
/// multiplexers and 3 of control; what ours does takes 4 at least, since the end depends on 4 bits of `tkeep` more.
///
/// Compared with the better of the two, LUT4 and flip-flops each, and with the public module of the same function where there is one.
final class AreaBenchmark implements Benchmark {
    /// No public module of the same function.
    private static final int NONE = Integer.MAX_VALUE;

    static final List<Benchmark> ALL =
            List.of(
                    new AreaBenchmark("fifo", "FIFO of 16 x 32 bits", NONE, NONE),
                    new AreaBenchmark("crc", "CRC-32, 32 bits a clock", 326, 32),
                    new AreaBenchmark("arbiter", "round robin of 4 streams of 32 bits", 226, 246),
                    new AreaBenchmark("widen", "AXI-Stream 32 to 64 bits", NONE, NONE),
                    new AreaBenchmark("narrow", "AXI-Stream 64 to 32 bits", NONE, NONE));

    private final String circuit;
    private final int publicLut4;
    private final int publicFf;
    private final List<Figure> figures;

    private AreaBenchmark(String circuit, String about, int publicLut4, int publicFf) {
        this.circuit = circuit;
        this.publicLut4 = publicLut4;
        this.publicFf = publicFf;
        var all = new ArrayList<Figure>();
        for (String cell : List.of("LUT4", "FF")) {
            all.add(
                    new Figure(
                            "hdl.area_vs_%s_%s".formatted(circuit, cell.toLowerCase(Locale.ROOT)),
                            "%s: %s, ours / the least of the others".formatted(about, cell),
                            "",
                            3,
                            new Target.AtMost(1)));
            for (Rival rival : Rival.values()) {
                all.add(
                        new Figure(
                                "hdl.area_%s_%s_%s"
                                        .formatted(
                                                circuit,
                                                cell.toLowerCase(Locale.ROOT),
                                                rival.label()),
                                "%s: %s, %s".formatted(about, cell, rival.label()),
                                cell,
                                0,
                                new Target.Reported()));
            }
        }
        figures = List.copyOf(all);
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws IOException {
        Map<Rival, JsonObject> areas = new EnumMap<>(Rival.class);
        for (Rival rival : Rival.values()) {
            rival.build();
            areas.put(rival, area(rival));
        }
        List<Double> values = new ArrayList<>();
        values.addAll(compared(areas, "LUT4", publicLut4));
        values.addAll(compared(areas, "FF", publicFf));
        return values;
    }

    private static List<Double> compared(Map<Rival, JsonObject> areas, String cell, int known) {
        List<Double> counts = new ArrayList<>();
        double best = known;
        for (Map.Entry<Rival, JsonObject> area : areas.entrySet()) {
            double count = area.getValue().get(cell).getAsDouble();
            counts.add(count);
            if (area.getKey() != Rival.OURS) {
                best = Math.min(best, count);
            }
        }
        counts.addFirst(counts.getFirst() == 0 ? 0 : counts.getFirst() / best);
        return counts;
    }

    private JsonObject area(Rival rival) throws IOException {
        Path folder = rival.folder(circuit);
        Measured.seconds(Tree.root(), rival.command(circuit, 1).toArray(String[]::new));
        Path out = Files.createDirectories(folder.resolve("ecp5"));
        List<String> command =
                Tree.python(
                        Tree.root().resolve("tools/ecp5.py"),
                        List.of(
                                "--area-only",
                                "--out",
                                out.toString(),
                                rival.verilog(circuit).toString()));
        Measured.seconds(Tree.root(), command.toArray(String[]::new));
        return JsonParser.parseString(Files.readString(out.resolve("ecp5.json")))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("area");
    }
}
