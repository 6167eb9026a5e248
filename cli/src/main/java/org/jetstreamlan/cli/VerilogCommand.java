package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jetstreamlan.hdl.verilog.Dialect;
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
                    "Where to write <top module>.v, .map and .core (FuseSoC), with several clocks .sdc and .lpf too (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--system-verilog",
            description =
                    "Write <top module>.sv: always_ff, enums as types, checks as concurrent assertions.")
    private boolean systemVerilog;

    @Option(
            names = "--bundles",
            paramLabel = "FORM",
            description =
                    "In SystemVerilog, what a bundle becomes: ${COMPLETION-CANDIDATES} (default: flat).")
    private @Nullable Bundles bundles;

    /// What a bundle becomes.
    private enum Bundles {
        FLAT,
        STRUCT,
        INTERFACE;

        /// As on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
            print.println(design.writeCore(out, dialect()));
        }
        return 0;
    }

    private Dialect dialect() {
        if (!systemVerilog) {
            if (bundles != null) {
                throw new ParameterException(
                        spec.commandLine(), "--bundles is for SystemVerilog; add --system-verilog");
            }
            return Dialect.VERILOG_2005;
        }
        return switch (bundles) {
            case FLAT -> Dialect.SYSTEM_VERILOG;
            case STRUCT -> Dialect.SYSTEM_VERILOG_STRUCTS;
            case INTERFACE -> Dialect.SYSTEM_VERILOG_INTERFACES;
            case null -> Dialect.SYSTEM_VERILOG;
        };
    }
}
