package org.jetstreamlan.sim.jit;

import org.jetstreamlan.hdl.pass.WordGraph;

/// Which bits of a value must be right, so that bits above its width are cleared only where somebody would see them.
///
/// - Purpose: a word has 64 bits, a value often fewer; a mask after each operator would be a third of the code.
/// - Precondition: `width` of each node is a bound: bits from there up are 0 in the value that is meant.
/// - Sound: a use says how many low bits of a node it *needs*, and an operator how many of its operands' follow from that: low bits of a sum come from low
///   bits, but a comparison looks at all. What is kept, in a local or in the arena, is right in all 64.
/// - Cost: a few comparisons a node and use, when code is written.
final class Masks {
    private final WordGraph graph;
    private final boolean elided;

    /// @param elided whether masks are left out; else each operator clears what is above its width
    Masks(WordGraph graph, boolean elided) {
        this.graph = graph;
        this.elided = elided;
    }

    /// How many low bits of an operand must be right for the low `need` bits of the node to be.
    int need(int id, int operand, int need) {
        if (!elided) {
            return 64;
        }
        int k = (int) graph.k(id);
        return switch (graph.op(id)) {
            // What is zero in b is so in the result.
            case AND -> operand == 0 ? Math.min(need, graph.width(graph.b(id))) : need;
            // A select is 1 or 0: its negative, the mask, has no more bits wrong than it.
            case OR, XOR, MUX -> need;
            case ADD, MUL -> wraps(id) ? Math.min(need, k) : need;
            case SUB -> Math.min(need, k);
            case SHL -> operand == 0 ? Math.min(need, k) : 64;
            case EXTRACT -> {
                int lo = k & 63;
                int width = graph.width(id);
                // At the top of its operand nothing is left to clear.
                boolean top = graph.width(graph.a(id)) == lo + width;
                yield need <= width ? lo + need : top ? 64 : lo + width;
            }
            case CAT -> operand == 0 ? need - k : need;
            case SEXT -> {
                int from = graph.width(graph.a(id));
                yield need <= from ? need : from == 1 ? 64 : from;
            }
            // Tables have nothing for bits above.
            case LINEAR -> graph.width(graph.a(id));
            case CONST, STATE, MULHI, SHR, ASR, EQ, NE, ULT, PARITY, COUNT, READ -> 64;
        };
    }

    /// The width to which what an operator makes of its operands is to be cut; 64 if it may stay as it is.
    int cut(int id, int need) {
        int k = (int) graph.k(id);
        return switch (graph.op(id)) {
            case ADD, MUL -> !elided || wraps(id) && need > k ? k : 64;
            case SUB, SHL, ASR, SEXT -> !elided || need > k ? k : 64;
            case EXTRACT -> {
                int width = graph.width(id);
                boolean above = graph.width(graph.a(id)) > (k & 63) + width;
                yield !elided || need > width && above ? width : 64;
            }
            case CONST,
                    STATE,
                    AND,
                    OR,
                    XOR,
                    MULHI,
                    SHR,
                    EQ,
                    NE,
                    ULT,
                    MUX,
                    CAT,
                    PARITY,
                    COUNT,
                    LINEAR,
                    READ ->
                    64;
        };
    }

    /// Whether a sum or product may be wider than its `k` bits.
    private boolean wraps(int id) {
        int a = graph.width(graph.a(id));
        int b = graph.width(graph.b(id));
        int most =
                switch (graph.op(id)) {
                    case ADD -> Math.max(a, b) + 1;
                    case MUL -> a + b;
                    case CONST, STATE, AND, OR, XOR, SUB, MULHI, SHL, SHR, ASR, EQ, NE, ULT -> 0;
                    case MUX, EXTRACT, CAT, SEXT, PARITY, COUNT, LINEAR, READ -> 0;
                };
        return most > graph.k(id);
    }
}
