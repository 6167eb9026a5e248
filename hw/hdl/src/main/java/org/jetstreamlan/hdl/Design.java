package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.check.Checks;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;

/// A module tree that has been built, with its netlist.
///
/// @param top the user's module, for references to its ports and internals
/// @param circuit its netlist, checked
public final class Design<M extends Module> {
    private final M top;
    private final Circuit circuit;
    private final Map<Module, ModuleNames> names;
    private final List<HdlError> ofStatements;

    Design(M top, Circuit circuit, Map<Module, ModuleNames> names, List<HdlError> ofStatements) {
        this.top = top;
        this.circuit = circuit;
        this.names = names;
        this.ofStatements = ofStatements;
    }

    /// Builds the module that `constructor` makes, in the clock domain [ClockSpec#CORE].
    ///
    /// @throws org.jetstreamlan.hdl.check.HdlException with all errors found
    public static <M extends Module> Design<M> of(Supplier<M> constructor) {
        return of(constructor, ClockSpec.CORE);
    }

    /// Builds the module that `constructor` makes, its own clock domain being `spec`.
    ///
    /// @throws org.jetstreamlan.hdl.check.HdlException with all errors found
    public static <M extends Module> Design<M> of(Supplier<M> constructor, ClockSpec spec) {
        return new Elaborator(spec).elaborate(constructor);
    }

    public M top() {
        return top;
    }

    public Circuit circuit() {
        return circuit;
    }

    /// What may be an oversight, though the design is legal: a `when` with an empty body, ports, signals and memories that nothing reads, large
    /// memories that become flip-flops.
    public List<HdlError> hints() {
        List<HdlError> hints = new ArrayList<>(ofStatements);
        hints.addAll(Checks.hints(circuit));
        return hints;
    }

    /// Hierarchical name below the top of a port, wire, register or named value: `mac.second_word`. For a bundle, of its first leaf.
    ///
    /// @throws IllegalArgumentException if the signal has no name in this design
    public String path(Data<?> data) {
        Term term = data.leaves().getFirst().term();
        for (Map.Entry<Module, ModuleNames> entry : names.entrySet()) {
            String name = entry.getValue().nameOf(term);
            if (name != null) {
                List<String> path = new ArrayList<>();
                path.add(name);
                for (Module m = entry.getKey(); m != null && m.parent() != null; m = m.parent()) {
                    path.addFirst(entry.getValue() == null ? "" : String.valueOf(m.instanceName));
                }
                return String.join(".", path);
            }
        }
        throw new IllegalArgumentException(
                data + " has no name in this design; keep it in a field or variable");
    }

    /// The port with the clock of one of the top module's domains: what a simulator steps and constraints name. Of a derived domain that of its source.
    ///
    /// @throws IllegalArgumentException if it is a domain of another module, or nothing in the design uses it
    public String clock(ClockDomain domain) {
        String source = domain.owner.domains.get(domain.index).name;
        String name = source.isEmpty() ? "clk" : source + "_clk";
        boolean used = circuit.top().domains().stream().anyMatch(d -> d.clock().equals(name));
        if (domain.owner != top || !used) {
            throw new IllegalArgumentException(
                    domain + " is no domain of " + circuit.top().name() + " that anything uses");
        }
        return name;
    }

    /// Hierarchical name below the top of a memory.
    public String path(Mem<?> memory) {
        String prefix = Reports.path(memory.owner);
        int dot = prefix.indexOf('.');
        return (dot < 0 ? "" : prefix.substring(dot + 1) + ".") + memory.name;
    }
}
