package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Verilator's runtime library and the shim as object files, and the headers precompiled: most of the cost of a small model, paid once
/// per machine and tool version.
final class RuntimeBuild {
    /// Runtime sources that models without traces and threads of their own need.
    private static final List<String> SOURCES = List.of("verilated", "verilated_threads");

    private static final String SHIM = "shim";

    /// How much the compiler does for some code. Each has a precompiled header of its own: GCC takes one that was made with other options,
    /// too, and then crashes.
    enum Effort {
        /// For small models. A FIFO with a CRC is a fifth faster than with `-O1`, and no slower than with `-O3 -march=native`.
        SMALL("-O2", "small.h"),
        /// For large models, which run as fast as with more, and compile in half the time. Measured on a chain of 64, with both versions.
        LARGE("-O1", "large.h");

        private final String level;
        private final String header;

        Effort(String level, String header) {
            this.level = level;
            this.header = header;
        }

        /// To be included first.
        String header() {
            return header;
        }
    }

    private static final List<String> OPTIONS =
            List.of(
                    // The precompiled headers are a seventh smaller than with C++17.
                    "-std=c++14",
                    "-fPIC",
                    "-fvisibility=hidden",
                    "-fno-gnu-unique",
                    "-pthread",
                    "-w",
                    "-DVERILATOR=1",
                    "-DVM_COVERAGE=0",
                    "-DVM_SC=0",
                    "-DVM_TRACE=0",
                    "-DVM_TRACE_FST=0",
                    "-DVM_TRACE_VCD=0",
                    "-DVM_TRACE_SAIF=0");

    private final Toolchain tools;
    private final List<String> more;

    /// @param more compiler options that the user adds
    RuntimeBuild(Toolchain tools, List<String> more) {
        this.tools = tools;
        this.more = List.copyOf(more);
    }

    /// Compiler options for everything that uses this runtime. The user's can undo an effort.
    List<String> options(Effort effort) {
        var options = new ArrayList<>(OPTIONS);
        options.add("-I" + tools.root().resolve("include"));
        options.add("-I" + tools.root().resolve("include/vltstd"));
        options.add(effort.level);
        options.addAll(more);
        return options;
    }

    /// All of them, for keys.
    String allOptions() {
        return Stream.of(Effort.values())
                .map(effort -> effort.header + " " + String.join(" ", options(effort)))
                .collect(Collectors.joining("\n"));
    }

    /// What of it is ours, and which files of Verilator's it is, for keys.
    String sources() {
        return ShimSource.PRINT.text()
                + ShimSource.SHARED.text()
                + ShimSource.SHIM.text()
                + ShimSource.RUNTIME.text()
                + String.join(" ", SOURCES);
    }

    /// What a key must say of the processor.
    String processor() {
        return tools.processor(more);
    }

    /// The folder with the objects and the precompiled headers, of which sizes are checked: what is made with it must not be kept before [#isWhole].
    Path obtain(BuildCache cache) {
        return obtain(cache, BuildCache.Check.SIZES);
    }

    /// The same, built again if anything in it is damaged.
    Path mend(BuildCache cache) {
        return obtain(cache, BuildCache.Check.CONTENTS);
    }

    /// Whether nothing in a folder that was obtained is damaged. A tenth of a second, for the precompiled headers, so that it is for another thread
    /// while the compiler runs.
    static boolean isWhole(Path runtime) {
        return BuildCache.isWhole(runtime, BuildCache.Check.CONTENTS);
    }

    private Path obtain(BuildCache cache, BuildCache.Check check) {
        var key =
                new CacheKey()
                        .with(tools.identity())
                        .with(allOptions())
                        .with(processor())
                        .with(sources());
        return cache.obtain("runtime", key.digits(), check, this::build);
    }

    /// The object files in a folder that [#obtain(BuildCache)] returned.
    static List<String> objects(Path runtime) {
        return Stream.concat(SOURCES.stream(), Stream.of(SHIM))
                .map(source -> runtime.resolve(source + ".o").toString())
                .toList();
    }

    private void build(Path folder, Path log) throws IOException, ToolRun.Failed {
        for (var source : List.of(ShimSource.PRINT, ShimSource.SHARED, ShimSource.SHIM)) {
            Files.writeString(folder.resolve(source.file()), source.text());
        }
        for (var effort : Effort.values()) {
            Files.writeString(folder.resolve(effort.header), ShimSource.RUNTIME.text());
        }
        var commands = new ArrayList<List<String>>();
        for (var source : SOURCES) {
            commands.add(
                    compiler(
                            Effort.SMALL,
                            "-include",
                            ShimSource.PRINT.file(),
                            "-c",
                            tools.root().resolve("include/" + source + ".cpp").toString(),
                            "-o",
                            source + ".o"));
        }
        commands.add(compiler(Effort.SMALL, "-c", ShimSource.SHIM.file(), "-o", SHIM + ".o"));
        for (var effort : Effort.values()) {
            var header = effort.header;
            commands.add(compiler(effort, "-x", "c++-header", header, "-o", header + ".gch"));
        }
        ToolRun.runAll(folder, log, commands);
    }

    private List<String> compiler(Effort effort, String... arguments) {
        var command = new ArrayList<String>();
        command.add(tools.cxx().toString());
        command.addAll(options(effort));
        command.addAll(List.of(arguments));
        return command;
    }
}
