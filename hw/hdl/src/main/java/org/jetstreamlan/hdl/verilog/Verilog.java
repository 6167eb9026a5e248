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
        for (ModuleDef module : circuit.modules()) {
            boolean top = module.name().equals(circuit.top().name());
            clockings.put(module, Clocking.of(module, plan.chunks(module), clockings, top));
        }
        List<Printer> printed =
                circuit.modules().parallelStream()
                        .filter(module -> module.external().isEmpty())
                        .map(module -> printed(module, plan, clockings))
                        .toList();
        var map = new SourceMap();
        var modules = new LinkedHashMap<String, String>();
        String head = writtenModules(circuit) > 1 ? SEVERAL_MODULES + "\n\n" : "";
        int lines = head.isEmpty() ? 0 : 2;
        for (Printer printer : printed) {
            modules.put(printer.name(), printer.text());
            map.addAll(printer.map(), lines);
            lines += printer.lineCount() + 1;
        }
        for (ModuleDef module : circuit.modules()) {
            if (module.external().isPresent() && module.external().get().verilog().isPresent()) {
                String source = module.external().get().verilog().get();
                modules.putIfAbsent(module.name(), source.stripTrailing() + "\n");
            }
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
