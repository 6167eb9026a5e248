package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that want the same entry at once: one builds, the others say for whom they wait.
class BuildCacheProcessesTest {
    @TempDir Path folder;

    /// Obtains the entry; if it has to build, waits for a line on the standard input.
    static final class Obtain {
        private Obtain() {}

        public static void main(String[] arguments) {
            var entry =
                    new BuildCache(Path.of(arguments[0]))
                            .obtain("thing", "abc", BuildCache.Check.CONTENTS, Obtain::build);
            System.out.println("has " + entry.getFileName());
        }

        private static void build(Path into, Path log) throws IOException {
            System.out.println("builds");
            var go = System.in.read();
            Files.writeString(into.resolve("file"), "content " + go);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Obtain.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String waits(Process builder) {
        return "verilator engine: process %d builds thing-abc; waiting for it"
                .formatted(builder.pid());
    }

    @Test
    void whoeverComesLaterWaitsAndSaysForWhom() throws Exception {
        var first = start();
        try (BufferedReader said = first.inputReader()) {
            assertThat(said.readLine()).isEqualTo("builds");
            var second = start();
            try (BufferedReader alsoSaid = second.inputReader()) {
                assertThat(alsoSaid.readLine()).isEqualTo(waits(first));
                first.outputWriter().append("\n").close();
                assertThat(said.readLine()).isEqualTo("has thing-abc");
                assertThat(alsoSaid.readLine()).isEqualTo("has thing-abc");
            }
        }
    }

    @Test
    void aBuildThatIsKilledHoldsUpNobody() throws Exception {
        var first = start();
        try (BufferedReader said = first.inputReader()) {
            assertThat(said.readLine()).isEqualTo("builds");
            var second = start();
            try (BufferedReader alsoSaid = second.inputReader()) {
                assertThat(alsoSaid.readLine()).isEqualTo(waits(first));
                first.destroyForcibly();
                assertThat(alsoSaid.readLine()).isEqualTo("builds");
                second.outputWriter().append("\n").close();
                assertThat(alsoSaid.readLine()).isEqualTo("has thing-abc");
            }
        }
        assertThat(folder.resolve("thing-abc/file")).exists();
    }
}
