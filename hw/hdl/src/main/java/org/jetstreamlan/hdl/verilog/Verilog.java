package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// Writes circuits as Verilog-2005 that a designer would accept in review, or as SystemVerilog.
///
/// Names of ports, nets and named expressions are the user's; an expression without a name stands where it is used, or, if it is used more
/// than once, in a wire named after what it feeds and its operator. Statements stay statements. The same circuit gives the
/// same text, byte for byte, and a small change of the source a small change of the text; source lines are in
/// [VerilogOutput#map], not in the text.
public final class Verilog {
    /// A file of several modules is named after the last, which linters mind of the others.
    private static final String SEVERAL_MODULES =
            "/* verilator lint_off DECLFILENAME */  // all modules of the design in one file";

    private final Circuit circuit;
    private final Dialect dialect;
    private final SequencedMap<String, String> modules = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final SourceMap map = new SourceMap();
    private int lines;

    private Verilog(Circuit circuit, Dialect dialect) {
        this.circuit = circuit;
        this.dialect = dialect;
    }

    /// The Verilog-2005 of a circuit that has passed all checks.
    public static VerilogOutput of(Circuit circuit) {
        return of(circuit, Dialect.VERILOG_2005);
    }

    /// A circuit that has passed all checks in a language of choice.
    public static VerilogOutput of(Circuit circuit, Dialect dialect) {
        return new Verilog(circuit, dialect).output();
    }

    private VerilogOutput output() {
        var plan = new Plan(circuit);
        var clockings = new IdentityHashMap<ModuleDef, Clocking>();
        List<VerilogModule> trees = new ArrayList<>();
        for (ModuleDef module : circuit.modules()) {
            List<Chunk> chunks = plan.chunks(module);
            boolean top = module.name().equals(circuit.top().name());
            Clocking clocking = Clocking.of(module, chunks, clockings, top);
            clockings.put(module, clocking);
            trees.add(new ModuleEmitter(module, plan, clocking, clockings).emit());
        }
        var types = new LinkedHashMap<String, String>();
        var structPorts = new LinkedHashMap<String, List<String>>();
        if (dialect.isSystemVerilog()) {
            var system = new SystemVerilog(circuit, trees, dialect);
            types.putAll(system.types());
            structPorts.putAll(system.structPorts());
            trees = system.modules();
        }
        if (types.size() + trees.size() > 1) {
            text.append(SEVERAL_MODULES).append("\n\n");
            lines = 2;
        }
        types.forEach(this::add);
        for (VerilogModule tree : trees) {
            var printer = new Printer(dialect);
            printer.module(tree);
            int before = lines + (modules.isEmpty() ? 0 : 1);
            add(tree.name(), printer.text());
            map.addAll(printer.map(), before);
        }
        return new VerilogOutput(text.toString(), map.text(), modules, structPorts);
    }

    private void add(String name, String unit) {
        if (!modules.isEmpty()) {
            text.append('\n');
            lines++;
        }
        modules.put(name, unit);
        text.append(unit);
        lines += (int) unit.chars().filter(c -> c == '\n').count();
    }
}
