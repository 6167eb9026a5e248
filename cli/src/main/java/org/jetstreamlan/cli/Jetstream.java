package org.jetstreamlan.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// The `jetstream` command: parses the command line and hands over to a subcommand.
///
/// A mistake on the command line is answered by one line on the error stream and exit code 2, whatever else goes wrong by one line and 1.
/// With `JETSTREAM_CALLER=make` these lines name the Makefile's variables.
@Command(
        name = "jetstream",
        description = "A network adapter and its ring, described in Java.",
        version = Jetstream.VERSION,
        mixinStandardHelpOptions = true)
public final class Jetstream implements Runnable {
    /// The number of the release that this is, or comes before.
    static final String RELEASE = "0.1.0";

    static final String VERSION = "jetstream " + RELEASE + "-SNAPSHOT";

    private static final boolean BY_MAKE = "make".equals(System.getenv("JETSTREAM_CALLER"));

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing");
    }

    public static void main(String[] args) {
        int exitCode = run(args);
        // The first System.exit of a process sets up logging, to log it; most commands need none.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /// Numbers look the same everywhere, in reports and for the programs that read them.
    private static int run(String... args) {
        Locale.setDefault(Locale.ROOT);
        return commandLine(args).execute(args);
    }

    /// What runs `args`: with the subcommand that they name, or with all if they name none. Each that it has is one whose
    /// annotations picocli must read first.
    static CommandLine commandLine(String... args) {
        var all =
                List.of(
                        "demo",
                        "verilog",
                        "diagram",
                        "clock",
                        "faults",
                        "video",
                        "mutants",
                        "access",
                        "coverage",
                        "registers",
                        "bitstream",
                        "formal",
                        "conformance",
                        "via-perf",
                        "vipl",
                        "daemon",
                        "stat",
                        "carry",
                        "figures");
        boolean named = args.length > 0 && all.contains(args[0]);
        var command = new CommandLine(new Jetstream());
        for (String name : named ? List.of(args[0]) : all) {
            command.addSubcommand(name, subcommand(name));
        }
        return command.registerConverter(Path.class, new PathConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Jetstream::execute)
                .setParameterExceptionHandler(Jetstream::refuse)
                .setExecutionExceptionHandler(Jetstream::fail);
    }

    private static Object subcommand(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "verilog" -> new VerilogCommand();
            case "diagram" -> new DiagramCommand();
            case "clock" -> new ClockCommand();
            case "faults" -> new FaultsCommand();
            case "video" -> new VideoCommand();
            case "mutants" -> new MutantsCommand();
            case "access" -> new AccessCommand();
            case "coverage" -> new CoverageCommand();
            case "registers" -> new RegistersCommand();
            case "bitstream" -> new BitstreamCommand();
            case "formal" -> new FormalCommand();
            case "conformance" -> new ConformanceCommand();
            case "via-perf" -> new ViaCommand();
            case "vipl" -> new ViplCommand();
            case "daemon" -> new DaemonCommand();
            case "stat" -> new StatCommand();
            case "carry" -> new CarryCommand();
            case "figures" -> new FiguresCommand();
            default -> throw new IllegalArgumentException("no subcommand " + name);
        };
    }

    /// picocli lets errors pass that are no exceptions.
    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error failure) {
            return fail(failure, parsed.asCommandLineList().getLast(), parsed);
        }
    }

    /// Says what went wrong in one line; `JETSTREAM_TRACE=1` shows where.
    private static int fail(Throwable failure, CommandLine command, ParseResult parsed) {
        var spec = command.getCommandSpec();
        var message = spoken(Failures.line(failure, spec));
        command.getErr().printf("%s: %s%n", spec.qualifiedName(), message);
        if ("1".equals(System.getenv("JETSTREAM_TRACE"))) {
            failure.printStackTrace(command.getErr());
        }
        return spec.exitCodeOnExecutionException();
    }

    private static int refuse(ParameterException mistake, String[] args) {
        var command = mistake.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        command.getErr()
                .printf(
                        "%s: %s; `%s` lists what there is%n",
                        name, spoken(mistake.getMessage()), BY_MAKE ? "make" : name + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String spoken(@Nullable String message) {
        String text = String.valueOf(message);
        return BY_MAKE ? Failures.inMakeWords(text) : text;
    }
}
