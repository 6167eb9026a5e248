package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;

/// Which nodes are computed in which phase of [Kernel], cut into chunks, with everything that outlives its chunk placed
/// in the arena.
///
/// Phases exist so that the usual loop `peek outputs, poke inputs, step` evaluates each node once a cycle: outputs fed by
/// state alone settle after the edge without waiting for pokes, and what only feeds state waits for the next edge.
/// Nodes are in dependency order already, neighbours in it were made for the same sink: no sorting is left to do.
final class Schedule {
    /// Nothing to settle: a word of state.
    static final int NONE = 0;

    /// Bits of what must be settled before a value may be read.
    static final int STATE = 1;
    static final int OUTPUTS = 2;
    static final int NEXT = 4;
    static final int OBSERVED = 8;

    /// All that the clock edge needs.
    static final int MAIN = STATE | OUTPUTS | NEXT;

    static final int ALL = MAIN | OBSERVED;

    private final Netlist netlist;
    private final WordGraph graph;
    private final Layout layout;

    /// Per node: needed at all, needed by an output, fed by an input.
    private final boolean[] live;
    private final boolean[] shown;
    private final boolean[] fed;

    /// Per input word: whether it feeds an output.
    private final boolean[] shownInputs;

    /// Nodes that must be in the arena when their phase is over.
    private final List<Integer> kept = new ArrayList<>();

    private final List<Chunk> state;
    private final List<Chunk> outputs;
    private final List<Chunk> next;

    Schedule(Netlist netlist, Layout layout) {
        this.netlist = netlist;
        this.layout = layout;
        graph = netlist.graph();
        int size = graph.size();
        live = new boolean[size];
        shown = new boolean[size];
        fed = new boolean[size];
        shownInputs = new boolean[netlist.state().firstRegisterWord()];
        markSinks();
        markOperands(size);
        markFed(size);
        int[] moves = new int[2 * netlist.state().count()];
        int moveCount = placeNext(moves);
        int[] ids = new int[size];
        state = Chunk.cut(graph, ids, select(ids, STATE), layout);
        outputs = Chunk.cut(graph, ids, select(ids, OUTPUTS), layout);
        next = new ArrayList<>(Chunk.cut(graph, ids, select(ids, NEXT), layout));
        next.addAll(Chunk.cutMoves(moves, moveCount));
        layout.placeMemories();
    }

    private void markSinks() {
        for (int[] output : netlist.outputs()) {
            for (int id : output) {
                shown[id] = true;
                keep(id);
            }
        }
        for (int word = 0; word < netlist.state().count(); word++) {
            if (netlist.next(word) >= 0) {
                live[netlist.next(word)] = true;
            }
        }
        for (Netlist.Cells memory : netlist.memories()) {
            for (Netlist.Write write : memory.writes()) {
                keep(write.enable());
                keep(write.address());
                for (int id : write.data()) {
                    keep(id);
                }
                for (int id : write.mask()) {
                    keep(id);
                }
            }
            for (Netlist.Read read : memory.reads()) {
                keep(read.enable());
                keep(read.address());
            }
        }
    }

    /// Marks a node that must be in the arena; [#placeNext] may still give it a better place there.
    private void keep(int id) {
        live[id] = true;
        kept.add(id);
    }

    private void markOperands(int size) {
        for (int id = size - 1; id >= 0; id--) {
            if (live[id]) {
                for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                    live[graph.operand(id, i)] = true;
                    shown[graph.operand(id, i)] |= shown[id];
                }
            }
        }
    }

    private void markFed(int size) {
        for (int id = 0; id < size; id++) {
            if (graph.op(id) == WordOp.STATE) {
                fed[id] = graph.a(id) < shownInputs.length;
                if (fed[id]) {
                    shownInputs[graph.a(id)] = shown[id];
                }
            } else {
                for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                    fed[id] |= fed[graph.operand(id, i)];
                }
            }
        }
    }

    /// Places next values of registers; returns how many ints of `moves` tell what must be copied there besides.
    private int placeNext(int[] moves) {
        int count = 0;
        int first = netlist.state().firstRegisterWord();
        for (int word = first; word < netlist.state().count(); word++) {
            int id = netlist.next(word);
            if (id < 0 || graph.isConst(id)) {
                continue;
            }
            if (!graph.isLeaf(id) && layout.slot(id) < 0) {
                layout.place(id, layout.nextSlot(word));
            } else if (layout.slot(id) != word) {
                moves[count++] = layout.nextSlot(word);
                moves[count++] = id;
            }
        }
        for (int id : kept) {
            if (!graph.isLeaf(id)) {
                layout.allocate(id);
            }
        }
        return count;
    }

    private int select(int[] ids, int phase) {
        int count = 0;
        for (int id = 0; id < live.length; id++) {
            if (phaseOf(id) == phase) {
                ids[count++] = id;
            }
        }
        return count;
    }

    /// The phase that computes a node, [#NONE] if none does.
    private int phaseOf(int id) {
        if (id >= live.length || !live[id] || graph.isLeaf(id)) {
            return NONE;
        }
        return !shown[id] ? NEXT : fed[id] ? OUTPUTS : STATE;
    }

    /// What must be settled before the slot of a node may be read.
    int needs(int id) {
        return switch (phaseOf(id)) {
            case STATE -> STATE;
            case OUTPUTS -> STATE | OUTPUTS;
            case NEXT -> MAIN;
            default -> NONE;
        };
    }

    /// What a poke of an input word makes stale.
    int stales(int word) {
        return shownInputs[word] ? OUTPUTS | NEXT | OBSERVED : NEXT | OBSERVED;
    }

    List<Chunk> state() {
        return state;
    }

    List<Chunk> outputs() {
        return outputs;
    }

    List<Chunk> next() {
        return next;
    }
}
