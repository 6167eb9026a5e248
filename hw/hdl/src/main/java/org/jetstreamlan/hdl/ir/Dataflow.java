package org.jetstreamlan.hdl.ir;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// What depends on what within one instant, in whole nets: the coarse view, which is cheap and says for most modules that there is no loop.
/// [org.jetstreamlan.hdl.check.Checks] looks at single bits where this one sees a loop.
public final class Dataflow {
    private final ModuleDef module;
    private final int nodeCount;
    private final Digraph graph;
    private final Digraph.Components components;
    private final BitSet[] inputs;

    /// The data flow of a module whose children's is known.
    public Dataflow(ModuleDef module, Map<ModuleDef, Dataflow> children) {
        this.module = module;
        nodeCount = module.nodes().size();
        graph = new Digraph(nodeCount + module.nets().size());
        addNodes();
        addExternal();
        addInstances(children);
        addStatements();
        components = graph.components();
        inputs = inputs();
    }

    private Dataflow(Dataflow apart, List<List<Integer>> groups) {
        module = apart.module;
        nodeCount = apart.nodeCount;
        graph = apart.joined(groups);
        components = graph.components();
        inputs = inputs();
    }

    /// The same with all nets of a group computed at one go, each depending on what any of them depends on.
    public Dataflow with(List<List<Integer>> groups) {
        return new Dataflow(this, groups);
    }

    private Digraph joined(List<List<Integer>> groups) {
        var joined = new Digraph(graph);
        for (List<Integer> group : groups) {
            for (int i = 0; i < group.size(); i++) {
                joined.edge(
                        nodeCount + group.get(i), nodeCount + group.get((i + 1) % group.size()));
            }
        }
        return joined;
    }

    /// The input nets of the module on which a net depends within one instant. Not to be changed.
    public BitSet inputsOf(int net) {
        return inputs[components.of(nodeCount + net)];
    }

    /// Which groups of nets would depend on themselves if all nets of a group were computed at one go.
    public boolean[] loopsThrough(List<List<Integer>> groups) {
        if (groups.isEmpty()) {
            return new boolean[0];
        }
        Digraph.Components joint = joined(groups).components();
        var withNode = new BitSet();
        for (int node = 0; node < nodeCount; node++) {
            if (joint.isCyclic(node)) {
                withNode.set(joint.of(node));
            }
        }
        var result = new boolean[groups.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = withNode.get(joint.of(nodeCount + groups.get(i).getFirst()));
        }
        return result;
    }

    /// Whether a net seems to depend on itself.
    public boolean isCyclic(int net) {
        return components.isCyclic(nodeCount + net);
    }

    /// Whether a node seems to depend on itself.
    public boolean isCyclicNode(int node) {
        return components.isCyclic(node);
    }

    /// Whether anything seems to depend on itself.
    public boolean hasCycles() {
        for (int net = 0; net < module.nets().size(); net++) {
            if (isCyclic(net)) {
                return true;
            }
        }
        return false;
    }

    private void addNodes() {
        for (int i = 0; i < nodeCount; i++) {
            Node node = module.nodes().get(i);
            if (node instanceof Node.Read read) {
                graph.edge(i, nodeCount + read.net());
            }
            for (int operand : Operands.of(node)) {
                graph.edge(i, operand);
            }
        }
    }

    /// The outputs of a black box, which says itself what they depend on.
    private void addExternal() {
        for (int net = 0; net < module.nets().size(); net++) {
            if (module.nets().get(net) instanceof Net.ExternalOutput output) {
                for (int input : output.inputs()) {
                    graph.edge(nodeCount + net, nodeCount + input);
                }
            }
        }
    }

    private void addInstances(Map<ModuleDef, Dataflow> children) {
        // By instance and port, one more than the net that feeds it.
        int[][] feeds = new int[module.instances().size()][];
        for (int i = 0; i < feeds.length; i++) {
            feeds[i] = new int[module.instances().get(i).module().nets().size()];
        }
        for (int net = 0; net < module.nets().size(); net++) {
            if (module.nets().get(net) instanceof Net.InstanceInput input) {
                feeds[input.instance()][input.port()] = net + 1;
            }
        }
        for (int net = 0; net < module.nets().size(); net++) {
            if (module.nets().get(net) instanceof Net.InstanceOutput output) {
                ModuleDef child = module.instances().get(output.instance()).module();
                Dataflow inside = children.get(child);
                if (inside == null) {
                    throw new IllegalArgumentException(
                            "module " + child.name() + " must come before " + module.name());
                }
                int from = nodeCount + net;
                int[] ports = feeds[output.instance()];
                BitSet needed = inside.inputsOf(output.port());
                for (int port = needed.nextSetBit(0);
                        port >= 0;
                        port = needed.nextSetBit(port + 1)) {
                    if (ports[port] > 0) {
                        graph.edge(from, nodeCount + ports[port] - 1);
                    }
                }
            }
        }
    }

    /// Statements of a branch and the vertex of the `when` or `select` it belongs to, -1 outside any.
    private record Block(List<Statement> body, int control) {}

    private void addStatements() {
        var blocks = new ArrayDeque<Block>();
        blocks.push(new Block(module.body(), -1));
        while (!blocks.isEmpty()) {
            Block block = blocks.pop();
            for (Statement statement : block.body()) {
                switch (statement) {
                    case Statement.Assign a -> {
                        if (!(module.nets().get(a.net()) instanceof Net.Register)) {
                            graph.edge(nodeCount + a.net(), a.value());
                            if (block.control() >= 0) {
                                graph.edge(nodeCount + a.net(), block.control());
                            }
                        }
                    }
                    case Statement.When w -> {
                        int control = graph.vertex();
                        addControl(control, w.condition(), block.control());
                        blocks.push(new Block(w.then(), control));
                        blocks.push(new Block(w.otherwise(), control));
                    }
                    case Statement.Select s -> {
                        int control = graph.vertex();
                        addControl(control, s.subject(), block.control());
                        s.cases().forEach(c -> blocks.push(new Block(c.body(), control)));
                        blocks.push(new Block(s.otherwise(), control));
                    }
                }
            }
        }
    }

    private void addControl(int control, int node, int outer) {
        graph.edge(control, node);
        if (outer >= 0) {
            graph.edge(control, outer);
        }
    }

    /// For each component the inputs it depends on; equal sets are one object, as most components add nothing to one of
    /// those they depend on.
    private BitSet[] inputs() {
        var sets = new BitSet[components.count()];
        int[][] members = members();
        var none = new BitSet();
        for (int c = 0; c < sets.length; c++) {
            BitSet set = none;
            for (int v : members[c]) {
                int net = v - nodeCount;
                if (net >= 0
                        && net < module.nets().size()
                        && module.nets().get(net) instanceof Net.Input) {
                    var own = new BitSet();
                    own.set(net);
                    set = union(set, own);
                }
                for (int target : graph.targets(v)) {
                    if (components.of(target) != c) {
                        set = union(set, sets[components.of(target)]);
                    }
                }
            }
            sets[c] = set;
        }
        return sets;
    }

    private int[][] members() {
        int[] sizes = new int[components.count()];
        for (int v = 0; v < graph.size(); v++) {
            sizes[components.of(v)]++;
        }
        var members = new int[sizes.length][];
        for (int c = 0; c < sizes.length; c++) {
            members[c] = new int[sizes[c]];
        }
        for (int v = graph.size() - 1; v >= 0; v--) {
            members[components.of(v)][--sizes[components.of(v)]] = v;
        }
        return members;
    }

    private static BitSet union(BitSet a, BitSet b) {
        if (b.isEmpty()) {
            return a;
        }
        if (a.isEmpty()) {
            return b;
        }
        var both = (BitSet) a.clone();
        both.or(b);
        return both.equals(a) ? a : both.equals(b) ? b : both;
    }
}
