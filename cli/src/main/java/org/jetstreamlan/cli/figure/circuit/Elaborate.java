package org.jetstreamlan.cli.figure.circuit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Axi4StreamNarrower;
import org.jetstreamlan.hdl.lib.Axi4StreamWidener;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.SkidBuffer;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;
import org.jetstreamlan.hdl.verilog.Verilog;

/// A program like those of the rivals: `Elaborate <circuit> <folder> [<times>]` writes the Verilog into the folder and says how many
/// milliseconds each time took.
public final class Elaborate {
    private Elaborate() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        int times = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        for (int i = 0; i < times; i++) {
            long before = System.nanoTime();
            Circuit netlist = Design.of(() -> circuit(arguments[0])).circuit();
            Files.writeString(
                    folder.resolve(netlist.top().name() + ".v"), Verilog.of(netlist).text());
            System.out.println("elaborated " + (System.nanoTime() - before) / 1e6 + " ms");
        }
    }

    private static Module circuit(String name) {
        return switch (name) {
            case "s" -> Chain.s();
            case "l" -> Chain.l();
            case "chain" -> Chain.ofLength(500);
            case "fifo" -> new Fifo<>(Type.bits(32), 16, Fifo.Storage.LUT);
            case "crc" -> new RunningCrc();
            case "axis_fifo" -> new Fifo<>(Type.bits(38), 1024, Fifo.Storage.BLOCK);
            case "axis_async_fifo" -> new AsyncFifo<>(Type.bits(38), 512, Fifo.Storage.BLOCK, 2);
            case "axis_register" -> new SkidBuffer<>(Type.bits(38));
            case "arbiter" -> new Arbiter<>(Type.bits(32), 4, Arbiter.Policy.ROUND_ROBIN);
            case "widen" -> new Axi4StreamWidener(4, 2);
            case "narrow" -> new Axi4StreamNarrower(4, 2);
            case "narrow_all" -> new Axi4StreamNarrower(4, 2, Axi4StreamNarrower.EmptyParts.SENT);
            case "million" -> new Many(false);
            case "deep" -> new Many(true);
            default ->
                    throw new IllegalArgumentException(
                            "no circuit "
                                    + name
                                    + "; there are s, l, chain, fifo, crc, arbiter, widen, narrow, million, deep");
        };
    }
}
