package org.jetstreamlan.sim.verilator;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the engine looks for its tools and keeps what it builds. Each setting is a system property, else an environment variable.
///
/// | property | variable | meaning | otherwise |
/// | --- | --- | --- | --- |
/// | `jetstream.verilator` | `JETSTREAM_VERILATOR` | the `verilator` program | the project's `build/venv`, then `PATH` |
/// | `jetstream.cxx` | `CXX` | the C++ compiler | `g++` on `PATH` |
/// | `jetstream.cache` | `JETSTREAM_CACHE` | folder for compiled models | `$XDG_CACHE_HOME/jetstream`, `~/.cache/jetstream` |
/// | `jetstream.cxx.options` | `JETSTREAM_CXX_OPTIONS` | more compiler options, such as `-O3` | none |
///
/// @param project the root of a checkout, whose `build/venv` may hold Verilator
/// @param path folders searched for programs
record Settings(
        Optional<String> verilator,
        Optional<String> cxx,
        List<String> cxxOptions,
        Path cache,
        Optional<Path> project,
        List<Path> path) {

    static Settings fromEnvironment() {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return new Settings(
                setting("jetstream.verilator", "JETSTREAM_VERILATOR"),
                setting("jetstream.cxx", "CXX"),
                setting("jetstream.cxx.options", "JETSTREAM_CXX_OPTIONS")
                        .map(options -> List.of(options.trim().split("\\s+")))
                        .orElse(List.of()),
                setting("jetstream.cache", "JETSTREAM_CACHE")
                        .map(Path::of)
                        .orElseGet(Settings::userCache)
                        .toAbsolutePath()
                        .resolve("verilator"),
                checkout(),
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    Settings withCxxOptions(List<String> more) {
        var all = Stream.concat(cxxOptions.stream(), more.stream()).toList();
        return new Settings(verilator, cxx, all, cache, project, path);
    }

    private static Optional<String> setting(String property, String variable) {
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }

    private static Path userCache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("jetstream");
    }

    /// The checkout that our launchers name, else the nearest folder upwards that has `build/venv`.
    private static Optional<Path> checkout() {
        var named = System.getProperty("jetstream.root");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        for (var folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("build/venv"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
