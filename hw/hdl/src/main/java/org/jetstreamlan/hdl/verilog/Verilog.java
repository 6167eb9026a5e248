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
        var all = new Printer();
        if (circuit.modules().size() > 1) {
            all.verbatim(SEVERAL_MODULES);
        }
        for (ModuleDef module : circuit.modules()) {
            List<Chunk> chunks = plan.chunks(module);
            Clocking clocking = Clocking.of(module, chunks, clockings, module == circuit.top());
            clockings.put(module, clocking);
            VerilogModule verilog =
                    new ModuleEmitter(module, plan, clocking, clockings).emit();
            var alone = new Printer();
            alone.module(verilog);
            modules.put(module.name(), alone.text());
            if (all.hasText()) {
                all.verbatim("");
            }
            all.module(verilog);
        }
        return new VerilogOutput(all.text(), all.map().text(), modules);
    }
}
