package org.jetstreamlan.hdl.pass;

/// Finds the node of a [WordGraph] that does already what a new one would.
///
/// - Purpose: what is written in several places, or comes from several instances, is computed once; values that are the same are seen to be.
/// - Precondition: all nodes of the graph were asked for here, in the order of their ids.
/// - Sound: a node is a function of its fields, and all of them are compared.
/// - Cost: a look into a hash table a node, 8 to 32 bytes a node.
final class CommonSubexpressions {
    private final WordGraph graph;

    /// Open addressing; an entry is a node id + 1.
    private int[] table = new int[4096];

    CommonSubexpressions(WordGraph graph) {
        this.graph = graph;
    }

    /// The node with exactly these fields; if there is none, the one that is made next, `graph.size()`.
    int find(WordOp op, int a, int b, int c, long k) {
        int next = graph.size();
        if (next * 2 >= table.length) {
            rehash();
        }
        int mask = table.length - 1;
        int at = hash(op, a, b, c, k) & mask;
        for (int entry = table[at]; entry != 0; entry = table[at]) {
            int id = entry - 1;
            if (graph.a(id) == a
                    && graph.b(id) == b
                    && graph.c(id) == c
                    && graph.k(id) == k
                    && graph.op(id) == op) {
                return id;
            }
            at = (at + 1) & mask;
        }
        table[at] = next + 1;
        return next;
    }

    private void rehash() {
        table = new int[4 * table.length];
        int mask = table.length - 1;
        for (int id = 0; id < graph.size(); id++) {
            int at = hash(graph.op(id), graph.a(id), graph.b(id), graph.c(id), graph.k(id)) & mask;
            while (table[at] != 0) {
                at = (at + 1) & mask;
            }
            table[at] = id + 1;
        }
    }

    private static int hash(WordOp op, int a, int b, int c, long k) {
        int h = op.ordinal();
        h = (h ^ a) * 0x9E3779B1;
        h = (h ^ h >>> 15 ^ b) * 0x85EBCA6B;
        h = (h ^ h >>> 13 ^ c) * 0xC2B2AE35;
        h = (h ^ h >>> 16 ^ (int) k ^ (int) (k >>> 32)) * 0x27D4EB2F;
        return h ^ h >>> 15;
    }
}
