package org.jetstreamlan.sim.cover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.sim.cover.Summary.Kind;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/// The report of a run of which each number is known.
class CoverageReportTest {
    private static final Path SOURCES = Path.of("src/test/java/org/jetstreamlan/sim/cover");
    private static final String NAME = "Gates.java";

    @TempDir private Path folder;

    @BeforeEach
    void write() {
        var covered = new CoverageEngine(new JitEngine());
        try (var sim = Simulation.of(covered, Gates::new)) {
            sim.poke(sim.top().in, 5);
            sim.step(8);
        }
        new CoverageReport(covered.coverage()).sources(List.of(SOURCES)).writeTo(folder);
    }

    private static int line(String marker) throws IOException {
        List<String> lines = Files.readAllLines(SOURCES.resolve(NAME));
        return 1
                + IntStream.range(0, lines.size())
                        .filter(i -> lines.get(i).endsWith("// " + marker))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void theTracefileHasLinesAndWays() throws IOException {
        var tracefile = new Tracefile(Files.readString(folder.resolve("lcov.info")));
        String file = SOURCES.resolve(NAME).toString();
        assertThat(tracefile.lines).containsOnlyKeys(file);
        int when = line("when(open");
        int otherwise = line("otherwise");
        // 8 clocks of two instances, of which one is open in 2.
        assertThat(tracefile.lines.get(file))
                .containsEntry(when, 16L + 2)
                .containsEntry(otherwise, 14L);
        assertThat(tracefile.ways.get(file))
                .contains("BRDA:%d,0,0,2".formatted(when), "BRDA:%d,0,1,14".formatted(when));
    }

    @Test
    void pagesAreWellFormedAndNeedNothingElse() throws Exception {
        var pages = List.of("index.html", NAME + ".html");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("lcov.info", pages.get(0), pages.get(1));
        }
        for (String page : pages) {
            Element html = parse(page);
            for (String tag : List.of("script", "link", "img")) {
                assertThat(html.getElementsByTagName(tag).getLength()).as(tag).isZero();
            }
            var links = html.getElementsByTagName("a");
            assertThat(links.getLength()).isPositive();
            for (int i = 0; i < links.getLength(); i++) {
                assertThat(pages).contains(((Element) links.item(i)).getAttribute("href"));
            }
        }
    }

    private Element parse(String page) throws Exception {
        String html = Files.readString(folder.resolve(page)).replace("<!DOCTYPE html>\n", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    /// The row of a line: class, count, notes.
    private String row(String marker) throws Exception {
        String id = "l" + line(marker);
        var rows = parse(NAME + ".html").getElementsByTagName("tr");
        for (int i = 0; i < rows.getLength(); i++) {
            var row = (Element) rows.item(i);
            if (row.getAttribute("id").equals(id)) {
                var cells = row.getElementsByTagName("td");
                return row.getAttribute("class")
                        + ": "
                        + cells.item(1).getTextContent()
                        + " | "
                        + cells.item(3).getTextContent();
            }
        }
        return "no row " + id;
    }

    @Test
    void aPageShowsEachLine() throws Exception {
        assertThat(row("when(open")).isEqualTo("run: 18 | true 2false 14");
        assertThat(row("otherwise")).isEqualTo("run: 14 | ");
        assertThat(row("Gates.out")).isEqualTo("part:  | out [3, 1] does not change");
        assertThat(row("cover")).isEqualTo("missed: 0 | all 0");
        assertThat(row("red")).isEqualTo("run: 3 | true 1false 1");
        assertThat(row("green")).isEqualTo("part: 6 | true 0false 6");
        assertThat(row("light"))
                .isEqualTo(
                        "part:  | light RED 2light GREEN 6light BROKEN unreachablelight RED → GREEN 1"
                                + "light GREEN → RED 0light [1] does not rise, [1:0] does not fall");
    }

    @Test
    void sharesOfModulesAreOverAllInstances() {
        var covered = new CoverageEngine(new JitEngine());
        for (int in : new int[] {6, 15}) {
            try (var sim = Simulation.of(covered, Gates::new)) {
                sim.poke(sim.top().in, in);
                sim.step(8);
            }
        }
        Summary summary = new CoverageReport(covered.coverage()).summary();
        assertThat(summary.of(Kind.WAYS)).isEqualTo(new Summary.Share(8, 9));
        assertThat(summary.of(Kind.EVENTS)).isEqualTo(new Summary.Share(1, 1));
        assertThat(new Summary.Share(999, 1000).percent()).isEqualTo(99);
    }
}
