package org.jetstreamlan.cli;

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
        subcommands = {
            DemoCommand.class,
            VerilogCommand.class,
            ClockCommand.class,
            RegistersCommand.class,
            BitstreamCommand.class,
            FiguresCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Jetstream implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is missing");
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Jetstream())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Jetstream::refuse)
                .setExecutionExceptionHandler(Jetstream::fail);
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
