package org.jetstreamlan.hdl.verilog;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// Writes circuits as Verilog-2005 that a designer would accept in review.
///
/// Names of ports, nets and named expressions are the user's; an expression without a name stands where it is used, or, if it is used more
/// than once, in a wire named after what it feeds and its operator. Statements stay statements. The same circuit gives the
/// same text, byte for byte, and a small change of the source a small change of the text; source lines are in
/// [VerilogOutput#map], not in the text.
public final class Verilog {
    /// A file of several modules is named after the last, which linters mind of the others.
    private static final String SEVERAL_MODULES =
            "/* verilator lint_off DECLFILENAME */  // all modules of the design in one file";

    private Verilog() {}

    private static int writtenModules(Circuit circuit) {
        int count = 0;
        for (ModuleDef module : circuit.modules()) {
            boolean nameOnly =
                    module.external().isPresent() && module.external().get().verilog().isEmpty();
            count += nameOnly ? 0 : 1;
        }
        return count;
    }

    /// The Verilog of a circuit that has passed all checks. The sources of black boxes, where there are any, follow the modules of the design, each once.
    public static VerilogOutput of(Circuit circuit) {
        var plan = new Plan(circuit);
        var clockings = new IdentityHashMap<ModuleDef, Clocking>();
        var modules = new LinkedHashMap<String, String>();
        var text = new StringBuilder();
        var map = new SourceMap();
        int lines = 0;
        if (writtenModules(circuit) > 1) {
            text.append(SEVERAL_MODULES).append("\n\n");
            lines = 2;
        }
        for (ModuleDef module : circuit.modules()) {
            List<Chunk> chunks = plan.chunks(module);
            boolean top = module.name().equals(circuit.top().name());
            Clocking clocking = Clocking.of(module, chunks, clockings, top);
            clockings.put(module, clocking);
            if (module.external().isPresent()) {
                continue;
            }
            var printer = new Printer();
            printer.module(new ModuleEmitter(module, plan, clocking, clockings).emit());
            if (!modules.isEmpty()) {
                text.append('\n');
                lines++;
            }
            modules.put(module.name(), printer.text());
            text.append(printer.text());
            map.addAll(printer.map(), lines);
            lines += printer.lineCount();
        }
        for (ModuleDef module : circuit.modules()) {
            if (module.external().isEmpty()) {
                continue;
            }
            Optional<String> source = module.external().get().verilog();
            if (source.isPresent() && !modules.containsKey(module.name())) {
                String ended = source.get().stripTrailing() + "\n";
                modules.put(module.name(), ended);
                text.append('\n').append(ended);
            }
        }
        return new VerilogOutput(text.toString(), map.text(), modules);
    }
}
