package org.jetstreamlan.sim.verilator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.ProbeErrors;

/// Finds where the verilated model keeps what a path names.
final class Locator {
    /// A signal's home.
    sealed interface Place {
        /// Port `number` of the top module.
        record Port(int number) implements Place {}

        /// Variable `name` in Verilator's scope `scope`; `state` if it is a register, visible in every build.
        record Variable(String scope, String name, boolean state) implements Place {}
    }

    /// An asynchronous reset: the port, and the level at which it holds registers.
    record Hold(int port, boolean activeHigh) {}

    /// A memory's home.
    record Cells(String scope, Memory memory) {}

    private final Circuit circuit;
    private final VerilatedDesign design;
    private final Observables observables;

    Locator(Circuit circuit, VerilatedDesign design, Observables observables) {
        this.circuit = circuit;
        this.design = design;
        this.observables = observables;
    }

    /// @throws IllegalArgumentException if there is no such signal, with the nearest names
    Observables.Signal signal(String path) {
        return observables.require(path);
    }

    Place place(Observables.Signal signal) {
        var path = signal.path().substring(0, signal.path().length() - signal.name().length());
        var scope = path.isEmpty() ? path : path.substring(0, path.length() - 1);
        return switch (signal.kind()) {
            case RESET -> new Place.Port(topReset(scope, signal.index()));
            case INPUT, OUTPUT ->
                    scope.isEmpty()
                            ? new Place.Port(design.port(signal.name()))
                            : variable(scope, signal.name(), false);
            case WIRE, NODE -> variable(scope, signal.name(), false);
            case REGISTER, READ_DATA -> variable(scope, signal.name(), true);
            case INSTANCE_PORT -> childPort(scope, signal.index());
        };
    }

    private Place.Variable variable(String path, String name, boolean state) {
        return new Place.Variable(design.scope(path), name, state);
    }

    /// A port of a child has its home in the child.
    private Place childPort(String path, int net) {
        var module = modules(path).getLast();
        return switch (module.nets().get(net)) {
            case Net.InstanceInput(_, _, var instance, var port) ->
                    childPort(path, module.instances().get(instance), port);
            case Net.InstanceOutput(_, _, var instance, var port) ->
                    childPort(path, module.instances().get(instance), port);
            case Net.Input _,
                    Net.Output _,
                    Net.Wire _,
                    Net.Register _,
                    Net.ReadData _,
                    Net.ExternalOutput _,
                    Net.Inout _,
                    Net.InstanceInout _ ->
                    throw new AssertionError("net " + net + " of " + module.name());
        };
    }

    private Place childPort(String path, ModuleDef.Instance child, int port) {
        var childPath = path.isEmpty() ? child.name() : path + "." + child.name();
        return variable(childPath, child.module().nets().get(port).name(), false);
    }

    /// The port behind the reset of domain `domain` of the instance at `path`.
    private int topReset(String path, int domain) {
        int mapped = domain;
        var chain = instances(path);
        for (int i = chain.size() - 1; i >= 0; i--) {
            mapped = chain.get(i).domains().get(mapped);
        }
        return design.port(circuit.top().domains().get(mapped).reset());
    }

    /// The asynchronous reset that sets a register, if there is one.
    Optional<Hold> hold(Observables.Signal signal) {
        var path = signal.path().substring(0, signal.path().length() - signal.name().length());
        var scope = path.isEmpty() ? path : path.substring(0, path.length() - 1);
        var module = modules(scope).getLast();
        if (signal.kind() == Observables.Kind.REGISTER
                && module.nets().get(signal.index()) instanceof Net.Register register
                && register.init().isPresent()) {
            var spec = module.domains().get(register.domain()).spec();
            if (spec.reset() == ClockSpec.Reset.ASYNCHRONOUS) {
                int port = topReset(scope, register.domain());
                return Optional.of(new Hold(port, spec.resetActiveHigh()));
            }
        }
        return Optional.empty();
    }

    /// @throws IllegalArgumentException if there is no such memory, with the names of all
    Cells memory(String path) {
        int dot = path.lastIndexOf('.');
        var scope = dot < 0 ? "" : path.substring(0, dot);
        return find(scope)
                .flatMap(
                        module ->
                                module.memories().stream()
                                        .filter(m -> m.name().equals(path.substring(dot + 1)))
                                        .findFirst())
                .map(memory -> new Cells(design.scope(scope), memory))
                .orElseThrow(() -> ProbeErrors.noMemory(circuit, path));
    }

    private Optional<ModuleDef> find(String path) {
        try {
            return Optional.of(modules(path).getLast());
        } catch (IllegalArgumentException noSuchInstance) {
            return Optional.empty();
        }
    }

    private List<ModuleDef> modules(String path) {
        var modules = new ArrayList<ModuleDef>();
        modules.add(circuit.top());
        instances(path).forEach(instance -> modules.add(instance.module()));
        return modules;
    }

    /// The instances along a path, outermost first.
    private List<ModuleDef.Instance> instances(String path) {
        var chain = new ArrayList<ModuleDef.Instance>();
        if (path.isEmpty()) {
            return chain;
        }
        var module = circuit.top();
        for (var name : path.split("\\.")) {
            var child =
                    module.instances().stream()
                            .filter(instance -> instance.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("no instance " + path));
            chain.add(child);
            module = child.module();
        }
        return chain;
    }
}
