package org.jetstreamlan.sim.jit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;

/// Which nodes matter only while some mux chooses them, so that their code can be skipped
/// otherwise: the CRC step behind `when(valid)`, the states that a machine is not in.
///
/// - Purpose: a branch in place of work for nothing, where that is much and the branch can be foreseen.
/// - Precondition: operands come before users. A guard is a path of mux decisions, a tree whose root 0 is *always*; a node's guard is the deepest one that
///   all its uses share.
/// - Sound: such a node reaches the outside only through muxes that then do not choose it; what it left in the arena is stale but harmless. Computing it
///   although it is not needed is sound anyway, so that small regions simply join the guard around them.
/// - Cost: one pass over the nodes, from users to operands; a guard for each mux whose choice is computed for it.
final class Guards {
    static final int ALWAYS = 0;

    /// Nodes that must be skipped together to be worth a branch that may be mispredicted.
    static final int WORTH = 64;

    private static final int UNKNOWN = -1;

    private final WordGraph graph;

    /// Per node: its guard.
    private final int[] guardOf;

    // Per guard: its parent, the node that decides, the decision, how many decisions lead to it,
    // nodes in and below.
    private int[] parents = new int[256];
    private int[] selects = new int[256];
    private boolean[] decisions = new boolean[256];
    private int[] depths = new int[256];
    private int[] weights = new int[256];
    private int count = 1;
    private final Map<Long, Integer> known = new HashMap<>();

    /// @param live nodes that are computed at all
    Guards(Netlist netlist, boolean[] live) {
        graph = netlist.graph();
        guardOf = new int[live.length];
        Arrays.fill(guardOf, UNKNOWN);
        useSinks(netlist);
        for (int id = live.length - 1; id >= 0; id--) {
            if (live[id] && !graph.isLeaf(id)) {
                // What has no user is there for its own sake.
                int guard = guardOf[id] == UNKNOWN ? ALWAYS : decidedBefore(guardOf[id], id);
                guardOf[id] = guard;
                for (int g = guard; g != ALWAYS; g = parents[g]) {
                    weights[g]++;
                }
                useOperands(id, guard);
            }
        }
        dropSmall();
    }

    private Guards(WordGraph graph) {
        this.graph = graph;
        guardOf = new int[0];
    }

    /// No guards at all: every node is always computed.
    static Guards none(WordGraph graph) {
        return new Guards(graph);
    }

    /// Lets the nodes of guards that are not worth a branch join the guard around them, and numbers
    /// the rest anew.
    private void dropSmall() {
        int[] renumbered = new int[count];
        int kept = 1;
        for (int g = 1; g < count; g++) {
            if (weights[g] < WORTH) {
                renumbered[g] = renumbered[parents[g]];
                continue;
            }
            renumbered[g] = kept;
            parents[kept] = renumbered[parents[g]];
            selects[kept] = selects[g];
            decisions[kept] = decisions[g];
            depths[kept] = depths[parents[kept]] + 1;
            kept++;
        }
        count = kept;
        for (int id = 0; id < guardOf.length; id++) {
            guardOf[id] = guardOf[id] == UNKNOWN ? ALWAYS : renumbered[guardOf[id]];
        }
    }

    private void useSinks(Netlist netlist) {
        for (int[] output : netlist.outputs()) {
            useAll(output, ALWAYS);
        }
        for (int word = 0; word < netlist.state().count(); word++) {
            if (netlist.next(word) >= 0) {
                use(netlist.next(word), ALWAYS);
            }
        }
        for (Netlist.Watch watch : netlist.watches()) {
            use(watch.trigger(), ALWAYS);
            watch.values().forEach(words -> useAll(words, ALWAYS));
        }
        for (Netlist.Box box : netlist.boxes()) {
            box.inputs().forEach(words -> useAll(words, ALWAYS));
        }
        // A memory port looks at nothing but its enable while that is 0.
        for (Netlist.Cells memory : netlist.memories()) {
            for (Netlist.Write write : memory.writes()) {
                use(write.enable(), ALWAYS);
                int guard = whileEnabled(write.enable());
                use(write.address(), guard);
                useAll(write.data(), guard);
                useAll(write.mask(), guard);
            }
            for (Netlist.Read read : memory.reads()) {
                use(read.enable(), ALWAYS);
                use(read.address(), whileEnabled(read.enable()));
            }
        }
    }

    private int whileEnabled(int enable) {
        return graph.isConst(enable) ? ALWAYS : child(ALWAYS, enable, true);
    }

    private void useOperands(int id, int guard) {
        if (graph.op(id) == WordOp.MUX && !graph.isConst(graph.a(id))) {
            int select = graph.a(id);
            use(select, guard);
            use(graph.b(id), graph.isLeaf(graph.b(id)) ? guard : child(guard, select, true));
            use(graph.c(id), graph.isLeaf(graph.c(id)) ? guard : child(guard, select, false));
        } else {
            for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                use(graph.operand(id, i), guard);
            }
        }
    }

    /// The part of a guard whose deciding nodes all come before `id`, so that ids remain an order
    /// of computation.
    private int decidedBefore(int guard, int id) {
        int result = guard;
        for (int g = guard; g != ALWAYS; g = parents[g]) {
            if (selects[g] > id) {
                result = parents[g];
            }
        }
        return result;
    }

    private void useAll(int[] nodes, int guard) {
        for (int node : nodes) {
            use(node, guard);
        }
    }

    private void use(int operand, int guard) {
        guardOf[operand] = guardOf[operand] == UNKNOWN ? guard : common(guardOf[operand], guard);
    }

    private int common(int g, int h) {
        int a = g;
        int b = h;
        while (a != b) {
            if (depths[a] >= depths[b]) {
                a = parents[a];
            } else {
                b = parents[b];
            }
        }
        return a;
    }

    private int child(int parent, int select, boolean decision) {
        long key = (long) parent << 33 | (long) select << 1 | (decision ? 1 : 0);
        Integer same = known.get(key);
        if (same != null) {
            return same;
        }
        if (count == parents.length) {
            parents = Arrays.copyOf(parents, 2 * count);
            selects = Arrays.copyOf(selects, 2 * count);
            decisions = Arrays.copyOf(decisions, 2 * count);
            depths = Arrays.copyOf(depths, 2 * count);
            weights = Arrays.copyOf(weights, 2 * count);
        }
        parents[count] = parent;
        selects[count] = select;
        decisions[count] = decision;
        depths[count] = depths[parent] + 1;
        known.put(key, count);
        return count++;
    }

    /// The guard of a node.
    int of(int id) {
        return id < guardOf.length ? guardOf[id] : ALWAYS;
    }

    /// Lets a node join the guard around its own.
    void lift(int id) {
        guardOf[id] = parents[guardOf[id]];
    }

    /// The most decisions that any guard needs.
    int maxDepth() {
        int max = 0;
        for (int g = 0; g < count; g++) {
            max = Math.max(max, depths[g]);
        }
        return max;
    }

    int parent(int guard) {
        return parents[guard];
    }

    /// The node that decides, 0 or 1.
    int select(int guard) {
        return selects[guard];
    }

    /// The value of [#select(int)] at which code under this guard runs.
    boolean decision(int guard) {
        return decisions[guard];
    }

    int depth(int guard) {
        return depths[guard];
    }

    /// Whether `outer` is `inner` or around it.
    boolean contains(int outer, int inner) {
        int g = inner;
        while (depths[g] > depths[outer]) {
            g = parents[g];
        }
        return g == outer;
    }
}
