package org.jetstreamlan.hdl.pass;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Data flow over machine words: a growing list of nodes of at most 64 bits, operands before users. A parallel array per field keeps 100,000 nodes cheap to build in a cold JVM.
/// [Words] is the way in.
///
/// `width(id)` is a bound: bits at and above it are 0 whatever happens. It may be less than the
/// declared width (the sum of two zero-extended bytes is 9 bits wide in any adder), so engines need
/// no mask where the bound says so.
public final class WordGraph {
    private static final WordOp[] OPS = WordOp.values();

    private byte[] op = new byte[1024];
    private byte[] width = new byte[1024];
    private int[] a = new int[1024];
    private int[] b = new int[1024];
    private int[] c = new int[1024];
    private long[] k = new long[1024];

    /// Per node: the instance it was made for.
    private int[] instance = new int[1024];

    private int size;
    private int current;
    private List<long[]> tables = List.of();

    /// Null if equal nodes are made anew.
    private final @Nullable CommonSubexpressions known;

    /// In which no node is there twice.
    public WordGraph() {
        this(true);
    }

    /// @param isShared whether a node that is there already is used again, by [CommonSubexpressions]
    public WordGraph(boolean isShared) {
        known = isShared ? new CommonSubexpressions(this) : null;
    }

    /// Number of nodes; ids are `0 .. size() - 1`.
    public int size() {
        return size;
    }

    public WordOp op(int id) {
        return OPS[op[id]];
    }

    /// Bits at and above this one are 0; 0 for the constant 0.
    public int width(int id) {
        return width[id];
    }

    public int a(int id) {
        return a[id];
    }

    public int b(int id) {
        return b[id];
    }

    public int c(int id) {
        return c[id];
    }

    /// The immediate.
    public long k(int id) {
        return k[id];
    }

    /// The instance of the design that a node was made for first; others may use it, too.
    public int instance(int id) {
        return instance[id];
    }

    /// Nodes that are made from now on are made for this instance.
    void makeFor(int newInstance) {
        current = newInstance;
    }

    /// Operand `index` of `id`, in the order `a`, `b`, `c`.
    public int operand(int id, int index) {
        return index == 0 ? a[id] : index == 1 ? b[id] : c[id];
    }

    /// Whether the node is a constant or a word of state: nothing to compute.
    public boolean isLeaf(int id) {
        return op[id] <= WordOp.STATE.ordinal();
    }

    public boolean isConst(int id) {
        return op[id] == WordOp.CONST.ordinal();
    }

    /// Whether the node is the constant `value`.
    public boolean isConst(int id, long value) {
        return isConst(id) && k[id] == value;
    }

    /// A node with exactly these fields, made if there is none yet.
    int node(WordOp newOp, int newA, int newB, int newC, long newK, int newWidth) {
        if (known != null) {
            int same = known.find(newOp, newA, newB, newC, newK);
            if (same < size) {
                return same;
            }
        }
        if (size == op.length) {
            grow();
        }
        int id = size++;
        op[id] = (byte) newOp.ordinal();
        width[id] = (byte) newWidth;
        a[id] = newA;
        b[id] = newB;
        c[id] = newC;
        k[id] = newK;
        instance[id] = current;
        return id;
    }

    /// Tables of [WordOp#LINEAR], by `k`.
    public List<long[]> tables() {
        return tables;
    }

    void setTables(List<long[]> newTables) {
        tables = List.copyOf(newTables);
    }

    /// Makes of a node another that has its value. Who asks for the former fields again gets a new node.
    void replace(int id, WordOp newOp, int newA, long newK) {
        op[id] = (byte) newOp.ordinal();
        a[id] = newA;
        b[id] = 0;
        c[id] = 0;
        k[id] = newK;
    }

    private void grow() {
        int capacity = 2 * op.length;
        op = Arrays.copyOf(op, capacity);
        width = Arrays.copyOf(width, capacity);
        a = Arrays.copyOf(a, capacity);
        b = Arrays.copyOf(b, capacity);
        c = Arrays.copyOf(c, capacity);
        k = Arrays.copyOf(k, capacity);
        instance = Arrays.copyOf(instance, capacity);
    }

    /// One line, for tests and messages: `%7 = ADD %3 %5 k=8 w=8`.
    public String text(int id) {
        StringBuilder text =
                new StringBuilder().append('%').append(id).append(" = ").append(op(id));
        for (int i = 0; i < op(id).arity(); i++) {
            text.append(" %").append(operand(id, i));
        }
        return text.append(" k=").append(k[id]).append(" w=").append(width[id]).toString();
    }
}
