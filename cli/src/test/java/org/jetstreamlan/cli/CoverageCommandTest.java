package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.nic.crc.AalCrc;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.cover.CoverageEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoverageCommandTest {
    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir private Path folder;

    private int run(String... more) {
        List<String> args = new ArrayList<>(List.of("coverage"));
        args.addAll(List.of(more));
        return Jetstream.commandLine(args.toArray(String[]::new))
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(errors))
                .execute(args.toArray(String[]::new));
    }

    /// Leaves the coverage of some words in a folder.
    private Path cover(String name, int words) {
        Path left = folder.resolve(name);
        var engine = CoverageEngine.into(left, Engines.jit());
        try (var sim = Simulation.of(engine, AalCrc::new)) {
            sim.poke(sim.top().clear, words > 1);
            sim.poke(sim.top().word.valid(), true);
            sim.step(words);
        }
        return left;
    }

    @Test
    void severalFoldersAreOneReport() throws IOException {
        Path out = folder.resolve("report");
        assertThat(
                        run(
                                cover("a", 1).toString(),
                                cover("b", 2).toString(),
                                "--out",
                                out.toString(),
                                "--source",
                                Tree.root().resolve("hw/nic").toString()))
                .isZero();
        assertThat(output.toString().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("AalCrc: lines ");
        assertThat(output.toString().lines())
                .last()
                .isEqualTo(out.resolve("index.html").toString());
        assertThat(out.resolve("AalCrc.java.html")).content().contains("class AalCrc", "true 3");
        assertThat(Files.readString(out.resolve("lcov.info")))
                .contains("hw/nic/src/main/java/org/jetstreamlan/nic/crc/AalCrc.java\n");
    }

    @Test
    void aPlaceWithoutCoverageIsSaidInOneLine() {
        assertThat(run(folder.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("no such file or folder: " + folder);
        assertThat(run(folder.toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("run with -Djetstream.coverage=FOLDER first");
        assertThat(run(folder.toString(), "--source", "nowhere")).isEqualTo(2);
        assertThat(errors.toString()).contains("--source: no such folder: nowhere");
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNotWholeIsSaidInOneLine() throws IOException {
        Path left = cover("a", 1);
        try (var files = Files.list(left)) {
            Path file =
                    files.filter(each -> each.toString().endsWith(".coverage"))
                            .findFirst()
                            .orElseThrow();
            Files.writeString(file, Files.readString(file).replace("points\t", "points\t9"));
            assertThat(run(left.toString())).isEqualTo(1);
            assertThat(errors.toString().lines()).hasSize(1);
            assertThat(errors.toString()).contains(file + ": the checksum");
        }
    }
}
