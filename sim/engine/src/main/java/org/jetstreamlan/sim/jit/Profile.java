package org.jetstreamlan.sim.jit;

import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;

/// Counts in how many of the clocks that were looked at each node had something new to compute.
///
/// A look takes two clocks in a row: a node is active in the second if an operand is not what it was in the first. What it costs is that the
/// whole netlist is computed twice by the [Interpreter], so looks are rare. Nodes that a signal has added since, which somebody looks at, count as idle.
final class Profile implements Activity {
    /// A node is [#BUSY] from this share of clocks up.
    private static final double BUSY_SHARE = 0.4;

    /// A node is [#IDLE] below this share.
    private static final double IDLE_SHARE = 0.03;

    /// Most looks.
    static final int LOOKS = 128;

    private static final int WORDS = LOOKS / 64;

    private final WordGraph graph;
    private final boolean[] live;

    /// Per node, [#WORDS] words: the looks in which it was active.
    private final long[] active;

    private int looks;

    Profile(WordGraph graph, boolean[] live) {
        this.graph = graph;
        this.live = live;
        active = new long[WORDS * live.length];
    }

    /// Adds a look.
    ///
    /// @param before values of all nodes in one clock
    /// @param now the same in the next
    void add(long[] before, long[] now) {
        int word = looks / 64;
        long bit = 1L << looks;
        looks++;
        for (int id = 0; id < live.length; id++) {
            if (live[id] && isActive(id, before, now)) {
                active[WORDS * id + word] |= bit;
            }
        }
    }

    private boolean isActive(int id, long[] before, long[] now) {
        for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
            int operand = graph.operand(id, i);
            if (now[operand] != before[operand]) {
                return true;
            }
        }
        return graph.op(id) == WordOp.READ && now[id] != before[id];
    }

    int looks() {
        return looks;
    }

    @Override
    public int of(int node) {
        return ofAll(new int[] {node});
    }

    @Override
    public int ofAll(int[] nodes) {
        int count = 0;
        for (int word = 0; word < WORDS; word++) {
            long any = 0;
            for (int node : nodes) {
                any |= node < live.length ? active[WORDS * node + word] : 0;
            }
            count += Long.bitCount(any);
        }
        double share = (double) count / looks;
        return share >= BUSY_SHARE ? BUSY : share >= IDLE_SHARE ? BURSTS : IDLE;
    }

    /// Share of all nodes that are active in a clock.
    double share() {
        long sum = 0;
        for (long word : active) {
            sum += Long.bitCount(word);
        }
        return (double) sum / Math.max(1, nodes()) / looks;
    }

    /// Share of all nodes that are of another class in `other`.
    double difference(Profile other) {
        int differing = 0;
        for (int id = 0; id < live.length; id++) {
            if (live[id] && of(id) != other.of(id)) {
                differing++;
            }
        }
        return (double) differing / Math.max(1, nodes());
    }

    private int nodes() {
        int nodes = 0;
        for (int id = 0; id < live.length; id++) {
            nodes += live[id] && !graph.isLeaf(id) ? 1 : 0;
        }
        return nodes;
    }
}
