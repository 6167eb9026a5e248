package org.jetstreamlan.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jetstreamlan.cli.conformance.BenchRing;
import org.jetstreamlan.cli.conformance.Conformance;
import org.jetstreamlan.cli.conformance.Conformance.Outcome;
import org.jetstreamlan.cli.conformance.Level;
import org.jetstreamlan.cli.conformance.ModelledRing;
import org.jetstreamlan.cli.conformance.Row;
import org.jetstreamlan.cli.conformance.SimulatedRing;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream conformance`.
@Command(
        name = "conformance",
        description =
                "Run what a VI Provider Library must do, function by function, and count what passes at each level.",
        mixinStandardHelpOptions = true)
final class ConformanceCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only cases whose line in --list has this text.")
    private String only;

    @Option(names = "--list", description = "List the cases, and run none.")
    private boolean list;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of all that is random (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description =
                    "On RTL adapters, run by ${COMPLETION-CANDIDATES}; on modelled ones if absent. It takes about an hour.")
    private @Nullable EngineChoice engine;

    @Override
    public Integer call() {
        var cases = Conformance.ALL.stream().filter(one -> one.toString().contains(only)).toList();
        if (cases.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only: no case has '%s'; --list shows all %d"
                            .formatted(only, Conformance.ALL.size()));
        }
        PrintWriter print = spec.commandLine().getOut();
        if (list) {
            cases.forEach(print::println);
            return 0;
        }
        var outcomes =
                Conformance.run(
                        cases,
                        seed,
                        rings(),
                        outcome -> {
                            if (!outcome.passed()) {
                                print.printf(
                                        "FAILED %s%n       %s%n", outcome.of(), outcome.failure());
                            }
                        });
        report(print, outcomes);
        return outcomes.stream().allMatch(Outcome::passed) ? 0 : 1;
    }

    private IntFunction<BenchRing> rings() {
        if (engine == null) {
            return ModelledRing::new;
        }
        var adapter = SimulatedRing.compile(engine.make());
        return stations -> new SimulatedRing(adapter, stations);
    }

    private static void report(PrintWriter print, List<Outcome> outcomes) {
        for (var level : Level.values()) {
            print.printf("%12s", level.label());
        }
        print.println("  passed / total");
        for (var row : Row.values()) {
            for (var level : Level.values()) {
                print.printf("%12s", share(outcomes, row, level));
            }
            print.println("  " + row.functions());
        }
        for (var level : Level.values()) {
            var of = outcomes.stream().filter(one -> one.of().level() == level).toList();
            print.printf("%12s", of.stream().filter(Outcome::passed).count() + " / " + of.size());
        }
        print.println("  in all");
    }

    private static String share(List<Outcome> outcomes, Row row, Level level) {
        var of =
                outcomes.stream()
                        .filter(one -> one.of().row() == row && one.of().level() == level)
                        .toList();
        return of.isEmpty() ? "-" : of.stream().filter(Outcome::passed).count() + " / " + of.size();
    }
}
