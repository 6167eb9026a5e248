package org.jetstreamlan.hdl.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jetstreamlan.hdl.check.HdlError.DomainCrossing.Hop;
import org.jetstreamlan.hdl.ir.Annotations;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Crossing;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.jetstreamlan.hdl.pass.DomainFlow;

/// Finds what samples values that the clock of an unrelated domain changes: registers, memory ports and outputs of the top, followed back over the
/// boundaries of instances ([DomainFlow]). Registers that cross ([Crossing]) may, those for one bit or a gray bus not through logic.
///
/// Every vertex gets the set of domains that it changes with, at most 64 of them in one walk over the design; a way is looked for only where a set has
/// a domain too many. Domains that the top declares synchronous count as one. Precondition: no other check found anything. Cost: nothing for
/// designs of one domain, else linear in the flat design, and in the cone of each thing that is wrong.
final class DomainCrossingCheck {
    private static final int BATCH = 64;

    private final Circuit circuit;
    private final DomainFlow flow;

    /// By domain of the top the number of its group; the last is that of what has no clock.
    private final int[] groups;

    private final long[] sets;
    private final boolean[] settled;
    private final CrossingGroups found;

    /// First group of the present walk.
    private int base;

    private DomainCrossingCheck(Circuit circuit) {
        this.circuit = circuit;
        flow = new DomainFlow(circuit);
        groups = groups(circuit.top());
        found = new CrossingGroups(flow.design());
        sets = new long[flow.size()];
        settled = new boolean[flow.size()];
    }

    static List<HdlError> of(Circuit circuit) {
        if (DomainFlow.isTrivial(circuit)) {
            return List.of();
        }
        var check = new DomainCrossingCheck(circuit);
        int count = check.groups.length;
        for (check.base = 0; check.base < count; check.base += BATCH) {
            Arrays.fill(check.settled, false);
            check.flow.eachSink(check::check);
        }
        return check.found.errors();
    }

    private static int[] groups(ModuleDef top) {
        int count = top.domains().size();
        var groups = new int[count + 1];
        Arrays.setAll(groups, i -> i);
        for (Annotations.Synchronous pair : top.annotations().synchronous()) {
            int from = groups[pair.first()];
            int to = groups[pair.second()];
            for (int i = 0; i < count; i++) {
                groups[i] = groups[i] == from ? to : groups[i];
            }
        }
        return groups;
    }

    private int group(int domain) {
        return groups[domain == DomainFlow.ASYNCHRONOUS ? groups.length - 1 : domain];
    }

    /// The bit of a domain's group in the present walk, 0 if it is none of it.
    private long bit(int domain) {
        int at = group(domain) - base;
        return at < 0 || at >= BATCH ? 0 : 1L << at;
    }

    private long own(int vertex) {
        long[] set = {0};
        flow.eachDomain(vertex, domain -> set[0] |= bit(domain));
        return set[0];
    }

    private void check(DomainFlow.Sink sink) {
        long foreign = 0;
        for (int driver : sink.drivers()) {
            settle(driver);
            foreign |= sets[driver];
        }
        foreign &= ~bit(sink.domain());
        for (; foreign != 0; foreign &= foreign - 1) {
            long domain = foreign & -foreign;
            if (sink.crossing().isEmpty()) {
                report(sink, domain, false);
            } else if (sink.crossing().get() != Crossing.HELD) {
                report(sink, domain, true);
            }
        }
    }

    /// Finds the domains of `root` and all it depends on; a stack instead of recursion.
    private void settle(int root) {
        var open = new ArrayDeque<Integer>();
        open.push(root);
        while (!open.isEmpty()) {
            int vertex = open.peek();
            if (settled[vertex]) {
                open.pop();
                continue;
            }
            int before = open.size();
            long[] set = {own(vertex)};
            flow.eachSource(
                    vertex,
                    source -> {
                        if (settled[source]) {
                            set[0] |= sets[source];
                        } else {
                            open.push(source);
                        }
                    });
            if (open.size() == before) {
                open.pop();
                sets[vertex] = set[0];
                settled[vertex] = true;
            }
        }
    }

    /// Notes a shortest way from something of `domain` to a sink; where `onlyLogic`, one over an operator, if there is any.
    private void report(DomainFlow.Sink sink, long domain, boolean onlyLogic) {
        List<Integer> way = List.of();
        List<Integer> starts = sink.drivers();
        if (onlyLogic) {
            way = way(starts, domain, this::isLogic);
            if (way.isEmpty()) {
                return;
            }
            starts = List.of(way.getFirst());
        }
        var whole = new ArrayList<>(way(starts, domain, v -> (own(v) & domain) != 0));
        whole.addAll(way.isEmpty() ? way : way.subList(1, way.size()));
        add(sink, whole, onlyLogic);
    }

    /// A shortest way from a vertex that `isEnd`, first, to one of `starts`, over vertices that change with `domain`; empty if there is none.
    private List<Integer> way(List<Integer> starts, long domain, IntPredicate isEnd) {
        Map<Integer, Integer> next = new HashMap<>();
        var open = new ArrayDeque<Integer>();
        for (int start : starts) {
            if ((sets[start] & domain) != 0 && next.putIfAbsent(start, -1) == null) {
                open.add(start);
            }
        }
        while (!open.isEmpty()) {
            int vertex = open.remove();
            if (isEnd.test(vertex)) {
                var way = new ArrayList<Integer>();
                for (int v = vertex; v >= 0; v = next.getOrDefault(v, -1)) {
                    way.add(v);
                }
                return way;
            }
            flow.eachSource(
                    vertex,
                    source -> {
                        if ((sets[source] & domain) != 0
                                && next.putIfAbsent(source, vertex) == null) {
                            open.add(source);
                        }
                    });
        }
        return List.of();
    }

    private boolean isLogic(int vertex) {
        if (!flow.isNode(vertex)) {
            return false;
        }
        return switch (flow.design().node(flow.index(vertex))) {
            case Node.Literal _, Node.Read _, Node.Slice _, Node.Concat _, Node.Extend _ -> false;
            case Node.Not _, Node.Reduce _, Node.Binary _, Node.Mux _, Node.MemoryRead _ -> true;
        };
    }

    private void add(DomainFlow.Sink sink, List<Integer> way, boolean logic) {
        var hops = new ArrayList<Hop>();
        for (int vertex : way) {
            hop(vertex).ifPresent(hops::add);
        }
        ModuleDef module = flow.design().instance(sink.instance()).module();
        String path = path(sink.instance());
        Place place;
        String name;
        if (sink.memory() >= 0) {
            var memory = module.memories().get(sink.memory());
            name = path + memory.name();
            place =
                    sink.net() >= 0
                            ? memory.reads().stream()
                                    .filter(port -> port.data() == sink.net())
                                    .findFirst()
                                    .map(port -> port.place())
                                    .orElse(Place.UNKNOWN)
                            : memory.writes().getFirst().place();
        } else {
            name = path + module.nets().get(sink.net()).name();
            place = driven(module, sink.net());
        }
        hops.add(new Hop(name, place));
        int[] domain = {DomainFlow.ASYNCHRONOUS};
        flow.eachDomain(way.getFirst(), d -> domain[0] = d);
        List<Integer> instances = new ArrayList<>(way.stream().map(flow::instance).toList());
        instances.add(sink.instance());
        found.add(
                instances,
                new HdlError.DomainCrossing(
                        name, clock(domain[0]), clock(sink.domain()), logic, hops, List.of(), ""));
    }

    private String clock(int domain) {
        return domain == DomainFlow.ASYNCHRONOUS ? "" : circuit.top().domains().get(domain).clock();
    }

    private String path(int instance) {
        String below = flow.design().instance(instance).path();
        return circuit.top().name() + "." + (below.isEmpty() ? "" : below + ".");
    }

    /// A net, named value or memory on the way; a port of an instance counts once, on the side that drives it.
    private Optional<Hop> hop(int vertex) {
        int instance = flow.instance(vertex);
        ModuleDef module = flow.design().instance(instance).module();
        int local = flow.local(vertex);
        String path = path(instance);
        if (flow.isNode(vertex)) {
            return local < module.nodeNames().size()
                    ? module.nodeNames()
                            .get(local)
                            .map(name -> new Hop(path + name, module.nodePlaces().get(local)))
                    : Optional.empty();
        }
        if (!flow.isNet(vertex)) {
            var memory = module.memories().get(local);
            return Optional.of(new Hop(path + memory.name(), memory.writes().getFirst().place()));
        }
        Net net = module.nets().get(local);
        return switch (net) {
            case Net.Register _, Net.ReadData _, Net.ExternalOutput _ ->
                    Optional.of(new Hop(path + net.name(), module.netPlaces().get(local)));
            case Net.Input _ ->
                    instance == 0
                            ? Optional.of(new Hop(path + net.name(), module.netPlaces().get(local)))
                            : Optional.empty();
            case Net.Output _, Net.Wire _ ->
                    Optional.of(new Hop(path + net.name(), driven(module, local)));
            case Net.InstanceInput in -> {
                ModuleDef.Instance of = module.instances().get(in.instance());
                String port = of.module().nets().get(in.port()).name();
                yield Optional.of(new Hop(path + of.name() + "." + port, driven(module, local)));
            }
            case Net.InstanceOutput _, Net.Inout _, Net.InstanceInout _ -> Optional.empty();
        };
    }

    /// The line of the first statement that drives a net, else that of its declaration.
    private static Place driven(ModuleDef module, int net) {
        var blocks = new ArrayDeque<List<Statement>>();
        blocks.add(module.body());
        while (!blocks.isEmpty()) {
            for (Statement statement : blocks.remove()) {
                switch (statement) {
                    case Statement.Assign a -> {
                        if (a.net() == net) {
                            return a.place();
                        }
                    }
                    case Statement.When w -> {
                        blocks.add(w.then());
                        blocks.add(w.otherwise());
                    }
                    case Statement.Select s -> {
                        s.cases().forEach(c -> blocks.add(c.body()));
                        blocks.add(s.otherwise());
                    }
                }
            }
        }
        return module.netPlaces().get(net);
    }
}
