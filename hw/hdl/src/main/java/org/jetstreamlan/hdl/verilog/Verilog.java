package org.jetstreamlan.hdl.verilog;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    /// The Verilog of a circuit that has passed all checks.
    public static VerilogOutput of(Circuit circuit) {
        var plan = new Plan(circuit);
        var clockings = new IdentityHashMap<ModuleDef, Clocking>();
        var modules = new LinkedHashMap<String, String>();
        var text = new StringBuilder();
        var map = new SourceMap();
        int lines = 0;
        if (circuit.modules().size() > 1) {
            text.append(SEVERAL_MODULES).append("\n\n");
            lines = 2;
        }
        for (ModuleDef module : circuit.modules()) {
            List<Chunk> chunks = plan.chunks(module);
            boolean top = module.name().equals(circuit.top().name());
            Clocking clocking = Clocking.of(module, chunks, clockings, top);
            clockings.put(module, clocking);
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
        return new VerilogOutput(text.toString(), map.text(), modules);
    }
}
