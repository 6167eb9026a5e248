package org.jetstreamlan.sim.jit;

import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordValues;

/// Computes every node of a netlist from the words of state, without any optimisation; some nanoseconds a node.
final class Interpreter {
    private final Netlist netlist;
    private final WordGraph graph;
    private final Layout layout;

    /// Nodes that somebody uses.
    private final boolean[] live;

    Interpreter(Netlist netlist, Layout layout, boolean[] live) {
        this.netlist = netlist;
        this.layout = layout;
        this.live = live;
        graph = netlist.graph();
    }

    /// Values of all live nodes.
    ///
    /// @param s an arena laid out as this interpreter's, its state and memories settled
    void evaluate(long[] s, long[] values) {
        for (int id = 0; id < live.length; id++) {
            if (live[id]) {
                values[id] = value(id, s, values);
            }
        }
    }

    private long value(int id, long[] s, long[] v) {
        int arity = graph.op(id).arity();
        long a = arity > 0 ? v[graph.a(id)] : 0;
        return switch (graph.op(id)) {
            case CONST -> graph.k(id);
            case STATE -> s[graph.a(id)];
            case READ -> {
                Netlist.Cells cells = netlist.memories().get(graph.b(id));
                int base = layout.memoryBase(graph.b(id)) + graph.c(id);
                yield Cells.read(s, a, base, cells.memory().depth(), cells.words());
            }
            default -> {
                long b = arity > 1 ? v[graph.b(id)] : 0;
                yield WordValues.of(graph, id, a, b, arity > 2 ? v[graph.c(id)] : 0);
            }
        };
    }
}
