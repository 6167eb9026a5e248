package org.jetstreamlan.hdl.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jetstreamlan.hdl.check.HdlError.CombinationalLoop.Hop;
import org.jetstreamlan.hdl.ir.Dataflow;
import org.jetstreamlan.hdl.ir.Digraph;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Place;

/// Finds values that depend on themselves within one instant, bit for bit and through instances.
///
/// Where whole nets ([Dataflow]) show no loop there is none. Elsewhere the bits of the nodes and nets on such a loop are the vertices of a graph, and
/// each strongly connected component of more than one vertex is a loop, of which a shortest way round is shown. Loops that
/// differ in the bits alone are one error. Cost: linear in the bits of what is on a loop of whole nets.
final class CombinationalLoopCheck {
    private final ModuleDef module;
    private final Dataflow dataflow;
    private final BitDataflow bits;
    private final Paths paths;
    private final SequencedMap<List<String>, List<Hop>> loops = new LinkedHashMap<>();

    private CombinationalLoopCheck(
            ModuleDef module, Dataflow dataflow, BitDataflow bits, Paths paths) {
        this.module = module;
        this.dataflow = dataflow;
        this.bits = bits;
        this.paths = paths;
    }

    static List<HdlError> of(
            ModuleDef module, Dataflow dataflow, Map<ModuleDef, BitDataflow> known, Paths paths) {
        if (!dataflow.hasCycles()) {
            return List.of();
        }
        var check =
                new CombinationalLoopCheck(module, dataflow, BitDataflow.of(module, known), paths);
        check.run();
        var errors = new ArrayList<HdlError>();
        for (List<Hop> hops : check.loops.values()) {
            errors.add(new HdlError.CombinationalLoop(hops.getFirst().name(), hops));
        }
        return errors;
    }

    private void run() {
        int[] number = new int[bits.size()];
        Arrays.fill(number, -1);
        int[] vertices = new int[bits.size()];
        int count = 0;
        for (int v = 0; v < bits.size(); v++) {
            if (mayLoop(v)) {
                number[v] = count;
                vertices[count++] = v;
            }
        }
        var graph = new Digraph(count);
        for (int i = 0; i < count; i++) {
            int from = i;
            bits.eachSource(
                    vertices[i],
                    source -> {
                        if (number[source] >= 0) {
                            graph.edge(from, number[source]);
                        }
                    });
        }
        Digraph.Components components = graph.components();
        boolean[] done = new boolean[components.count()];
        for (int i = 0; i < count; i++) {
            if (bits.isNet(vertices[i]) && components.isCyclic(i) && !done[components.of(i)]) {
                done[components.of(i)] = true;
                int[] cycle = graph.shortestCycle(i);
                add(Arrays.stream(cycle).map(v -> vertices[v]).toArray());
            }
        }
    }

    private boolean mayLoop(int vertex) {
        if (bits.isNode(vertex)) {
            return dataflow.isCyclicNode(bits.owner(vertex));
        }
        return !bits.isNet(vertex) || dataflow.isCyclic(bits.owner(vertex));
    }

    /// Notes a loop, given against the flow of data: each vertex depends on the next, the last on the first.
    private void add(int[] cycle) {
        var hops = new ArrayList<Hop>();
        for (int i = 0; i < cycle.length; i++) {
            int vertex = cycle[(cycle.length - i) % cycle.length];
            int source = cycle[(cycle.length - i + 1) % cycle.length];
            hop(vertex, source, hops);
        }
        List<String> names = hops.stream().map(Hop::name).toList();
        loops.merge(names, hops, CombinationalLoopCheck::merged);
    }

    /// Adds a hop for a net or a named node; a step along a carry chain only widens the hop before.
    private void hop(int vertex, int source, List<Hop> hops) {
        if (!bits.isNode(vertex) && !bits.isNet(vertex)) {
            return;
        }
        int owner = bits.owner(vertex);
        int bit = bits.bit(vertex);
        String name;
        Place place;
        if (bits.isNet(vertex)) {
            name = paths.of(module, owner);
            place =
                    module.nets().get(owner) instanceof Net.InstanceOutput output
                            ? module.instances().get(output.instance()).place()
                            : bits.placeOf(owner, bit, source);
        } else if (module.nodeNames().get(owner).isPresent()) {
            name = paths.of(module) + "." + module.nodeNames().get(owner).get();
            place = module.nodePlaces().get(owner);
        } else {
            return;
        }
        var hop = new Hop(name, new BitRange(bit, bit), place);
        if (!hops.isEmpty() && hops.getLast().name().equals(name)) {
            hops.set(hops.size() - 1, merged(hops.getLast(), hop));
        } else {
            hops.add(hop);
        }
    }

    private static List<Hop> merged(List<Hop> some, List<Hop> others) {
        var result = new ArrayList<Hop>();
        for (int i = 0; i < some.size(); i++) {
            result.add(merged(some.get(i), others.get(i)));
        }
        return result;
    }

    private static Hop merged(Hop a, Hop b) {
        var range =
                new BitRange(
                        Math.max(a.bits().hi(), b.bits().hi()),
                        Math.min(a.bits().lo(), b.bits().lo()));
        return new Hop(a.name(), range, a.place());
    }
}
