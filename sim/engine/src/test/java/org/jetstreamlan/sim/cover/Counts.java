package org.jetstreamlan.sim.cover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.fuzz.ReferenceEngine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.jetstreamlan.sim.verilator.Visibility;

/// Whose counts are held to those made by hand.
enum Counts {
    REFERENCE {
        @Override
        Engine engine() {
            return new ReferenceEngine();
        }
    },
    JIT {
        @Override
        Engine engine() {
            return new JitEngine();
        }
    },
    VERILATOR {
        @Override
        Engine engine() {
            Tools.needVerilator();
            return new VerilatorEngine(Visibility.ALL).withCxxOptions("-O0");
        }
    };

    abstract Engine engine();

    /// What a run of a design covers.
    <M extends Module> Coverage of(Supplier<M> top, Consumer<Simulation<M>> run) {
        var covered = new CoverageEngine(engine());
        try (var simulation = Simulation.of(covered, top)) {
            run.accept(simulation);
        }
        return covered.coverage().getFirst();
    }

    /// The points of some kinds of an instance with their counts, `true 3`, in the order of the source.
    static List<String> points(Coverage coverage, String path, Predicate<Point> wanted) {
        List<String> found = new ArrayList<>();
        for (Coverage.Instance instance : coverage.instances()) {
            if (instance.path().equals(path)) {
                for (int i = 0; i < instance.module().points().size(); i++) {
                    Point point = instance.module().points().get(i);
                    if (wanted.test(point)) {
                        boolean never = instance.module().unreachable().contains(i);
                        String count = never ? "never" : "" + instance.counts().points()[i];
                        found.add(Labels.of(point) + " " + count);
                    }
                }
            }
        }
        return found;
    }

    static List<String> ways(Coverage coverage) {
        return points(coverage, "", point -> point instanceof Point.Way);
    }

    /// Bits that rose and bits that fell of a signal of the top: `rises 3, falls 1`, hexadecimal words, the highest first.
    static String bits(Coverage coverage, String name) {
        Coverage.Instance top = coverage.instances().getFirst();
        int word = 0;
        for (CoveredModule.Signal signal : top.module().signals()) {
            if (signal.name().equals(name)) {
                int end = word + signal.words();
                return "rises%s, falls%s"
                        .formatted(
                                hexadecimal(top.counts().rises(), word, end),
                                hexadecimal(top.counts().falls(), word, end));
            }
            word += signal.words();
        }
        return "no signal " + name;
    }

    private static String hexadecimal(long[] words, int from, int end) {
        StringBuilder text = new StringBuilder();
        for (int i = end - 1; i >= from; i--) {
            text.append(' ').append(Long.toHexString(words[i]));
        }
        return text.toString();
    }
}
