package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Verilator's runtime library as object files, and its headers precompiled: most of the cost of a small model, paid once per
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

    /// The folder with the objects and the precompiled header.
    Path obtain(BuildCache cache) {
        var key =
                new CacheKey()
                        .with(tools.identity())
                        .with(String.join(" ", options))
                        .with(tools.processor(options))
                        .with(ShimSource.PRINT.text())
                        .with(ShimSource.RUNTIME.text());
        return cache.obtain("runtime", key.digits(), BuildCache.Check.SIZES, this::build);
    }

    /// The object files in a folder that [#obtain(BuildCache)] returned.
    static List<String> objects(Path runtime) {
        return SOURCES.stream().map(source -> runtime.resolve(source + ".o").toString()).toList();
    }

    private void build(Path folder, Path log) throws IOException, ToolRun.Failed {
        for (var source : List.of(ShimSource.PRINT, ShimSource.RUNTIME)) {
            Files.writeString(folder.resolve(source.file()), source.text());
        }
        var commands = new ArrayList<List<String>>();
        for (var source : SOURCES) {
            commands.add(
                    compiler(
                            "-include",
                            ShimSource.PRINT.file(),
                            "-c",
                            tools.root().resolve("include/" + source + ".cpp").toString(),
                            "-o",
                            source + ".o"));
        }
        var header = ShimSource.RUNTIME.file();
        commands.add(compiler("-x", "c++-header", header, "-o", header + ".gch"));
        ToolRun.runAll(folder, log, commands);
    }

    private List<String> compiler(String... arguments) {
        var command = new ArrayList<String>();
        command.add(tools.cxx().toString());
        command.addAll(options);
        command.addAll(List.of(arguments));
        return command;
    }
}
