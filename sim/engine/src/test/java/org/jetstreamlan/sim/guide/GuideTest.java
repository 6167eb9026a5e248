package org.jetstreamlan.sim.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.check.HdlErrors;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every listing of `docs/guide` compiles, and every output that a page shows is what its code gives, byte for byte; programs give the same on both
/// engines. `-Djetstream.pages=write` writes the outputs anew. Takes half a minute: it compiles nineteen pages twice and verilates their designs.
class GuideTest {
    private static final Path PAGES =
            Path.of(System.getProperty("jetstream.root", "../..")).resolve("docs/guide");
    private static final boolean WRITE = "write".equals(System.getProperty("jetstream.pages"));

    /// Files whose names tell where a block stands on its page.
    private static final Pattern GENERATED = Pattern.compile("(?:Main|Shown)\\d+\\.java");

    @TempDir private Path folder;

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageShowsWhatItsListingsDo(Path file) throws Exception {
        Page page = Page.read(file);
        Map<Page.Block, String> outputs = outputs(page, "jit");
        if (WRITE) {
            Files.writeString(file, page.with(outputs));
        }
        assertThat(Files.readString(file))
                .as("write the outputs with -Djetstream.pages=write")
                .isEqualTo(page.with(outputs));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPagesProgramsPrintTheSameOnVerilator(Path file) throws Exception {
        Page page = Page.read(file);
        if (page.listings().anyMatch(listing -> listing.text().contains("Engines.jit()"))) {
            Needed.engine(Engines.verilator());
            String same = page.with(outputs(page, "verilator"));
            if (!prints(page)) {
                assertThat(same).isEqualTo(Files.readString(file));
            }
        }
    }

    /// Whether some design of the page prints: Verilator does so past `System.out`.
    private static boolean prints(Page page) {
        return page.listings().anyMatch(listing -> listing.text().contains(" print(\""));
    }

    @Test
    void everyWrongProgramIsFoundWrongInTheUsersLines() throws IOException {
        List<String> reports =
                Page.read(PAGES.resolve("wrong-programs.md")).shown().stream()
                        .map(shown -> shown.block().text())
                        .toList();
        assertThat(reports).hasSizeGreaterThan(80);
        assertThat(reports)
                .allSatisfy(
                        report ->
                                assertThat(report)
                                        .isNotEqualTo("0 errors")
                                        .doesNotContain(
                                                "unknown source",
                                                " Module.java",
                                                " Term.java",
                                                " Stream.java"));
    }

    private Map<Page.Block, String> outputs(Page page, String engine) throws Exception {
        Map<Page.Block, String> outputs = new LinkedHashMap<>();
        try (Listings listings = Listings.compile(page, engine, folder)) {
            for (Page.Block listing : page.listings().toList()) {
                if (listing.text().contains("@Simulate")) {
                    listings.test(listing);
                }
            }
            for (Page.Shown shown : page.shown()) {
                Page.Block block = shown.block();
                String text =
                        shown.main() != null
                                ? listings.run(shown.main())
                                : block.language().equals("verilog")
                                        ? verilog(listings.module(block))
                                        : report(listings.module(block));
                outputs.put(block, GENERATED.matcher(text).replaceAll("Main.java"));
            }
        }
        return outputs;
    }

    private static String verilog(Supplier<Module> module) {
        return Verilog.of(Design.of(module).circuit()).text();
    }

    private static String report(Supplier<Module> module) {
        try {
            return HdlErrors.report(Design.of(module).hints());
        } catch (HdlException found) {
            return found.toString();
        }
    }
}
