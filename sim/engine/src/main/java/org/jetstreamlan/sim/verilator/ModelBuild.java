package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One design as a shared library:
///
/// ```
/// design.v harness.v visible.vlt ── verilator ──> model/*.cpp ─┐
///                                       model.cpp, ports.inc ──┴── g++ ──> model.so
///                                     runtime objects, header ─┘
/// ```
final class ModelBuild {
    /// The library's file name in its cache entry.
    static final String LIBRARY = "model.so";

    /// Beside it, the lines of Verilog through which a combinational loop goes, if there is one.
    private static final String LOOPS = "loops";

    private static final List<String> VERILATOR_OPTIONS =
            List.of(
                    "--cc",
                    "-O3",
                    "--no-timing",
                    "--assert",
                    "--x-assign",
                    "0",
                    "--x-initial",
                    "0",
                    "-Wno-fatal",
                    "-Wno-lint",
                    "-Wno-style",
                    "-Wwarn-UNOPTFLAT",
                    // It may add the amounts of two shifts and lose the carry.
                    "-fno-dfg-peephole-replace-shiftl-shiftl",
                    "-fno-dfg-peephole-replace-shiftr-shiftr",
                    "--prefix",
                    "Model",
                    "--top-module",
                    VerilatedDesign.HARNESS,
                    "--Mdir",
                    "model");

    /// Instances call functions of their module, and these are short, so that those of two instances that are alike become one. A chain of
    /// 64 FIFOs and CRCs is a sixth of the C++ then, and faster by a tenth to a fifth, with both versions.
    private static final List<String> SHARING =
            List.of("-fno-inline", "--output-split-cfuncs", "200");

    /// Where Verilator can be wrong, and the option that keeps it from it; older versions have neither. See `docs/simulation.md`.
    private static final String CAREFUL = "-fno-dfg-break-cycles";

    /// Leaves out the optimiser in which Verilator's internal errors are, as far as they are known.
    private static final String PLAIN = "-fno-dfg";

    private static final String INTERNAL_ERROR = "Internal Error";

    /// Bytes of C++ of a small model: it is one unit, since each costs a quarter of a second before anything of it is compiled.
    private static final long SMALL = 256 << 10;

    /// More than that in one unit takes the compiler more than half a gigabyte.
    private static final long LARGEST_UNIT = 2 << 20;

    /// Verilator makes and drops a great many small objects: with glibc's malloc it takes a fifth less time if what was freed is kept at hand.
    private static final String MALLOC = "glibc.malloc.tcache_count=60000";

    /// What Verilator says of a net or an assignment in a loop.
    private static final Pattern HOP =
            Pattern.compile(VerilatedDesign.DESIGN + ":(\\d+):\\d+: +Example path: ");

    /// System tasks, but not those of arithmetic: the design may print or stop.
    private static final Pattern TALKING =
            Pattern.compile(
                    "\\$(?!signed\\b|unsigned\\b|clog2\\b|readmem)\\w|\\b(assert|assume|cover)\\b");

    /// A file that Verilator wrote.
    ///
    /// @param once whether it runs once: construction, initial values
    private record Source(String file, boolean once, long bytes) {}

    /// Files that are compiled as one; the first unit takes what of the shim knows the model.
    private record Unit(int number, List<Source> sources) {
        String name() {
            return "unit" + number;
        }

        long bytes() {
            return sources.stream().mapToLong(Source::bytes).sum();
        }

        /// In a large model what runs once comes last, without optimisation. In a small one Verilator's files of what is slow have functions that are called in each
        /// clock, and matter. Templates are made at the end of the unit, by the options that hold there.
        String text(RuntimeBuild.Effort effort) {
            var lines = new StringBuilder(include(effort.header()));
            for (var source : sources) {
                if (!source.once()) {
                    lines.append(include(source.file()));
                }
            }
            if (number == 0) {
                lines.append(include(ShimSource.MODEL.file()));
            }
            lines.append("#pragma GCC push_options\n");
            if (effort == RuntimeBuild.Effort.LARGE) {
                lines.append("#pragma GCC optimize (\"O0\")\n");
            }
            for (var source : sources) {
                if (source.once()) {
                    lines.append(include(source.file()));
                }
            }
            return lines.append("#pragma GCC pop_options\n").toString();
        }

        private static String include(String file) {
            return "#include \"" + file + "\"\n";
        }
    }

    private final Toolchain tools;
    private final RuntimeBuild runtime;
    private final BuildCache cache;

    ModelBuild(Toolchain tools, Settings settings) {
        this.tools = tools;
        this.runtime = new RuntimeBuild(tools, settings.cxxOptions());
        this.cache = new BuildCache(settings.cache());
    }

    /// The shared library of `design`, from the cache if it was ever built.
    Path obtain(VerilatedDesign design, Visibility visibility) {
        var text = Comments.strip(design.verilog());
        var key =
                new CacheKey()
                        .with(text)
                        .with(design.harness())
                        .with(design.control(visibility))
                        .with(fallingEdge(design, visibility) ? "one edge" : "")
                        .with(String.join(" ", options(design)))
                        .with(CAREFUL)
                        .with(Shortcuts.RULES)
                        .with(runtime.allOptions())
                        .with(tools.identity())
                        .with(runtime.processor())
                        .with(runtime.sources())
                        .with(ShimSource.MODEL.text())
                        .with(ShimSource.EXPORTS.text());
        var entry =
                cache.obtain(
                        "model",
                        key.digits(),
                        BuildCache.Check.CONTENTS,
                        (folder, log) -> build(design, text, visibility, folder, log));
        return entry.resolve(LIBRARY);
    }

    /// The lines of Verilog through which a combinational loop goes.
    ///
    /// @param library as [#obtain] returned it
    static List<Integer> loops(Path library) {
        try {
            return Files.readAllLines(library.resolveSibling(LOOPS)).stream()
                    .map(Integer::valueOf)
                    .toList();
        } catch (IOException goneFromTheCache) {
            return List.of();
        }
    }

    private static boolean fallingEdge(VerilatedDesign design, Visibility visibility) {
        return design.oneEdge() && visibility == Visibility.STATE;
    }

    private void build(
            VerilatedDesign design, String text, Visibility visibility, Path folder, Path log)
            throws IOException, ToolRun.Failed {
        var work = Files.createDirectory(folder.resolve("work"));
        Files.writeString(work.resolve(VerilatedDesign.DESIGN), text);
        Files.writeString(work.resolve("harness.v"), design.harness());
        Files.writeString(work.resolve("visible.vlt"), design.control(visibility));
        Files.writeString(work.resolve("ports.inc"), design.portList());
        Files.writeString(work.resolve(ShimSource.MODEL.file()), ShimSource.MODEL.text());
        Files.writeString(work.resolve(ShimSource.EXPORTS.file()), ShimSource.EXPORTS.text());
        verilate(design, work, log);
        var loops = HOP.matcher(Files.readString(log)).results().map(found -> found.group(1));
        Files.write(folder.resolve(LOOPS), (Iterable<String>) loops.distinct()::iterator);
        var defines = new ArrayList<String>();
        if (fallingEdge(design, visibility)) {
            defines.addAll(Shortcuts.defines(design, work.resolve("model")));
        }
        if (TALKING.matcher(text).find()) {
            defines.add("-DTALKING");
        }
        compile(work, log, defines);
        Files.move(work.resolve(LIBRARY), folder.resolve(LIBRARY));
        BuildCache.delete(work);
    }

    private static List<String> options(VerilatedDesign design) {
        return design.repeats()
                ? Stream.concat(VERILATOR_OPTIONS.stream(), SHARING.stream()).toList()
                : VERILATOR_OPTIONS;
    }

    private void verilate(VerilatedDesign design, Path work, Path log)
            throws IOException, ToolRun.Failed {
        var command = new ArrayList<String>();
        command.add(tools.verilator().toString());
        command.addAll(options(design));
        if (tools.takes(CAREFUL)) {
            command.add(CAREFUL);
        }
        command.addAll(List.of("visible.vlt", "harness.v", VerilatedDesign.DESIGN));
        try {
            verilate(work, log, command);
        } catch (ToolRun.Failed failed) {
            if (!String.valueOf(failed.getMessage()).contains(INTERNAL_ERROR)) {
                throw failed;
            }
            command.add(PLAIN);
            verilate(work, log, command);
        }
    }

    private void verilate(Path work, Path log, List<String> command)
            throws IOException, ToolRun.Failed {
        ToolRun.run(
                work,
                log,
                Map.of("VERILATOR_ROOT", tools.root().toString(), "GLIBC_TUNABLES", MALLOC),
                command);
    }

    private void compile(Path work, Path log, List<String> defines)
            throws IOException, ToolRun.Failed {
        var sources = sources(work.resolve("model"));
        var runtimeFolder = runtime.obtain(cache);
        long bytes = sources.stream().mapToLong(Source::bytes).sum();
        var effort = bytes <= SMALL ? RuntimeBuild.Effort.SMALL : RuntimeBuild.Effort.LARGE;
        var units = units(sources, bytes);
        var commands = new ArrayList<List<String>>();
        for (var unit : units) {
            Files.writeString(work.resolve(unit.name() + ".cpp"), unit.text(effort));
            var command = new ArrayList<String>();
            command.add(tools.cxx().toString());
            command.addAll(runtime.options(effort));
            command.addAll(defines);
            command.addAll(List.of("-I" + runtimeFolder, "-I.", "-Imodel"));
            command.addAll(List.of("-c", unit.name() + ".cpp", "-o", unit.name() + ".o"));
            commands.add(command);
        }
        compile(work, log, commands, runtimeFolder);
        link(work, log, units, runtimeFolder);
    }

    /// Compiles, once more if the runtime turns out to be damaged: a model that was made with it might end the process.
    private void compile(Path work, Path log, List<List<String>> commands, Path runtimeFolder)
            throws IOException, ToolRun.Failed {
        var whole = CompletableFuture.supplyAsync(() -> RuntimeBuild.isWhole(runtimeFolder));
        try {
            ToolRun.runAll(work, log, commands);
        } catch (ToolRun.Failed failed) {
            if (whole.join()) {
                throw failed;
            }
        }
        if (!whole.join()) {
            runtime.mend(cache);
            ToolRun.runAll(work, log, commands);
        }
    }

    /// As many units as there are processors, unless they were too small or too large: the largest file first, each to the unit that has least so far.
    private static List<Unit> units(List<Source> sources, long bytes) {
        int processors = Runtime.getRuntime().availableProcessors();
        long count = Math.clamp(processors, 1 + bytes / LARGEST_UNIT, 1 + bytes / SMALL);
        var units = new ArrayList<Unit>();
        for (int i = 0; i < count; i++) {
            units.add(new Unit(i, new ArrayList<>()));
        }
        sources.stream()
                .sorted(Comparator.comparingLong(Source::bytes).reversed())
                .forEach(
                        source ->
                                Collections.min(units, Comparator.comparingLong(Unit::bytes))
                                        .sources()
                                        .add(source));
        return units;
    }

    private void link(Path work, Path log, List<Unit> units, Path runtimeFolder)
            throws IOException, ToolRun.Failed {
        var command = new ArrayList<String>();
        command.add(tools.cxx().toString());
        command.addAll(runtime.options(RuntimeBuild.Effort.SMALL));
        command.add("-shared");
        units.forEach(unit -> command.add(unit.name() + ".o"));
        command.addAll(RuntimeBuild.objects(runtimeFolder));
        command.add("-Wl,--version-script=" + ShimSource.EXPORTS.file());
        command.addAll(List.of("-Wl,-Bsymbolic", "-o", LIBRARY));
        ToolRun.run(work, log, Map.of(), command);
    }

    private static List<Source> sources(Path folder) throws IOException {
        var sources = new ArrayList<Source>();
        try (Stream<Path> files = Files.list(folder)) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(".cpp")).sorted().toList()) {
                var name = file.getFileName().toString();
                boolean once = name.contains("__Slow") || name.contains("__Syms");
                sources.add(new Source(name, once, Files.size(file)));
            }
        }
        return sources;
    }
}
