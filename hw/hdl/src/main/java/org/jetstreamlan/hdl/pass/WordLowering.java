package org.jetstreamlan.hdl.pass;

import java.math.BigInteger;
import java.util.Arrays;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// Turns values of a [FlatDesign] into nodes of a [WordGraph], on demand.
///
/// - Purpose: engines compute with machine words; what is wider becomes several of them, and
///   whatever only moves bits (concatenation, slices, extension, nets, hierarchy) disappears.
/// - Precondition: widths agree as [Node] says; there is no combinational loop, bit for bit.
/// - Sound: a *piece* `(value, lo, width <= 64)` is asked for, and each operator's piece is made
///   from pieces of its operands by the operator's definition. Only the asked bits are followed, so
///   a net driven in slices makes no false loop. If a loop appears all the same, the piece is asked
///   again in *fine* mode, in which bitwise operators and low bits of sums are followed bit-exactly
///   too; a loop that remains is a true one.
/// - Cost: two visits a piece; pieces are remembered. Wide multiplication is quadratic in words,
///   wide dynamic shifts are n log n. Nothing recurses.
public final class WordLowering {
    private static final int UNKNOWN = -3;
    private static final int OPEN = -2;

    private final FlatDesign design;
    private final Words words;

    /// Number of nodes: values from here up are nets.
    private final int nodes;

    /// Per net: the number of its first word of state, or -1.
    private final int[] stateOf;

    /// Per node, and behind them per net: the word of a whole value of at most 64 bits, less
    /// UNKNOWN, so that 0 says unknown.
    private final int[] whole;

    private final LongIntMap pieces = new LongIntMap(UNKNOWN);
    private long[] stack = new long[1024];
    private int depth;
    private boolean waiting;
    private boolean fine;

    // Parts of the piece that is being put together, lowest first.
    private int[] part = new int[64];
    private int[] partWidth = new int[64];
    private int parts;

    /// @param stateOf for each net the number of its first word of state, or -1 if it is computed
    WordLowering(FlatDesign design, Words words, int[] stateOf) {
        this.design = design;
        nodes = design.nodeCount();
        this.words = words;
        this.stateOf = stateOf;
        whole = new int[nodes + design.netCount()];
    }

    /// Words of a net, lowest first.
    ///
    /// @throws CombinationalLoop if it depends on itself
    public int[] net(int net) {
        return wordsOf(nodes + net, design.netWidth(net));
    }

    /// Words of a node, lowest first.
    ///
    /// @throws CombinationalLoop if it depends on itself
    public int[] node(int node) {
        return wordsOf(node, design.nodeWidth(node));
    }

    /// A node that is an address, as one word; one that does not fit in it is out of any memory's
    /// range.
    public int address(int node) {
        return saturated(node(node));
    }

    private int[] wordsOf(int value, int width) {
        int[] ids = new int[(width + 63) / 64];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = piece(value, 64 * i, Math.min(64, width - 64 * i));
        }
        return ids;
    }

    // The walk

    private int piece(int value, int lo, int width) {
        long root = key(value, lo, width);
        try {
            return walk(root);
        } catch (CombinationalLoop coarse) {
            forgetOpen();
            fine = true;
            try {
                return walk(root);
            } finally {
                forgetOpen();
                fine = false;
            }
        }
    }

    private int walk(long root) {
        push(root);
        while (depth > 0) {
            long key = stack[depth - 1];
            int value = (int) (key >>> 31);
            int lo = (int) (key >>> 7) & 0xFFFFFF;
            int width = (int) key & 0x7F;
            if (lookUp(value, lo, width) >= 0) {
                depth--;
                continue;
            }
            remember(value, lo, width, OPEN);
            waiting = false;
            int id =
                    value >= nodes
                            ? netPiece(value - nodes, lo, width)
                            : nodePiece(value, lo, width);
            if (!waiting) {
                remember(value, lo, width, id);
                depth--;
            }
        }
        return lookUp((int) (root >>> 31), (int) (root >>> 7) & 0xFFFFFF, (int) root & 0x7F);
    }

    private static long key(int value, int lo, int width) {
        return (long) value << 31 | (long) lo << 7 | width;
    }

    private void push(long key) {
        if (depth == stack.length) {
            stack = Arrays.copyOf(stack, 2 * depth);
        }
        stack[depth++] = key;
    }

    private int widthOf(int value) {
        return value >= nodes ? design.netWidth(value - nodes) : design.nodeWidth(value);
    }

    private int lookUp(int value, int lo, int width) {
        return lo == 0 && width == widthOf(value)
                ? whole[value] + UNKNOWN
                : pieces.get(key(value, lo, width));
    }

    private void remember(int value, int lo, int width, int id) {
        if (lo == 0 && width == widthOf(value)) {
            whole[value] = id - UNKNOWN;
        } else {
            pieces.put(key(value, lo, width), id);
        }
    }

    /// The piece if it is known; else asks for it, and the caller must give up after asking for the
    /// rest.
    private int want(int value, int lo, int width) {
        int known = lookUp(value, lo, width);
        if (known >= 0) {
            return known;
        }
        if (known == OPEN) {
            throw new CombinationalLoop(describeLoop(key(value, lo, width)));
        }
        push(key(value, lo, width));
        waiting = true;
        return 0;
    }

    private void forgetOpen() {
        for (int i = 0; i < depth; i++) {
            int value = (int) (stack[i] >>> 31);
            int lo = (int) (stack[i] >>> 7) & 0xFFFFFF;
            int width = (int) stack[i] & 0x7F;
            if (lookUp(value, lo, width) == OPEN) {
                remember(value, lo, width, UNKNOWN);
            }
        }
        depth = 0;
    }

    private String describeLoop(long closing) {
        StringBuilder path = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < depth; i++) {
            inside |= stack[i] == closing;
            int value = (int) (stack[i] >>> 31);
            int lo = (int) (stack[i] >>> 7) & 0xFFFFFF;
            int width = (int) stack[i] & 0x7F;
            if (inside && value >= nodes && lookUp(value, lo, width) == OPEN) {
                String name = design.netPath(value - nodes);
                if (path.indexOf(name + " <- ") < 0) {
                    path.append(name).append(" <- ");
                }
            }
        }
        int first = path.indexOf(" <- ");
        String closed = first < 0 ? "one expression" : path + path.substring(0, first);
        return "combinational loop: " + closed + "; put a register into it";
    }

    // Pieces of nets

    private int netPiece(int net, int lo, int width) {
        if (stateOf[net] >= 0) {
            return statePiece(net, lo, width);
        }
        if (design.source(net) >= 0) {
            return want(nodes + design.source(net), lo, width);
        }
        words.graph().makeFor(design.ownerOfNet(net));
        FlatDesign.Instance owner = design.instance(design.ownerOfNet(net));
        Lowering lowering = owner.lowering();
        int local = net - owner.firstNet();
        if (lowering.segments(local) == 0) {
            throw new IllegalArgumentException(
                    "nothing drives " + design.netPath(net) + "; assign it, or connect the port");
        }
        parts = 0;
        for (int s = 0; s < lowering.segments(local); s++) {
            int from = lowering.bound(local, s);
            int to = lowering.bound(local, s + 1);
            if (to > lo && from < lo + width) {
                int first = Math.max(from, lo);
                int count = Math.min(to, lo + width) - first;
                int driver = owner.firstNode() + lowering.driver(local, s);
                part(want(driver, first - from, count), count);
            }
        }
        return waiting ? 0 : joinParts();
    }

    private int statePiece(int net, int lo, int width) {
        int total = design.netWidth(net);
        parts = 0;
        for (int w = lo / 64; 64 * w < lo + width; w++) {
            int word = words.state(stateOf[net] + w, Math.min(64, total - 64 * w));
            int first = Math.max(lo - 64 * w, 0);
            int count = Math.min(lo + width - 64 * w, 64) - first;
            part(words.extract(word, first, count), count);
        }
        return joinParts();
    }

    private void part(int id, int width) {
        if (parts == part.length) {
            part = Arrays.copyOf(part, 2 * parts);
            partWidth = Arrays.copyOf(partWidth, 2 * parts);
        }
        part[parts] = id;
        partWidth[parts++] = width;
    }

    private int joinParts() {
        int joined = part[0];
        int width = partWidth[0];
        for (int i = 1; i < parts; i++) {
            joined = words.cat(part[i], joined, width);
            width += partWidth[i];
        }
        return joined;
    }

    // Pieces of nodes

    private int nodePiece(int id, int lo, int width) {
        Node node = design.node(id);
        words.graph().makeFor(design.ownerOfNode(id));
        FlatDesign.Instance owner = design.instance(design.ownerOfNode(id));
        int base = owner.firstNode();
        return switch (node) {
            case Node.Literal literal -> words.constant(bits(literal.value(), lo, width));
            case Node.Read read -> want(nodes + owner.firstNet() + read.net(), lo, width);
            case Node.Slice slice -> want(base + slice.a(), slice.lo() + lo, width);
            case Node.Concat concat -> concat(concat, base, lo, width);
            case Node.Extend extend -> extend(extend, base, lo, width);
            case Node.Not not -> {
                if (isCut(id, lo, width, true)) {
                    yield cut(id, lo, width);
                }
                int a = want(base + not.a(), lo, width);
                yield waiting ? 0 : words.not(a, width);
            }
            case Node.Mux mux -> {
                if (isCut(id, lo, width, true)) {
                    yield cut(id, lo, width);
                }
                // What is asked for last is made first: selects get lower ids than what they
                // select.
                int whenFalse = want(base + mux.whenFalse(), lo, width);
                int whenTrue = want(base + mux.whenTrue(), lo, width);
                int select = want(base + mux.select(), 0, 1);
                yield waiting ? 0 : words.mux(select, whenTrue, whenFalse);
            }
            case Node.Binary binary -> binary(binary, id, base, lo, width);
            case Node.Reduce reduce -> reduce(reduce, base);
            case Node.MemoryRead read -> {
                if (isCut(id, lo, width, false)) {
                    yield cut(id, lo, width);
                }
                int memory = owner.firstMemory() + read.memory();
                int address = saturated(base + read.address());
                yield waiting ? 0 : words.read(memory, lo / 64, address, width);
            }
        };
    }

    static long bits(BigInteger value, int lo, int width) {
        return (lo == 0 ? value : value.shiftRight(lo)).longValue() & Words.mask(width);
    }

    /// Whether a piece must be cut from words of its node, rather than made by its operator. In
    /// fine mode bitwise operators make any piece.
    private boolean isCut(int id, int lo, int width, boolean bitwise) {
        return !(fine && bitwise)
                && (lo % 64 != 0 || width != Math.min(64, design.nodeWidth(id) - lo));
    }

    private int cut(int id, int lo, int width) {
        int total = design.nodeWidth(id);
        parts = 0;
        for (int w = lo / 64; 64 * w < lo + width; w++) {
            int word = want(id, 64 * w, Math.min(64, total - 64 * w));
            int first = Math.max(lo - 64 * w, 0);
            int count = Math.min(lo + width - 64 * w, 64) - first;
            part(waiting ? 0 : words.extract(word, first, count), count);
        }
        return waiting ? 0 : joinParts();
    }

    private int concat(Node.Concat concat, int base, int lo, int width) {
        parts = 0;
        int from = 0;
        for (int i = concat.parts().size() - 1; i >= 0 && from < lo + width; i--) {
            int operand = base + concat.parts().get(i);
            int to = from + design.nodeWidth(operand);
            if (to > lo) {
                int first = Math.max(from, lo);
                int count = Math.min(to, lo + width) - first;
                part(want(operand, first - from, count), count);
            }
            from = to;
        }
        return waiting ? 0 : joinParts();
    }

    private int extend(Node.Extend extend, int base, int lo, int width) {
        int operand = base + extend.a();
        int own = design.nodeWidth(operand);
        if (lo + width <= own) {
            return want(operand, lo, width);
        }
        if (!extend.signed()) {
            return lo >= own ? words.constant(0) : want(operand, lo, own - lo);
        }
        int first = Math.min(lo, own - 1);
        int low = want(operand, first, own - first);
        return waiting ? 0 : words.sext(low, own - first, width);
    }

    private int reduce(Node.Reduce reduce, int base) {
        int operand = base + reduce.a();
        int width = design.nodeWidth(operand);
        int[] a = wantAll(operand, width);
        if (waiting) {
            return 0;
        }
        int result = a[0];
        if (reduce.op() == Node.ReduceOp.AND) {
            result = words.allOnes(a[0], Math.min(64, width));
            for (int i = 1; i < a.length; i++) {
                result = words.and(result, words.allOnes(a[i], Math.min(64, width - 64 * i)));
            }
            return result;
        }
        boolean or = reduce.op() == Node.ReduceOp.OR;
        for (int i = 1; i < a.length; i++) {
            result = or ? words.or(result, a[i]) : words.xor(result, a[i]);
        }
        return or ? words.ne(result, words.constant(0)) : words.parity(result);
    }

    private int[] wantAll(int value, int width) {
        int[] ids = new int[(width + 63) / 64];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = want(value, 64 * i, Math.min(64, width - 64 * i));
        }
        return ids;
    }

    /// An address or shift amount as one word.
    private int saturated(int value) {
        int[] a = wantAll(value, widthOf(value));
        return waiting ? 0 : saturated(a);
    }

    /// A number as one word: if it needs more than 64 bits, some number that is out of any range
    /// too.
    private int saturated(int[] a) {
        if (a.length == 1) {
            return a[0];
        }
        int high = a[1];
        for (int i = 2; i < a.length; i++) {
            high = words.or(high, a[i]);
        }
        return words.mux(words.ne(high, words.constant(0)), words.constant(Words.mask(63)), a[0]);
    }

    private int binary(Node.Binary node, int id, int base, int lo, int width) {
        BinaryOp op = node.op();
        int a = base + node.a();
        int b = base + node.b();
        return switch (op) {
            case AND, OR, XOR -> {
                if (isCut(id, lo, width, true)) {
                    yield cut(id, lo, width);
                }
                int x = want(a, lo, width);
                int y = want(b, lo, width);
                if (waiting) {
                    yield 0;
                }
                yield op == BinaryOp.AND
                        ? words.and(x, y)
                        : op == BinaryOp.OR ? words.or(x, y) : words.xor(x, y);
            }
            case ADD, SUB, MUL -> {
                // Low bits of the result need low bits of the operands only.
                int top = fine ? lo + width : node.width();
                if (!fine && isCut(id, lo, width, false)) {
                    yield cut(id, lo, width);
                }
                int[] x = wantAll(a, top);
                int[] y = wantAll(b, top);
                if (waiting) {
                    yield 0;
                }
                int[] result = WideWords.arithmetic(words, op, x, y, top);
                yield settle(id, result, lo, width, top == node.width());
            }
            case SHL, SHR, ASR -> {
                if (isCut(id, lo, width, false)) {
                    yield cut(id, lo, width);
                }
                int[] x = wantAll(a, node.width());
                int amount = saturated(b);
                if (waiting) {
                    yield 0;
                }
                int[] result = WideWords.shift(words, op, x, amount, node.width());
                yield settle(id, result, lo, width, true);
            }
            case EQ, NE, ULT, ULE, SLT, SLE -> {
                int operandWidth = design.nodeWidth(a);
                int[] x = wantAll(a, operandWidth);
                int[] y = wantAll(b, operandWidth);
                yield waiting ? 0 : WideWords.compare(words, op, x, y, operandWidth);
            }
        };
    }

    /// Remembers all words of a result that were made together, and returns the asked piece of it.
    private int settle(int id, int[] result, int lo, int width, boolean complete) {
        int total = design.nodeWidth(id);
        if (complete) {
            for (int i = 0; i < result.length; i++) {
                int wordWidth = Math.min(64, total - 64 * i);
                if (lookUp(id, 64 * i, wordWidth) == UNKNOWN) {
                    remember(id, 64 * i, wordWidth, result[i]);
                }
            }
        }
        parts = 0;
        for (int w = lo / 64; 64 * w < lo + width; w++) {
            int first = Math.max(lo - 64 * w, 0);
            int count = Math.min(lo + width - 64 * w, 64) - first;
            part(words.extract(result[w], first, count), count);
        }
        return joinParts();
    }
}
