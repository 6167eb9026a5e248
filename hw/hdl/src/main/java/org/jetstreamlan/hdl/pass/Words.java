package org.jetstreamlan.hdl.pass;

/// Makes nodes of a [WordGraph], each operator as it is asked for; [Simplification] makes fewer.
///
/// - Purpose: what operators on words are, and how wide their results may be.
/// - Precondition: operands are nodes of this graph; a value is zero above its width.
/// - Sound by the definitions in [WordOp]; a width is a bound that follows from those of the operands.
/// - Cost: constant time a node.
public sealed class Words permits Simplification {
    private final WordGraph graph;

    public Words(WordGraph graph) {
        this.graph = graph;
    }

    /// Where nodes are made.
    public final WordGraph graph() {
        return graph;
    }

    /// The low `width` bits set; `width` is 0 to 64.
    public static long mask(int width) {
        return width == 0 ? 0 : -1L >>> 64 - width;
    }

    public final int constant(long value) {
        return graph.node(WordOp.CONST, 0, 0, 0, value, 64 - Long.numberOfLeadingZeros(value));
    }

    /// Word `index` of the state, `width` bits of it in use.
    public final int state(int index, int width) {
        return graph.node(WordOp.STATE, index, 0, 0, 0, width);
    }

    /// Word `word` of the cell at `address`, which must be at most 64 bits wide.
    public final int read(int memory, int word, int address, int width) {
        return graph.node(WordOp.READ, address, memory, word, 0, width);
    }

    // Logic

    public int and(int x, int y) {
        return binary(WordOp.AND, x, y, 0, Math.min(graph.width(x), graph.width(y)));
    }

    public int or(int x, int y) {
        return binary(WordOp.OR, x, y, 0, Math.max(graph.width(x), graph.width(y)));
    }

    public int xor(int x, int y) {
        return binary(WordOp.XOR, x, y, 0, Math.max(graph.width(x), graph.width(y)));
    }

    /// Complement within `width` bits.
    public final int not(int x, int width) {
        return xor(x, constant(mask(width)));
    }

    // Arithmetic, modulo 2^width

    public int add(int x, int y, int width) {
        int carried = Math.max(graph.width(x), graph.width(y)) + 1;
        return binary(WordOp.ADD, x, y, width, Math.min(width, carried));
    }

    public int sub(int x, int y, int width) {
        return binary(WordOp.SUB, x, y, width, width);
    }

    public int mul(int x, int y, int width) {
        int product = graph.width(x) + graph.width(y);
        return binary(WordOp.MUL, x, y, width, Math.min(width, product));
    }

    /// The upper 64 bits of the product of two unsigned words.
    public int mulHigh(int x, int y) {
        int product = graph.width(x) + graph.width(y);
        return binary(WordOp.MULHI, x, y, 0, Math.max(0, product - 64));
    }

    // Shifts by a value

    public int shl(int x, int amount, int width) {
        return binary(WordOp.SHL, x, amount, width, width);
    }

    public int shr(int x, int amount) {
        return binary(WordOp.SHR, x, amount, 0, graph.width(x));
    }

    /// Arithmetic shift of a value that is `width` wide.
    public int asr(int x, int amount, int width) {
        return binary(WordOp.ASR, sext(x, width, 64), amount, width, width);
    }

    /// `x << distance` within `width` bits.
    public final int shiftLeft(int x, int distance, int width) {
        return distance >= width
                ? constant(0)
                : cat(extract(x, 0, width - distance), constant(0), distance);
    }

    // Comparisons

    public int eq(int x, int y) {
        return binary(WordOp.EQ, x, y, 0, 1);
    }

    public int ne(int x, int y) {
        return binary(WordOp.NE, x, y, 0, 1);
    }

    /// Unsigned `x < y`.
    public int ult(int x, int y) {
        return binary(WordOp.ULT, x, y, 0, 1);
    }

    /// Two's complement `x < y` of values `width` wide: unsigned with the sign bits complemented.
    public final int slt(int x, int y, int width) {
        int sign = constant(1L << width - 1);
        return ult(xor(x, sign), xor(y, sign));
    }

    /// Whether all of the low `width` bits are 1.
    public final int allOnes(int x, int width) {
        return eq(x, constant(mask(width)));
    }

    public int parity(int x) {
        return graph.node(WordOp.PARITY, x, 0, 0, 0, 1);
    }

    /// How many bits are 1, of `most` that can be.
    public int count(int x, int most) {
        return graph.node(WordOp.COUNT, x, 0, 0, 0, 32 - Integer.numberOfLeadingZeros(most));
    }

    // Choice and bit moves

    public int mux(int select, int whenTrue, int whenFalse) {
        int width = Math.max(graph.width(whenTrue), graph.width(whenFalse));
        return graph.node(WordOp.MUX, select, whenTrue, whenFalse, 0, width);
    }

    /// Bits `lo + width - 1` down to `lo`; bits above the operand's width read 0.
    public int extract(int x, int lo, int width) {
        int taken = Math.min(width, graph.width(x) - lo);
        return taken <= 0
                ? constant(0)
                : graph.node(WordOp.EXTRACT, x, 0, 0, lo | (long) taken << 8, taken);
    }

    /// `hi` on top of the `low` bits of `lo`.
    public int cat(int hi, int lo, int low) {
        return graph.node(WordOp.CAT, hi, lo, 0, low, graph.width(hi) + low);
    }

    /// Two's complement `x` of `from` bits made `to` wide; without a sign bit there is nothing to do.
    public int sext(int x, int from, int to) {
        return graph.width(x) < from || from == to ? x : graph.node(WordOp.SEXT, x, 0, 0, to, to);
    }

    private int binary(WordOp op, int x, int y, int k, int width) {
        return graph.node(op, x, y, 0, k, width);
    }
}
