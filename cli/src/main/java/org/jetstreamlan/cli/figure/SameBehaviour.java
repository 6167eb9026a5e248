package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Holds that the Verilog of all libraries for a circuit behaves alike: under Icarus, with the same stimulus, in each of [#CYCLES] clocks the
/// same ready, valid and, where valid, payload. The stimulus: words, gaps and stalls from `$random` with a fixed seed, in turns of 64
/// clocks that favour filling and draining, so that queues become full and empty.
final class SameBehaviour {
    private static final int CYCLES = 4_000;

    private SameBehaviour() {}

    /// The text of a bench for one library's circuit, which writes a trace: a line a clock, `<ready><valid>` first.
    @FunctionalInterface
    private interface Bench {
        String of(Rival rival, String top, Path trace);
    }

    /// Of a chain: a stream of 32 bits in, one out.
    ///
    /// @throws IOException if two differ, or if Icarus is not installed
    static void check(String circuit) throws IOException {
        check(circuit, SameBehaviour::chain);
    }

    /// Of a circuit with AXI4-Stream ports `s_axis` and `m_axis` of so many bytes.
    ///
    /// @throws IOException if two differ, or if Icarus is not installed
    static void check(String circuit, int bytesIn, int bytesOut) throws IOException {
        check(circuit, (rival, top, trace) -> axis(rival, top, trace, bytesIn, bytesOut));
    }

    private static void check(String circuit, Bench bench) throws IOException {
        List<Path> traces = new ArrayList<>();
        for (Rival rival : Rival.values()) {
            traces.add(trace(rival, circuit, bench));
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

    private static Path trace(Rival rival, String circuit, Bench bench) throws IOException {
        Path folder = rival.folder(circuit);
        Path trace = folder.resolve("trace");
        String top = rival.verilog(circuit).getFileName().toString().replaceFirst("\\.v$", "");
        Files.writeString(folder.resolve("bench.sv"), bench.of(rival, top, trace));
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

    private static String chain(Rival rival, String top, Path trace) {
        return """
        module bench;
          reg clock = 0, reset = 1, in_valid = 0, out_ready = 0;
          reg [31:0] in_word = 0;
          wire in_ready, out_valid;
          wire [31:0] out_word;
          integer file, seed = 1994, i;
          %6$s top(.%1$s(clock), .%2$s(reset), .in_valid(in_valid), .in_ready(in_ready), .in_%3$s(in_word),
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
                .formatted(rival.clock, rival.reset, rival.payload, trace, CYCLES, top);
    }

    /// `keep` of full transfers, of short ones and of any kind; a transfer stays until it is taken. A transfer during reset wakes each
    /// `always @(*)`, which in Icarus begins with the first change that it sees.
    private static String axis(Rival rival, String top, Path trace, int bytesIn, int bytesOut) {
        return """
        module bench;
          reg clock = 0, reset = 1, s_valid = 0, s_last = 0, m_ready = 0;
          reg [%6$d:0] s_data = 0;
          reg [%7$d:0] s_keep = 0;
          wire s_ready, m_valid, m_last;
          wire [%8$d:0] m_data;
          wire [%9$d:0] m_keep;
          integer file, seed = 1994, i;
          %3$s top(.%1$s(clock), .%2$s(reset), .s_axis_tvalid(s_valid), .s_axis_tready(s_ready), .s_axis_tdata(s_data),
                  .s_axis_tkeep(s_keep), .s_axis_tlast(s_last), .m_axis_tvalid(m_valid), .m_axis_tready(m_ready),
                  .m_axis_tdata(m_data), .m_axis_tkeep(m_keep), .m_axis_tlast(m_last));
          always #5 clock = ~clock;
          initial begin
            file = $fopen("%4$s");
            repeat (2) @(negedge clock);
            {s_valid, m_ready} = 3;
            repeat (2) @(negedge clock);
            {s_valid, m_ready, reset} = 0;
            for (i = 0; i < %5$d; i = i + 1) begin
              if (!s_valid | s_ready) begin
                s_valid = i[6] ? ($random(seed) & 3) == 0 : ($random(seed) & 3) != 0;
                s_data = {$random(seed), $random(seed)};
                s_last = $random(seed);
                s_keep = ~0;
                if ($random(seed) & 1) s_keep = s_keep >> ($random(seed) & %7$d);
                if (($random(seed) & 7) == 0) s_keep = $random(seed);
              end
              m_ready = i[6] ? ($random(seed) & 3) != 0 : ($random(seed) & 7) == 0;
              #1 $fdisplay(file, "%%b%%b %%h", s_ready, m_valid, m_valid ? {m_last, m_keep, m_data} : 0);
              @(negedge clock);
            end
            $fclose(file);
            $finish;
          end
        endmodule
        """
                .formatted(
                        rival.clock,
                        rival.reset,
                        top,
                        trace,
                        CYCLES,
                        8 * bytesIn - 1,
                        bytesIn - 1,
                        8 * bytesOut - 1,
                        bytesOut - 1);
    }
}
