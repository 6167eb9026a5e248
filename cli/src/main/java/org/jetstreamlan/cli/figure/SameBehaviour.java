package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Holds that the Verilog of all libraries for a chain behaves alike: under Icarus, with the same stimulus, in each of [#CYCLES] clocks the
/// same `in_ready`, `out_valid` and, where valid, payload. The stimulus: words, gaps and stalls from `$random` with a fixed seed, in turns of 64
/// clocks that favour filling and draining, so that queues become full and empty.
final class SameBehaviour {
    private static final int CYCLES = 4_000;

    private SameBehaviour() {}

    /// @throws IOException if two differ, or if Icarus is not installed
    static void check(String circuit) throws IOException {
        List<Path> traces = new ArrayList<>();
        for (Rival rival : Rival.values()) {
            traces.add(trace(rival, circuit));
        }
        for (int i = 1; i < traces.size(); i++) {
            long line = mismatch(traces.getFirst(), traces.get(i));
            if (line >= 0) {
                throw new IOException(
                        "circuit %s of %s behaves unlike ours in clock %d: see %s and %s"
                                .formatted(
                                        circuit,
                                        Rival.values()[i].label(),
                                        line,
                                        traces.getFirst(),
                                        traces.get(i)));
            }
        }
    }

    private static long mismatch(Path ours, Path theirs) throws IOException {
        List<String> a = Files.readAllLines(ours);
        List<String> b = Files.readAllLines(theirs);
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            if (i >= a.size() || i >= b.size() || !a.get(i).equals(b.get(i))) {
                return i;
            }
        }
        if (a.size() != CYCLES || a.stream().noneMatch(line -> line.startsWith("11"))) {
            throw new IOException("the bench of %s saw nothing move".formatted(ours));
        }
        return -1;
    }

    private static Path trace(Rival rival, String circuit) throws IOException {
        Path folder = rival.folder(circuit);
        Path bench = folder.resolve("bench.sv");
        Path trace = folder.resolve("trace");
        Files.writeString(bench, bench(rival, trace));
        Measured.seconds(
                folder,
                "iverilog",
                "-g2012",
                "-o",
                "bench",
                "-s",
                "bench",
                "bench.sv",
                rival.verilog(circuit).toString());
        Measured.seconds(folder, "vvp", "-n", "bench");
        return trace;
    }

    private static String bench(Rival rival, Path trace) {
        return """
        module bench;
          reg clock = 0, reset = 1, in_valid = 0, out_ready = 0;
          reg [31:0] in_word = 0;
          wire in_ready, out_valid;
          wire [31:0] out_word;
          integer file, seed = 1994, i;
          Top top(.%1$s(clock), .%2$s(reset), .in_valid(in_valid), .in_ready(in_ready), .in_%3$s(in_word),
                  .out_valid(out_valid), .out_ready(out_ready), .out_%3$s(out_word));
          always #5 clock = ~clock;
          initial begin
            file = $fopen("%4$s");
            repeat (4) @(negedge clock);
            reset = 0;
            for (i = 0; i < %5$d; i = i + 1) begin
              if (!in_valid | in_ready) begin
                in_valid = i[6] ? ($random(seed) & 3) == 0 : ($random(seed) & 3) != 0;
                in_word = $random(seed);
              end
              out_ready = i[6] ? ($random(seed) & 3) != 0 : ($random(seed) & 7) == 0;
              #1 $fdisplay(file, "%%b%%b %%h", in_ready, out_valid, out_valid ? out_word : 32'd0);
              @(negedge clock);
            end
            $fclose(file);
            $finish;
          end
        endmodule
        """
                .formatted(rival.clock, rival.reset, rival.payload, trace, CYCLES);
    }
}
