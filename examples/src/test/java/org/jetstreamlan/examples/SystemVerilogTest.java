package org.jetstreamlan.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jetstreamlan.examples.gpio.Gpio;
import org.jetstreamlan.examples.gpio.GpioRegisters;
import org.jetstreamlan.examples.uart.Parity;
import org.jetstreamlan.examples.uart.Uart;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.hdl.verilog.VerilogOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Yosys proves that the SystemVerilog of small designs is the circuit of their Verilog, by induction over all registers.
class SystemVerilogTest {
    private static final String PROOF =
            """
            from pyosys import libyosys as ys
            design = ys.Design()
            for name in ("gold.v", "gate.sv"):
                circuit = name.split(".")[0]
                for command in (f"read_verilog -sv {name}", "hierarchy -top whole", "proc", "flatten",
                                "memory_map", "opt_clean", f"rename whole {circuit}",
                                f"design -stash {circuit}"):
                    ys.run_pass(command, design)
            for command in ("design -copy-from gold -as gold gold", "design -copy-from gate -as gate gate",
                            "equiv_make gold gate equiv", "hierarchy -top equiv", "opt_clean",
                            "equiv_simple -undef", "equiv_induct -undef", "equiv_status -assert"):
                ys.run_pass(command, design)
            """;

    @TempDir private Path folder;

    static Stream<Arguments> designs() {
        var circuits =
                List.of(
                        Design.of(() -> new Gpio(new GpioRegisters(8))).circuit(),
                        Design.of(() -> new Uart(new Uart.Parameters(Parity.NONE, 4))).circuit());
        return Stream.of(Dialect.values())
                .filter(dialect -> dialect != Dialect.VERILOG_2005)
                .flatMap(
                        dialect ->
                                circuits.stream().map(circuit -> Arguments.of(dialect, circuit)));
    }

    @ParameterizedTest
    @MethodSource("designs")
    void isTheCircuitOfItsVerilog(Dialect dialect, Circuit circuit) throws Exception {
        String log = proof(circuit, Verilog.of(circuit, dialect).text(), dialect);
        assertThat(log).contains("Equivalence successfully proven!");
    }

    @Test
    void anotherCircuitIsFound() throws Exception {
        var circuit = Design.of(() -> new Uart(new Uart.Parameters(Parity.NONE, 4))).circuit();
        var dialect = Dialect.SYSTEM_VERILOG_STRUCTS;
        String text = Verilog.of(circuit, dialect).text();
        String wrong = text.replace("bitsLeft <= bitsLeft - 4'd1", "bitsLeft <= bitsLeft - 4'd2");
        assertThat(wrong).isNotEqualTo(text);
        assertThat(proof(circuit, wrong, dialect)).contains("unproven $equiv cells in");
    }

    private String proof(Circuit circuit, String text, Dialect dialect)
            throws IOException, InterruptedException {
        Path python = VerilogTest.inVenv("python");
        VerilogOutput gold = Verilog.of(circuit);
        VerilogOutput gate = Verilog.of(circuit, dialect);
        Files.writeString(folder.resolve("gold.v"), gold.text() + whole(circuit, gold));
        Files.writeString(folder.resolve("gate.sv"), text + whole(circuit, gate));
        Files.writeString(folder.resolve("proof.py"), PROOF);
        var process =
                new ProcessBuilder(python.toString(), "proof.py")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String log = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return log;
    }

    /// A module with the ports of Verilog-2005 around the design in any dialect.
    private static String whole(Circuit circuit, VerilogOutput output) {
        var ports = new ArrayList<String>();
        var connections = new ArrayList<String>();
        circuit.top()
                .domains()
                .forEach(
                        domain ->
                                Stream.of(domain.clock(), domain.reset())
                                        .filter(name -> !name.isEmpty())
                                        .forEach(
                                                name -> {
                                                    ports.add("input " + name);
                                                    connections.add(
                                                            ".%s(%s)".formatted(name, name));
                                                }));
        for (Net net : circuit.top().nets()) {
            if (net instanceof Net.Input || net instanceof Net.Output) {
                String direction = net instanceof Net.Input ? "input" : "output";
                ports.add("%s [%d:0] %s".formatted(direction, net.width() - 1, net.name()));
                if (output.structPorts().values().stream()
                        .noneMatch(fields -> fields.contains(net.name()))) {
                    connections.add(".%s(%s)".formatted(net.name(), net.name()));
                }
            }
        }
        output.structPorts()
                .forEach(
                        (name, fields) ->
                                connections.add(
                                        fields.stream()
                                                .collect(
                                                        Collectors.joining(
                                                                ", ", "." + name + "({", "})"))));
        return "\nmodule whole (%s);\n  %s top (%s);\nendmodule\n"
                .formatted(
                        String.join(", ", ports),
                        circuit.top().name(),
                        String.join(", ", connections));
    }
}
