package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jetstream verilog`.
@Command(
        name = "verilog",
        description =
                "Write the Verilog of a design, and the map from its lines to the Java source.",
        mixinStandardHelpOptions = true)
final class VerilogCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "DESIGN",
            arity = "0..1",
            description = "${COMPLETION-CANDIDATES}.",
            completionCandidates = NamedDesign.Names.class,
            converter = NamedDesign.Converter.class)
    private @Nullable NamedDesign design;

    @Option(names = "--list", description = "Say what each design is.")
    private boolean list;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/verilog",
            description =
                    "Where to write <top module>.v and .map, with several clocks .sdc and .lpf too (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        var print = spec.commandLine().getOut();
        if (list) {
            for (NamedDesign each : NamedDesign.ALL) {
                print.printf("%-14s %s%n", each.name(), each.about());
            }
        } else if (design == null) {
            throw new ParameterException(
                    spec.commandLine(), "which design? --list says what there is");
        } else {
            print.println(design.writeVerilog(out));
        }
        return 0;
    }
}
