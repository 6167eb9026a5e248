package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.cli.Tree;

/// A module of 10^6 operators and registers, [org.jetstreamlan.cli.figure.circuit.Many], from Java to Verilog in a fresh JVM: 250,000 registers
/// in a row with three operators each, or one expression of 10^6 operators, each of which needs the one before. Seconds on the wall clock of the
/// process; memory is the most that was resident, as GNU time reports it. The JVM is given a heap of 1,280 MiB, since one that may take a
/// quarter of the machine takes it; nothing else is set, the stack neither.
final class MillionBenchmark implements Benchmark {
    static final Benchmark WIDE =
            new MillionBenchmark(
                    "million", "hdl.million", "250,000 registers and 750,000 operators");
    static final Benchmark DEEP =
            new MillionBenchmark(
                    "deep", "hdl.million_deep", "one expression of 10^6 operators in a row");

    private static final String HEAP = "-Xmx1280m";

    private final String circuit;
    private final List<Figure> figures;

    private MillionBenchmark(String circuit, String name, String about) {
        this.circuit = circuit;
        this.figures =
                List.of(
                        new Figure(
                                name,
                                about + ", from Java to Verilog",
                                "s",
                                2,
                                new Target.AtMost(10)),
                        new Figure(
                                name + "_memory",
                                about + ", most memory resident",
                                "GiB",
                                2,
                                new Target.AtMost(1.5)));
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws Exception {
        var command = new ArrayList<>(Rival.OURS.command(circuit, 1));
        command.add(1, HEAP);
        command.addAll(0, List.of("/usr/bin/time", "-f", "%e %M"));
        List<String> said = Measured.lines(Tree.root(), command.toArray(String[]::new));
        String[] measured = said.getLast().split(" ", -1);
        return List.of(
                Double.parseDouble(measured[0]), Double.parseDouble(measured[1]) / (1 << 20));
    }
}
