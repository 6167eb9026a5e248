package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Builds a [ModuleDef] by hand, for tests of what comes after the front end. Nets and nodes are their indices; every net, node and
/// statement gets the place of the last [#at].
public final class ModuleDraft {
    private final String name;
    private final List<ModuleDef.Domain> domains = new ArrayList<>();
    private final List<Net> nets = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Memory> memories = new ArrayList<>();
    private final List<ModuleDef.Instance> instances = new ArrayList<>();
    private final List<Optional<String>> nodeNames = new ArrayList<>();
    private final List<Place> netPlaces = new ArrayList<>();
    private final List<Place> nodePlaces = new ArrayList<>();
    private final Deque<List<Statement>> blocks = new ArrayDeque<>();
    private int line = 1;

    /// A module with one clock domain, `clk` and a synchronous active-high `rst`.
    public ModuleDraft(String name) {
        this(name, ClockSpec.CORE);
    }

    public ModuleDraft(String name, ClockSpec spec) {
        this.name = name;
        domain("clk", spec.reset() == ClockSpec.Reset.NONE ? "" : "rst", spec);
        blocks.push(new ArrayList<>());
    }

    /// What follows comes from this line.
    public ModuleDraft at(int line) {
        this.line = line;
        return this;
    }

    private Place place() {
        return new Place(name + ".java", line);
    }

    public int domain(String clock, String reset, ClockSpec spec) {
        domains.add(new ModuleDef.Domain(clock, reset, spec));
        return domains.size() - 1;
    }

    // ---- nets

    private int net(Net net) {
        nets.add(net);
        netPlaces.add(place());
        return nets.size() - 1;
    }

    public int input(String name, int width) {
        return net(new Net.Input(name, width));
    }

    public int output(String name, int width) {
        return net(new Net.Output(name, width));
    }

    public int wire(String name, int width) {
        return net(new Net.Wire(name, width));
    }

    public int register(String name, int width) {
        return net(new Net.Register(name, width, 0, Optional.empty()));
    }

    public int register(String name, int width, long init) {
        return register(name, width, init, 0);
    }

    public int register(String name, int width, long init, int domain) {
        return net(new Net.Register(name, width, domain, Optional.of(BigInteger.valueOf(init))));
    }

    /// An instance whose ports are nets named `name_port`; find them with [#port].
    public int instance(String name, ModuleDef module) {
        int index = instances.size();
        var actual = new ArrayList<Integer>();
        for (int i = 0; i < module.domains().size(); i++) {
            actual.add(i);
        }
        instances.add(new ModuleDef.Instance(name, module, actual, place()));
        for (int port = 0; port < module.nets().size(); port++) {
            Net inner = module.nets().get(port);
            String outer = name + "_" + inner.name();
            if (inner instanceof Net.Input) {
                net(new Net.InstanceInput(outer, inner.width(), index, port));
            } else if (inner instanceof Net.Output) {
                net(new Net.InstanceOutput(outer, inner.width(), index, port));
            }
        }
        return index;
    }

    /// The net at port `port` of an instance.
    public int port(int instance, String port) {
        String wanted = instances.get(instance).name() + "_" + port;
        for (int i = 0; i < nets.size(); i++) {
            if (nets.get(i).name().equals(wanted)) {
                return i;
            }
        }
        throw new IllegalArgumentException(wanted);
    }

    // ---- memories

    /// A memory with one write port (enable, address, data are nodes; `mask` too, or -1); [#syncRead] adds reads.
    public int memory(
            String name,
            int width,
            int depth,
            int granule,
            Memory.ReadUnderWrite policy,
            List<BigInteger> init) {
        memories.add(
                new Memory(
                        name,
                        width,
                        depth,
                        granule,
                        policy,
                        init,
                        new ArrayList<>(),
                        new ArrayList<>()));
        return memories.size() - 1;
    }

    public void write(int memory, int enable, int address, int data) {
        memories.get(memory)
                .writes()
                .add(new Memory.WritePort(0, enable, address, data, OptionalInt.empty(), place()));
    }

    public void write(int memory, int enable, int address, int data, int mask) {
        memories.get(memory)
                .writes()
                .add(new Memory.WritePort(0, enable, address, data, OptionalInt.of(mask), place()));
    }

    /// A synchronous read port; returns its data net.
    public int syncRead(int memory, String name, int enable, int address) {
        Memory of = memories.get(memory);
        int data = net(new Net.ReadData(name, of.width(), memory, of.reads().size()));
        of.reads().add(new Memory.ReadPort(0, enable, address, data, place()));
        return data;
    }

    public int asyncRead(int memory, int address) {
        return node(new Node.MemoryRead(memory, address, memories.get(memory).width()));
    }

    // ---- nodes

    public int node(Node node) {
        nodes.add(node);
        nodeNames.add(Optional.empty());
        nodePlaces.add(place());
        return nodes.size() - 1;
    }

    /// Names a node.
    public int named(String name, int node) {
        nodeNames.set(node, Optional.of(name));
        return node;
    }

    public int widthOf(int node) {
        return nodes.get(node).width();
    }

    public int read(int net) {
        return node(new Node.Read(net, nets.get(net).width()));
    }

    public int literal(long value, int width) {
        return literal(BigInteger.valueOf(value), width);
    }

    public int literal(BigInteger value, int width) {
        return node(new Node.Literal(value, width, ""));
    }

    public int label(String label, long value, int width) {
        return node(new Node.Literal(BigInteger.valueOf(value), width, label));
    }

    public int not(int a) {
        return node(new Node.Not(a, widthOf(a)));
    }

    public int reduce(Node.ReduceOp op, int a) {
        return node(new Node.Reduce(op, a));
    }

    public int binary(Node.BinaryOp op, int a, int b) {
        return node(new Node.Binary(op, a, b, op.isComparison() ? 1 : widthOf(a)));
    }

    public int add(int a, int b) {
        return binary(Node.BinaryOp.ADD, a, b);
    }

    public int and(int a, int b) {
        return binary(Node.BinaryOp.AND, a, b);
    }

    public int or(int a, int b) {
        return binary(Node.BinaryOp.OR, a, b);
    }

    public int xor(int a, int b) {
        return binary(Node.BinaryOp.XOR, a, b);
    }

    public int eq(int a, int b) {
        return binary(Node.BinaryOp.EQ, a, b);
    }

    public int mux(int select, int whenTrue, int whenFalse) {
        return node(new Node.Mux(select, whenTrue, whenFalse, widthOf(whenTrue)));
    }

    public int cat(Integer... parts) {
        int width = 0;
        for (int part : parts) {
            width += widthOf(part);
        }
        return node(new Node.Concat(List.of(parts), width));
    }

    public int slice(int a, int hi, int lo) {
        return node(new Node.Slice(a, lo, hi - lo + 1));
    }

    public int extend(int a, boolean signed, int width) {
        return node(new Node.Extend(a, signed, width));
    }

    // ---- statements

    public void statement(Statement statement) {
        blocks.element().add(statement);
    }

    public void assign(int net, int value) {
        assign(net, 0, value);
    }

    public void assign(int net, int lo, int value) {
        statement(new Statement.Assign(net, lo, widthOf(value), value, place()));
    }

    public void when(int condition, Runnable then) {
        when(condition, then, () -> {});
    }

    public void when(int condition, Runnable then, Runnable otherwise) {
        Place place = place();
        statement(new Statement.When(condition, block(then), block(otherwise), place));
    }

    private List<Statement> block(Runnable body) {
        blocks.push(new ArrayList<>());
        body.run();
        return List.copyOf(blocks.pop());
    }

    /// One alternative of [#select].
    public Statement.Case is(long value, String label, Runnable body) {
        BigInteger number = BigInteger.valueOf(value);
        return new Statement.Case(
                List.of(new Statement.Pattern(number, number, label)), block(body));
    }

    public void select(int subject, boolean complete, Runnable otherwise, Statement.Case... cases) {
        BigInteger all = BigInteger.TWO.pow(nodes.get(subject).width()).subtract(BigInteger.ONE);
        List<Statement.Case> whole = new ArrayList<>();
        for (Statement.Case one : cases) {
            Statement.Pattern pattern = one.patterns().getFirst();
            whole.add(
                    new Statement.Case(
                            List.of(new Statement.Pattern(pattern.value(), all, pattern.label())),
                            one.body()));
        }
        statement(new Statement.Select(subject, whole, block(otherwise), complete, place()));
    }

    /// The module as drafted so far.
    public ModuleDef module() {
        return new ModuleDef(
                name,
                List.copyOf(domains),
                List.copyOf(nets),
                List.copyOf(nodes),
                List.copyOf(memories),
                List.copyOf(instances),
                List.copyOf(blocks.element()),
                List.of(),
                List.copyOf(nodeNames),
                List.copyOf(netPlaces),
                List.copyOf(nodePlaces));
    }

    /// A circuit of this module alone.
    public Circuit circuit() {
        ModuleDef top = module();
        return new Circuit(top, List.of(top));
    }

    /// A circuit with this module on top.
    public Circuit circuit(ModuleDef... children) {
        ModuleDef top = module();
        var all = new ArrayList<>(List.of(children));
        all.add(top);
        return new Circuit(top, List.copyOf(all));
    }
}
