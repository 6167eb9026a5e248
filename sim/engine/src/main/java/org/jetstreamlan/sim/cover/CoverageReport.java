package org.jetstreamlan.sim.cover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A report of one or several designs: pages of HTML that need no network, and `lcov.info`.
public final class CoverageReport {
    private final List<Coverage> designs;
    private final List<ModuleTotal> modules;
    private List<Path> sources = List.of();

    public CoverageReport(List<Coverage> designs) {
        this.designs = List.copyOf(designs);
        modules = ModuleTotal.of(designs);
    }

    /// Shows the source, of which Java files below these folders are looked at.
    public CoverageReport sources(List<Path> folders) {
        sources = List.copyOf(folders);
        return this;
    }

    /// Shares of all designs, modules counted once however many instances they have.
    public Summary summary() {
        return Summary.of(modules);
    }

    /// Writes `index.html`, a page for each file of the source, and `lcov.info`.
    ///
    /// @throws UncheckedIOException if a file cannot be written
    public void writeTo(Path folder) {
        SourceTree tree = new SourceTree(sources);
        List<SourceCoverage> files = SourceCoverage.of(modules);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("lcov.info"), Lcov.of(files, tree));
            Files.writeString(folder.resolve("index.html"), IndexPage.of(designs, modules, files));
            for (SourceCoverage file : files) {
                Files.writeString(
                        folder.resolve(Html.page(file.file())),
                        SourcePage.of(file, tree.find(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report to " + folder, e);
        }
    }
}
