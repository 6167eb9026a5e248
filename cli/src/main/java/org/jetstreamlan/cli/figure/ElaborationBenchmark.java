package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.cli.Tree;

/// From source to Verilog beside SpinalHDL and Chisel, on a chain of FIFOs each of which feeds a CRC: 64 of depths 4 to 67 (circuit L), or 500 of
/// these depths in turn. The circuits are [org.jetstreamlan.cli.figure.circuit.Chain] and `bench/rivals/`, written alike.
///
/// Cold: seconds on the wall clock of a fresh `java -cp`, classes compiled, from the start of the process to its end, Verilog written; the median
/// of [#RUNS] runs, which take turns. Warm: what the program says that the sixth elaboration in one JVM took; the median of [#WARM_RUNS] JVMs.
/// Before, the Verilog of all is held to behave the same, see [SameBehaviour].
final class ElaborationBenchmark implements Benchmark {
    private static final int RUNS = 5;
    private static final int WARM_RUNS = 3;
    private static final int WARM = 6;

    static final Benchmark L =
            new ElaborationBenchmark(
                    "l",
                    List.of(
                            ratio(
                                    "hdl.elaborate_vs_spinal",
                                    "SpinalHDL 1.14.2 / ours, circuit L to Verilog in a fresh JVM",
                                    4),
                            ratio(
                                    "hdl.elaborate_vs_chisel",
                                    "Chisel 7.14.0 / ours, circuit L to Verilog in a fresh JVM",
                                    4.5),
                            seconds("hdl.elaborate_l", "circuit L to Verilog in a fresh JVM"),
                            ratio(
                                    "hdl.elaborate_warm_vs_spinal",
                                    "SpinalHDL / ours, circuit L, sixth time in one JVM",
                                    4),
                            ratio(
                                    "hdl.elaborate_warm_vs_chisel",
                                    "Chisel / ours, circuit L, sixth time in one JVM",
                                    4.5),
                            seconds(
                                    "hdl.elaborate_warm_l",
                                    "circuit L to Verilog, sixth time in one JVM"),
                            new Figure(
                                    "hdl.lines_l",
                                    "lines of Verilog for circuit L",
                                    "lines",
                                    0,
                                    new Target.AtMost(3_000))));

    static final Benchmark CHAIN =
            new ElaborationBenchmark(
                    "chain",
                    List.of(
                            ratio(
                                    "hdl.elaborate_chain_vs_spinal",
                                    "SpinalHDL 1.14.2 / ours, a chain of 500 to Verilog in a fresh JVM",
                                    4),
                            ratio(
                                    "hdl.elaborate_chain_vs_chisel",
                                    "Chisel 7.14.0 / ours, a chain of 500 to Verilog in a fresh JVM",
                                    8),
                            seconds(
                                    "hdl.elaborate_chain",
                                    "a chain of 500 to Verilog in a fresh JVM"),
                            ratio(
                                    "hdl.elaborate_chain_warm_vs_spinal",
                                    "SpinalHDL / ours, a chain of 500, sixth time in one JVM",
                                    4),
                            ratio(
                                    "hdl.elaborate_chain_warm_vs_chisel",
                                    "Chisel / ours, a chain of 500, sixth time in one JVM",
                                    8),
                            seconds(
                                    "hdl.elaborate_chain_warm",
                                    "a chain of 500 to Verilog, sixth time in one JVM")));

    private final String circuit;
    private final List<Figure> figures;

    private ElaborationBenchmark(String circuit, List<Figure> figures) {
        this.circuit = circuit;
        this.figures = figures;
    }

    private static Figure ratio(String name, String about, double target) {
        return new Figure(name, about, "", 2, new Target.AtLeast(target));
    }

    private static Figure seconds(String name, String about) {
        return new Figure(name, about, "s", 3, new Target.Reported());
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws Exception {
        for (Rival rival : Rival.values()) {
            rival.build();
        }
        Map<Rival, Double> cold = medians(RUNS, this::cold);
        SameBehaviour.check(circuit);
        double ours = of(cold, Rival.OURS);
        List<Double> values = new ArrayList<>();
        values.add(of(cold, Rival.SPINAL) / ours);
        values.add(of(cold, Rival.CHISEL) / ours);
        values.add(ours);
        Map<Rival, Double> warm = medians(WARM_RUNS, this::warm);
        values.add(of(warm, Rival.SPINAL) / of(warm, Rival.OURS));
        values.add(of(warm, Rival.CHISEL) / of(warm, Rival.OURS));
        values.add(of(warm, Rival.OURS));
        if (figures.size() > values.size()) {
            values.add((double) Files.readAllLines(Rival.OURS.verilog(circuit)).size());
        }
        return values;
    }

    @FunctionalInterface
    private interface Timing {
        double seconds(Rival rival) throws IOException;
    }

    /// Each library's median; in each round each has a turn.
    private static Map<Rival, Double> medians(int rounds, Timing timing) throws IOException {
        Map<Rival, List<Double>> all = new EnumMap<>(Rival.class);
        for (int round = 0; round < rounds; round++) {
            for (Rival rival : Rival.values()) {
                all.computeIfAbsent(rival, _ -> new ArrayList<>()).add(timing.seconds(rival));
            }
        }
        Map<Rival, Double> medians = new EnumMap<>(Rival.class);
        all.forEach(
                (rival, times) -> {
                    Collections.sort(times);
                    medians.put(rival, times.get(rounds / 2));
                });
        return medians;
    }

    private static double of(Map<Rival, Double> medians, Rival rival) {
        return medians.getOrDefault(rival, Double.NaN);
    }

    private double cold(Rival rival) throws IOException {
        return Measured.seconds(Tree.root(), rival.command(circuit, 1).toArray(String[]::new));
    }

    private double warm(Rival rival) throws IOException {
        List<String> said =
                Measured.lines(Tree.root(), rival.command(circuit, WARM).toArray(String[]::new));
        List<Double> times =
                said.stream()
                        .filter(line -> line.startsWith("elaborated "))
                        .map(line -> Double.parseDouble(line.split(" ", -1)[1]) / 1e3)
                        .toList();
        if (times.size() != WARM) {
            throw new IOException(
                    "%s said %d times instead of %d".formatted(rival, times.size(), WARM));
        }
        return times.getLast();
    }
}
