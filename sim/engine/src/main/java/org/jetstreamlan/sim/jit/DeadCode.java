package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.pass.WordGraph;

/// What nobody needs is not computed: nets without readers, and what [org.jetstreamlan.hdl.pass.Simplification] has left behind.
///
/// - Purpose: about a fifth of an adapter's nodes.
/// - Precondition: operands come before users.
/// - Sound: a node has no effect but its value, and what can be seen from outside is marked by the caller. [Observers] compute the rest when somebody looks.
/// - Cost: one pass over the nodes.
final class DeadCode {
    private DeadCode() {}

    /// Marks all that marked nodes are computed from.
    static void markOperands(WordGraph graph, boolean[] needed) {
        for (int id = needed.length - 1; id >= 0; id--) {
            if (needed[id]) {
                for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                    needed[graph.operand(id, i)] = true;
                }
            }
        }
    }

    /// Computed nodes that no other node reads: who keeps these too leaves out nothing.
    static List<Integer> unread(WordGraph graph) {
        boolean[] read = new boolean[graph.size()];
        for (int id = 0; id < read.length; id++) {
            for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                read[graph.operand(id, i)] = true;
            }
        }
        List<Integer> unread = new ArrayList<>();
        for (int id = 0; id < read.length; id++) {
            if (!read[id] && !graph.isLeaf(id)) {
                unread.add(id);
            }
        }
        return unread;
    }
}
