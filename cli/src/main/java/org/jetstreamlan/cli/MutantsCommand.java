package org.jetstreamlan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jetstreamlan.cli.mutant.Equivalence;
import org.jetstreamlan.cli.mutant.MacSuite;
import org.jetstreamlan.cli.mutant.MutantTrial;
import org.jetstreamlan.cli.mutant.Score;
import org.jetstreamlan.cli.mutant.UnitBenches;
import org.jetstreamlan.ring.lockstep.Lockstep;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.mutate.Mutant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream mutants`.
@Command(
        name = "mutants",
        description =
                "Change one thing in the MAC, many times, and say which changes the tests of a MAC do not see.",
        mixinStandardHelpOptions = true)
final class MutantsCommand implements Callable<Integer> {
    private static final int LINES = 6;

    @Spec private CommandSpec spec;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "Size of the sample (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Repeats a sample; without it a new one is taken and its seed printed.")
    private long seed = System.nanoTime() >>> 16;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description =
                    "Only mutants whose line has this text: a module, an operator, File.java:12.")
    private String only;

    @Option(
            names = "--schedules",
            paramLabel = "K",
            defaultValue = "24",
            description =
                    "Schedules with faults through which each goes (default: ${DEFAULT-VALUE}).")
    private int schedules;

    @Option(names = "--prove", description = "Try to prove of survivors that nothing tells them.")
    private boolean prove;

    @Option(
            names = "--benches",
            description =
                    "Run survivors through the unit benches of hw/nic, too: a Maven run for each.")
    private boolean benches;

    @Option(
            names = "--verilog",
            paramLabel = "FILE",
            description =
                    "Judge this Verilog in place of mutants: an edited copy of what `jetstream verilog mac` writes.")
    private @Nullable Path verilog;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/mutants",
            description = "For the Verilog of survivors (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        int most = Lockstep.SEEDS.size();
        refuseUnless(count >= 1, "--count: %d is less than 1", count);
        refuseUnless(
                schedules >= 1 && schedules <= most,
                "--schedules: %d is not in 1..%d",
                schedules,
                most);
        refuseUnless(
                verilog == null || Files.isReadable(verilog),
                "--verilog: no file %s to read",
                String.valueOf(verilog));
        var trial = new MutantTrial(new MacSuite(schedules));
        return verilog != null ? judge(trial, verilog) : sample(trial);
    }

    private void refuseUnless(boolean good, String message, Object... values) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), message.formatted(values));
        }
    }

    // ---- one file

    private int judge(MutantTrial trial, Path file) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        try (var mac = Engines.verilator(trial.circuit(), Files.readString(file))) {
            var difference = new MacSuite(schedules).judge(mac);
            print.println(difference.map(text -> "killed: " + text).orElse("survived"));
            return difference.isPresent() ? 0 : 1;
        }
    }

    // ---- a sample

    private int sample(MutantTrial trial) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        var baseline = trial.baseline();
        if (baseline.isPresent()) {
            print.println("the MAC itself fails: " + baseline.get());
            return 1;
        }
        var sample = trial.sample(seed, count, mutant -> line(mutant).contains(only));
        refuseUnless(!sample.isEmpty(), "--only: no mutant has '%s' in its line", only);
        print.printf("%d mutants of the MAC, seed %d%n", sample.size(), seed);
        print.flush();
        var results = new ArrayList<MutantTrial.Result>();
        var equivalence = new Equivalence(trial.circuit(), out.resolve("proof"));
        try (ProgressBar bar = bar(sample.size())) {
            for (var mutant : sample) {
                var difference = trial.judge(mutant);
                boolean equivalent = difference.isEmpty() && prove && equivalence.proves(mutant);
                if (benches && difference.isEmpty() && !equivalent) {
                    difference = UnitBenches.judge(mutant, out);
                }
                results.add(new MutantTrial.Result(mutant, difference, equivalent));
                bar.step();
            }
        }
        table(print, "module", results, result -> result.mutant().module());
        table(print, "operator", results, result -> result.mutant().operator().toString());
        survivors(print, trial, results);
        print.println(Score.of(results));
        return 0;
    }

    private static String line(Mutant mutant) {
        return "%d %s %s".formatted(mutant.number(), mutant.operator(), mutant);
    }

    private static ProgressBar bar(long steps) {
        return new ProgressBarBuilder()
                .setTaskName("mutants")
                .setInitialMax(steps)
                .setUpdateIntervalMillis(500)
                .build();
    }

    private static void table(
            PrintWriter print,
            String title,
            List<MutantTrial.Result> results,
            Function<MutantTrial.Result, String> group) {
        Map<String, List<MutantTrial.Result>> groups = new TreeMap<>();
        for (var result : results) {
            groups.computeIfAbsent(group.apply(result), _ -> new ArrayList<>()).add(result);
        }
        print.printf(
                "%n%-20s %7s %7s %10s %8s%n", title, "mutants", "killed", "equivalent", "left");
        groups.forEach(
                (name, some) -> {
                    var score = Score.of(some);
                    print.printf(
                            "%-20s %7d %7d %10d %8d%n",
                            name,
                            some.size(),
                            score.killed(),
                            score.equivalent(),
                            score.survivors());
                });
    }

    private void survivors(PrintWriter print, MutantTrial trial, List<MutantTrial.Result> results)
            throws IOException {
        print.println();
        for (var result : results) {
            if (result.survived()) {
                int number = results.indexOf(result);
                Files.createDirectories(out);
                var file = out.resolve("survivor-%d.v".formatted(number));
                Files.writeString(file, trial.text(result.mutant()));
                print.println("survives: " + line(result.mutant()) + ", " + Tree.shown(file));
                trial.change(result.mutant()).stream()
                        .limit(LINES)
                        .forEach(text -> print.println("    " + text));
            } else if (result.equivalent()) {
                print.println("equivalent: " + line(result.mutant()));
            }
        }
    }
}
