package org.jetstreamlan.cli.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.sim.mutate.Mutant;

/// The JUnit tests of `hw/nic`'s MAC with a mutant in its place.
public final class UnitBenches {
    private UnitBenches() {}

    /// The first test that fails, if one does.
    ///
    /// @param folder for Maven's output
    /// @throws IOException if Maven does not get as far as the tests
    public static Optional<String> judge(Mutant mutant, Path folder) throws IOException {
        Files.createDirectories(folder);
        var log = folder.resolve("benches-%d.log".formatted(mutant.number()));
        var command =
                List.of(
                        Tree.root().resolve("tools/maven").toString(),
                        "-q",
                        "-pl",
                        "hw/nic",
                        "-am",
                        "test",
                        "-Dtest=org.jetstreamlan.nic.mac.*Test",
                        "-Dsurefire.failIfNoSpecifiedTests=false",
                        "-Dsurefire.skipAfterFailureCount=1",
                        "-Djetstream.mac.mutant=" + mutant.number());
        var process =
                new ProcessBuilder(command)
                        .directory(Tree.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (process.waitFor() == 0) {
                return Optional.empty();
            }
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        return Optional.of(
                Files.readAllLines(log).stream()
                        .filter(line -> line.contains("Test.") && line.contains("ERROR"))
                        .findFirst()
                        .orElseThrow(
                                () -> new IOException("no test has run; see " + Tree.shown(log))));
    }
}
