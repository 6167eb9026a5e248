package org.jetstreamlan.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
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
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Jetstream())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Jetstream::refuse);
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
