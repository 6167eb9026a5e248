package org.jetstreamlan.sim.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.hdl.pass.WordGraph;

/// What one generated method does: computes `nodes`, operands first, then copies `moves`, pairs of a slot and the node
/// that goes there.
///
/// HotSpot never compiles a method of more than 8,000 bytes of byte code, and its optimiser does best on about [#SIZE]
/// nodes.
record Chunk(int[] nodes, int[] moves) {
    static final int SIZE = 100;

    private static final int[] NONE = {};

    /// Cuts the first `count` of `ids`, ascending, into chunks, and gives a slot to each node that another chunk reads.
    /// Operands that are not among them must be leaves or have slots already.
    static List<Chunk> cut(WordGraph graph, int[] ids, int count, Layout layout) {
        List<Chunk> chunks = new ArrayList<>();
        int[] chunkOf = new int[graph.size()];
        for (int i = 0; i < count; i++) {
            chunkOf[ids[i]] = i / SIZE + 1;
        }
        for (int from = 0; from < count; from += SIZE) {
            int to = Math.min(from + SIZE, count);
            for (int i = from; i < to; i++) {
                int id = ids[i];
                for (int j = graph.op(id).arity() - 1; j >= 0; j--) {
                    int operand = graph.operand(id, j);
                    if (!graph.isLeaf(operand) && chunkOf[operand] != from / SIZE + 1) {
                        layout.allocate(operand);
                    }
                }
            }
            chunks.add(new Chunk(Arrays.copyOfRange(ids, from, to), NONE));
        }
        return chunks;
    }

    /// Cuts pairs of slot and node into chunks that only move.
    static List<Chunk> cutMoves(int[] pairs, int count) {
        List<Chunk> chunks = new ArrayList<>();
        for (int from = 0; from < count; from += 2 * SIZE) {
            chunks.add(
                    new Chunk(
                            NONE, Arrays.copyOfRange(pairs, from, Math.min(from + 2 * SIZE, count))));
        }
        return chunks;
    }
}
