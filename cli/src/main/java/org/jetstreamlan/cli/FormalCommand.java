package org.jetstreamlan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jetstreamlan.cli.proof.Proofs;
import org.jetstreamlan.sim.prove.Proof;
import org.jetstreamlan.sim.prove.ProofTools;
import org.jetstreamlan.sim.prove.Prover;
import org.jetstreamlan.sim.prove.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream formal`.
@Command(
        name = "formal",
        description =
                "Prove what the blocks promise, and that each proof finds the faults put into them.",
        mixinStandardHelpOptions = true)
final class FormalCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Only proofs whose names begin so.")
    private String only;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/formal",
            description = "Where to leave Verilog, logs and waves (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() {
        List<Proof> proofs =
                Proofs.all().stream().filter(proof -> proof.name().startsWith(only)).toList();
        if (proofs.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only: there is no proof '%s'; there are %s"
                            .formatted(
                                    only,
                                    String.join(
                                            ", ",
                                            Proofs.all().stream().map(Proof::name).toList())));
        }
        var prover = new Prover(ProofTools.find(), out);
        PrintWriter printer = spec.commandLine().getOut();
        printer.printf("%-18s %-16s %8s  %s%n", "proof", "method", "seconds", "verdict");
        boolean well = true;
        for (Proof proof : proofs) {
            well &= prove(prover, proof, printer);
        }
        return well ? 0 : 1;
    }

    /// Whether the proof holds and fails of each of its mutants.
    private static boolean prove(Prover prover, Proof proof, PrintWriter printer) {
        long start = System.nanoTime();
        Verdict verdict = prover.prove(proof);
        row(printer, proof.name(), method(proof), start, verdict.text());
        boolean well = verdict instanceof Verdict.Holds;
        for (Proof.Mutant mutant : proof.mutants()) {
            start = System.nanoTime();
            Verdict found = prover.prove(proof, mutant);
            boolean fails = found instanceof Verdict.Fails;
            String text = mutant.what() + ": " + (fails ? "found; " : "NOT FOUND; ") + found.text();
            row(printer, "  mutant", "", start, text);
            well &= fails;
        }
        return well;
    }

    private static void row(
            PrintWriter printer, String name, String method, long start, String text) {
        double seconds = (System.nanoTime() - start) / 1e9;
        printer.printf("%-18s %-16s %8.1f  %s%n", name, method, seconds, text);
        printer.flush();
    }

    private static String method(Proof proof) {
        return switch (proof.method()) {
            case BOUNDED -> "to clock " + proof.depth();
            case INDUCTIVE -> "induction, k = " + proof.depth();
            case COVER -> "covers by " + proof.depth();
        };
    }
}
