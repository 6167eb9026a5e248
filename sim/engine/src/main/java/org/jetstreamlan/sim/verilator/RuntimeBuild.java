package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Verilator's runtime library as object files, and its headers precompiled, with and without optimisation: most of the cost of a small model, paid once per
/// machine and tool version.
final class RuntimeBuild {
    /// Runtime sources that models without traces and threads of their own need.
    private static final List<String> SOURCES = List.of("verilated", "verilated_threads");

    /// Options that the precompiled header and its users must share. Verilated code runs as fast with `-O1` as with `-O2` or `-O3`
    /// (measured on a FIFO and on a chain of 64 with both versions), and compiles in a half to a tenth of the time.
    private static final List<String> OPTIONS =
            List.of(
                    "-std=c++17",
                    "-O1",
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

    /// The header, precompiled without optimisation.
    static final String PLAIN = "plain.h";

    private final Toolchain tools;
    private final List<String> options;

    /// @param more compiler options that the user adds
    RuntimeBuild(Toolchain tools, List<String> more) {
        this.tools = tools;
        this.options = new ArrayList<>(OPTIONS);
        this.options.add("-I" + tools.root().resolve("include"));
        this.options.add("-I" + tools.root().resolve("include/vltstd"));
        this.options.addAll(more);
    }

    /// Compiler options for everything that uses this runtime. They must not be changed: GCC takes a precompiled header for some other
    /// options too, and then crashes.
    List<String> options() {
        return List.copyOf(options);
    }

    /// The same for code that runs once, which is not optimised; it has a precompiled header of its own.
    List<String> plainOptions() {
        var plain = new ArrayList<>(options);
        plain.add("-O0");
        return plain;
    }

    /// The folder with the objects and the precompiled headers.
    Path obtain(BuildCache cache) {
        var key =
                new CacheKey()
                        .with(tools.identity())
                        .with(String.join(" ", options))
                        .with(tools.processor(options))
                        .with(ShimSource.PRINT.text())
                        .with(ShimSource.RUNTIME.text())
                        .with(String.join(" ", SOURCES) + " " + PLAIN);
        return cache.obtain("runtime", key.digits(), BuildCache.Check.SIZES, this::build);
    }

    /// The object files in a folder that [#obtain(BuildCache)] returned.
    static List<String> objects(Path runtime) {
        return SOURCES.stream().map(source -> runtime.resolve(source + ".o").toString()).toList();
    }

    private void build(Path folder, Path log) throws IOException, ToolRun.Failed {
        var header = ShimSource.RUNTIME.file();
        Files.writeString(folder.resolve(ShimSource.PRINT.file()), ShimSource.PRINT.text());
        Files.writeString(folder.resolve(header), ShimSource.RUNTIME.text());
        Files.writeString(folder.resolve(PLAIN), ShimSource.RUNTIME.text());
        var commands = new ArrayList<List<String>>();
        for (var source : SOURCES) {
            commands.add(
                    compiler(
                            options,
                            "-include",
                            ShimSource.PRINT.file(),
                            "-c",
                            tools.root().resolve("include/" + source + ".cpp").toString(),
                            "-o",
                            source + ".o"));
        }
        commands.add(compiler(options, "-x", "c++-header", header, "-o", header + ".gch"));
        commands.add(compiler(plainOptions(), "-x", "c++-header", PLAIN, "-o", PLAIN + ".gch"));
        ToolRun.runAll(folder, log, commands);
    }

    private List<String> compiler(List<String> first, String... arguments) {
        var command = new ArrayList<String>();
        command.add(tools.cxx().toString());
        command.addAll(first);
        command.addAll(List.of(arguments));
        return command;
    }
}
