package org.jetstreamlan.model.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Another process of ours.
final class Jvm {
    private Jvm() {}

    /// Starts a class's main method, with this process's class path.
    static Process start(Class<?> program, Object... arguments) throws IOException {
        return start(command(program, arguments));
    }

    /// The same, with so many descriptors at most.
    static Process startWith(int descriptors, Class<?> program, Object... arguments)
            throws IOException {
        var command = command(program, arguments);
        command.addAll(1, List.of("-XX:-MaxFDLimit"));
        command.addAll(0, List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"));
        return start(command);
    }

    private static List<String> command(Class<?> program, Object... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName()));
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// Waits until it says something.
    static void awaitWord(Process process) throws IOException {
        if (process.getInputStream().read() < 0) {
            throw new IOException("the process ended without a word");
        }
    }

    /// Sends a signal; of STOP, which threads obey one after the other, waits until all have.
    static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        while (name.equals("STOP") && !isStopped(process)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isStopped(Process process) throws IOException {
        var tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        try (var threads = Files.list(tasks)) {
            for (var thread : threads.toList()) {
                var stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
        }
        return true;
    }
}
