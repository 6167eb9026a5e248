package org.jetstreamlan.hdl.verilog;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        for (ModuleDef module : circuit.modules()) {
            boolean top = module.name().equals(circuit.top().name());
            clockings.put(module, Clocking.of(module, plan.chunks(module), clockings, top));
        }
        List<Printer> printed =
                circuit.modules().parallelStream()
                        .map(module -> printed(module, plan, clockings))
                        .toList();
        var map = new SourceMap();
        String head = printed.size() > 1 ? SEVERAL_MODULES + "\n\n" : "";
        int lines = printed.size() > 1 ? 2 : 0;
        for (int i = 0; i < printed.size(); i++) {
            Printer printer = printed.get(i);
            modules.put(circuit.modules().get(i).name(), printer.text());
            map.addAll(printer.map(), lines);
            lines += printer.lineCount() + 1;
        }
        String text = String.join("\n", modules.sequencedValues());
        return new VerilogOutput(head.isEmpty() ? text : head + text, map.text(), modules);
    }

    /// The text of one module, which needs no other's: they are printed side by side.
    private static Printer printed(
            ModuleDef module, Plan plan, Map<ModuleDef, Clocking> clockings) {
        Clocking clocking = clockings.get(module);
        if (clocking == null) {
            throw new IllegalArgumentException(module.name() + " is not of this circuit");
        }
        var printer = new Printer();
        printer.module(new ModuleEmitter(module, plan, clocking, clockings).emit());
        return printer;
    }
}
