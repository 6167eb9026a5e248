package org.jetstreamlan.sim.fuzz;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Statement;
import org.jspecify.annotations.Nullable;

/// One instance in the reference interpreter: its state, and the value of each bit in the present
/// instant, found by asking for what it depends on. A bit that asks for itself is a combinational
/// loop.
final class ReferenceInstance {
    private static final byte UNKNOWN = 0;
    private static final byte ASKED = 1;
    private static final byte ZERO = 2;
    private static final byte ONE = 3;

    final ModuleDef module;
    final String path;
    final @Nullable ReferenceInstance parent;
    final int indexInParent;

    /// For each domain of the module the top's.
    final List<Integer> domains;

    final List<ReferenceInstance> children = new ArrayList<>();

    /// Per net: what a register, read data or input of the top holds.
    final BigInteger[] state;

    /// Per memory: its cells.
    final BigInteger[][] cells;

    /// Per net: the outermost statements that assign any bit of it.
    private final List<List<Statement>> drivers = new ArrayList<>();

    /// What a black box does.
    private @Nullable ReferenceBox box;

    private final byte[][] nodeBits;
    private final byte[][] netBits;

    ReferenceInstance(
            ModuleDef module, String path, @Nullable ReferenceInstance parent, int indexInParent) {
        this.module = module;
        this.path = path;
        this.parent = parent;
        this.indexInParent = indexInParent;
        domains =
                parent == null
                        ? IntStream.range(0, module.domains().size()).boxed().toList()
                        : parent.module.instances().get(indexInParent).domains().stream()
                                .map(parent.domains::get)
                                .toList();
        state = new BigInteger[module.nets().size()];
        netBits = new byte[state.length][];
        nodeBits = new byte[module.nodes().size()][];
        for (int i = 0; i < state.length; i++) {
            drivers.add(new ArrayList<>());
            for (Statement statement : module.body()) {
                if (assigns(statement, i, 0, module.nets().get(i).width())) {
                    drivers.get(i).add(statement);
                }
            }
            state[i] =
                    module.nets().get(i) instanceof Net.Register register
                            ? register.init().orElse(BigInteger.ZERO)
                            : BigInteger.ZERO;
        }
        cells = new BigInteger[module.memories().size()][];
        for (int i = 0; i < cells.length; i++) {
            Memory memory = module.memories().get(i);
            cells[i] = new BigInteger[memory.depth()];
            for (int c = 0; c < memory.depth(); c++) {
                cells[i][c] = c < memory.init().size() ? memory.init().get(c) : BigInteger.ZERO;
            }
        }
        for (int i = 0; i < module.instances().size(); i++) {
            ModuleDef.Instance child = module.instances().get(i);
            String childPath = path.isEmpty() ? child.name() : path + '.' + child.name();
            children.add(new ReferenceInstance(child.module(), childPath, this, i));
        }
    }

    /// Forgets all values: state or inputs have changed.
    void forget() {
        for (int i = 0; i < nodeBits.length; i++) {
            nodeBits[i] = new byte[module.nodes().get(i).width()];
        }
        for (int i = 0; i < netBits.length; i++) {
            netBits[i] = new byte[module.nets().get(i).width()];
        }
        for (ReferenceInstance child : children) {
            child.forget();
        }
    }

    /// Lets a black box know how to see the resets.
    void startBox(IntPredicate isReset) {
        box = new ReferenceBox(this, this::netBit, isReset);
    }

    ReferenceBox box() {
        if (box == null) {
            throw new IllegalStateException(path + " is no black box");
        }
        return box;
    }

    BigInteger node(int id) {
        return low(id, module.nodes().get(id).width());
    }

    boolean isSet(int node) {
        return nodeBit(node, 0);
    }

    private BigInteger low(int node, int width) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < width; i++) {
            if (nodeBit(node, i)) {
                value = value.setBit(i);
            }
        }
        return value;
    }

    BigInteger net(int net) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < module.nets().get(net).width(); i++) {
            if (netBit(net, i)) {
                value = value.setBit(i);
            }
        }
        return value;
    }

    private boolean netBit(int net, int bit) {
        byte known = netBits[net][bit];
        if (known == ASKED) {
            throw new IllegalStateException(
                    "loop through " + path + "." + module.nets().get(net).name() + "[" + bit + "]");
        }
        if (known == UNKNOWN) {
            netBits[net][bit] = ASKED;
            netBits[net][bit] = computeNetBit(net, bit) ? ONE : ZERO;
        }
        return netBits[net][bit] == ONE;
    }

    private boolean computeNetBit(int net, int bit) {
        return switch (module.nets().get(net)) {
            case Net.Register _, Net.ReadData _ -> state[net].testBit(bit);
            case Net.Input _ -> parent == null ? state[net].testBit(bit) : from(parent, net, bit);
            case Net.Output _, Net.Wire _, Net.InstanceInput _ -> {
                Driver driver = driver(drivers.get(net), net, bit, null);
                if (driver == null) {
                    throw new IllegalStateException(
                            "no driver of " + path + "." + module.nets().get(net).name());
                }
                yield nodeBit(driver.node, driver.bit);
            }
            case Net.ExternalOutput out -> box().output(net, out).testBit(bit);
            case Net.Inout _, Net.InstanceInout _ -> false;
            case Net.InstanceOutput out -> children.get(out.instance()).netBit(out.port(), bit);
        };
    }

    private boolean from(ReferenceInstance parent, int net, int bit) {
        List<Net> outside = parent.module.nets();
        for (int i = 0; i < outside.size(); i++) {
            if (outside.get(i) instanceof Net.InstanceInput in
                    && in.instance() == indexInParent
                    && in.port() == net) {
                return parent.netBit(i, bit);
            }
        }
        throw new IllegalStateException("unconnected " + path);
    }

    private record Driver(int node, int bit) {}

    /// What a register takes at the clock edge.
    BigInteger next(int net) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < module.nets().get(net).width(); i++) {
            Driver driver = driver(drivers.get(net), net, i, null);
            boolean set = driver == null ? state[net].testBit(i) : nodeBit(driver.node, driver.bit);
            if (set) {
                value = value.setBit(i);
            }
        }
        return value;
    }

    /// The last assignment of a bit that runs, or `before` if none does.
    private @Nullable Driver driver(
            List<Statement> body, int net, int bit, @Nullable Driver before) {
        Driver driver = before;
        for (Statement statement : body) {
            if (!assigns(statement, net, bit, 1)) {
                continue;
            }
            driver =
                    switch (statement) {
                        case Statement.Assign assign ->
                                new Driver(assign.value(), bit - assign.lo());
                        case Statement.When when ->
                                driver(
                                        isSet(when.condition()) ? when.then() : when.otherwise(),
                                        net,
                                        bit,
                                        driver);
                        case Statement.Select select -> driver(chosen(select), net, bit, driver);
                    };
        }
        return driver;
    }

    private List<Statement> chosen(Statement.Select select) {
        BigInteger subject = node(select.subject());
        for (Statement.Case option : select.cases()) {
            if (option.patterns().stream().anyMatch(pattern -> pattern.matches(subject))) {
                return option.body();
            }
        }
        return select.complete() ? select.cases().getLast().body() : select.otherwise();
    }

    /// Whether a statement may assign some of `count` bits of a net from `lo` up.
    private static boolean assigns(Statement statement, int net, int lo, int count) {
        return switch (statement) {
            case Statement.Assign assign ->
                    assign.net() == net
                            && assign.lo() < lo + count
                            && lo < assign.lo() + assign.width();
            case Statement.When when ->
                    anyAssigns(when.then(), net, lo, count)
                            || anyAssigns(when.otherwise(), net, lo, count);
            case Statement.Select select -> {
                boolean any = anyAssigns(select.otherwise(), net, lo, count);
                for (Statement.Case option : select.cases()) {
                    any |= anyAssigns(option.body(), net, lo, count);
                }
                yield any;
            }
        };
    }

    private static boolean anyAssigns(List<Statement> body, int net, int lo, int count) {
        for (Statement statement : body) {
            if (assigns(statement, net, lo, count)) {
                return true;
            }
        }
        return false;
    }

    private boolean nodeBit(int id, int bit) {
        byte known = nodeBits[id][bit];
        if (known == ASKED) {
            throw new IllegalStateException("loop through node " + id + " of " + path);
        }
        if (known == UNKNOWN) {
            nodeBits[id][bit] = ASKED;
            nodeBits[id][bit] = computeNodeBit(id, bit) ? ONE : ZERO;
        }
        return nodeBits[id][bit] == ONE;
    }

    private boolean computeNodeBit(int id, int bit) {
        return switch (module.nodes().get(id)) {
            case Node.Literal literal -> literal.value().testBit(bit);
            case Node.Read read -> netBit(read.net(), bit);
            case Node.Not not -> !nodeBit(not.a(), bit);
            case Node.Mux mux ->
                    nodeBit(isSet(mux.select()) ? mux.whenTrue() : mux.whenFalse(), bit);
            case Node.Slice slice -> nodeBit(slice.a(), slice.lo() + bit);
            case Node.Extend extend -> {
                int own = module.nodes().get(extend.a()).width();
                yield bit < own
                        ? nodeBit(extend.a(), bit)
                        : extend.signed() && nodeBit(extend.a(), own - 1);
            }
            case Node.Concat concat -> {
                int rest = bit;
                int i = concat.parts().size() - 1;
                while (rest >= module.nodes().get(concat.parts().get(i)).width()) {
                    rest -= module.nodes().get(concat.parts().get(i--)).width();
                }
                yield nodeBit(concat.parts().get(i), rest);
            }
            case Node.Reduce reduce -> {
                BigInteger value = node(reduce.a());
                int width = module.nodes().get(reduce.a()).width();
                yield switch (reduce.op()) {
                    case AND -> value.bitCount() == width;
                    case OR -> value.signum() != 0;
                    case XOR -> value.bitCount() % 2 == 1;
                };
            }
            case Node.MemoryRead read -> cell(read.memory(), node(read.address())).testBit(bit);
            case Node.Binary binary -> binary(binary, bit);
        };
    }

    private boolean binary(Node.Binary binary, int bit) {
        int a = binary.a();
        int b = binary.b();
        return switch (binary.op()) {
            case AND -> nodeBit(a, bit) & nodeBit(b, bit);
            case OR -> nodeBit(a, bit) | nodeBit(b, bit);
            case XOR -> nodeBit(a, bit) ^ nodeBit(b, bit);
            // Bit n of a sum or product depends on bits n..0 only.
            case ADD -> low(a, bit + 1).add(low(b, bit + 1)).testBit(bit);
            case SUB -> low(a, bit + 1).subtract(low(b, bit + 1)).testBit(bit);
            case MUL -> low(a, bit + 1).multiply(low(b, bit + 1)).testBit(bit);
            case SHL -> {
                int amount = amount(b, binary.width());
                yield amount <= bit && node(a).testBit(bit - amount);
            }
            case SHR -> node(a).testBit(bit + amount(b, binary.width()));
            case ASR -> signed(a).testBit(bit + amount(b, binary.width()));
            case EQ -> node(a).equals(node(b));
            case NE -> !node(a).equals(node(b));
            case ULT -> node(a).compareTo(node(b)) < 0;
            case ULE -> node(a).compareTo(node(b)) <= 0;
            case SLT -> signed(a).compareTo(signed(b)) < 0;
            case SLE -> signed(a).compareTo(signed(b)) <= 0;
        };
    }

    private int amount(int node, int limit) {
        return node(node).min(BigInteger.valueOf(limit)).intValueExact();
    }

    private BigInteger signed(int node) {
        int width = module.nodes().get(node).width();
        BigInteger value = node(node);
        return value.testBit(width - 1) ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value;
    }

    /// A memory's cell, 0 beyond its depth.
    BigInteger cell(int memory, BigInteger address) {
        boolean inside = address.compareTo(BigInteger.valueOf(cells[memory].length)) < 0;
        return inside ? cells[memory][address.intValueExact()] : BigInteger.ZERO;
    }
}
