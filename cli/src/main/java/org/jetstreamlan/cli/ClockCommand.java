package org.jetstreamlan.cli;

import java.util.concurrent.Callable;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jetstream clock`.
@Command(
        name = "clock",
        description =
                "Elaborate a design, compile it for an engine, clock it with all inputs 0, say how long each took.",
        mixinStandardHelpOptions = true)
final class ClockCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "DESIGN",
            description = "${COMPLETION-CANDIDATES}.",
            completionCandidates = NamedDesign.Names.class,
            converter = NamedDesign.Converter.class)
    private NamedDesign design;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "jit",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private EngineChoice engine;

    @Option(
            names = "--clocks",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many clocks (default: ${DEFAULT-VALUE}).")
    private long clocks;

    @Override
    public Integer call() {
        if (clocks < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--clocks: %d is less than 0".formatted(clocks));
        }
        var runner = engine.make();
        long start = System.nanoTime();
        var circuit = Design.of(design.top()).circuit();
        long elaborated = System.nanoTime();
        try (Model model = runner.compile(circuit);
                Simulator simulator = model.instantiate()) {
            long compiled = System.nanoTime();
            simulator.step(clocks);
            long done = System.nanoTime();
            spec.commandLine()
                    .getOut()
                    .println(
                            design.name()
                                    + ": elaborated in "
                                    + milliseconds(start, elaborated)
                                    + ", compiled in "
                                    + milliseconds(elaborated, compiled)
                                    + ", "
                                    + clocks
                                    + (clocks == 1 ? " clock in " : " clocks in ")
                                    + milliseconds(compiled, done));
        }
        return 0;
    }

    /// Without a formatter, whose first use takes longer than a small design.
    private static String milliseconds(long from, long to) {
        return (to - from) / 1_000_000 + " ms";
    }
}
