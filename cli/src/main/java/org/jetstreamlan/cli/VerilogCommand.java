package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jetstream verilog`.
@Command(
        name = "verilog",
        description = "Write the Verilog of a design, and the map from its lines to the Java source.",
        mixinStandardHelpOptions = true)
final class VerilogCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/verilog",
            description = "Where to write <top module>.v and .map (default: ${DEFAULT-VALUE}).")
    private Path out;

    private static final class What {
        @Parameters(
                paramLabel = "DESIGN",
                description = "${COMPLETION-CANDIDATES}.",
                completionCandidates = NamedDesign.Names.class,
                converter = NamedDesign.Converter.class)
        private @Nullable NamedDesign design;

        @Option(names = "--list", description = "Say what each design is.")
        private boolean list;
    }

    @Override
    public Integer call() throws IOException {
        var print = spec.commandLine().getOut();
        if (what.design == null) {
            for (NamedDesign each : NamedDesign.ALL) {
                print.printf("%-14s %s%n", each.name(), each.about());
            }
        } else {
            print.println(what.design.writeVerilog(out));
        }
        return 0;
    }
}
