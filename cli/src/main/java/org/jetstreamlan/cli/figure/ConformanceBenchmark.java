package org.jetstreamlan.cli.figure;

import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.cli.conformance.Conformance;
import org.jetstreamlan.cli.conformance.Conformance.Outcome;
import org.jetstreamlan.cli.conformance.Level;
import org.jetstreamlan.cli.conformance.ModelledRing;

/// How much of what a VI Provider Library must do, ours does, at each level.
final class ConformanceBenchmark implements Benchmark {
    static final Benchmark ALL = new ConformanceBenchmark();

    private static final long SEED = 1;

    private ConformanceBenchmark() {}

    @Override
    public List<Figure> figures() {
        return Arrays.stream(Level.values())
                .map(
                        level ->
                                new Figure(
                                        "via.conformance_" + level.label(),
                                        "cases of the level that pass, of %d, on the model"
                                                .formatted(count(level)),
                                        "%",
                                        1,
                                        new Target.AtLeast(100)))
                .toList();
    }

    private static long count(Level level) {
        return Conformance.ALL.stream().filter(one -> one.level() == level).count();
    }

    @Override
    public List<Double> run() {
        var outcomes = Conformance.run(Conformance.ALL, SEED, ModelledRing::new, _ -> {});
        return Arrays.stream(Level.values())
                .map(
                        level ->
                                100.0
                                        * outcomes.stream()
                                                .filter(Outcome::passed)
                                                .filter(one -> one.of().level() == level)
                                                .count()
                                        / count(level))
                .toList();
    }
}
