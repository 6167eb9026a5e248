package org.jetstreamlan.sim.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a print shows what it is given: sentence 49. The engines that run Verilog print past `System.out`, so each is a process of its own.
class SemanticsPrintsTest {
    enum Phase {
        IDLE,
        SENDING,
        DONE
    }

    static final class Talker extends Module {
        final UInt steps = output(uint(2));
        private final UInt step = reg(uint(2), init(0));
        private final SInt level = reg(sint(5), init(-2));

        @Override
        protected void build() {
            steps.assign(step);
            step.next(step.add(1));
            level.next(level.add(1));
            Enumerated<Phase> phase = enumerated(Phase.class).fromBits(step.asBits());
            print("{} at {}, {} behind, {x} {b}", phase, level, level.add(level), level, phase);
        }
    }

    private static final List<String> LINES =
            List.of(
                    "IDLE at -2, -4 behind, 1e 0",
                    "SENDING at -1, -2 behind, 1f 1",
                    "DONE at 0, 0 behind, 0 10",
                    "? at 1, 2 behind, 1 11",
                    "IDLE at 2, 4 behind, 2 0");

    /// What the process of an engine runs.
    public static void main(String[] engine) {
        try (var bench = Subject.valueOf(engine[0]).run(Talker::new)) {
            bench.step(LINES.size());
        }
    }

    @Test
    void s49OnJit() {
        PrintStream standard = System.out;
        var written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            main(new String[] {"JIT"});
        } finally {
            System.setOut(standard);
        }
        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .containsExactlyElementsOf(LINES);
    }

    @Test
    void s49OnVerilator() throws Exception {
        Subject.VERILATOR.engine();
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        assertThat(
                        output(
                                Path.of("."),
                                java.toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SemanticsPrintsTest.class.getName(),
                                "VERILATOR"))
                .containsSubsequence(LINES)
                .filteredOn(line -> line.contains(" behind,"))
                .hasSameSizeAs(LINES);
    }

    @Test
    void s49InIcarus(@TempDir Path folder) throws Exception {
        Subject.ICARUS.engine();
        var iverilog = Needed.find("iverilog").orElseThrow();
        var text = Verilog.of(Design.of(Talker::new).circuit()).text();
        Files.writeString(folder.resolve("design.v"), text);
        Files.writeString(
                folder.resolve("bench.v"),
                """
                module bench;
                  reg clk = 0;
                  wire [1:0] steps;
                  Talker talker(.clk(clk), .rst(1'b0), .steps(steps));
                  initial repeat (%d) #1 clk = ~clk;
                endmodule
                """
                        .formatted(2 * LINES.size()));
        assertThat(
                        output(
                                folder,
                                iverilog.toString(),
                                "-g2005",
                                "-o",
                                "bench",
                                "bench.v",
                                "design.v"))
                .isEmpty();
        assertThat(output(folder, iverilog.resolveSibling("vvp").toString(), "-n", "bench"))
                .containsExactlyElementsOf(LINES);
    }

    private static List<String> output(Path folder, String... command) throws Exception {
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        var lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(lines).isZero();
        return lines.lines().toList();
    }
}
