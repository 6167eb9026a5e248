package org.jetstreamlan.hdl.pass;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Words of which each bit is an XOR of bits of one other word, as tables: what a CRC, a scrambler or an error-correcting code makes of its input.
///
/// - Purpose: a CRC-32 of a word is 230 XORs of single bits, or 8 looks into a table and 7 XORs.
/// - Precondition: none; a word whose bits come from elsewhere, too, or from one without bits, stays as it is.
/// - Sound: such a word is f(x) = f(0) ^ g(x), with g(x ^ y) = g(x) ^ g(y). So it is f of the lowest four bits of x, ^ g of the next four, and so on,
///   with the others 0. Tables hold these for all 16 values of the four.
/// - Cost: a walk over the graph, and for each concatenation one over as many nodes as its tables are worth. Nodes between that nobody else reads are dead then.
///
/// ```
/// table     0                 1                 2
/// words   | f(0) ... f(15)  | g(0) ... g(240) | g(0) ... g(3840) | ...
/// index     x & 15            16 + (x >> 4 & 15)  ...
/// ```
public final class LinearMaps {
    /// Bits of the operand that a table looks at.
    public static final int DIGIT = 4;

    /// Words of a table.
    public static final int ENTRIES = 1 << DIGIT;

    /// Nodes that a look into a table must save.
    private static final int WORTH = 6;

    /// The word that bits of a node come from: of any word, since it is a constant.
    private static final int ANY = -1;

    /// Of more than one, or by more than XOR.
    private static final int NONE = -2;

    private final WordGraph graph;

    // Per node of one bit: the word it is made of, which bits of it, and whether it is inverted.
    private final int[] source;
    private final long[] bits;
    private final boolean[] inverted;

    /// Per node: the root that last counted it.
    private final int[] counted;

    private final List<long[]> tables = new ArrayList<>();
    private final Map<LongBuffer, Integer> known = new HashMap<>();

    // What the root under way is made of: per bit which bits of the source, and a constant.
    private final long[] rows = new long[Long.SIZE];
    private int from;
    private long constant;

    private LinearMaps(WordGraph graph) {
        this.graph = graph;
        source = new int[graph.size()];
        bits = new long[graph.size()];
        inverted = new boolean[graph.size()];
        counted = new int[graph.size()];
    }

    /// Replaces what is worth it in `graph`, which has none yet, by [WordOp#LINEAR].
    public static void replace(WordGraph graph) {
        var maps = new LinearMaps(graph);
        boolean[] isPart = new boolean[graph.size()];
        for (int id = 0; id < isPart.length; id++) {
            maps.findSource(id);
            if (graph.op(id) == WordOp.CAT) {
                isPart[graph.a(id)] = true;
                isPart[graph.b(id)] = true;
            }
        }
        for (int id = isPart.length - 1; id >= 0; id--) {
            if (graph.op(id) == WordOp.CAT && !isPart[id]) {
                maps.tryRoot(id);
            }
        }
        graph.setTables(maps.tables);
    }

    /// How many tables an operand needs.
    public static int digits(int width) {
        return (width + DIGIT - 1) / DIGIT;
    }

    private void findSource(int id) {
        source[id] = NONE;
        if (graph.isConst(id)) {
            source[id] = ANY;
            inverted[id] = graph.k(id) != 0;
        } else if (graph.width(id) == 1) {
            int a = graph.a(id);
            if (graph.op(id) == WordOp.EXTRACT) {
                source[id] = a;
                bits[id] = 1L << (graph.k(id) & 63);
            } else if (graph.op(id) == WordOp.XOR) {
                int b = graph.b(id);
                source[id] = common(source[a], source[b]);
                bits[id] = bits[a] ^ bits[b];
                inverted[id] = inverted[a] ^ inverted[b];
            }
        }
    }

    private static int common(int a, int b) {
        return a == ANY || a == b ? b : b == ANY ? a : NONE;
    }

    private void tryRoot(int root) {
        Arrays.fill(rows, 0);
        from = ANY;
        constant = 0;
        add(root, 0);
        if (from < 0 || graph.width(from) == 0) {
            return;
        }
        int digits = digits(graph.width(from));
        if (count(root, root, WORTH * digits) >= WORTH * digits) {
            long[] table = table(digits);
            Integer number = known.putIfAbsent(LongBuffer.wrap(table), tables.size());
            if (number == null) {
                tables.add(table);
            }
            graph.replace(root, WordOp.LINEAR, from, number == null ? tables.size() - 1 : number);
        }
    }

    /// Adds what bits from `shift` on are.
    private void add(int id, int shift) {
        if (graph.op(id) == WordOp.CAT) {
            add(graph.b(id), shift);
            add(graph.a(id), shift + (int) graph.k(id));
        } else if (graph.isConst(id)) {
            constant |= graph.k(id) << shift;
        } else if (graph.width(id) == 1 && source[id] != NONE) {
            from = common(from, source[id]);
            rows[shift] = bits[id];
            constant |= (inverted[id] ? 1L : 0) << shift;
        } else {
            boolean isExtract = graph.op(id) == WordOp.EXTRACT;
            from = common(from, isExtract ? graph.a(id) : id);
            int low = isExtract ? (int) graph.k(id) & 63 : 0;
            for (int i = 0; i < graph.width(id); i++) {
                rows[shift + i] = 1L << low + i;
            }
        }
    }

    /// Nodes between the source and `id`, both left out, that `root` has not counted; no more than `most`.
    private int count(int id, int root, int most) {
        if (id == from || graph.isLeaf(id) || counted[id] == root || most <= 0) {
            return 0;
        }
        counted[id] = root;
        int count = 1;
        for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
            count += count(graph.operand(id, i), root, most - count);
        }
        return count;
    }

    private long[] table(int digits) {
        long[] columns = new long[digits * DIGIT];
        for (int i = 0; i < rows.length; i++) {
            for (long rest = rows[i]; rest != 0; rest &= rest - 1) {
                columns[Long.numberOfTrailingZeros(rest)] |= 1L << i;
            }
        }
        long[] table = new long[digits * ENTRIES];
        for (int i = 0; i < table.length; i++) {
            long value = i < ENTRIES ? constant : 0;
            for (int bit = 0; bit < DIGIT; bit++) {
                value ^= (i >>> bit & 1) != 0 ? columns[i / ENTRIES * DIGIT + bit] : 0;
            }
            table[i] = value;
        }
        return table;
    }
}
