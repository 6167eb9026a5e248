package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;

/// Code for values that the main kernels do not keep: optimised away, or only in a local. It is
/// made when somebody looks, all that were asked for since the last time in one go, and reads what
/// the main kernels do keep, so that it costs them nothing and repeats little.
///
/// Where the main kernels have skipped a node, an observer computes it into the node's own slot. For [Gates] that is a change like any other, which who reads the
/// slot must be called for: the chunk of the node finds nothing changed when it runs again.
final class Observers {
    /// A slot of the main kernels that observers write, and who is called if it changes.
    record Rewritten(int slot, List<Gates.Call> readers) {}

    private final Netlist netlist;
    private final Schedule schedule;
    private final Masks masks;
    private final Layout layout;

    /// Nodes that have a slot, but no code yet.
    private final List<Integer> pending = new ArrayList<>();

    private final List<Kernel[]> batches = new ArrayList<>();

    /// By slot: each batch may write it anew.
    private final Map<Integer, Rewritten> rewritten = new LinkedHashMap<>();

    Observers(Netlist netlist, Schedule schedule, Masks masks, Layout layout) {
        this.netlist = netlist;
        this.schedule = schedule;
        this.masks = masks;
        this.layout = layout;
    }

    /// A slot that has the node's value after all [#batches()] ran.
    int observe(int id) {
        if (!isKept(id)) {
            pending.add(id);
            layout.allocate(id);
        }
        return layout.slot(id);
    }

    /// Whether a slot has the node's value already: from the main kernels, if they do not skip it
    /// at times, or from an earlier batch.
    private boolean isKept(int id) {
        return layout.slot(id) >= 0 && schedule.isAlwaysComputed(id);
    }

    /// All code, to be run in this order after everything else has settled.
    List<Kernel[]> batches() {
        if (!pending.isEmpty()) {
            batches.add(compile());
            pending.clear();
        }
        return batches;
    }

    /// What [#batches] write of the main kernels'.
    Collection<Rewritten> rewritten() {
        return rewritten.values();
    }

    private Kernel[] compile() {
        WordGraph graph = netlist.graph();
        Guards none = Guards.none(graph);
        boolean[] wanted = new boolean[graph.size()];
        boolean[] root = new boolean[graph.size()];
        int[] moves = new int[2 * pending.size()];
        int moveCount = 0;
        int highest = 0;
        for (int id : pending) {
            root[id] = true;
            wanted[id] = true;
            highest = Math.max(highest, id);
            if (graph.isConst(id)) {
                moves[moveCount++] = layout.slot(id);
                moves[moveCount++] = id;
            }
        }
        int count = 0;
        for (int id = highest; id >= 0; id--) {
            wanted[id] &= !graph.isLeaf(id) && (root[id] || !isKept(id));
            if (wanted[id]) {
                count++;
                for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                    wanted[graph.operand(id, i)] = true;
                }
            }
        }
        int[] ids = new int[count];
        for (int id = highest, at = count; id >= 0; id--) {
            if (wanted[id]) {
                ids[--at] = id;
                rewrites(layout.slot(id));
            }
        }
        List<Chunk> chunks =
                new ArrayList<>(
                        Chunk.cut(
                                graph,
                                ids,
                                count,
                                none,
                                layout,
                                any -> Chunk.SIZE,
                                new byte[graph.size()],
                                new int[0]));
        chunks.addAll(Chunk.cutMoves(moves, moveCount, Chunk.SIZE));
        return new KernelWriter(netlist, none, Gates.none(), masks, layout).write(chunks);
    }

    private void rewrites(int slot) {
        List<Gates.Call> readers =
                slot < 0 || !schedule.gates().any() ? List.of() : schedule.gates().readers(slot);
        if (!readers.isEmpty()) {
            rewritten.put(slot, new Rewritten(slot, readers));
        }
    }
}
