package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jetstreamlan.cli.figure.Benchmark;
import org.jetstreamlan.cli.figure.Benchmarks;
import org.jetstreamlan.cli.figure.Figure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jetstream figures`.
@Command(
        name = "figures",
        description = "Run the benchmarks, print a line for each figure, rewrite docs/figures.md.",
        mixinStandardHelpOptions = true)
final class FiguresCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "PREFIX",
            description =
                    "Only figures whose names begin so; docs/figures.md stays as it is without --write.")
    private @Nullable String only;

    @Option(names = "--write", description = "With --only: put them into docs/figures.md.")
    private boolean write;

    @Option(names = "--list", description = "Say what each figure is; measure nothing.")
    private boolean list;

    /// A figure, its value and its day.
    private record Measured(Figure figure, double value, LocalDate day) {}

    @Override
    public Integer call() throws IOException {
        var benchmarks = Benchmarks.ALL.stream().filter(this::wanted).toList();
        if (benchmarks.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--only: no figure begins with '%s'; `jetstream figures --list` names all"
                            .formatted(only));
        }
        if (list) {
            benchmarks.stream()
                    .flatMap(each -> each.figures().stream())
                    .filter(this::wanted)
                    .forEach(this::print);
            return 0;
        }
        var measured = new ArrayList<Measured>();
        boolean complete = true;
        var page = Tree.root().resolve("docs/figures.md");
        boolean writes = write || only == null;
        Map<String, String> before = writes ? rows(page) : Map.of();
        for (Benchmark benchmark : benchmarks) {
            complete &= measure(benchmark, measured);
            if (writes) {
                // After each, since a whole run takes long: what is not measured yet keeps its row
                // and date.
                Files.writeString(page, page(measured, before));
            }
        }
        if (writes) {
            spec.commandLine().getOut().println("written: " + Tree.shown(page));
        }
        return complete ? 0 : 1;
    }

    /// The rows of the page as it is, by figure.
    private static Map<String, String> rows(Path page) throws IOException {
        var rows = new HashMap<String, String>();
        if (Files.exists(page)) {
            for (String line : Files.readAllLines(page)) {
                if (line.startsWith("| `")) {
                    rows.put(line.substring(3, line.indexOf('`', 3)), line);
                }
            }
        }
        return rows;
    }

    private void print(Figure figure) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%-28s %s, %s%n",
                        figure.name(), figure.about(), figure.target().printed(figure));
    }

    /// Adds the benchmark's figures, or says why there are none.
    private boolean measure(Benchmark benchmark, List<Measured> measured) {
        List<Double> values;
        try {
            values = benchmark.run();
        } catch (Exception failure) {
            var names = benchmark.figures().stream().map(Figure::name).toList();
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%s: %s: %s%n",
                            spec.qualifiedName(), String.join(", ", names), failure.getMessage());
            return false;
        }
        for (int i = 0; i < values.size(); i++) {
            Figure figure = benchmark.figures().get(i);
            if (wanted(figure)) {
                measured.add(new Measured(figure, values.get(i), LocalDate.now()));
                var out = spec.commandLine().getOut();
                out.println(figure.line(values.get(i)));
                out.flush();
            }
        }
        return true;
    }

    private boolean wanted(Benchmark benchmark) {
        return benchmark.figures().stream().anyMatch(this::wanted);
    }

    private boolean wanted(Figure figure) {
        return only == null || figure.name().startsWith(only);
    }

    private static String page(List<Measured> all, Map<String, String> before) {
        var page = new StringBuilder();
        page.append(
                """
                # Figures

                Written by `make figures`; one of them again, without writing: its command (with `WRITE=1`: into this page).

                | figure | what | value | target | met | command | date |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        var now = new HashMap<String, String>(before);
        all.forEach(each -> now.put(each.figure().name(), row(each)));
        for (Benchmark benchmark : Benchmarks.ALL) {
            for (Figure figure : benchmark.figures()) {
                String row = now.get(figure.name());
                if (row != null) {
                    page.append(row).append('\n');
                }
            }
        }
        return page.toString();
    }

    private static String row(Measured each) {
        Figure figure = each.figure();
        return "| `%s` | %s | %s %s | %s | %s | `make figures ONLY=%s` | %s |"
                .formatted(
                        figure.name(),
                        figure.about(),
                        figure.printed(each.value()),
                        figure.unit(),
                        figure.target().printed(figure),
                        figure.target().metBy(each.value()) ? "yes" : "**no**",
                        figure.name(),
                        each.day());
    }
}
