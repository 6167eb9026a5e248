package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Concat;
import org.jetstreamlan.hdl.verilog.Expression.Index;
import org.jetstreamlan.hdl.verilog.Expression.Name;
import org.jetstreamlan.hdl.verilog.Expression.Part;
import org.jetstreamlan.hdl.verilog.Expression.Plain;

/// Writes memories in the shapes that synthesis knows: an array, its contents at power-up, and for each clock one `always` block
/// with its write and read ports.
///
/// READ_FIRST is what non-blocking assignments do. WRITE_FIRST assigns the written data over what was read; yosys makes block RAM of it as long
/// as each lane has a single flat condition. UNDEFINED is written as READ_FIRST with yosys' `no_rw_check`, which lets it leave out the
/// logic for collisions (41 LUT4 and 46 registers for 1,024 x 16 bits on ECP5).
final class MemoryEmitter {
    /// Zeroing more cells than this is left to simulation: yosys 0.70 takes time quadratic in the length of the loop, and block RAM powers
    /// up 0 by itself.
    private static final int LONGEST_LOOP = 1024;

    private final ModuleDef module;
    private final Constants constants;
    private final Expressions expressions;

    MemoryEmitter(ModuleDef module, Constants constants, Expressions expressions) {
        this.module = module;
        this.constants = constants;
        this.expressions = expressions;
    }

    /// Notes how often the ports of a memory will be written.
    static void countUses(Memory memory, Sharing sharing) {
        int lanes = memory.width() / memory.granule();
        for (Memory.WritePort port : memory.writes()) {
            long copies =
                    memory.policy() == Memory.ReadUnderWrite.WRITE_FIRST
                            ? memory.reads().stream()
                                    .filter(read -> read.domain() == port.domain())
                                    .count()
                            : 0;
            boolean once = (port.mask().isEmpty() || lanes == 1) && copies == 0;
            for (int i = 0; i < (once ? 1 : 2); i++) {
                sharing.use(port.enable());
                sharing.use(port.address());
                sharing.use(port.data());
                port.mask().ifPresent(sharing::use);
            }
        }
        for (Memory.ReadPort port : memory.reads()) {
            sharing.use(port.enable());
            sharing.use(port.address());
        }
    }

    /// Whether the contents at power-up need a loop.
    static boolean needsLoop(Memory memory) {
        return listed(memory) < memory.depth();
    }

    /// Whether that loop is too long for synthesis, which clears memories anyway.
    static boolean isClearedInSimulation(Memory memory) {
        return memory.depth() - listed(memory) > LONGEST_LOOP;
    }

    /// How many cells have a value of their own at power-up; all after them hold 0.
    private static int listed(Memory memory) {
        int count = Math.min(memory.init().size(), memory.depth());
        while (count > 0 && memory.init().get(count - 1).signum() == 0) {
            count--;
        }
        return count;
    }

    /// The array, its contents, and the registers of its read ports.
    List<Item> declarations(Memory memory, String loopVariable) {
        var items = new ArrayList<Item>();
        boolean free =
                memory.policy() == Memory.ReadUnderWrite.UNDEFINED && !memory.reads().isEmpty();
        int listed = listed(memory);
        boolean simulationOnly = isClearedInSimulation(memory);
        Optional<Procedure> clear =
                listed < memory.depth()
                        ? Optional.of(clear(memory, loopVariable, listed))
                        : Optional.empty();
        boolean beside = listed == 0 && !simulationOnly;
        items.add(
                new Item.Array(
                        memory.name(),
                        memory.width(),
                        memory.depth(),
                        free,
                        beside ? clear : Optional.empty(),
                        Place.UNKNOWN));
        for (Memory.ReadPort port : memory.reads()) {
            items.add(
                    new Item.Reg(
                            module.nets().get(port.data()).name(),
                            memory.width(),
                            Optional.of(Expressions.number(BigInteger.ZERO, memory.width())),
                            port.place()));
        }
        if (!beside) {
            clear.ifPresent(loop -> items.add(new Item.Initial(List.of(loop), simulationOnly)));
        }
        if (listed > 0) {
            var values = new ArrayList<Procedure>();
            for (int i = 0; i < listed; i++) {
                values.add(cell(memory, new Plain(i), memory.init().get(i)));
            }
            items.add(new Item.Initial(values, false));
        }
        return items;
    }

    private static Procedure clear(Memory memory, String loopVariable, int from) {
        Procedure one = cell(memory, new Name(loopVariable), BigInteger.ZERO);
        return new Procedure.For(loopVariable, from, memory.depth(), one);
    }

    private static Procedure cell(Memory memory, Expression index, BigInteger value) {
        return new Procedure.Assign(
                new Index(new Name(memory.name()), index),
                true,
                Expressions.number(value, memory.width()),
                Place.UNKNOWN);
    }

    /// One `always` block for each clock that the ports use.
    List<Item> ports(Memory memory) {
        var domains = new TreeSet<Integer>();
        for (Memory.WritePort port : memory.writes()) {
            domains.add(port.domain());
        }
        for (Memory.ReadPort port : memory.reads()) {
            domains.add(port.domain());
        }
        var items = new ArrayList<Item>();
        for (int domain : domains) {
            var body = new ArrayList<Procedure>();
            var writes = new ArrayList<Memory.WritePort>();
            for (Memory.WritePort port : memory.writes()) {
                if (port.domain() == domain) {
                    writes.add(port);
                    nameOperands(memory, port);
                    body.addAll(write(memory, port));
                }
            }
            for (Memory.ReadPort port : memory.reads()) {
                if (port.domain() == domain) {
                    body.addAll(read(memory, port, writes));
                }
            }
            ModuleDef.Domain clocked = module.domains().get(domain);
            var event = new Item.Event(clocked.spec().edge(), clocked.clock());
            if (!body.isEmpty()) {
                items.add(new Item.Always(List.of(event), body));
            }
        }
        return items;
    }

    private void nameOperands(Memory memory, Memory.WritePort port) {
        String stem = memory.name() + "_write";
        expressions.setSink(stem, false);
        boolean lanes = lanes(memory, port).size() > 1;
        boolean copied =
                memory.policy() == Memory.ReadUnderWrite.WRITE_FIRST && !memory.reads().isEmpty();
        if (lanes || copied) {
            expressions.makeRepeatable(port.enable(), stem + "_enable");
            expressions.makeRepeatable(port.address(), stem + "_address");
            expressions.makeRepeatable(port.data(), stem + "_data");
            port.mask().ifPresent(mask -> expressions.makeRepeatable(mask, stem + "_mask"));
        }
    }

    /// Bits that are written together, and the bit of the mask that says whether, if any.
    private record Lane(int lo, int width, Optional<Expression> condition) {}

    private List<Lane> lanes(Memory memory, Memory.WritePort port) {
        if (port.mask().isEmpty()) {
            return List.of(new Lane(0, memory.width(), Optional.empty()));
        }
        int mask = port.mask().getAsInt();
        BigInteger constant = constants.of(mask);
        var lanes = new ArrayList<Lane>();
        for (int i = 0; i < memory.width() / memory.granule(); i++) {
            int lo = i * memory.granule();
            if (constant == null) {
                lanes.add(
                        new Lane(lo, memory.granule(), Optional.of(expressions.value(mask, i, 1))));
            } else if (constant.testBit(i)) {
                lanes.add(new Lane(lo, memory.granule(), Optional.empty()));
            }
        }
        return lanes;
    }

    private List<Procedure> write(Memory memory, Memory.WritePort port) {
        if (isOutside(memory, port.address())) {
            return List.of();
        }
        Optional<Expression> enable = enable(port.enable());
        if (isCut(memory, port.address())) {
            expressions.makeRepeatable(port.address(), memory.name() + "_write_address");
            enable = and(enable, expressions.isBelow(port.address(), memory.depth()));
        }
        Expression cell =
                new Index(new Name(memory.name()), expressions.cellIndex(port.address(), memory));
        return copies(memory, port, cell, enable);
    }

    private boolean isOutside(Memory memory, int address) {
        return constants.minimum(address).compareTo(BigInteger.valueOf(memory.depth())) >= 0;
    }

    /// Whether an address has bits that the index does not, so that one beyond the depth would come round to a cell. Where
    /// it has not, Verilog itself leaves out a write beyond the depth.
    private boolean isCut(Memory memory, int address) {
        int indexBits = memory.depth() == 1 ? 0 : Expressions.bitsFor(memory.depth());
        return constants.maximum(address).bitLength() > indexBits;
    }

    /// Data of a write port to each of its lanes of `target`.
    private List<Procedure> copies(
            Memory memory, Memory.WritePort port, Expression target, Optional<Expression> enable) {
        var body = new ArrayList<Procedure>();
        for (Lane lane : lanes(memory, port)) {
            Optional<Expression> condition =
                    lane.condition.isPresent() ? and(enable, lane.condition.get()) : enable;
            Procedure assign =
                    new Procedure.Assign(
                            bits(target, memory.width(), lane),
                            false,
                            expressions.value(port.data(), lane.lo, lane.width),
                            port.place());
            body.add(
                    condition.isPresent()
                            ? new Procedure.If(
                                    condition.get(), List.of(assign), List.of(), port.place())
                            : assign);
        }
        return body;
    }

    private static Expression bits(Expression target, int total, Lane lane) {
        if (lane.width == total) {
            return target;
        }
        return lane.width == 1
                ? new Index(target, new Plain(lane.lo))
                : new Part(target, lane.lo + lane.width - 1, lane.lo);
    }

    private List<Procedure> read(
            Memory memory, Memory.ReadPort port, List<Memory.WritePort> writes) {
        var data = new Name(module.nets().get(port.data()).name());
        expressions.setSink(data.text(), false);
        BigInteger depth = BigInteger.valueOf(memory.depth());
        boolean inside = constants.maximum(port.address()).compareTo(depth) < 0;
        boolean outside = isOutside(memory, port.address());
        boolean bypassed =
                memory.policy() == Memory.ReadUnderWrite.WRITE_FIRST && !writes.isEmpty();
        if ((!inside && !outside) || bypassed) {
            expressions.makeRepeatable(port.address(), data.text() + "_address");
        }
        Procedure zero =
                new Procedure.Assign(
                        data,
                        false,
                        Expressions.number(BigInteger.ZERO, memory.width()),
                        port.place());
        List<Procedure> body = new ArrayList<>();
        if (outside) {
            body.add(zero);
        } else {
            Expression cell =
                    new Index(
                            new Name(memory.name()), expressions.cellIndex(port.address(), memory));
            body.add(new Procedure.Assign(data, false, cell, port.place()));
            if (bypassed) {
                for (Memory.WritePort write : writes) {
                    body.addAll(bypass(memory, write, port, data));
                }
            }
            if (!inside) {
                Expression below = expressions.isBelow(port.address(), memory.depth());
                body = List.of(new Procedure.If(below, body, List.of(zero), port.place()));
            }
        }
        Optional<Expression> enable = enable(port.enable());
        if (enable.isPresent()) {
            body = List.of(new Procedure.If(enable.get(), body, List.of(), port.place()));
        }
        return body;
    }

    private List<Procedure> bypass(
            Memory memory, Memory.WritePort write, Memory.ReadPort read, Expression data) {
        int width =
                Math.max(
                        module.nodes().get(write.address()).width(),
                        module.nodes().get(read.address()).width());
        Expression same =
                new Binary(
                        BinaryOperator.EQUAL,
                        widened(write.address(), width),
                        widened(read.address(), width));
        return copies(memory, write, data, and(enable(write.enable()), same));
    }

    private Expression widened(int node, int width) {
        int own = module.nodes().get(node).width();
        Expression value = expressions.value(node);
        return own == width
                ? value
                : new Concat(List.of(Expressions.number(BigInteger.ZERO, width - own), value));
    }

    /// The condition of a port, empty if it is always enabled.
    private Optional<Expression> enable(int node) {
        return BigInteger.ONE.equals(constants.of(node))
                ? Optional.empty()
                : Optional.of(expressions.condition(node));
    }

    private static Optional<Expression> and(Optional<Expression> a, Expression b) {
        return Optional.of(a.isPresent() ? new Binary(BinaryOperator.LOGICAL_AND, a.get(), b) : b);
    }
}
