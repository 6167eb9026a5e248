package org.jetstreamlan.sim.junit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.prove.ProofTools;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Tools that a machine may lack. A test that needs one which is absent is skipped with the reason, or fails where the environment says
/// `REQUIRE_ALL=1`; a tool that is there and does not do its work is always a failure.
public final class Needed {
    private static final boolean REQUIRE_ALL = "1".equals(System.getenv("REQUIRE_ALL"));

    private Needed() {}

    /// The engine, if its tools are installed.
    public static <E extends Engine> E engine(E engine) {
        return engine(engine, REQUIRE_ALL);
    }

    static <E extends Engine> E engine(E engine, boolean all) {
        try {
            engine.requireTools();
        } catch (EngineException absent) {
            return absent(String.valueOf(absent.getMessage()), all);
        }
        return engine;
    }

    /// What proofs are made with, if it is installed.
    public static ProofTools proofTools() {
        try {
            return ProofTools.find();
        } catch (EngineException absent) {
            return absent(String.valueOf(absent.getMessage()), REQUIRE_ALL);
        }
    }

    /// The program of that name, if it is installed.
    ///
    /// @param install the Debian package that has it
    public static Path program(String name, String install) {
        return program(name, install, REQUIRE_ALL);
    }

    static Path program(String name, String install, boolean all) {
        return find(name)
                .orElseGet(
                        () ->
                                absent(
                                        "%s is not installed: apt-get install %s"
                                                .formatted(name, install),
                                        all));
    }

    /// A file that a command of the tree makes.
    ///
    /// @param command the command
    public static Path file(Path file, String command) {
        return Files.exists(file)
                ? file
                : absent("%s is not there: %s".formatted(file, command), REQUIRE_ALL);
    }

    /// The program of that name on `PATH`.
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static <T> T absent(String why, boolean all) {
        return all ? Assertions.fail(why) : Assumptions.abort(why);
    }
}
