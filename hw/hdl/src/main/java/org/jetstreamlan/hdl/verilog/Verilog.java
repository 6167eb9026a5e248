package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;

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

    /// Linters see the name of a signal hidden where a child that has a signal of that name is called by it, `fifo` with a port `fifo`.
    private static final String HIDDEN =
            "\n/* verilator lint_off VARHIDDEN */  // names of instances are names of signals inside them";

    private final Circuit circuit;
    private final Dialect dialect;

    /// The modules that have a body, which black boxes have not.
    private final List<ModuleDef> written = new ArrayList<>();

    private final Map<ModuleDef, Clocking> clockings = new IdentityHashMap<>();
    private final Plan plan;

    private Verilog(Circuit circuit, Dialect dialect) {
        this.circuit = circuit;
        this.dialect = dialect;
        plan = new Plan(circuit);
        for (ModuleDef module : circuit.modules()) {
            boolean top = module.name().equals(circuit.top().name());
            clockings.put(module, Clocking.of(module, plan.chunks(module), clockings, top));
            if (module.external().isEmpty()) {
                written.add(module);
            }
        }
    }

    /// The Verilog-2005 of a circuit that has passed all checks. The sources of black boxes, where there are any, follow the modules of the design,
    /// each once.
    public static VerilogOutput of(Circuit circuit) {
        return of(circuit, Dialect.VERILOG_2005);
    }

    /// The same in a language of choice.
    public static VerilogOutput of(Circuit circuit, Dialect dialect) {
        var verilog = new Verilog(circuit, dialect);
        return dialect.isSystemVerilog() ? verilog.systemVerilog() : verilog.verilog();
    }

    /// Modules need nothing of each other's text: they are written side by side.
    private VerilogOutput verilog() {
        List<Printer> printed =
                written.parallelStream().map(module -> printed(emitted(module))).toList();
        return output(new LinkedHashMap<>(), printed, new LinkedHashMap<>());
    }

    private VerilogOutput systemVerilog() {
        List<VerilogModule> flat = written.parallelStream().map(this::emitted).toList();
        var system = new SystemVerilog(circuit, written, flat, plan, dialect);
        List<Printer> printed = system.modules().parallelStream().map(this::printed).toList();
        return output(new LinkedHashMap<>(system.types()), printed, system.structPorts());
    }

    private VerilogModule emitted(ModuleDef module) {
        Clocking clocking = Clocking.clockingOf(module, clockings);
        return new ModuleEmitter(module, plan, clocking, clockings).emit();
    }

    private Printer printed(VerilogModule module) {
        var printer = new Printer(dialect);
        printer.module(module);
        return printer;
    }

    /// @param units what stands before the modules, by name; takes the modules
    private VerilogOutput output(
            SequencedMap<String, String> units,
            List<Printer> printed,
            SequencedMap<String, List<String>> structPorts) {
        SequencedMap<String, String> sources = sources();
        boolean several = units.size() + printed.size() + sources.size() > 1;
        String head = several ? SEVERAL_MODULES + (hides() ? HIDDEN : "") + "\n\n" : "";
        int lines = lines(head);
        for (String unit : units.values()) {
            lines += lines(unit) + 1;
        }
        var maps = new LinkedHashMap<SourceMap, Integer>();
        for (Printer printer : printed) {
            units.put(printer.name(), printer.text());
            maps.put(printer.map(), lines);
            lines += printer.lineCount() + 1;
        }
        for (Map.Entry<String, String> source : sources.entrySet()) {
            units.putIfAbsent(source.getKey(), source.getValue());
        }
        String text = String.join("\n", units.sequencedValues());
        return new VerilogOutput(several ? head + text : text, maps, units, structPorts);
    }

    private static int lines(String text) {
        int lines = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            lines++;
        }
        return lines;
    }

    private boolean hides() {
        for (ModuleDef module : written) {
            for (ModuleDef.Instance instance : module.instances()) {
                for (Net net : instance.module().nets()) {
                    if (net.name().equals(instance.name())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// The Verilog of the black boxes that bring it, by name.
    private SequencedMap<String, String> sources() {
        var sources = new LinkedHashMap<String, String>();
        for (ModuleDef module : circuit.modules()) {
            if (module.external().isPresent() && module.external().get().verilog().isPresent()) {
                String source = module.external().get().verilog().get();
                sources.putIfAbsent(module.name(), source.stripTrailing() + "\n");
            }
        }
        return sources;
    }
}
