package org.jetstreamlan.sim.jit;

import org.jetstreamlan.hdl.pass.LinearMaps;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.Words;

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
        long b = arity > 1 ? v[graph.b(id)] : 0;
        int k = (int) graph.k(id);
        return switch (graph.op(id)) {
            case CONST -> graph.k(id);
            case STATE -> s[graph.a(id)];
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case ADD -> a + b & Words.mask(k);
            case SUB -> a - b & Words.mask(k);
            case MUL -> a * b & Words.mask(k);
            case MULHI -> Math.unsignedMultiplyHigh(a, b);
            case SHL -> Cells.shl(a, b) & Words.mask(k);
            case SHR -> Cells.shr(a, b);
            case ASR -> Cells.asr(a, b) & Words.mask(k);
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            case ULT -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
            case MUX -> a != 0 ? b : v[graph.c(id)];
            case EXTRACT -> a >>> (k & 63) & Words.mask(graph.width(id));
            case CAT -> a << k | b;
            case SEXT -> {
                int unused = 64 - graph.width(graph.a(id));
                yield a << unused >> unused & Words.mask(k);
            }
            case PARITY -> Long.bitCount(a) & 1;
            case COUNT -> Long.bitCount(a);
            case LINEAR -> linear(graph.tables().get(k), a);
            case READ -> {
                Netlist.Cells cells = netlist.memories().get(graph.b(id));
                int base = layout.memoryBase(graph.b(id)) + graph.c(id);
                yield Cells.read(s, a, base, cells.memory().depth(), cells.words());
            }
        };
    }

    private static long linear(long[] tables, long a) {
        long value = 0;
        for (int base = 0; base < tables.length; base += LinearMaps.ENTRIES) {
            int shift = base / LinearMaps.ENTRIES * LinearMaps.DIGIT;
            value ^= tables[base + (int) (a >>> shift & LinearMaps.ENTRIES - 1)];
        }
        return value;
    }
}
