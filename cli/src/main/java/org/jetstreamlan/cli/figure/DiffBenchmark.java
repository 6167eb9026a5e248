package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jetstreamlan.cli.NamedDesign;
import org.jetstreamlan.cli.Tree;

/// How far a small edit of the Java source reaches in the Verilog: the 20 one-line edits of `bench/edits.txt`, in blocks of the adapter and
/// of `hdl.lib`, at least five of which insert a line.
///
/// Each is made in a copy of its file, which javac compiles against the built classes; a fresh JVM with that class before them writes the adapter's
/// Verilog, and `diff` compares it to the unchanged one's. The larger of lines removed and lines added counts as lines changed, so that a line that
/// became another counts once. An edit that no longer finds its line, or does not compile or elaborate, fails the measurement.
final class DiffBenchmark implements Benchmark {
    static final Benchmark EDITS = new DiffBenchmark();

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure(
                            "hdl.diff_median",
                            "lines of the adapter's Verilog changed by a one-line edit, median of 20",
                            "lines",
                            0,
                            new Target.AtMost(6)),
                    new Figure(
                            "hdl.diff_worst",
                            "the same, worst of 20",
                            "lines",
                            0,
                            new Target.AtMost(40)));

    private DiffBenchmark() {}

    /// @param file of the tree
    /// @param before the line that is there, without its indentation
    /// @param after what stands there instead
    record Edit(String file, String before, List<String> after) {
        /// The file's text with the edit.
        ///
        /// @throws IOException if the line is not there exactly once
        String applied(String text) throws IOException {
            List<String> lines = new ArrayList<>();
            int found = 0;
            for (String line : text.lines().toList()) {
                if (line.strip().equals(before)) {
                    found++;
                    lines.addAll(after);
                } else {
                    lines.add(line);
                }
            }
            if (found != 1) {
                throw new IOException("%s has %d lines `%s`".formatted(file, found, before));
            }
            return String.join("\n", lines) + "\n";
        }
    }

    /// The edits that a text of `bench/edits.txt` lists.
    static List<Edit> parsed(List<String> lines) {
        List<Edit> edits = new ArrayList<>();
        String file = "";
        for (String line : lines) {
            if (line.startsWith("< ")) {
                edits.add(new Edit(file, line.substring(2), new ArrayList<>()));
            } else if (line.startsWith("> ")) {
                edits.getLast().after().add(line.substring(2));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                file = line;
            }
        }
        return edits;
    }

    @Override
    public List<Figure> figures() {
        return FIGURES;
    }

    @Override
    public List<Double> run() throws IOException {
        List<Edit> edits = parsed(Files.readAllLines(Tree.root().resolve("bench/edits.txt")));
        Path folder = Files.createDirectories(Tree.root().resolve("build/figures/diff"));
        Path unchanged = NamedDesign.ADAPTER.writeVerilog(folder.resolve("unchanged"));
        List<Integer> changes = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            changes.add(changed(edits.get(i), folder.resolve("edit_" + (i + 1)), unchanged));
        }
        Files.write(folder.resolve("changes"), changes.stream().map(String::valueOf).toList());
        Collections.sort(changes);
        int middle = changes.size() / 2;
        double median = (changes.get(middle) + changes.get(changes.size() - 1 - middle)) / 2.0;
        return List.of(median, (double) changes.getLast());
    }

    private static int changed(Edit edit, Path folder, Path unchanged) throws IOException {
        String text = Files.readString(Tree.root().resolve(edit.file()));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path source = folder.resolve(Path.of(edit.file()).getFileName());
        Files.writeString(source, edit.applied(text));
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        Path built = Tree.root().resolve("cli/target/quick");
        String jars = built.resolve("jetstream-cli.jar") + ":" + built.resolve("lib") + "/*";
        Measured.seconds(
                folder,
                bin.resolve("javac").toString(),
                "-g",
                "-nowarn",
                "-proc:none",
                "-cp",
                jars,
                "-d",
                classes.toString(),
                source.toString());
        Measured.seconds(
                folder,
                bin.resolve("java").toString(),
                "-cp",
                classes + ":" + jars,
                "org.jetstreamlan.cli.Jetstream",
                "verilog",
                "adapter",
                "--out",
                folder.toString());
        return difference(unchanged, folder.resolve(unchanged.getFileName()));
    }

    private static int difference(Path before, Path after) throws IOException {
        Process diff =
                new ProcessBuilder("diff", "--minimal", before.toString(), after.toString())
                        .redirectErrorStream(true)
                        .start();
        try (Stream<String> lines = diff.inputReader().lines()) {
            int removed = 0;
            int added = 0;
            for (String line : lines.toList()) {
                removed += line.startsWith("< ") ? 1 : 0;
                added += line.startsWith("> ") ? 1 : 0;
            }
            return Math.max(removed, added);
        }
    }
}
