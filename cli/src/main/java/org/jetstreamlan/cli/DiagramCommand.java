package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.doc.BlockDiagram;
import org.jetstreamlan.hdl.doc.HierarchyDiagram;
import org.jetstreamlan.hdl.ir.ModuleDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jetstream diagram`.
@Command(
        name = "diagram",
        description =
                "Draw a design as SVG: its instances as a tree, and what is connected in each module that has any.",
        mixinStandardHelpOptions = true)
final class DiagramCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "DESIGN",
            description = "${COMPLETION-CANDIDATES}.",
            completionCandidates = NamedDesign.Names.class,
            converter = NamedDesign.Converter.class)
    private NamedDesign design;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/diagram",
            description =
                    "Where to write <top module>.hierarchy.svg and <module>.svg (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        var circuit = Design.of(design.top()).circuit();
        Files.createDirectories(out);
        write(circuit.top().name() + ".hierarchy.svg", HierarchyDiagram.svg(circuit));
        for (ModuleDef module : circuit.modules()) {
            if (!module.instances().isEmpty() || module == circuit.top()) {
                write(module.name() + ".svg", BlockDiagram.svg(module));
            }
        }
        return 0;
    }

    private void write(String name, String svg) throws IOException {
        Path file = out.resolve(name);
        Files.writeString(file, svg);
        spec.commandLine().getOut().println(file);
    }
}
