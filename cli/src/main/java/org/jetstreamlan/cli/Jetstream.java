package org.jetstreamlan.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// The `jetstream` command: parses the command line and hands over to a subcommand.
///
/// A mistake on the command line is answered by one line on the error stream and exit code 2.
@Command(
        name = "jetstream",
        description = "A network adapter and its ring, described in Java.",
        version = "jetstream 0.1.0-SNAPSHOT",
        mixinStandardHelpOptions = true)
public final class Jetstream implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing");
    }

    public static void main(String[] args) {
        int exitCode = commandLine(args).execute(args);
        // The first System.exit of a process sets up logging, to log it; most commands need none.
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /// What runs `args`: with the subcommand that they name, or with all if they name none. Each that it has is one whose
    /// annotations picocli must read first.
    static CommandLine commandLine(String... args) {
        var all = List.of("demo", "verilog", "clock", "registers", "bitstream", "figures");
        boolean named = args.length > 0 && all.contains(args[0]);
        var command = new CommandLine(new Jetstream());
        for (String name : named ? List.of(args[0]) : all) {
            command.addSubcommand(name, subcommand(name));
        }
        return command.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Jetstream::refuse)
                .setExecutionExceptionHandler(Jetstream::fail);
    }

    private static Object subcommand(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "verilog" -> new VerilogCommand();
            case "clock" -> new ClockCommand();
            case "registers" -> new RegistersCommand();
            case "bitstream" -> new BitstreamCommand();
            case "figures" -> new FiguresCommand();
            default -> throw new IllegalArgumentException("no subcommand " + name);
        };
    }

    /// Says what went wrong in one line; `JETSTREAM_TRACE=1` shows where.
    private static int fail(Exception failure, CommandLine command, ParseResult parsed) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        command.getErr().printf("%s: %s%n", command.getCommandSpec().qualifiedName(), message);
        if ("1".equals(System.getenv("JETSTREAM_TRACE"))) {
            failure.printStackTrace(command.getErr());
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    private static int refuse(ParameterException mistake, String[] args) {
        var command = mistake.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        command.getErr()
                .printf(
                        "%s: %s; `%s --help` lists what there is%n",
                        name, mistake.getMessage(), name);
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }
}
