package org.jetstreamlan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Verilator has nothing to say of the Verilog of the designs that the command knows, neither as simulators see it nor as synthesis does, which
/// defines `SYNTHESIS`. The adapter's sizes differ in depths of memories only, so the largest and the smallest stand for all.
class LintTest {
    @TempDir private Path folder;

    static Stream<NamedDesign> designs() {
        return NamedDesign.ALL.stream().filter(design -> design != NamedDesign.ADAPTER_ECP5);
    }

    @ParameterizedTest
    @MethodSource("designs")
    void isWithoutWarnings(NamedDesign design) throws Exception {
        Path file = design.writeVerilog(folder);
        assertThat(lint(file)).isEmpty();
        assertThat(lint(file, "-DSYNTHESIS")).as("as synthesis sees it").isEmpty();
    }

    private static String lint(Path file, String... options)
            throws IOException, InterruptedException {
        Path program =
                Needed.file(Tree.root().resolve("build/venv/bin/verilator-cli"), "make venv");
        List<String> command = new ArrayList<>();
        command.addAll(List.of(program.toString(), "--lint-only", "-Wall"));
        command.addAll(List.of(options));
        command.add(file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() == 0 ? output.strip() : output + "(exit code not 0)";
    }
}
