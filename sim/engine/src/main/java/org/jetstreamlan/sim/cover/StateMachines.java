package org.jetstreamlan.sim.cover;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;

/// Finds the state machines of a module: registers of an enum that are given constants where their own value is known, in a `select` over them or
/// a `when` of `is`. So machines of `hdl.lib.state` and machines by hand are found alike.
///
/// Each constant that is assigned is an arc from each state that the register can be in there. It is taken if the statement is run and no later one
/// overrides it.
final class StateMachines {
    /// Choices inside each other that are looked through: there are twice as many ends with each.
    private static final int DEEPEST = 10;

    /// A register of an enum.
    record Machine(int register, Enumeration values) {
        /// The codes that a case takes.
        Set<BigInteger> matching(List<Statement.Pattern> patterns) {
            Set<BigInteger> codes = new TreeSet<>();
            for (Enumeration.Constant constant : values.constants()) {
                if (patterns.stream().anyMatch(pattern -> pattern.matches(constant.value()))) {
                    codes.add(constant.value());
                }
            }
            return codes;
        }

        /// The codes that no case takes.
        Set<BigInteger> matchingNone(List<Statement.Pattern> patterns) {
            Set<BigInteger> codes = all();
            codes.removeAll(matching(patterns));
            return codes;
        }

        Set<BigInteger> all() {
            Set<BigInteger> codes = new TreeSet<>();
            values.constants().forEach(constant -> codes.add(constant.value()));
            return codes;
        }

        String name(BigInteger code) {
            for (Enumeration.Constant constant : values.constants()) {
                if (constant.value().equals(code)) {
                    return values.nameOf(constant);
                }
            }
            throw new IllegalArgumentException(values.name() + " has no constant of code " + code);
        }
    }

    /// A value that a register is given.
    private record Driven(int value, Course course) {}

    /// What a value comes down to: a constant, and the condition under which it is chosen.
    private record Leaf(BigInteger code, int condition) {}

    /// A transition, before it has a name.
    private record Arc(BigInteger from, BigInteger to, boolean fromAny, int taken) {}

    private final ModuleDef module;
    private final NodeBuilder nodes;
    private final Map<Integer, Machine> machines = new LinkedHashMap<>();
    private final Map<Integer, List<Driven>> driven = new LinkedHashMap<>();

    StateMachines(ModuleDef module, NodeBuilder nodes) {
        this.module = module;
        this.nodes = nodes;
        module.annotations()
                .enumerations()
                .forEach(
                        (net, values) -> {
                            if (module.nets().get(net) instanceof Net.Register) {
                                machines.put(net, new Machine(net, values));
                                driven.put(net, new ArrayList<>());
                            }
                        });
    }

    /// The register of an enum that a node reads.
    Optional<Machine> of(int node) {
        return nodes.get(node) instanceof Node.Read(var net, _)
                ? Optional.ofNullable(machines.get(net))
                : Optional.empty();
    }

    /// What is known of the registers where `condition` holds.
    Course learn(int condition, Course course) {
        return switch (nodes.get(condition)) {
            case Node.Binary(var op, var a, var b, _) when op == Node.BinaryOp.AND ->
                    learn(b, learn(a, course));
            case Node.Binary(var op, var a, var b, _) when op == Node.BinaryOp.EQ ->
                    nodes.get(b) instanceof Node.Literal(var value, var width, _)
                            ? learn(a, Statement.Pattern.of(value, width), course)
                            : course;
            case Node.Slice(var a, var lo, var width) when width == 1 -> {
                BigInteger bit = BigInteger.ONE.shiftLeft(lo);
                yield learn(a, new Statement.Pattern(bit, bit, ""), course);
            }
            case Node.Literal _,
                    Node.Read _,
                    Node.Not _,
                    Node.Reduce _,
                    Node.Binary _,
                    Node.Mux _,
                    Node.Concat _,
                    Node.Slice _,
                    Node.Extend _,
                    Node.MemoryRead _ ->
                    course;
        };
    }

    private Course learn(int subject, Statement.Pattern pattern, Course course) {
        Optional<Machine> machine = of(subject);
        return machine.isEmpty()
                ? course
                : course.knowing(machine.get().register, machine.get().matching(List.of(pattern)));
    }

    /// Takes note of an assignment.
    void add(Statement.Assign assign, Course course) {
        List<Driven> values = driven.get(assign.net());
        if (values != null) {
            values.add(new Driven(assign.value(), course));
        }
    }

    /// States and arcs of all machines.
    List<PointFinder.Found> find() {
        List<PointFinder.Found> found = new ArrayList<>();
        machines.values().forEach(machine -> find(machine, found));
        return found;
    }

    private void find(Machine machine, List<PointFinder.Found> found) {
        List<Arc> arcs = new ArrayList<>();
        boolean complete = true;
        List<Driven> values = driven.getOrDefault(machine.register, List.of());
        for (int i = 0; i < values.size(); i++) {
            Driven one = values.get(i);
            int taken = one.course.condition();
            for (Driven later : values.subList(i + 1, values.size())) {
                if (!later.course.excludes(one.course)) {
                    taken = nodes.and(taken, nodes.not(later.course.condition()));
                }
            }
            List<Leaf> leaves = new ArrayList<>();
            complete &= leaves(machine, one.value, taken, leaves, 0);
            for (Leaf leaf : leaves) {
                arcs(machine, one, leaf, arcs);
            }
        }
        if (arcs.stream().allMatch(arc -> arc.fromAny)) {
            return;
        }
        Net.Register register = (Net.Register) module.nets().get(machine.register);
        Set<BigInteger> reached = complete ? reached(register, arcs) : machine.all();
        Place place = module.netPlaces().get(machine.register);
        int state = read(machine.register, register.width());
        for (BigInteger code : machine.all()) {
            Point point = new Point.State(register.name(), machine.name(code), place);
            int is =
                    reached.contains(code)
                            ? nodes.matches(state, code, mask(register.width()))
                            : NodeBuilder.FALSE;
            found.add(new PointFinder.Found(point, is, register.domain()));
        }
        for (Arc arc : arcs) {
            Point point =
                    new Point.Arc(
                            register.name(),
                            arc.fromAny ? Point.Arc.ANY : machine.name(arc.from),
                            machine.name(arc.to),
                            place);
            boolean possible = arc.fromAny || reached.contains(arc.from);
            found.add(
                    new PointFinder.Found(
                            point, possible ? arc.taken : NodeBuilder.FALSE, register.domain()));
        }
    }

    private void arcs(Machine machine, Driven driven, Leaf leaf, List<Arc> arcs) {
        Set<BigInteger> from = driven.course.known().get(machine.register);
        if (from == null) {
            arcs.add(new Arc(leaf.code, leaf.code, true, leaf.condition));
            return;
        }
        int width = module.nets().get(machine.register).width();
        for (BigInteger code : from) {
            int taken = leaf.condition;
            if (from.size() > 1) {
                int state = read(machine.register, width);
                taken = nodes.and(taken, nodes.matches(state, code, mask(width)));
            }
            arcs.add(new Arc(code, leaf.code, false, taken));
        }
    }

    /// The constants that a value may be, through choices; false if it may be something else, or has more choices inside each other than
    /// [#DEEPEST].
    private boolean leaves(Machine machine, int value, int condition, List<Leaf> into, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        return switch (nodes.get(value)) {
            case Node.Literal(var code, _, _) -> {
                boolean known = machine.all().contains(code);
                if (known) {
                    into.add(new Leaf(code, condition));
                }
                yield known;
            }
            case Node.Mux(var select, var whenTrue, var whenFalse, _) -> {
                int chosen = nodes.condition(select);
                boolean first =
                        leaves(machine, whenTrue, nodes.and(condition, chosen), into, depth + 1);
                int not = nodes.and(condition, nodes.not(chosen));
                yield leaves(machine, whenFalse, not, into, depth + 1) && first;
            }
            case Node.Read(var net, _) -> net == machine.register;
            case Node.Not _,
                    Node.Reduce _,
                    Node.Binary _,
                    Node.Concat _,
                    Node.Slice _,
                    Node.Extend _,
                    Node.MemoryRead _ ->
                    false;
        };
    }

    /// The states that arcs lead to, from that after reset on.
    private static Set<BigInteger> reached(Net.Register register, List<Arc> arcs) {
        Set<BigInteger> reached = new TreeSet<>();
        List<BigInteger> open = new ArrayList<>();
        open.add(register.init().orElse(BigInteger.ZERO));
        while (!open.isEmpty()) {
            BigInteger state = open.removeLast();
            if (reached.add(state)) {
                for (Arc arc : arcs) {
                    boolean leaves = arc.fromAny || arc.from.equals(state);
                    if (leaves && arc.taken != NodeBuilder.FALSE) {
                        open.add(arc.to);
                    }
                }
            }
        }
        return reached;
    }

    private int read(int net, int width) {
        return nodes.add(new Node.Read(net, width));
    }

    private static BigInteger mask(int width) {
        return BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    }
}
