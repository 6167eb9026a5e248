package org.jetstreamlan.cli.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.mutate.Mutant;
import org.jetstreamlan.sim.mutate.Operator;

/// Whether a mutant is the same hardware in other words: yosys proves by induction that, from equal registers, the mutated module has equal outputs and equal
/// registers after any inputs. What only the module's surroundings or reachable states make equal is not found.
public final class Equivalence {
    private static final int DEPTH = 3;

    private final Circuit circuit;
    private final Path folder;

    /// @param folder for Verilog, scripts and logs
    public Equivalence(Circuit circuit, Path folder) {
        this.circuit = circuit;
        this.folder = folder;
    }

    /// @throws IllegalStateException if the Python environment with yosys has not been made
    public boolean proves(Mutant mutant) throws IOException {
        if (mutant.operator() == Operator.RESET) {
            return false;
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("gold.v"), Verilog.of(circuit).text());
        Files.writeString(folder.resolve("gate.v"), Verilog.of(mutant.circuit()).text());
        var script = folder.resolve("equivalence.py");
        Files.writeString(
                script,
                """
                import sys
                from pyosys import libyosys
                design = libyosys.Design()
                def run(*passes):
                    for each in passes:
                        libyosys.run_pass(each, design)
                try:
                    for side in "gold", "gate":
                        run("read_verilog -D SYNTHESIS %s/" + side + ".v",
                            "prep -flatten -top %s", "memory_map", "async2sync",
                            "rename %s " + side, "design -stash " + side)
                    run("design -copy-from gold -as gold gold", "design -copy-from gate -as gate gate",
                        "equiv_make gold gate same", "hierarchy -top same", "opt_clean",
                        "equiv_simple -short -seq 1", "equiv_induct -seq %d", "equiv_status -assert")
                except RuntimeError:
                    sys.exit(1)
                """
                        .formatted(folder, mutant.module(), mutant.module(), DEPTH));
        var log = folder.resolve("equivalence.log").toFile();
        var process =
                new ProcessBuilder(Tree.python(script, java.util.List.of()))
                        .redirectErrorStream(true)
                        .redirectOutput(log)
                        .start();
        try {
            return process.waitFor() == 0;
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }
}
