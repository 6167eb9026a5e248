package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jetstreamlan.hdl.pass.LinearMaps;
import org.jetstreamlan.hdl.pass.WordGraph;

/// What one generated method does: computes `nodes`, operands first, then copies `moves`, pairs of
/// a slot and the node that goes there. It may be skipped while its [Guards] guard does not hold.
///
/// HotSpot never compiles a method of more than 8,000 bytes of byte code, and its optimiser is best
/// at a few thousand.
record Chunk(int guard, int activity, int[] nodes, int[] moves) {
    /// Most nodes per chunk.
    static final int SIZE = 400;

    /// The same where chunks call those that read what they change, which is up to twice the code.
    static final int CALLING = 128;

    /// The same where chunks run only when called: what is active together should be alone.
    static final int GATED = 64;

    /// Most bytes of byte code per chunk, by [#bytes], which leaves out what [Gates] add.
    private static final int BYTES = 4500;

    private static final int[] NONE = {};

    Chunk withActivity(int other) {
        return new Chunk(guard, other, nodes, moves);
    }

    /// Cuts the first `count` of `ids` into chunks, none with nodes of two guards, classes or cones, and gives a slot
    /// to each node that another chunk reads. Operands that are not among `ids` must be leaves or
    /// have slots already.
    static List<Chunk> cut(
            WordGraph graph,
            int[] ids,
            int count,
            Guards guards,
            Layout layout,
            IntUnaryOperator most,
            byte[] classes,
            int[] cones) {
        List<Chunk> chunks = new ArrayList<>();
        int[] chunkOf = new int[graph.size()];
        for (int from = 0; from < count; ) {
            int guard = guards.of(ids[from]);
            int activity = classes[ids[from]];
            int end = Math.min(count, from + most.applyAsInt(activity));
            int to = from;
            int bytes = 0;
            while (to < end
                    && bytes < BYTES
                    && guards.of(ids[to]) == guard
                    && classes[ids[to]] == activity
                    && (cones.length == 0 || cones[ids[to]] == cones[ids[from]])) {
                bytes += bytes(graph, ids[to]);
                chunkOf[ids[to++]] = chunks.size() + 1;
            }
            chunks.add(new Chunk(guard, activity, Arrays.copyOfRange(ids, from, to), NONE));
            from = to;
        }
        for (int i = 0; i < chunks.size(); i++) {
            for (int g = chunks.get(i).guard(); g != Guards.ALWAYS; g = guards.parent(g)) {
                keep(graph, guards.select(g), layout);
            }
            for (int id : chunks.get(i).nodes()) {
                for (int j = graph.op(id).arity() - 1; j >= 0; j--) {
                    if (chunkOf[graph.operand(id, j)] != i + 1) {
                        keep(graph, graph.operand(id, j), layout);
                    }
                }
            }
        }
        return chunks;
    }

    /// About how many bytes of byte code a node takes, stored both in a local and in the arena.
    private static int bytes(WordGraph graph, int id) {
        int bytes = 10;
        for (int j = graph.op(id).arity() - 1; j >= 0; j--) {
            bytes += graph.isLeaf(graph.operand(id, j)) ? 5 : 3;
        }
        return switch (graph.op(id)) {
            case MUX -> bytes + 4;
            case READ -> bytes + 13;
            case LINEAR -> bytes + 17 * LinearMaps.digits(graph.width(graph.a(id)));
            case AND, OR, XOR, CONST, STATE, PARITY, COUNT -> bytes + 1;
            case ADD, SUB, MUL, MULHI, SHL, SHR, ASR, EQ, NE, ULT -> bytes + 5;
            case EXTRACT, CAT, SEXT -> bytes + 5;
        };
    }

    private static void keep(WordGraph graph, int id, Layout layout) {
        if (!graph.isLeaf(id)) {
            layout.allocate(id);
        }
    }

    /// Cuts pairs of slot and node into chunks that only move.
    static List<Chunk> cutMoves(int[] pairs, int count, int size) {
        List<Chunk> chunks = new ArrayList<>();
        for (int from = 0; from < count; from += 2 * size) {
            int to = Math.min(from + 2 * size, count);
            chunks.add(
                    new Chunk(
                            Guards.ALWAYS,
                            Activity.BUSY,
                            NONE,
                            Arrays.copyOfRange(pairs, from, to)));
        }
        return chunks;
    }
}
