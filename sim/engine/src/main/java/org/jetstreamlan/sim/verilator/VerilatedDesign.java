package org.jetstreamlan.sim.verilator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.hdl.verilog.VerilogOutput;

/// What is verilated: a module with its ports, wrapped into one whose ports are called `p0`, `p1`, ... so that no name can be a word
/// of C++ or one that Verilator spells in another way.
///
/// @param top name of the wrapped module
/// @param verilog its text and that of all below it
/// @param place the user's `file:line` behind a line of `verilog`, for messages; empty where it is not known
/// @param ports ports of `top`
/// @param structs those that are fields of a struct in the text: by its name, the first on top
/// @param state registers and memories, which stay visible in every build
/// @param flat whether each register has a name of its own in the text, and is not part of a struct or an interface
/// @param oneEdge whether all registers sample at one edge of clocks that are nothing but clocks, so that the other edge changes
///     nothing and need not be evaluated
/// @param repeats whether one module stands in it so often that its instances should share their code
record VerilatedDesign(
        String top,
        String verilog,
        IntFunction<String> place,
        List<Port> ports,
        Map<String, List<String>> structs,
        List<Variable> state,
        boolean flat,
        boolean oneEdge,
        boolean repeats) {

    /// Names of the files that Verilator reads, as they appear in its messages.
    static final String DESIGN = "design.v";

    static final String HARNESS = "harness";

    /// From this many instances on, Verilator's habit to write each out costs more than calls do.
    private static final int OFTEN = 16;

    enum Role {
        RISING_CLOCK,
        FALLING_CLOCK,
        RESET,
        ASYNCHRONOUS_RESET,
        INPUT,
        OUTPUT;

        boolean isClock() {
            return this == RISING_CLOCK || this == FALLING_CLOCK;
        }

        /// Whether a test bench may set it.
        boolean isInput() {
            return this == RESET || this == ASYNCHRONOUS_RESET || this == INPUT;
        }
    }

    record Port(String name, int width, Role role) {}

    /// A variable of every instance of `module`.
    record Variable(String module, String name) {}

    static VerilatedDesign of(Circuit circuit, Dialect dialect) {
        var output = Verilog.of(circuit, dialect);
        return new VerilatedDesign(
                circuit.top().name(),
                output.text(),
                line -> place(output, line),
                ports(circuit.top()),
                output.structPorts(),
                state(circuit),
                switch (dialect) {
                    case VERILOG_2005, SYSTEM_VERILOG -> true;
                    case SYSTEM_VERILOG_STRUCTS, SYSTEM_VERILOG_INTERFACES -> false;
                },
                oneEdge(circuit),
                repeats(circuit));
    }

    /// The user's line behind a line of Verilog: behind a statement that goes over several, that of its first. Only a failure asks.
    private static String place(VerilogOutput output, int line) {
        var places = new TreeMap<Integer, String>();
        output.map()
                .lines()
                .map(entry -> entry.split("\t"))
                .forEach(entry -> places.putIfAbsent(Integer.valueOf(entry[0]), entry[2]));
        return Optional.ofNullable(places.floorEntry(line)).map(Map.Entry::getValue).orElse("");
    }

    /// A design whose Verilog was not emitted but has the ports, registers and memories of `circuit`.
    static VerilatedDesign of(Circuit circuit, String verilog, IntFunction<String> place) {
        return new VerilatedDesign(
                circuit.top().name(),
                verilog,
                place,
                ports(circuit.top()),
                Map.of(),
                state(circuit),
                true,
                oneEdge(circuit),
                repeats(circuit));
    }

    /// Clocks and resets, each once however many domains share it, then inputs and outputs in their order.
    private static List<Port> ports(ModuleDef top) {
        var ports = new ArrayList<Port>();
        for (var domain : top.domains()) {
            var spec = domain.spec();
            add(
                    ports,
                    domain.clock(),
                    spec.edge() == ClockSpec.Edge.RISING ? Role.RISING_CLOCK : Role.FALLING_CLOCK);
            if (!domain.reset().isEmpty()) {
                switch (spec.reset()) {
                    case SYNCHRONOUS -> add(ports, domain.reset(), Role.RESET);
                    case ASYNCHRONOUS -> add(ports, domain.reset(), Role.ASYNCHRONOUS_RESET);
                    case NONE -> {}
                }
            }
        }
        for (var net : top.nets()) {
            switch (net) {
                case Net.Input(var name, var width) -> ports.add(new Port(name, width, Role.INPUT));
                case Net.Output(var name, var width) ->
                        ports.add(new Port(name, width, Role.OUTPUT));
                case Net.Wire _,
                        Net.Register _,
                        Net.InstanceInput _,
                        Net.InstanceOutput _,
                        Net.ReadData _,
                        Net.ExternalOutput _,
                        Net.Inout _,
                        Net.InstanceInout _ -> {}
            }
        }
        return List.copyOf(ports);
    }

    private static void add(List<Port> ports, String name, Role role) {
        if (ports.stream().noneMatch(port -> port.name().equals(name))) {
            ports.add(new Port(name, 1, role));
        }
    }

    private static List<Variable> state(Circuit circuit) {
        var state = new ArrayList<Variable>();
        for (var module : circuit.modules()) {
            for (var net : module.nets()) {
                if (net instanceof Net.Register || net instanceof Net.ReadData) {
                    state.add(new Variable(module.name(), net.name()));
                }
            }
            for (Memory memory : module.memories()) {
                state.add(new Variable(module.name(), memory.name()));
            }
        }
        return List.copyOf(state);
    }

    /// A black box may sample at whatever edge it likes.
    private static boolean oneEdge(Circuit circuit) {
        return circuit.modules().stream().allMatch(module -> module.external().isEmpty())
                && circuit.modules().stream()
                                .flatMap(module -> module.domains().stream())
                                .map(domain -> domain.spec().edge())
                                .distinct()
                                .count()
                        <= 1;
    }

    private static boolean repeats(Circuit circuit) {
        var instances = new HashMap<ModuleDef, Long>(Map.of(circuit.top(), 1L));
        for (var module : circuit.modules().reversed()) {
            long times = Math.min(instances.getOrDefault(module, 0L), OFTEN);
            for (var child : module.instances()) {
                instances.merge(child.module(), times, Long::sum);
            }
        }
        return instances.values().stream().anyMatch(times -> times >= OFTEN);
    }

    /// Index of the port, or -1.
    int port(String name) {
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /// The port of the module's own clock, or -1 for a module without one.
    int ownClock() {
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).role().isClock()) {
                return i;
            }
        }
        return -1;
    }

    /// The wrapping module. The wrapped one is instantiated under its own name.
    String harness() {
        var declarations = new ArrayList<String>();
        var connections = new ArrayList<String>();
        for (int i = 0; i < ports.size(); i++) {
            var port = ports.get(i);
            var range = port.width() == 1 ? "" : "[" + (port.width() - 1) + ":0] ";
            var direction = port.role() == Role.OUTPUT ? "output" : "input";
            declarations.add("  " + direction + " wire " + range + "p" + i);
            if (structs.values().stream().noneMatch(fields -> fields.contains(port.name()))) {
                connections.add("    ." + port.name() + "(p" + i + ")");
            }
        }
        structs.forEach(
                (name, fields) ->
                        connections.add(
                                fields.stream()
                                        .map(field -> "p" + port(field))
                                        .collect(
                                                Collectors.joining(
                                                        ", ", "    ." + name + "({", "})"))));
        return """
                module %s (
                %s
                );
                  %s %s (
                %s
                  );
                endmodule
                """
                .formatted(
                        HARNESS,
                        String.join(",\n", declarations),
                        top,
                        top,
                        String.join(",\n", connections));
    }

    /// Verilator's list of what must stay visible.
    String control(Visibility visibility) {
        var lines = new StringBuilder("`verilator_config\n");
        switch (visibility) {
            case ALL -> lines.append("public_flat_rd -module \"*\" -var \"*\"\n");
            case STATE -> {
                for (var variable : state) {
                    lines.append("public_flat_rd -module \"")
                            .append(variable.module())
                            .append("\" -var \"")
                            .append(variable.name())
                            .append("\"\n");
                }
            }
        }
        return lines.toString();
    }

    /// Verilator's name for the instance at `path` (empty: the top module).
    String scope(String path) {
        return "TOP." + HARNESS + "." + top + (path.isEmpty() ? "" : "." + path);
    }

    /// One line per port for the shim.
    String portList() {
        var lines = new StringBuilder();
        for (int i = 0; i < ports.size(); i++) {
            lines.append("PORT(").append(i).append(", p").append(i).append(")\n");
        }
        return lines.toString();
    }
}
