package org.jetstreamlan.hdl.doc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The core file, as text and, where FuseSoC is on `PATH`, as FuseSoC reads it.
class FuseSocTest {
    private static final FuseSoc.Core CORE =
            new FuseSoc.Core("acme", "queues", "1.2.0", "a queue: \"first in\", first out");

    @TempDir private Path folder;

    private static Circuit queue() {
        return Design.of(() -> new Fifo<>(Type.bits(8), 4, Fifo.Storage.LUT)).circuit();
    }

    @Test
    void aDesignOfOneClock() {
        assertThat(FuseSoc.core(queue(), CORE, Dialect.SYSTEM_VERILOG))
                .isEqualTo(
                        """
                        CAPI=2:

                        name: acme:queues:Fifo_w8_d4_lut:1.2.0
                        description: "a queue: \\"first in\\", first out"

                        filesets:
                          rtl:
                            files: [Fifo_w8_d4_lut.sv]
                            file_type: systemVerilogSource

                        parameters:
                          SYNTHESIS:
                            datatype: bool
                            paramtype: vlogdefine
                            description: Leave out what is for simulation only

                        targets:
                          default:
                            filesets: [rtl]
                            toplevel: Fifo_w8_d4_lut

                          lint:
                            filesets: [rtl]
                            toplevel: Fifo_w8_d4_lut
                            flow: lint
                            flow_options:
                              tool: verilator
                              verilator_options: [-Wall]

                          sim:
                            filesets: [rtl]
                            toplevel: Fifo_w8_d4_lut
                            flow: sim
                            flow_options:
                              tool: verilator
                              mode: cc
                              exe: "false"
                              verilator_options: [--assert]

                          synth:
                            filesets: [rtl]
                            toplevel: Fifo_w8_d4_lut
                            flow: trellis
                            flow_options:
                              pnr: none
                            parameters: [SYNTHESIS=true]
                        """);
    }

    @Test
    void theConstraintsOfSeveralClocksAreFilesOfSynthesis() {
        var circuit = Design.of(() -> new AsyncFifo<>(Type.bits(8), 4, Fifo.Storage.LUT)).circuit();
        String top = circuit.top().name();
        assertThat(FuseSoc.core(circuit, CORE, Dialect.VERILOG_2005))
                .contains(
                        "    files: [%s.v]\n    file_type: verilogSource-2005\n".formatted(top),
                        "  sdc:\n    files: [%s.sdc]\n    file_type: SDC\n".formatted(top),
                        "  lpf:\n    files: [%s.lpf]\n    file_type: LPF\n".formatted(top),
                        "  synth:\n    filesets: [rtl, sdc, lpf]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lint", "sim", "synth"})
    void fuseSocSetsUpEveryTarget(String target) throws IOException, InterruptedException {
        Optional<Path> fusesoc = find("fusesoc");
        assumeTrue(fusesoc.isPresent(), "fusesoc is not on PATH: pip install fusesoc");
        var circuit = Design.of(() -> new AsyncFifo<>(Type.bits(8), 4, Fifo.Storage.LUT)).circuit();
        String top = circuit.top().name();
        write(top + ".core", FuseSoc.core(circuit, CORE, Dialect.SYSTEM_VERILOG_STRUCTS));
        write(top + ".sv", Verilog.of(circuit, Dialect.SYSTEM_VERILOG_STRUCTS).text());
        write(top + ".sdc", Constraints.sdc(circuit));
        write(top + ".lpf", Constraints.lpf(circuit));
        var run =
                new ProcessBuilder(
                                fusesoc.get().toString(),
                                "--cores-root",
                                ".",
                                "run",
                                "--target",
                                target,
                                "--setup",
                                "acme:queues:" + top)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String log = new String(run.getInputStream().readAllBytes(), UTF_8);
        assertThat(run.waitFor()).as(log).isZero();
        assertThat(log).doesNotContain("WARN", "ERROR");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
