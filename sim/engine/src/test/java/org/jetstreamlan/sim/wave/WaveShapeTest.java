package org.jetstreamlan.sim.wave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What viewers are told besides values: groups, enums, lines.
final class WaveShapeTest {
    private enum Phase {
        IDLE,
        BUSY,
        DONE
    }

    private static final class Worker extends Module {
        final Stream<Bits> in = input(stream(bits(8)));
        final Stream<Bits> out = output(stream(bits(8)));

        @Override
        protected void build() {
            var queue = child(new Fifo<>(bits(8), 4, Fifo.Storage.LUT));
            connect(queue.in, in);
            connect(out, queue.out);
            Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.IDLE);
            select(phase)
                    .is(Phase.IDLE, () -> when(in.valid(), () -> phase.next(Phase.BUSY)))
                    .is(Phase.BUSY, () -> phase.next(Phase.DONE))
                    .is(Phase.DONE, () -> phase.next(Phase.IDLE));
        }
    }

    private static Simulator simulator() {
        return new JitEngine().compile(Design.of(Worker::new).circuit()).instantiate();
    }

    private static void run(Simulator simulator) {
        simulator.step();
        simulator.poke(simulator.probe("in_payload"), 0x2A);
        simulator.poke(simulator.probe("in_valid"), 1);
        simulator.step(4);
    }

    private static Path write(Path file) {
        try (Simulator simulator = Waves.of(simulator()).writeTo(file)) {
            run(simulator);
        }
        return file;
    }

    @Test
    void streamsAreGroups(@TempDir Path folder) throws IOException {
        List<String> fields =
                List.of(
                        "Worker.in.payload",
                        "Worker.in.ready",
                        "Worker.in.valid",
                        "Worker.queue.in.payload",
                        "Worker.queue.out.valid");
        Path fst = write(folder.resolve("worker.fst"));
        Path vcd = write(folder.resolve("worker.vcd"));
        assertThat(Dump.byLibfst(fst).changes()).containsKeys(fields.toArray(String[]::new));
        assertThat(Dump.byWellen(fst).changes()).containsKeys(fields.toArray(String[]::new));
        assertThat(Dump.byWellen(vcd).changes()).containsKeys(fields.toArray(String[]::new));
        assertThat(Files.readString(vcd)).contains("$scope struct in $end");
    }

    @Test
    void enumsHaveNamesInFst(@TempDir Path folder) throws IOException {
        Path fst = write(folder.resolve("worker.fst"));
        assertThat(Dump.byLibfst(fst).attributes())
                .contains("$attrbegin misc 07 Phase 3 IDLE BUSY DONE 00 01 10 1 $end");
        assertThat(Dump.byWellen(fst).attributes())
                .singleElement()
                .asString()
                .startsWith("Worker.phase ")
                .contains("BUSY");
    }

    @Test
    void enumsHaveNamesInVcd(@TempDir Path folder) throws IOException {
        Path vcd = write(folder.resolve("worker.vcd"));
        List<String> names =
                List.of("0 IDLE", "16000 BUSY", "24000 DONE", "32000 IDLE", "40000 BUSY");
        assertThat(Dump.ofVcd(Files.readString(vcd)).changes())
                .containsEntry("Worker.phase_name", names);
        Dump wellen = Dump.byWellen(vcd);
        assertThat(wellen.changes()).containsEntry("Worker.phase_name", names);
        assertThat(wellen.attributes()).singleElement().asString().contains("BUSY");
    }

    @Test
    void picturesShowNamesOfEnums() {
        AsciiWaves waves = Waves.of(simulator()).signals("in_valid", "phase", "in_payload").draw();
        try (Simulator simulator = waves.simulator()) {
            run(simulator);
        }
        assertThat(waves)
                .hasToString(
                        """
                        in_valid   ______/-----------------------------
                        phase      |IDLE       |BUSY |DONE |IDLE |BUSY
                        in_payload |00   |2a
                        """);
    }

    /// Files have numbers; a line stands before what it is about.
    @Test
    void linesOfDeclarationsAndInstancesAreTold(@TempDir Path folder) throws IOException {
        List<String> fromFst = Dump.byLibfst(write(folder.resolve("worker.fst"))).attributes();
        List<String> fromVcd =
                Dump.ofVcd(Files.readString(write(folder.resolve("worker.vcd")))).attributes();
        assertThat(fromFst)
                .isEqualTo(fromVcd)
                .contains("$attrbegin misc 03 WaveShapeTest.java 1 $end")
                .anyMatch(line -> line.matches("\\$attrbegin misc 04 1 \\d+ \\$end"))
                .anyMatch(line -> line.matches("\\$attrbegin misc 05 1 \\d+ \\$end"));
    }
}
