package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// Builds a [ModuleDef] by hand, without the front end. Nets and nodes are named by their indices.
public final class ModuleBuilder {
    private final String name;
    private final List<ModuleDef.Domain> domains = new ArrayList<>();
    private final List<Net> nets = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Optional<String>> nodeNames = new ArrayList<>();
    private final List<MemoryParts> memories = new ArrayList<>();
    private final List<ModuleDef.Instance> instances = new ArrayList<>();
    private final List<int[]> instancePorts = new ArrayList<>();
    private final List<List<Statement>> bodies = new ArrayList<>();

    private record MemoryParts(
            Memory shape, List<Memory.WritePort> writes, List<Memory.ReadPort> reads) {}

    public ModuleBuilder(String name, ClockSpec spec) {
        this.name = name;
        boolean reset = spec.reset() != ClockSpec.Reset.NONE;
        domains.add(new ModuleDef.Domain("clk", reset ? "rst" : "", spec));
        bodies.add(new ArrayList<>());
    }

    public ModuleBuilder(String name) {
        this(name, ClockSpec.CORE);
    }

    // Nets

    public int input(String port, int width) {
        return net(new Net.Input(port, width));
    }

    public int output(String port, int width) {
        return net(new Net.Output(port, width));
    }

    /// An output that has the value of `node`.
    public int output(String port, int width, int node) {
        int net = output(port, width);
        assign(net, node);
        return net;
    }

    public int wire(String wire, int width) {
        return net(new Net.Wire(wire, width));
    }

    public int register(String register, int width) {
        return net(new Net.Register(register, width, 0, Optional.empty()));
    }

    public int register(String register, int width, long init) {
        return register(register, width, unsigned(init, width));
    }

    public int register(String register, int width, BigInteger init) {
        return net(new Net.Register(register, width, 0, Optional.of(init)));
    }

    private int net(Net net) {
        nets.add(net);
        return nets.size() - 1;
    }

    public Net net(int index) {
        return nets.get(index);
    }

    // Nodes

    public int literal(long value, int width) {
        return literal(unsigned(value, width), width);
    }

    public int literal(BigInteger value, int width) {
        return node(new Node.Literal(value, width, ""));
    }

    public int read(int net) {
        return node(new Node.Read(net, nets.get(net).width()));
    }

    public int not(int a) {
        return node(new Node.Not(a, width(a)));
    }

    public int reduce(Node.ReduceOp op, int a) {
        return node(new Node.Reduce(op, a));
    }

    public int binary(Node.BinaryOp op, int a, int b) {
        return node(new Node.Binary(op, a, b, op.isComparison() ? 1 : width(a)));
    }

    public int mux(int select, int whenTrue, int whenFalse) {
        return node(new Node.Mux(select, whenTrue, whenFalse, width(whenTrue)));
    }

    public int concat(Integer... parts) {
        int width = 0;
        for (int part : parts) {
            width += width(part);
        }
        return node(new Node.Concat(List.of(parts), width));
    }

    public int slice(int a, int lo, int width) {
        return node(new Node.Slice(a, lo, width));
    }

    public int extend(int a, boolean signed, int width) {
        return node(new Node.Extend(a, signed, width));
    }

    public int memoryRead(int memory, int address) {
        return node(new Node.MemoryRead(memory, address, memories.get(memory).shape().width()));
    }

    private int node(Node node) {
        nodes.add(node);
        nodeNames.add(Optional.empty());
        return nodes.size() - 1;
    }

    public int width(int node) {
        return nodes.get(node).width();
    }

    public int nodeCount() {
        return nodes.size();
    }

    /// Nodes that a node reads.
    public List<Integer> operands(int node) {
        return switch (nodes.get(node)) {
            case Node.Literal _, Node.Read _ -> List.of();
            case Node.Not not -> List.of(not.a());
            case Node.Reduce reduce -> List.of(reduce.a());
            case Node.Binary binary -> List.of(binary.a(), binary.b());
            case Node.Mux mux -> List.of(mux.select(), mux.whenTrue(), mux.whenFalse());
            case Node.Concat concat -> concat.parts();
            case Node.Slice slice -> List.of(slice.a());
            case Node.Extend extend -> List.of(extend.a());
            case Node.MemoryRead read -> List.of(read.address());
        };
    }

    /// The net that a node reads, or -1.
    public int netOf(int node) {
        return nodes.get(node) instanceof Node.Read read ? read.net() : -1;
    }

    public int named(int node, String variable) {
        nodeNames.set(node, Optional.of(variable));
        return node;
    }

    // Memories

    public int memory(
            String memory,
            int width,
            int depth,
            int granule,
            Memory.ReadUnderWrite policy,
            List<BigInteger> init) {
        List<Memory.WritePort> writes = new ArrayList<>();
        List<Memory.ReadPort> reads = new ArrayList<>();
        Memory shape = new Memory(memory, width, depth, granule, policy, init, writes, reads);
        memories.add(new MemoryParts(shape, writes, reads));
        return memories.size() - 1;
    }

    public void write(int memory, int enable, int address, int data) {
        writePort(memory, enable, address, data, OptionalInt.empty());
    }

    public void write(int memory, int enable, int address, int data, int mask) {
        writePort(memory, enable, address, data, OptionalInt.of(mask));
    }

    private void writePort(int memory, int enable, int address, int data, OptionalInt mask) {
        memories.get(memory)
                .writes()
                .add(new Memory.WritePort(0, enable, address, data, mask, Place.UNKNOWN));
    }

    /// A net for the data of synchronous read port `port` of a memory; [#readPort] must follow in
    /// the same order.
    public int readData(int memory, int port) {
        String net = memories.get(memory).shape().name() + "_r" + port;
        return net(new Net.ReadData(net, memories.get(memory).shape().width(), memory, port));
    }

    public void readPort(int memory, int enable, int address, int data) {
        memories.get(memory)
                .reads()
                .add(new Memory.ReadPort(0, enable, address, data, Place.UNKNOWN));
    }

    // Instances

    public int instance(String instance, ModuleDef module) {
        instances.add(new ModuleDef.Instance(instance, module, List.of(0), Place.UNKNOWN));
        int[] ports = new int[module.nets().size()];
        for (int i = 0; i < ports.length; i++) {
            String port = instance + '_' + module.nets().get(i).name();
            int width = module.nets().get(i).width();
            int index = instances.size() - 1;
            if (module.nets().get(i) instanceof Net.Input) {
                ports[i] = net(new Net.InstanceInput(port, width, index, i));
            } else if (module.nets().get(i) instanceof Net.Output) {
                ports[i] = net(new Net.InstanceOutput(port, width, index, i));
            } else {
                ports[i] = -1;
            }
        }
        instancePorts.add(ports);
        return instances.size() - 1;
    }

    /// The net in this module for port net `port` of a child.
    public int port(int instance, int port) {
        return instancePorts.get(instance)[port];
    }

    /// The net in this module for the port called `port` of a child.
    public int port(int instance, String port) {
        List<Net> childNets = instances.get(instance).module().nets();
        for (int i = 0; i < childNets.size(); i++) {
            if (childNets.get(i).name().equals(port)) {
                return instancePorts.get(instance)[i];
            }
        }
        throw new IllegalArgumentException("no port " + port);
    }

    // Statements

    public void assign(int net, int node) {
        assign(net, 0, node);
    }

    public void assign(int net, int lo, int node) {
        add(new Statement.Assign(net, lo, width(node), node, Place.UNKNOWN));
    }

    public void when(int condition, Runnable then) {
        when(condition, then, () -> {});
    }

    public void when(int condition, Runnable then, Runnable otherwise) {
        add(new Statement.When(condition, body(then), body(otherwise), Place.UNKNOWN));
    }

    public void select(
            int subject, List<Statement.Case> cases, Runnable otherwise, boolean complete) {
        add(new Statement.Select(subject, cases, body(otherwise), complete, Place.UNKNOWN));
    }

    /// A case of a select on a subject of `width` bits.
    public Statement.Case option(int width, Runnable body, long... values) {
        return option(
                body,
                Arrays.stream(values)
                        .mapToObj(BigInteger::valueOf)
                        .map(value -> Statement.Pattern.of(value, width))
                        .toList());
    }

    public Statement.Case option(Runnable body, List<Statement.Pattern> patterns) {
        return new Statement.Case(patterns, body(body));
    }

    /// The statements that `content` adds, taken out of the module again.
    public List<Statement> body(Runnable content) {
        bodies.add(new ArrayList<>());
        content.run();
        return bodies.removeLast();
    }

    public void add(Statement statement) {
        bodies.getLast().add(statement);
    }

    // Results

    public ModuleDef build() {
        List<Memory> finished = new ArrayList<>();
        for (MemoryParts parts : memories) {
            finished.add(parts.shape());
        }
        return new ModuleDef(
                name,
                List.copyOf(domains),
                List.copyOf(nets),
                List.copyOf(nodes),
                finished,
                List.copyOf(instances),
                List.copyOf(bodies.getFirst()),
                List.of(),
                List.copyOf(nodeNames),
                Collections.nCopies(nets.size(), Place.UNKNOWN),
                Collections.nCopies(nodes.size(), Place.UNKNOWN));
    }

    /// A circuit with this module on top.
    public Circuit circuit() {
        return circuit(build());
    }

    public static Circuit circuit(ModuleDef top) {
        List<ModuleDef> modules = new ArrayList<>();
        collect(top, modules, new IdentityHashMap<>());
        return new Circuit(top, modules);
    }

    private static void collect(
            ModuleDef module, List<ModuleDef> into, Map<ModuleDef, Boolean> seen) {
        if (seen.put(module, true) == null) {
            for (ModuleDef.Instance child : module.instances()) {
                collect(child.module(), into, seen);
            }
            into.add(module);
        }
    }

    /// A bit pattern as a number.
    public static BigInteger unsigned(long pattern, int width) {
        BigInteger value = BigInteger.valueOf(pattern);
        return value.and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE));
    }
}
