package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Node.ReduceOp;
import org.jetstreamlan.hdl.ir.Statement;

/// One module of a [RandomCircuit].
///
/// Loops are avoided by order: a *pool* holds the nodes that may be used; nets are driven in groups
/// from what is in the pool, and may be read once they are driven. Groups are then written down in
/// any order.
final class RandomModule {
    /// A finished module.
    ///
    /// @param nodes how many nodes it and all below it have
    /// @param feeds for each output net the input nets that it depends on combinationally
    record Made(ModuleDef definition, int nodes, BitSet[] feeds) {}

    /// Widest signal in bits that circuits are tried with.
    static final int WIDEST = 300;

    private static final int[] EDGES = {
        1, 1, 1, 1, 2, 3, 5, 8, 13, 16, 31, 32, 33, 63, 64, 65, 100, 128, 140
    };

    /// The same where values may be wider: the last bits of the third, fourth and fifth word and the first of the next one.
    private static final int[] WIDE_EDGES = {
        1, 1, 1, 1, 2, 5, 8, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 192, 193, 255, 256, 257,
        WIDEST
    };

    private final Random random;
    private final RandomCircuit.Options options;
    private final List<Made> parts;
    private final ModuleBuilder module;

    /// Nodes that may be used.
    private final List<Integer> pool = new ArrayList<>();

    /// Per node and per net: input nets it depends on.
    private final List<BitSet> nodeFeeds = new ArrayList<>();

    private final List<BitSet> netFeeds = new ArrayList<>();

    private final List<Integer> registers = new ArrayList<>();
    private final List<Integer> memories = new ArrayList<>();
    private final List<List<Statement>> groups = new ArrayList<>();
    private int names;
    private int nodesBelow;

    RandomModule(String name, Random random, RandomCircuit.Options options, List<Made> parts) {
        this.random = random;
        this.options = options;
        this.parts = List.copyOf(parts);
        module = new ModuleBuilder(name, options.clock());
    }

    /// Makes it, with about `nodes` nodes including those of its instances.
    ///
    /// @param top whether each of the other modules must have an instance here
    Made make(int nodes, boolean top) {
        declareState(2 + random.nextInt(6) + nodes / 40);
        List<Integer> pending = instances(top, nodes / 2);
        for (int i = 0; i < 4; i++) {
            literal(width());
        }
        // Operators and groups of nets, alternating; instance inputs among the nets.
        while (module.nodeCount() + nodesBelow < nodes || !pending.isEmpty()) {
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                operator();
            }
            if (!pending.isEmpty() && random.nextInt(2) == 0) {
                connect(pending.removeFirst());
            } else if (random.nextInt(3) == 0) {
                driveGroup(newWires());
            }
        }
        List<Integer> outputs = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i >= 0; i--) {
            outputs.add(net(module.output(name("out"), width())));
        }
        driveGroup(outputs);
        driveRegisters();
        memoryPorts();
        Collections.shuffle(groups, random);
        for (List<Statement> group : groups) {
            group.forEach(module::add);
        }
        return new Made(
                module.build(), module.nodeCount() + nodesBelow, netFeeds.toArray(new BitSet[0]));
    }

    private String name(String stem) {
        return stem + names++;
    }

    private int width() {
        boolean wide = options.maxWidth() > EDGES[EDGES.length - 1];
        int[] edges = wide ? WIDE_EDGES : EDGES;
        int width =
                random.nextInt(4) == 0
                        ? 1 + random.nextInt(wide ? options.maxWidth() : 12)
                        : edges[random.nextInt(edges.length)];
        return Math.min(width, options.maxWidth());
    }

    // State

    private void declareState(int count) {
        for (int i = 1 + random.nextInt(5); i >= 0; i--) {
            int net = net(module.input(name("in"), width()));
            netFeeds.get(net).set(net);
            use(net);
        }
        for (int i = 0; i < count; i++) {
            int width = width();
            int net =
                    net(
                            random.nextInt(4) == 0
                                    ? module.register(name("held"), width)
                                    : module.register(name("reg"), width, number(width)));
            registers.add(net);
            use(net);
        }
        for (int i = options.memories() ? random.nextInt(3) : 0; i > 0; i--) {
            declareMemory();
        }
    }

    private void declareMemory() {
        int granule = 1 + random.nextInt(Math.min(40, options.maxWidth()));
        int most = Math.max(4, options.maxWidth() / 40);
        int granules =
                1 + random.nextInt(Math.max(1, Math.min(most, options.maxWidth() / granule)));
        int width = granule * granules;
        int depth = 1 + random.nextInt(20);
        List<BigInteger> init = new ArrayList<>();
        for (int i = random.nextInt(depth + 1); i > 0; i--) {
            init.add(number(width));
        }
        int memory =
                module.memory(
                        name("mem"),
                        width,
                        depth,
                        granule,
                        RandomCircuit.policy(random, options),
                        init);
        memories.add(memory);
        for (int port = random.nextInt(3); port > 0; port--) {
            int net = net(module.readData(memory, readPorts(memory)));
            readData.add(new int[] {memory, net});
            use(net);
        }
        memoryShapes.add(new int[] {width, depth, granule});
    }

    /// Pairs of a memory and its read data nets, in port order; per memory its width, depth and
    /// granule.
    private final List<int[]> readData = new ArrayList<>();

    private final List<int[]> memoryShapes = new ArrayList<>();

    private int readPorts(int memory) {
        int count = 0;
        for (int[] pair : readData) {
            count += pair[0] == memory ? 1 : 0;
        }
        return count;
    }

    private void memoryPorts() {
        for (int i = 0; i < memories.size(); i++) {
            int memory = memories.get(i);
            int[] shape = memoryShapes.get(i);
            for (int port = random.nextInt(3); port >= 0; port--) {
                int enable = fit(any(), 1);
                for (int address : neighbours(address(shape[1]), groupSize())) {
                    int data = fit(any(), shape[0]);
                    if (random.nextBoolean()) {
                        int mask = fit(any(), shape[0] / shape[2]);
                        module.write(memory, enable, address, data, mask);
                    } else {
                        module.write(memory, enable, address, data);
                    }
                }
            }
            readPorts(memory, neighbours(address(shape[1]), readPorts(memory)));
        }
    }

    /// The read ports of a memory: of neighbouring cells with one enable, or each for itself.
    private void readPorts(int memory, List<Integer> together) {
        boolean wide = random.nextInt(3) == 0;
        int enable = fit(any(), 1);
        int port = 0;
        for (int[] pair : readData) {
            if (pair[0] == memory) {
                int own = address(memoryShapes.get(memories.indexOf(memory))[1]);
                module.readPort(
                        memory,
                        wide ? enable : fit(any(), 1),
                        wide ? together.get(port++) : own,
                        pair[1]);
            }
        }
    }

    private int groupSize() {
        return random.nextInt(3) == 0 ? 2 << random.nextInt(2) : 1;
    }

    /// Addresses of `count` neighbouring cells, as a port of several cells has them: the group above, a constant below.
    private List<Integer> neighbours(int group, int count) {
        if (count <= 1) {
            return List.of(group);
        }
        int low = 32 - Integer.numberOfLeadingZeros(count - 1);
        List<Integer> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int cell = module.literal(i, low);
            addresses.add(module.concat(fit(group, Math.max(1, module.width(group) - low)), cell));
        }
        return addresses;
    }

    /// An address that is sometimes out of range, and sometimes far too wide.
    private int address(int depth) {
        int exact = Math.max(1, 32 - Integer.numberOfLeadingZeros(depth - 1));
        return fit(any(), random.nextInt(8) == 0 ? exact + random.nextInt(66) : exact);
    }

    // Nets

    private int net(int net) {
        while (netFeeds.size() <= net) {
            netFeeds.add(new BitSet());
        }
        return net;
    }

    /// Makes a driven net readable.
    private int use(int net) {
        return pooled(module.read(net));
    }

    private int pooled(int node) {
        feedsOf(node);
        pool.add(node);
        if (random.nextInt(8) == 0) {
            module.named(node, name("node"));
        }
        return node;
    }

    /// Inputs that a node depends on; new nodes are looked at in order.
    private BitSet feedsOf(int node) {
        while (nodeFeeds.size() <= node) {
            BitSet feeds = new BitSet();
            for (int operand : module.operands(nodeFeeds.size())) {
                feeds.or(nodeFeeds.get(operand));
            }
            int net = module.netOf(nodeFeeds.size());
            if (net >= 0) {
                feeds.or(netFeeds.get(net));
            }
            nodeFeeds.add(feeds);
        }
        return nodeFeeds.get(node);
    }

    private List<Integer> newWires() {
        List<Integer> nets = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            nets.add(net(module.wire(name("wire"), width())));
        }
        return nets;
    }

    /// Instances of other modules; returns their inputs, which must be driven.
    private List<Integer> instances(boolean top, int budget) {
        List<Made> chosen = new ArrayList<>(top ? parts : List.of());
        for (int i = parts.isEmpty() ? 0 : random.nextInt(3); i > 0; i--) {
            Made more = any(parts);
            if (more.nodes() <= budget) {
                chosen.add(more);
            }
        }
        List<Integer> pending = new ArrayList<>();
        for (Made part : chosen) {
            nodesBelow += part.nodes();
            int instance = module.instance(name("part"), part.definition());
            instanceParts.add(part);
            List<Net> nets = part.definition().nets();
            for (int port = 0; port < nets.size(); port++) {
                if (module.port(instance, port) >= 0) {
                    net(module.port(instance, port));
                }
                if (nets.get(port) instanceof Net.Input) {
                    pending.add(module.port(instance, port));
                }
            }
            reveal(instance);
        }
        Collections.shuffle(pending, random);
        return pending;
    }

    private final List<Made> instanceParts = new ArrayList<>();
    private final BitSet connected = new BitSet();
    private final BitSet revealed = new BitSet();

    private void connect(int instanceInput) {
        driveGroup(List.of(instanceInput));
        connected.set(instanceInput);
        for (int i = 0; i < instanceParts.size(); i++) {
            reveal(i);
        }
    }

    /// Makes outputs readable whose inputs are all connected.
    private void reveal(int instance) {
        Made part = instanceParts.get(instance);
        List<Net> nets = part.definition().nets();
        for (int port = 0; port < nets.size(); port++) {
            int outside = module.port(instance, port);
            if (!(nets.get(port) instanceof Net.Output) || revealed.get(outside)) {
                continue;
            }
            boolean ready = true;
            BitSet feeds = new BitSet();
            for (int in : part.feeds()[port].stream().toArray()) {
                ready &= connected.get(module.port(instance, in));
                feeds.or(netFeeds.get(module.port(instance, in)));
            }
            if (ready) {
                revealed.set(outside);
                netFeeds.get(outside).or(feeds);
                use(outside);
            }
        }
    }

    // Statements

    /// Drives nets, all bits on all paths, from what is in the pool, and then makes them readable.
    private void driveGroup(List<Integer> nets) {
        int from = module.nodeCount();
        List<Statement> body =
                module.body(
                        () -> {
                            for (int net : nets) {
                                if (options.slicedNets() && random.nextInt(8) == 0) {
                                    sliced(net);
                                } else {
                                    drive(net, 0, module.net(net).width(), 2);
                                }
                            }
                            overrides(nets, 2);
                        });
        groups.add(body);
        BitSet feeds = new BitSet();
        statementFeeds(body, feeds);
        for (int node = from; node < module.nodeCount(); node++) {
            feeds.or(feedsOf(node));
        }
        for (int net : nets) {
            netFeeds.get(net).or(feeds);
            // Reads of lower slices were made before it was known what feeds them.
            for (int node = from; node < module.nodeCount(); node++) {
                nodeFeeds.get(node).or(feeds);
            }
            if (!(module.net(net) instanceof Net.InstanceInput) || random.nextBoolean()) {
                use(net);
            }
        }
    }

    private void statementFeeds(List<Statement> body, BitSet feeds) {
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign assign -> feeds.or(feedsOf(assign.value()));
                case Statement.When when -> {
                    feeds.or(feedsOf(when.condition()));
                    statementFeeds(when.then(), feeds);
                    statementFeeds(when.otherwise(), feeds);
                }
                case Statement.Select select -> {
                    feeds.or(feedsOf(select.subject()));
                    select.cases().forEach(option -> statementFeeds(option.body(), feeds));
                    statementFeeds(select.otherwise(), feeds);
                }
            }
        }
    }

    /// Assigns a net slice by slice, each of which may use those below it.
    private void sliced(int net) {
        int width = module.net(net).width();
        for (int lo = 0; lo < width; ) {
            int count = 1 + random.nextInt(width - lo);
            int value = fit(any(), count);
            if (lo > 0) {
                int below = module.slice(module.read(net), 0, lo);
                value = module.binary(any(BITWISE), value, fit(below, count));
            }
            module.assign(net, lo, value);
            lo += count;
        }
    }

    private static final List<BinaryOp> BITWISE =
            List.of(BinaryOp.AND, BinaryOp.OR, BinaryOp.XOR, BinaryOp.ADD, BinaryOp.SUB);

    /// Assigns all bits `lo` to `lo + width - 1` on every path.
    private void drive(int net, int lo, int width, int depth) {
        int kind = random.nextInt(depth > 0 ? 8 : 5);
        if (kind < 4 || (width == 1 && kind == 4)) {
            module.assign(net, lo, fit(any(), width));
        } else if (kind == 4) {
            int low = 1 + random.nextInt(width - 1);
            drive(net, lo, low, depth - 1);
            drive(net, lo + low, width - low, depth - 1);
        } else if (kind < 7) {
            module.when(
                    fit(any(), 1),
                    () -> drive(net, lo, width, depth - 1),
                    () -> drive(net, lo, width, depth - 1));
        } else {
            select(() -> drive(net, lo, width, depth - 1), true);
        }
    }

    /// Assigns some bits again on some paths.
    private void overrides(List<Integer> nets, int depth) {
        for (int i = random.nextInt(3); i > 0; i--) {
            Runnable some =
                    () -> {
                        for (int net : nets) {
                            if (random.nextInt(3) > 0) {
                                int width = module.net(net).width();
                                int lo = random.nextInt(width);
                                int count = random.nextBoolean() ? width - lo : 1;
                                module.assign(net, lo, fit(any(), count));
                            }
                        }
                        if (depth > 0) {
                            overrides(nets, depth - 1);
                        }
                    };
            if (random.nextInt(3) > 0) {
                module.when(fit(any(), 1), some, random.nextBoolean() ? some : () -> {});
            } else {
                select(some, false);
            }
        }
    }

    private void select(Runnable content, boolean all) {
        int width = 1 + random.nextInt(3);
        int subject = fit(any(), width);
        List<Long> values = new ArrayList<>();
        for (long value = 0; value < 1L << width; value++) {
            values.add(value);
        }
        Collections.shuffle(values, random);
        boolean complete = random.nextBoolean();
        int used = complete ? values.size() : 1 + random.nextInt(values.size());
        List<Statement.Case> cases = new ArrayList<>();
        for (int from = 0; from < used; ) {
            int count = Math.min(used - from, 1 + random.nextInt(2));
            List<Statement.Pattern> own = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                own.add(pattern(values.get(from + i), width));
            }
            cases.add(module.option(content, own));
            from += count;
        }
        boolean otherwise = !complete && (all || random.nextBoolean());
        module.select(subject, cases, otherwise ? content : () -> {}, complete);
    }

    /// A value, or now and then a pattern that other values match too.
    private Statement.Pattern pattern(long value, int width) {
        BigInteger number = BigInteger.valueOf(value);
        Statement.Pattern exact = Statement.Pattern.of(number, width);
        if (random.nextInt(4) > 0) {
            return exact;
        }
        BigInteger care = BigInteger.valueOf(random.nextInt(1 << width));
        return new Statement.Pattern(number.and(care), care, "");
    }

    private void driveRegisters() {
        for (int net : registers) {
            groups.add(
                    module.body(
                            () -> {
                                if (random.nextInt(3) > 0) {
                                    drive(net, 0, module.net(net).width(), 2);
                                }
                                overrides(List.of(net), 2);
                            }));
        }
    }

    // Operators

    private int any() {
        // Half from the newest, so that expressions grow deep as well as wide.
        int size = pool.size();
        return random.nextBoolean()
                ? pool.get(random.nextInt(size))
                : pool.get(size - 1 - random.nextInt(Math.min(size, 8)));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private BigInteger number(int width) {
        return switch (random.nextInt(6)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
            case 2 -> BigInteger.ONE.shiftLeft(width - 1);
            default -> new BigInteger(width, random);
        };
    }

    private int literal(int width) {
        return pooled(module.literal(number(width), width));
    }

    /// `node` made `width` wide, by any of the ways to do that.
    private int fit(int node, int width) {
        int own = module.width(node);
        if (own == width) {
            return node;
        }
        if (own > width) {
            if (width == 1 && random.nextInt(4) == 0) {
                return module.reduce(any(List.of(ReduceOp.values())), node);
            }
            return module.slice(node, random.nextInt(own - width + 1), width);
        }
        return switch (random.nextInt(4)) {
            case 0 -> module.extend(node, false, width);
            case 1 -> module.extend(node, true, width);
            default -> {
                int rest = fit(any(), width - own);
                yield random.nextBoolean() ? module.concat(node, rest) : module.concat(rest, node);
            }
        };
    }

    private void operator() {
        int a = any();
        int width = random.nextInt(3) == 0 ? width() : module.width(a);
        switch (random.nextInt(12)) {
            case 0 -> literal(width);
            case 1 -> pooled(module.not(a));
            case 2 -> pooled(module.reduce(any(List.of(ReduceOp.values())), a));
            case 3, 4 -> pooled(module.mux(fit(any(), 1), fit(a, width), fit(any(), width)));
            case 5 -> concat(a);
            case 6 -> {
                int lo = random.nextInt(module.width(a));
                pooled(module.slice(a, lo, 1 + random.nextInt(module.width(a) - lo)));
            }
            case 7 -> {
                int more = Math.min(options.maxWidth(), module.width(a) + random.nextInt(70));
                pooled(module.extend(a, random.nextBoolean(), Math.max(more, module.width(a))));
            }
            case 8 -> {
                if (memories.isEmpty()) {
                    binary(a, width);
                } else {
                    int i = random.nextInt(memories.size());
                    pooled(module.memoryRead(memories.get(i), address(memoryShapes.get(i)[1])));
                }
            }
            default -> binary(a, width);
        }
    }

    private void concat(int a) {
        List<Integer> parts = new ArrayList<>(List.of(a));
        int width = module.width(a);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int more = any();
            if (width + module.width(more) <= options.maxWidth()) {
                parts.add(more);
                width += module.width(more);
            }
        }
        Collections.shuffle(parts, random);
        pooled(module.concat(parts.toArray(new Integer[0])));
    }

    private void binary(int a, int width) {
        BinaryOp op = any(List.of(BinaryOp.values()));
        int left = fit(a, width);
        int right = fit(any(), width);
        if (op.isShift()) {
            // Mostly amounts around the width, else nothing would be left of most values.
            int useful = 1 + 32 - Integer.numberOfLeadingZeros(width);
            right = random.nextInt(6) == 0 ? any() : fit(any(), useful);
        }
        pooled(module.binary(op, left, right));
    }
}
