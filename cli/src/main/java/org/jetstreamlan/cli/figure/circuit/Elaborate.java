package org.jetstreamlan.cli.figure.circuit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Axi4StreamNarrower;
import org.jetstreamlan.hdl.lib.Axi4StreamWidener;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.verilog.Verilog;

/// A program like those of the rivals: `Elaborate <circuit> <folder> [<times>]` writes the Verilog into the folder and says how many
/// milliseconds each time took.
public final class Elaborate {
    private Elaborate() {}

    /// Circuits by name.
    private static final Map<String, Supplier<Module>> CIRCUITS =
            Map.of(
                    "s", () -> new Chain(List.of(16)),
                    "l", () -> new Chain(IntStream.rangeClosed(4, 67).boxed().toList()),
                    "chain",
                            () ->
                                    new Chain(
                                            IntStream.range(0, 500)
                                                    .mapToObj(i -> 4 + i % 64)
                                                    .toList()),
                    "fifo", () -> new Fifo<>(Type.bits(32), 16, Fifo.Storage.LUT),
                    "crc", RunningCrc::new,
                    "arbiter", () -> new Arbiter<>(Type.bits(32), 4, Arbiter.Policy.ROUND_ROBIN),
                    "widen", () -> new Axi4StreamWidener(4, 2),
                    "narrow", () -> new Axi4StreamNarrower(4, 2),
                    "million", () -> new Many(false),
                    "deep", () -> new Many(true));

    public static void main(String[] arguments) throws IOException {
        Supplier<Module> circuit = CIRCUITS.get(arguments[0]);
        if (circuit == null) {
            throw new IllegalArgumentException(
                    "no circuit %s; there are %s"
                            .formatted(arguments[0], CIRCUITS.keySet().stream().sorted().toList()));
        }
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        int times = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        for (int i = 0; i < times; i++) {
            long before = System.nanoTime();
            Circuit netlist = Design.of(circuit).circuit();
            Files.writeString(
                    folder.resolve(netlist.top().name() + ".v"), Verilog.of(netlist).text());
            System.out.printf(
                    Locale.ROOT, "elaborated %.3f ms%n", (System.nanoTime() - before) / 1e6);
        }
    }
}
