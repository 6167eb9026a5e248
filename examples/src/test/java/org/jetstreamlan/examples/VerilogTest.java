package org.jetstreamlan.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jetstreamlan.examples.fir.FirFilter;
import org.jetstreamlan.examples.gpio.Gpio;
import org.jetstreamlan.examples.gpio.GpioRegisters;
import org.jetstreamlan.examples.rv32i.Rv32i;
import org.jetstreamlan.examples.uart.Parity;
import org.jetstreamlan.examples.uart.Uart;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Writes each example's Verilog to `examples/target/verilog/`, as its README has it synthesised, and has Verilator look for what a reviewer would.
class VerilogTest {
    private static final Path ROOT = Path.of(System.getProperty("jetstream.root", ".."));
    private static final Path OUT = ROOT.resolve("examples/target/verilog");

    private static final List<Supplier<Module>> EXAMPLES =
            List.of(
                    () -> new Gpio(new GpioRegisters(8)),
                    () -> new Uart(new Uart.Parameters(Parity.NONE, 16)),
                    () -> new Rv32i(new Rv32i.Parameters(2048)),
                    () ->
                            new FirFilter(
                                    new FirFilter.Parameters(
                                            12, List.of(-3, 11, 52, 88, 52, 11, -3))));

    @TestFactory
    Stream<DynamicTest> isWithoutWarnings() {
        return EXAMPLES.stream()
                .map(example -> Design.<Module>of(example::get).circuit())
                .flatMap(
                        circuit ->
                                Stream.of(Dialect.values())
                                        .map(dialect -> linted(circuit, dialect)));
    }

    /// SystemVerilog stands in a folder of its dialect: a file is named after its module.
    private static DynamicTest linted(Circuit circuit, Dialect dialect) {
        String name = circuit.top().name();
        Path folder =
                dialect == Dialect.VERILOG_2005
                        ? OUT
                        : OUT.resolve(dialect.name().toLowerCase(Locale.ROOT));
        return dynamicTest(
                name + " in " + dialect,
                () -> {
                    Files.createDirectories(folder);
                    Path file = folder.resolve(name + "." + dialect.extension());
                    Files.writeString(file, Verilog.of(circuit, dialect).text());
                    assertThat(lint(file)).isEmpty();
                    assertThat(lint(file, "-DSYNTHESIS")).as("as synthesis sees it").isEmpty();
                });
    }

    /// A program of the Python environment, or a skipped test.
    static Path inVenv(String name) {
        Path program = ROOT.resolve("build/venv/bin").resolve(name).toAbsolutePath();
        if (!Files.isExecutable(program)) {
            String why = program + " is not there: run make venv";
            if ("1".equals(System.getenv("REQUIRE_ALL"))) {
                fail(why);
            }
            abort(why);
        }
        return program;
    }

    private static String lint(Path file, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(inVenv("verilator-cli").toString(), "--lint-only", "-Wall"));
        command.addAll(List.of(options));
        command.add(file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() == 0 && output.isBlank() ? "" : output + "(exit code not 0)";
    }
}
