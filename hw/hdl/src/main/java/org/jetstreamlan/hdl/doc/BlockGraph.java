package org.jetstreamlan.hdl.doc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Aggregate;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Operands;
import org.jetstreamlan.hdl.ir.Statement;

/// What is connected in a module: its ports, its instances, and one block for its own registers and gates. The ports of a bundle are one, which
/// goes the way of its first signal; a signal that only passes, wholly or in parts, is a connection past the own logic. Where there are many lines,
/// those from one box to another are one, which says how many they are, but for those between two bundles; ports without a line are left out.
final class BlockGraph {
    /// A box. Ports on its left take, those on its right give.
    ///
    /// @param kind of module, empty for a port or the logic
    record Block(String name, String kind, boolean isPort, List<Port> left, List<Port> right) {}

    /// A port of a box; `bus` if it is of several nets or bits.
    record Port(String label, boolean bus) {}

    /// A place where a line ends: of block `block` the port `port` of its right or left side.
    record End(int block, boolean right, int port) {}

    /// A line.
    record Line(End from, End to, boolean bus) {}

    /// A port with its place, before the boxes are made.
    private record Terminal(
            String block, String label, boolean gives, boolean bundle, boolean bus) {}

    private static final Terminal LOGIC = new Terminal("logic", "", true, false, false);

    /// More lines than these are many.
    private static final int MANY = 40;

    private final ModuleDef module;
    private final Map<Integer, Terminal> terminals = new HashMap<>();
    private final Map<Integer, List<Statement.Assign>> plain = new HashMap<>();
    private final Set<Integer> decided = new HashSet<>();
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final List<Terminal> declared = new ArrayList<>();
    private final Set<List<Terminal>> pairs = new LinkedHashSet<>();
    private final List<Line> lines = new ArrayList<>();

    BlockGraph(ModuleDef module) {
        this.module = module;
        findTerminals();
        findDrivers();
        connect();
        if (pairs.size() > MANY) {
            merge();
        }
        declared.forEach(this::end);
        pairs.forEach(pair -> line(pair.getFirst(), pair.getLast()));
    }

    /// Inputs first, then the instances, the logic if there is any, outputs.
    List<Block> blocks() {
        return List.copyOf(blocks.values());
    }

    List<Line> lines() {
        return lines;
    }

    // ---- ports

    private void findTerminals() {
        Map<Integer, Terminal> own = terminals("", module);
        own.forEach(terminals::put);
        for (Terminal terminal : new LinkedHashSet<>(own.values())) {
            if (terminal.gives) {
                block(terminal);
            }
        }
        List<Map<Integer, Terminal>> inner = new ArrayList<>();
        for (ModuleDef.Instance instance : module.instances()) {
            blocks.put(
                    instance.name(),
                    new Block(
                            instance.name(),
                            instance.module().name(),
                            false,
                            new ArrayList<>(),
                            new ArrayList<>()));
            Map<Integer, Terminal> ports = terminals(instance.name(), instance.module());
            declared.addAll(new LinkedHashSet<>(ports.values()));
            inner.add(ports);
        }
        for (int net = 0; net < module.nets().size(); net++) {
            switch (module.nets().get(net)) {
                case Net.InstanceInput in ->
                        terminals.put(net, inner.get(in.instance()).getOrDefault(in.port(), LOGIC));
                case Net.InstanceOutput out ->
                        terminals.put(
                                net, inner.get(out.instance()).getOrDefault(out.port(), LOGIC));
                case Net.InstanceInout pin ->
                        terminals.put(
                                net, inner.get(pin.instance()).getOrDefault(pin.port(), LOGIC));
                case Net.Input _,
                        Net.Output _,
                        Net.ExternalOutput _,
                        Net.Inout _,
                        Net.Wire _,
                        Net.Register _,
                        Net.ReadData _ -> {}
            }
        }
        blocks.put(
                LOGIC.block, new Block("logic", "", false, new ArrayList<>(), new ArrayList<>()));
        for (Terminal terminal : new LinkedHashSet<>(own.values())) {
            if (!terminal.gives) {
                block(terminal);
            }
        }
    }

    private void block(Terminal terminal) {
        blocks.put(
                terminal.block,
                new Block(terminal.label, "", true, new ArrayList<>(), new ArrayList<>()));
        declared.add(terminal);
    }

    /// The terminal of each port of a module, in the order of its nets; for an own port the block is its own.
    private static Map<Integer, Terminal> terminals(String block, ModuleDef module) {
        Map<Integer, Aggregate.Bundle> bundles = new HashMap<>();
        module.annotations().bundles().forEach(bundle -> nets(bundle, bundle, bundles));
        Map<String, Boolean> given = new HashMap<>();
        Map<Integer, Terminal> found = new LinkedHashMap<>();
        for (int net = 0; net < module.nets().size(); net++) {
            Net port = module.nets().get(net);
            boolean gives = port instanceof Net.Output || port instanceof Net.ExternalOutput;
            if (gives || port instanceof Net.Input || port instanceof Net.Inout) {
                Aggregate.Bundle bundle = bundles.get(net);
                String name = bundle == null ? port.name() : bundle.name();
                boolean out = given.computeIfAbsent(name, _ -> !(port instanceof Net.Input));
                String range = bundle == null && port.width() > 1 ? "[" + port.width() + "]" : "";
                found.put(
                        net,
                        new Terminal(
                                block.isEmpty() ? "port " + name : block,
                                name + range,
                                block.isEmpty() != out,
                                bundle != null,
                                bundle != null || port.width() > 1));
            }
        }
        return found;
    }

    private static void nets(
            Aggregate value, Aggregate.Bundle root, Map<Integer, Aggregate.Bundle> roots) {
        switch (value) {
            case Aggregate.Leaf leaf -> roots.put(leaf.net(), root);
            case Aggregate.Bundle bundle ->
                    bundle.fields().forEach(field -> nets(field, root, roots));
        }
    }

    private End end(Terminal terminal) {
        int index = List.copyOf(blocks.keySet()).indexOf(terminal.block);
        Block block = blocks().get(index);
        List<Port> side = terminal.gives ? block.right : block.left;
        var port = new Port(terminal.label, terminal.bus);
        if (!side.contains(port)) {
            side.add(port);
        }
        return new End(index, terminal.gives, side.indexOf(port));
    }

    // ---- what drives what

    /// Assignments that stand outside any `when`; nets that others drive too, or that hold a value, are decided on by logic.
    private void findDrivers() {
        for (Statement statement : module.body()) {
            if (statement instanceof Statement.Assign a) {
                plain.computeIfAbsent(a.net(), _ -> new ArrayList<>()).add(a);
            } else {
                targets(statement);
            }
        }
    }

    private void targets(Statement statement) {
        switch (statement) {
            case Statement.Assign a -> decided.add(a.net());
            case Statement.When w -> {
                w.then().forEach(this::targets);
                w.otherwise().forEach(this::targets);
            }
            case Statement.Select s -> {
                s.cases().forEach(one -> one.body().forEach(this::targets));
                s.otherwise().forEach(this::targets);
            }
        }
    }

    private void connect() {
        var read = new LinkedHashSet<Terminal>();
        for (int net = 0; net < module.nets().size(); net++) {
            switch (module.nets().get(net)) {
                case Net.Output _, Net.InstanceInput _ -> {
                    Terminal sink = terminals.getOrDefault(net, LOGIC);
                    sourcesOf(net).forEach(source -> pair(source, sink));
                }
                case Net.InstanceInout pin ->
                        pair(
                                terminals.getOrDefault(net, LOGIC),
                                terminals.getOrDefault(pin.net(), LOGIC));
                case Net.Input _,
                        Net.ExternalOutput _,
                        Net.Inout _,
                        Net.Wire _,
                        Net.Register _,
                        Net.InstanceOutput _,
                        Net.ReadData _ -> {}
            }
        }
        module.body().forEach(statement -> reads(statement, false, read));
        for (Memory memory : module.memories()) {
            memory.writes()
                    .forEach(
                            port -> {
                                List.of(port.enable(), port.address(), port.data())
                                        .forEach(node -> reads(node, read));
                                port.mask().ifPresent(node -> reads(node, read));
                            });
            memory.reads()
                    .forEach(
                            port ->
                                    List.of(port.enable(), port.address())
                                            .forEach(node -> reads(node, read)));
        }
        read.forEach(source -> pair(source, LOGIC));
    }

    /// Where the value of a net comes from, without what only passes it on.
    private Set<Terminal> sourcesOf(int first) {
        var sources = new LinkedHashSet<Terminal>();
        var seen = new HashSet<Integer>();
        var nets = new ArrayDeque<>(List.of(first));
        while (!nets.isEmpty()) {
            int net = nets.pop();
            if (!seen.add(net)) {
                continue;
            }
            switch (module.nets().get(net)) {
                case Net.Input _,
                        Net.InstanceOutput _,
                        Net.ExternalOutput _,
                        Net.Inout _,
                        Net.InstanceInout _ ->
                        sources.add(terminals.getOrDefault(net, LOGIC));
                case Net.Register _, Net.ReadData _ -> sources.add(LOGIC);
                case Net.Output _, Net.Wire _, Net.InstanceInput _ -> {
                    if (decided.contains(net)) {
                        sources.add(LOGIC);
                    } else {
                        plain.getOrDefault(net, List.of())
                                .forEach(a -> pass(a.value(), nets, sources));
                    }
                }
            }
        }
        return sources;
    }

    /// Follows a value through selections and concatenations to nets; anything else is logic.
    private void pass(int value, ArrayDeque<Integer> nets, Set<Terminal> sources) {
        var nodes = new ArrayDeque<>(List.of(value));
        while (!nodes.isEmpty()) {
            switch (module.nodes().get(nodes.pop())) {
                case Node.Literal _ -> {}
                case Node.Read r -> nets.push(r.net());
                case Node.Slice s -> nodes.push(s.a());
                case Node.Concat c -> c.parts().forEach(nodes::push);
                case Node.Extend e -> nodes.push(e.a());
                case Node.Not _, Node.Reduce _, Node.Binary _, Node.Mux _, Node.MemoryRead _ ->
                        sources.add(LOGIC);
            }
        }
    }

    /// What the logic reads: conditions, and the values of all that it decides on.
    private void reads(Statement statement, boolean inside, Set<Terminal> read) {
        switch (statement) {
            case Statement.Assign a -> {
                var direct = new LinkedHashSet<Terminal>();
                pass(a.value(), new ArrayDeque<>(), direct);
                boolean logic =
                        inside
                                || decided.contains(a.net())
                                || module.nets().get(a.net()) instanceof Net.Register
                                || direct.contains(LOGIC);
                if (logic) {
                    reads(a.value(), read);
                }
            }
            case Statement.When w -> {
                reads(w.condition(), read);
                w.then().forEach(one -> reads(one, true, read));
                w.otherwise().forEach(one -> reads(one, true, read));
            }
            case Statement.Select s -> {
                reads(s.subject(), read);
                s.cases().forEach(c -> c.body().forEach(one -> reads(one, true, read)));
                s.otherwise().forEach(one -> reads(one, true, read));
            }
        }
    }

    private void reads(int value, Set<Terminal> read) {
        var seen = new HashSet<Integer>();
        var nodes = new ArrayDeque<>(List.of(value));
        while (!nodes.isEmpty()) {
            int node = nodes.pop();
            if (seen.add(node)) {
                if (module.nodes().get(node) instanceof Node.Read r) {
                    sourcesOf(r.net()).stream()
                            .filter(source -> !source.equals(LOGIC))
                            .forEach(read::add);
                }
                Operands.of(module.nodes().get(node)).forEach(nodes::push);
            }
        }
    }

    // ---- lines

    /// One line for those between two boxes that have a single signal at an end.
    private void merge() {
        Map<List<String>, List<List<Terminal>>> between = new LinkedHashMap<>();
        for (List<Terminal> pair : pairs) {
            Terminal from = pair.getFirst();
            Terminal to = pair.getLast();
            if (!isOwn(from) && !isOwn(to) && !(from.bundle && to.bundle)) {
                between.computeIfAbsent(List.of(from.block, to.block), _ -> new ArrayList<>())
                        .add(pair);
            }
        }
        between.forEach(
                (ends, merged) -> {
                    if (merged.size() > 1) {
                        String from = ends.getFirst();
                        String to = ends.getLast();
                        int count = merged.size();
                        pairs.removeAll(merged);
                        pairs.add(
                                List.of(
                                        new Terminal(from, count + " to " + to, true, false, true),
                                        new Terminal(
                                                to, count + " of " + from, false, false, true)));
                    }
                });
        var ends = new HashSet<Terminal>();
        pairs.forEach(ends::addAll);
        declared.removeIf(terminal -> !ends.contains(terminal) && !isOwn(terminal));
    }

    private static boolean isOwn(Terminal terminal) {
        return terminal.block.startsWith("port ");
    }

    /// Notes that `source` drives `sink`, the way round in which their ports go: a ready that comes back is of the stream.
    private void pair(Terminal source, Terminal sink) {
        if (source.equals(LOGIC) && sink.equals(LOGIC)) {
            return;
        }
        if (source.equals(LOGIC)) {
            pairs.add(sink.gives ? List.of(sink, LOGIC) : List.of(LOGIC, sink));
        } else if (sink.equals(LOGIC)) {
            pairs.add(source.gives ? List.of(source, LOGIC) : List.of(LOGIC, source));
        } else if (source.gives && !sink.gives) {
            pairs.add(List.of(source, sink));
        } else if (!source.gives && sink.gives) {
            pairs.add(List.of(sink, source));
        } else {
            pair(source, LOGIC);
            pair(LOGIC, sink);
        }
    }

    /// The logic has an end of its own, without a label, for each line.
    private void line(Terminal from, Terminal to) {
        boolean bus = from.bus || to.bus;
        lines.add(
                new Line(
                        from.block.equals(LOGIC.block) ? logicEnd(true) : end(from),
                        to.block.equals(LOGIC.block) ? logicEnd(false) : end(to),
                        bus));
    }

    private End logicEnd(boolean right) {
        int index = List.copyOf(blocks.keySet()).indexOf(LOGIC.block);
        Block block = blocks().get(index);
        List<Port> side = right ? block.right : block.left;
        side.add(new Port("", false));
        return new End(index, right, side.size() - 1);
    }
}
