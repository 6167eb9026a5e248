package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Annotations;
import org.jetstreamlan.hdl.ir.Attribute;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Dataflow;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.jetstreamlan.hdl.verilog.Expression.Name;
import org.jetstreamlan.hdl.verilog.Expression.Unary;
import org.jetstreamlan.hdl.verilog.Expression.UnaryOperator;
import org.jetstreamlan.hdl.verilog.VerilogModule.Direction;
import org.jetstreamlan.hdl.verilog.VerilogModule.Port;

/// One module to its syntax tree: chunks of the body to items, each chunk asking [Expressions] for what it needs; what was asked for becomes
/// wires; [Assembly] puts all in an order that Verilog accepts.
final class ModuleEmitter {
    /// Largest expression that is written at a port of an instance instead of on a line of its own.
    private static final int LARGEST_CONNECTION = 6;

    private final ModuleDef module;
    private final Dataflow dataflow;
    private final List<Chunk> chunks;
    private final Clocking clocking;
    private final Map<ModuleDef, Clocking> children;
    private final Sharing sharing;
    private final Labels labels;
    private final Names names;
    private final Expressions expressions;
    private final Procedures procedures;
    private final MemoryEmitter memories;
    private final Net[][] ports;
    private final int[][] portNets;
    private final Map<Integer, Integer> connected = new HashMap<>();

    /// Outputs of instances that are connected to an output of the module, by net.
    private final Map<Integer, Integer> through = new HashMap<>();

    /// The outputs of the module that are driven so.
    private final Set<Integer> driven = new HashSet<>();

    private final Set<Integer> procedural = new HashSet<>();

    ModuleEmitter(
            ModuleDef module, Plan plan, Clocking clocking, Map<ModuleDef, Clocking> children) {
        this.module = module;
        dataflow = plan.dataflow(module);
        chunks = plan.chunks(module);
        Constants constants = plan.constants(module);
        this.clocking = clocking;
        this.children = children;
        names = new Names(module);
        labels = new Labels(names);
        sharing = new Sharing(module.nodes(), module.nodeNames(), constants);
        expressions = new Expressions(module, constants, sharing, names, labels);
        procedures = new Procedures(module, expressions, labels);
        memories = new MemoryEmitter(module, constants, expressions);
        ports = new Net[module.instances().size()][];
        portNets = new int[module.instances().size()][];
        findPorts();
    }

    private void findPorts() {
        for (int i = 0; i < ports.length; i++) {
            ports[i] = new Net[module.instances().get(i).module().nets().size()];
            portNets[i] = new int[ports[i].length];
        }
        for (int net = 0; net < module.nets().size(); net++) {
            switch (module.nets().get(net)) {
                case Net.InstanceInput in -> {
                    ports[in.instance()][in.port()] = in;
                    portNets[in.instance()][in.port()] = net;
                }
                case Net.InstanceOutput out -> {
                    ports[out.instance()][out.port()] = out;
                    portNets[out.instance()][out.port()] = net;
                }
                case Net.InstanceInout pin -> {
                    ports[pin.instance()][pin.port()] = module.nets().get(pin.net());
                    portNets[pin.instance()][pin.port()] = net;
                }
                case Net.Input _,
                        Net.Output _,
                        Net.Wire _,
                        Net.Register _,
                        Net.ReadData _,
                        Net.ExternalOutput _,
                        Net.Inout _ -> {}
            }
        }
    }

    VerilogModule emit() {
        countUses();
        sharing.decide();
        findConnected();
        findThrough();
        var pieces = new ArrayList<List<Item>>();
        for (Chunk chunk : chunks) {
            pieces.add(piece(chunk));
        }
        for (Memory memory : module.memories()) {
            pieces.add(memories.ports(memory));
        }
        pieces.addAll(new ObservationEmitter(module, expressions).items());
        var definitions = new ArrayList<Item>();
        for (Definition definition : List.copyOf(expressions.definitions())) {
            definitions.add(item(definition));
        }
        var assembly = new Assembly(definitions);
        for (Item item : state()) {
            assembly.declare(item);
        }
        for (List<Item> piece : pieces) {
            assembly.add(piece);
        }
        List<Port> own = ownPorts();
        var items = new ArrayList<Item>(labels.items());
        if (!items.isEmpty()) {
            items.add(new Item.Gap());
        }
        items.addAll(assembly.items());
        items.addAll(new Unread(names).of(own, items));
        return new VerilogModule(module.name(), own, items, attributes());
    }

    private Map<String, List<Attribute>> attributes() {
        Annotations annotations = module.annotations();
        if (annotations.nets().isEmpty() && annotations.memories().isEmpty()) {
            return Map.of();
        }
        var byName = new HashMap<String, List<Attribute>>();
        annotations.nets().forEach((net, list) -> byName.put(module.nets().get(net).name(), list));
        annotations
                .memories()
                .forEach((memory, list) -> byName.put(module.memories().get(memory).name(), list));
        return byName;
    }

    private void countUses() {
        for (Chunk chunk : chunks) {
            switch (chunk) {
                case Chunk.Continuous c -> {
                    for (Statement.Assign assign : c.assigns()) {
                        sharing.use(assign.value());
                    }
                }
                case Chunk.Combinational c -> Assignments.eachNode(c.body(), sharing::use);
                case Chunk.Clocked c -> Assignments.eachNode(c.body(), sharing::use);
                case Chunk.Chosen c ->
                        Assignments.eachNode(
                                c.body(),
                                node -> {
                                    sharing.use(node);
                                    sharing.use(node);
                                });
                case Chunk.Child _ -> {}
            }
        }
        for (Memory memory : module.memories()) {
            MemoryEmitter.countUses(memory, sharing);
        }
        ObservationEmitter.countUses(module, sharing);
    }

    /// Inputs of instances whose value is written at the port: nobody else reads them, or they are but another net.
    private void findConnected() {
        var read = new HashSet<Integer>();
        for (Node node : module.nodes()) {
            if (node instanceof Node.Read r) {
                read.add(r.net());
            }
        }
        for (Chunk chunk : chunks) {
            if (!(chunk instanceof Chunk.Continuous c)
                    || !(module.nets().get(c.net()) instanceof Net.InstanceInput)
                    || !isWhole(c)) {
                continue;
            }
            int value = c.assigns().getFirst().value();
            if (module.nodes().get(value) instanceof Node.Read source && !sharing.isNamed(value)) {
                expressions.setAlias(c.net(), source.net());
                connected.put(c.net(), value);
            } else if (!read.contains(c.net()) && sharing.sizeOf(value) <= LARGEST_CONNECTION) {
                connected.put(c.net(), value);
            }
        }
    }

    /// Outputs of instances that nothing reads but one output of the module, which is but that.
    private void findThrough() {
        var readers = new HashMap<Integer, Integer>();
        for (int node = 0; node < module.nodes().size(); node++) {
            if (module.nodes().get(node) instanceof Node.Read read) {
                readers.merge(read.net(), sharing.usesOf(node), Integer::sum);
            }
        }
        for (Chunk chunk : chunks) {
            if (chunk instanceof Chunk.Continuous c
                    && module.nets().get(c.net()) instanceof Net.Output
                    && isWhole(c)
                    && module.nodes().get(c.assigns().getFirst().value())
                            instanceof Node.Read source
                    && !sharing.isNamed(c.assigns().getFirst().value())
                    && module.nets().get(source.net()) instanceof Net.InstanceOutput
                    && readers.getOrDefault(source.net(), 0) == 1) {
                through.put(source.net(), c.net());
                driven.add(c.net());
            }
        }
    }

    private boolean isWhole(Chunk.Continuous chunk) {
        return chunk.assigns().size() == 1
                && chunk.assigns().getFirst().width() == module.nets().get(chunk.net()).width();
    }

    // ---- declarations

    private List<Port> ownPorts() {
        var list = new ArrayList<Port>();
        for (int i = 0; i < module.domains().size(); i++) {
            ModuleDef.Domain domain = module.domains().get(i);
            if (clocking.hasClock(i)) {
                list.add(clockPort(domain.clock(), domain));
            }
            if (clocking.hasReset(i)) {
                list.add(clockPort(domain.reset(), domain));
            }
        }
        for (int net = 0; net < module.nets().size(); net++) {
            Place place = module.netPlaces().get(net);
            switch (module.nets().get(net)) {
                case Net.Input in ->
                        list.add(
                                new Port(
                                        Direction.INPUT,
                                        false,
                                        in.width(),
                                        in.name(),
                                        place,
                                        place));
                case Net.Output out ->
                        list.add(
                                new Port(
                                        Direction.OUTPUT,
                                        procedural.contains(net),
                                        out.width(),
                                        out.name(),
                                        place,
                                        place));
                case Net.Inout io ->
                        list.add(
                                new Port(
                                        Direction.INOUT,
                                        false,
                                        io.width(),
                                        io.name(),
                                        place,
                                        place));
                case Net.Wire _,
                        Net.Register _,
                        Net.InstanceInput _,
                        Net.InstanceOutput _,
                        Net.ReadData _,
                        Net.ExternalOutput _,
                        Net.InstanceInout _ -> {}
            }
        }
        return list;
    }

    private static Port clockPort(String name, ModuleDef.Domain domain) {
        return new Port(Direction.INPUT, false, 1, name, domain, Place.UNKNOWN);
    }

    /// Registers and memories. A register that nothing assigns keeps its power-up value for ever: a wire.
    private List<Item> state() {
        var assigned = new HashSet<Integer>();
        for (Chunk chunk : chunks) {
            if (chunk instanceof Chunk.Clocked clocked) {
                assigned.addAll(clocked.registers());
            }
        }
        var items = new ArrayList<Item>();
        for (int net = 0; net < module.nets().size(); net++) {
            if (module.nets().get(net) instanceof Net.Register r) {
                Optional<Expression> init = Optional.of(initial(r));
                Place place = module.netPlaces().get(net);
                items.add(
                        assigned.contains(net)
                                ? new Item.Reg(r.name(), r.width(), init, place)
                                : new Item.Wire(r.name(), r.width(), init, place));
            }
        }
        if (!module.memories().isEmpty()) {
            String loopVariable = names.unique("i");
            if (module.memories().stream().anyMatch(MemoryEmitter::needsLoop)) {
                boolean simulationOnly =
                        module.memories().stream()
                                .allMatch(
                                        memory ->
                                                !MemoryEmitter.needsLoop(memory)
                                                        || MemoryEmitter.isClearedInSimulation(
                                                                memory));
                items.add(new Item.LoopVariable(loopVariable, simulationOnly));
            }
            for (Memory memory : module.memories()) {
                items.addAll(memories.declarations(memory, loopVariable));
            }
        }
        return items;
    }

    /// The value at power-up, and after reset where there is one.
    private Expression initial(Net.Register register) {
        BigInteger value = register.init().orElse(BigInteger.ZERO);
        return register.label().isEmpty()
                ? Expressions.number(value, register.width())
                : labels.of(register.label(), value, register.width());
    }

    /// The wire of a node; of a constant that the user named, a parameter.
    private Item item(Definition definition) {
        int node = definition.node();
        int width = module.nodes().get(node).width();
        Place place = module.nodePlaces().get(node);
        return definition.value() instanceof Expression.Literal number
                ? new Item.Constant(definition.name(), width, number, place)
                : new Item.Wire(definition.name(), width, Optional.of(definition.value()), place);
    }

    // ---- chunks

    private List<Item> piece(Chunk chunk) {
        return switch (chunk) {
            case Chunk.Continuous c -> continuous(c);
            case Chunk.Combinational c -> combinational(c);
            case Chunk.Chosen c -> chosen(c);
            case Chunk.Clocked c -> clocked(c);
            case Chunk.Child c -> instance(c.instance());
        };
    }

    private List<Item> continuous(Chunk.Continuous chunk) {
        if (connected.containsKey(chunk.net()) || driven.contains(chunk.net())) {
            return List.of();
        }
        Net net = module.nets().get(chunk.net());
        expressions.setSink(net.name(), false);
        var items = new ArrayList<Item>();
        boolean declared = net instanceof Net.Output;
        if (!declared && isWhole(chunk)) {
            Statement.Assign assign = chunk.assigns().getFirst();
            return List.of(
                    new Item.Wire(
                            net.name(),
                            net.width(),
                            Optional.of(expressions.assigned(assign.value())),
                            assign.place()));
        }
        if (!declared) {
            items.add(inParts(chunk.net()));
        }
        for (Statement.Assign assign : chunk.assigns()) {
            items.add(
                    new Item.Assign(
                            procedures.target(assign),
                            expressions.assigned(assign.value()),
                            assign.place()));
        }
        return items;
    }

    /// The declaration of a wire that is assigned in parts.
    private Item inParts(int number) {
        Net net = module.nets().get(number);
        Place place = module.netPlaces().get(number);
        return dataflow.isCyclic(number)
                ? new Item.SplitWire(net.name(), net.width(), place)
                : new Item.Wire(net.name(), net.width(), Optional.empty(), place);
    }

    private List<Item> combinational(Chunk.Combinational chunk) {
        var items = new ArrayList<Item>();
        for (int net : chunk.nets()) {
            procedural.add(net);
            if (!(module.nets().get(net) instanceof Net.Output)) {
                Net target = module.nets().get(net);
                items.add(
                        new Item.Reg(
                                target.name(),
                                target.width(),
                                Optional.empty(),
                                module.netPlaces().get(net)));
            }
        }
        items.add(new Item.Always(List.of(), procedures.of(chunk.body(), true)));
        return items;
    }

    private List<Item> chosen(Chunk.Chosen chunk) {
        Net net = module.nets().get(chunk.net());
        expressions.setSink(net.name(), false);
        Place place = module.netPlaces().get(chunk.net());
        var part = new Statement.Assign(chunk.net(), chunk.lo(), chunk.width(), 0, place);
        var items = new ArrayList<Item>();
        boolean first =
                chunks.stream()
                        .filter(c -> c instanceof Chunk.Chosen other && other.net() == chunk.net())
                        .findFirst()
                        .orElse(chunk)
                        .equals(chunk);
        if (first && !(net instanceof Net.Output)) {
            items.add(inParts(chunk.net()));
        }
        items.add(
                new Item.Assign(
                        procedures.target(part),
                        procedures.chosen(chunk.body(), chunk.lo(), chunk.width()),
                        place));
        return items;
    }

    private List<Item> clocked(Chunk.Clocked chunk) {
        ModuleDef.Domain domain = module.domains().get(chunk.domain());
        ClockSpec spec = domain.spec();
        var events = new ArrayList<Item.Event>();
        events.add(new Item.Event(spec.edge(), domain.clock()));
        List<Procedure> body = procedures.of(chunk.body(), false);
        if (chunk.reset()) {
            var initial = new ArrayList<Procedure>();
            for (int net : chunk.registers()) {
                if (module.nets().get(net) instanceof Net.Register r && r.init().isPresent()) {
                    initial.add(
                            new Procedure.Assign(
                                    new Name(r.name()),
                                    false,
                                    initial(r),
                                    module.netPlaces().get(net)));
                }
            }
            Expression reset = new Name(domain.reset());
            if (!spec.resetActiveHigh()) {
                reset = new Unary(UnaryOperator.LOGICAL_NOT, reset);
            }
            if (spec.reset() == ClockSpec.Reset.ASYNCHRONOUS) {
                events.add(
                        new Item.Event(
                                spec.resetActiveHigh()
                                        ? ClockSpec.Edge.RISING
                                        : ClockSpec.Edge.FALLING,
                                domain.reset()));
            }
            body = List.of(new Procedure.If(reset, initial, body, Place.UNKNOWN));
        }
        return List.of(new Item.Always(events, body));
    }

    private List<Item> instance(int index) {
        ModuleDef.Instance instance = module.instances().get(index);
        ModuleDef child = instance.module();
        Clocking inside = children.getOrDefault(child, clocking);
        var items = new ArrayList<Item>();
        var connections = new ArrayList<Item.Connection>();
        for (int i = 0; i < child.domains().size(); i++) {
            ModuleDef.Domain outer = module.domains().get(instance.domains().get(i));
            ModuleDef.Domain formal = child.domains().get(i);
            if (inside.hasClock(i)) {
                connections.add(clock(formal.clock(), outer.clock(), formal, instance));
            }
            if (inside.hasReset(i)) {
                connections.add(
                        new Item.Connection(
                                formal.reset(),
                                reset(child, i, outer),
                                false,
                                formal,
                                instance.place()));
            }
        }
        for (int port = 0; port < ports[index].length; port++) {
            Net inner = child.nets().get(port);
            if (ports[index][port] == null) {
                continue;
            }
            Net net = ports[index][port];
            int number = portNets[index][port];
            Place place = module.netPlaces().get(number);
            Expression value = new Name(net.name());
            if (net instanceof Net.InstanceOutput) {
                Integer output = through.get(number);
                if (output == null) {
                    items.add(
                            new Item.Wire(
                                    net.name(), net.width(), Optional.empty(), instance, place));
                } else {
                    value = new Name(module.nets().get(output).name());
                }
            } else {
                Integer connectedValue = connected.get(number);
                if (connectedValue != null) {
                    expressions.setSink(net.name(), false);
                    value = expressions.value(connectedValue);
                }
            }
            connections.add(
                    new Item.Connection(
                            inner.name(),
                            value,
                            net instanceof Net.InstanceOutput,
                            child.netPlaces().get(port),
                            place));
        }
        items.add(
                new Item.Instance(
                        child.name(),
                        child.external().isPresent()
                                ? child.external().get().parameters()
                                : List.of(),
                        instance.name(),
                        connections,
                        instance.place()));
        return items;
    }

    /// What the reset port of a child takes: a black box may have another polarity than its domain, or a reset where that has none.
    private static Expression reset(ModuleDef child, int domain, ModuleDef.Domain outer) {
        ClockSpec spec = outer.spec();
        boolean activeHigh =
                child.external().isPresent()
                        ? child.external().get().resetsActiveHigh().get(domain)
                        : spec.resetActiveHigh();
        if (spec.reset() == ClockSpec.Reset.NONE) {
            return Expressions.number(activeHigh ? BigInteger.ZERO : BigInteger.ONE, 1);
        }
        Expression reset = new Name(outer.reset());
        return activeHigh == spec.resetActiveHigh()
                ? reset
                : new Unary(UnaryOperator.LOGICAL_NOT, reset);
    }

    private static Item.Connection clock(
            String port, String actual, ModuleDef.Domain formal, ModuleDef.Instance instance) {
        return new Item.Connection(port, new Name(actual), false, formal, instance.place());
    }
}
