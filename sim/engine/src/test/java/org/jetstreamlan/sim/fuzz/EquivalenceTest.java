package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The emitted Verilog of random circuits is equivalent to [PlainVerilog] of the same circuit: yosys proves that no inputs of the first
/// [#STEPS] clocks after power-up tell their outputs apart. Small widths, since multiplications are hard to prove, no memories, and
/// no asynchronous reset, of which yosys' solver knows no power-up value.
///
/// | property | meaning | default |
/// | --- | --- | --- |
/// | `jetstream.equivalence.circuits` | how many | 8 |
/// | `jetstream.fuzz.seed` | the first | drawn by chance |
class EquivalenceTest {
    private static final int STEPS = 4;
    private static final int MUTANTS = 6;

    @TempDir private Path folder = Path.of("unset");

    private static Circuit circuit(long seed) {
        var kind = seed % 2 == 0 ? ClockSpec.Reset.SYNCHRONOUS : ClockSpec.Reset.NONE;
        var options =
                RandomCircuit.Options.SMALL
                        .nodes(60)
                        .modules(2)
                        .maxWidth(6)
                        .slicedNets(false)
                        .memories(false)
                        .clock(new ClockSpec(ClockSpec.Edge.RISING, kind, true, 1_000));
        return RandomCircuit.of(seed, options);
    }

    @Test
    void emittedVerilogIsEquivalentToThePlainOne() throws IOException, InterruptedException {
        long seed = Long.getLong("jetstream.fuzz.seed", System.nanoTime() >>> 20);
        int count = Integer.getInteger("jetstream.equivalence.circuits", 8);
        System.out.println("equivalence: " + count + " circuits, -Djetstream.fuzz.seed=" + seed);
        var script = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Circuit circuit = circuit(seed + i);
            script.append(comparison("seed" + (seed + i), circuit, circuit));
        }
        assertThat(yosys(script.toString())).as("yosys, seeds from %d", seed).endsWith(": 0");
    }

    /// What only looks equal is told apart: of circuits with one operator changed, those that an engine can tell apart too are found.
    @Test
    void mutantsAreFound() throws IOException, InterruptedException {
        Circuit circuit = circuit(4);
        var found = new ArrayList<String>();
        List<Mutants.Mutant> mutants = Mutants.of(circuit);
        for (int i = 0; i < MUTANTS; i++) {
            Mutants.Mutant mutant = mutants.get(i * mutants.size() / MUTANTS);
            String end = yosys(comparison("mutant" + i, circuit, mutant.circuit()));
            if (!end.endsWith(": 0")) {
                found.add(mutant.change());
            }
        }
        assertThat(found).as("of %d mutants", MUTANTS).isNotEmpty();
    }

    /// A yosys script that ends with an error unless the plain Verilog of `plain` and the Verilog of `emitted` are equivalent.
    private String comparison(String name, Circuit plain, Circuit emitted) throws IOException {
        Files.writeString(folder.resolve(name + ".gold.v"), PlainVerilog.of(plain));
        Files.writeString(folder.resolve(name + ".gate.v"), Verilog.of(emitted).text());
        return """
                design -reset
                read_verilog {name}.gold.v
                prep -flatten -top {plain}
                rename {plain} gold
                design -stash gold
                read_verilog {name}.gate.v
                prep -flatten -top {top}
                rename {top} gate
                design -stash gate
                design -copy-from gold -as gold gold
                design -copy-from gate -as gate gate
                miter -equiv -make_assert -flatten gold gate miter
                hierarchy -top miter
                sat -verify -tempinduct-baseonly -maxsteps {steps} -prove-asserts miter
                """
                .replace("{steps}", Integer.toString(STEPS))
                .replace("{name}", name)
                .replace("{plain}", PlainVerilog.PREFIX + plain.top().name())
                .replace("{top}", emitted.top().name());
    }

    /// Last line of yosys' output and its exit code: `… : 0` if all went well.
    private String yosys(String script) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("script.ys"), script);
        Path log = folder.resolve("log");
        var process =
                new ProcessBuilder(
                                python().toString(),
                                "-c",
                                "from pyosys import libyosys;"
                                        + " libyosys.run_pass('script script.ys', libyosys.Design())")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        int code = process.waitFor();
        String[] lines = Files.readString(log, StandardCharsets.UTF_8).strip().split("\n", -1);
        return String.format(Locale.ROOT, "%s : %d", lines[lines.length - 1], code);
    }

    /// The Python of the nearest `build/venv` upwards, which has yosys.
    private static Path python() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.exists(root.resolve("Makefile"))) {
            root = root.getParent();
        }
        return Needed.file(root.resolve("build/venv/bin/python"), "make venv");
    }
}
