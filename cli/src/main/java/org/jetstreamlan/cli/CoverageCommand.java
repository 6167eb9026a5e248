package org.jetstreamlan.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jetstreamlan.sim.cover.Coverage;
import org.jetstreamlan.sim.cover.CoverageFolder;
import org.jetstreamlan.sim.cover.CoverageReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jetstream coverage`.
@Command(
        name = "coverage",
        description =
                "Merge what runs with -Djetstream.coverage=FOLDER have left, and report it as HTML and LCOV.",
        mixinStandardHelpOptions = true)
final class CoverageCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "PLACE",
            arity = "1..*",
            description = "Folders with files of coverage, or such files.")
    private List<Path> places;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/coverage",
            description =
                    "Where to write index.html, a page for each file of the source, and lcov.info (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--source",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where to look for Java sources (default: the working folder).")
    private List<Path> sources;

    @Override
    public Integer call() {
        for (Path place : places) {
            refuseUnless(Files.exists(place), "no such file or folder: " + place);
        }
        for (Path source : sources) {
            refuseUnless(Files.isDirectory(source), "--source: no such folder: " + source);
        }
        List<Coverage> designs = CoverageFolder.read(places);
        refuseUnless(
                !designs.isEmpty(),
                "no file *%s there; run with -Djetstream.coverage=FOLDER first"
                        .formatted(CoverageFolder.ENDING));
        new CoverageReport(designs).sources(sources).writeTo(out);
        var print = spec.commandLine().getOut();
        designs.forEach(design -> print.println(design.design() + ": " + design.summary()));
        print.println(out.resolve("index.html"));
        return 0;
    }

    private void refuseUnless(boolean isRight, String otherwise) {
        if (!isRight) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
