package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.cli.Tree;

/// What a turn of a test bench's process costs: [org.jetstreamlan.cli.figure.circuit.TakingTurns] in a JVM of its own, with one carrier thread, as our
/// launcher and tests have it, or with nothing set.
final class ProcessBenchmark implements Benchmark {
    static final Benchmark ONE_CARRIER =
            new ProcessBenchmark(
                    List.of("-Djdk.virtualThreadScheduler.parallelism=1"),
                    List.of(
                            new Figure(
                                    "sim.process_switch",
                                    "two processes that wait for the same edges, on jit: time of a turn, one carrier thread",
                                    "us",
                                    3,
                                    new Target.AtMost(0.5)),
                            new Figure(
                                    "sim.process_alone",
                                    "one process that waits for edges: time of an edge, one carrier thread",
                                    "us",
                                    3,
                                    new Target.Reported())));

    static final Benchmark DEFAULTS =
            new ProcessBenchmark(
                    List.of(),
                    List.of(
                            new Figure(
                                    "sim.process_switch_default",
                                    "two processes that wait for the same edges, on jit: time of a turn, JVM defaults",
                                    "us",
                                    3,
                                    new Target.AtMost(1))));

    private static final String PROGRAM = "org.jetstreamlan.cli.figure.circuit.TakingTurns";

    private final List<String> options;
    private final List<Figure> figures;

    private ProcessBenchmark(List<String> options, List<Figure> figures) {
        this.options = options;
        this.figures = figures;
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PROGRAM));
        String said = Measured.lines(Tree.root(), command.toArray(String[]::new)).getLast();
        String[] words = said.split(" ", -1);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            values.add(Double.parseDouble(words[i + 1]) / 1e3);
        }
        return values;
    }
}
