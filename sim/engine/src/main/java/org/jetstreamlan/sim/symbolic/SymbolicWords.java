package org.jetstreamlan.sim.symbolic;

import java.util.Arrays;
import org.jetstreamlan.hdl.pass.WordGraph;

/// What the operators of a [WordGraph] do to words whose bits are functions, lowest bit first; bits that a word does not have are 0.
final class SymbolicWords {
    private final Decisions functions;

    SymbolicWords(Decisions functions) {
        this.functions = functions;
    }

    /// A number of `width` bits.
    static int[] literal(long value, int width) {
        int[] bits = new int[width];
        for (int i = 0; i < width; i++) {
            bits[i] = (value >>> i & 1) != 0 ? Decisions.TRUE : Decisions.FALSE;
        }
        return bits;
    }

    static int bit(int[] word, int i) {
        return i < word.length ? word[i] : Decisions.FALSE;
    }

    /// The value of a node that has operands, but of a READ, from their values.
    int[] of(WordGraph graph, int id, int[] a, int[] b, int[] c) {
        int width = graph.width(id);
        int k = (int) graph.k(id);
        return switch (graph.op(id)) {
            case AND, OR, XOR, ADD, SUB, MUL, MULHI, EQ, NE, ULT -> binary(graph, id, a, b);
            case SHL -> shift(a, b, -1, width, Decisions.FALSE);
            case SHR -> shift(a, b, 1, width, Decisions.FALSE);
            case ASR -> shift(a, b, 1, width, bit(a, Long.SIZE - 1));
            case MUX -> choose(bit(a, 0), b, c, width);
            case EXTRACT -> slice(a, k & 63, width);
            case CAT -> {
                int[] word = slice(a, -k, width);
                System.arraycopy(b, 0, word, 0, Math.min(b.length, width));
                yield word;
            }
            case SEXT -> {
                int top = graph.width(graph.a(id)) - 1;
                int[] word = slice(a, 0, width);
                Arrays.fill(word, Math.min(top + 1, width), width, bit(a, top));
                yield word;
            }
            case PARITY -> {
                int sum = Decisions.FALSE;
                for (int bit : a) {
                    sum = functions.xor(sum, bit);
                }
                yield new int[] {sum};
            }
            case COUNT -> {
                int[] sum = new int[width];
                for (int bit : a) {
                    sum = sum(sum, new int[] {bit}, Decisions.FALSE, width);
                }
                yield sum;
            }
            case CONST, STATE, READ, LINEAR ->
                    throw new IllegalArgumentException("no operator: " + graph.text(id));
        };
    }

    private int[] binary(WordGraph graph, int id, int[] a, int[] b) {
        int width = graph.width(id);
        return switch (graph.op(id)) {
            case AND, OR, XOR -> {
                int[] word = new int[width];
                for (int i = 0; i < width; i++) {
                    word[i] =
                            switch (graph.op(id)) {
                                case AND -> functions.and(bit(a, i), bit(b, i));
                                case OR -> functions.or(bit(a, i), bit(b, i));
                                default -> functions.xor(bit(a, i), bit(b, i));
                            };
                }
                yield word;
            }
            case ADD -> sum(a, b, Decisions.FALSE, width);
            case SUB -> sum(a, complement(b, width), Decisions.TRUE, width);
            case MUL -> product(a, b, width);
            case MULHI -> slice(product(a, b, 2 * Long.SIZE), Long.SIZE, width);
            case EQ -> new int[] {equal(a, b)};
            case NE -> new int[] {functions.not(equal(a, b))};
            default -> new int[] {less(a, b)};
        };
    }

    /// `select ? a : b`.
    int[] choose(int select, int[] a, int[] b, int width) {
        int[] word = new int[width];
        for (int i = 0; i < width; i++) {
            word[i] = functions.choose(select, bit(a, i), bit(b, i));
        }
        return word;
    }

    int equal(int[] a, int[] b) {
        int[] differ = new int[Math.max(a.length, b.length)];
        for (int i = 0; i < differ.length; i++) {
            differ[i] = functions.xor(bit(a, i), bit(b, i));
        }
        return functions.allFalse(differ);
    }

    private int less(int[] a, int[] b) {
        int less = Decisions.FALSE;
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            int differs = functions.xor(bit(a, i), bit(b, i));
            less = functions.choose(differs, bit(b, i), less);
        }
        return less;
    }

    private int[] sum(int[] a, int[] b, int carryIn, int width) {
        int[] word = new int[width];
        int carry = carryIn;
        for (int i = 0; i < width; i++) {
            int differs = functions.xor(bit(a, i), bit(b, i));
            word[i] = functions.xor(differs, carry);
            carry = functions.choose(differs, carry, bit(a, i));
        }
        return word;
    }

    private int[] complement(int[] a, int width) {
        int[] word = new int[width];
        for (int i = 0; i < width; i++) {
            word[i] = functions.not(bit(a, i));
        }
        return word;
    }

    private int[] product(int[] a, int[] b, int width) {
        int[] word = new int[width];
        for (int i = 0; i < Math.min(a.length, width); i++) {
            int[] more = sum(word, slice(b, -i, width), Decisions.FALSE, width);
            word = choose(a[i], more, word, width);
        }
        return word;
    }

    /// By a number of places, `direction` 1 to the right, -1 to the left.
    private int[] shift(int[] a, int[] amount, int direction, int width, int fill) {
        int[] word = slice(a, 0, Long.SIZE);
        for (int i = 0; i < amount.length; i++) {
            int places = i < 6 ? direction << i : direction * Long.SIZE;
            int[] moved = slice(word, places, Long.SIZE);
            if (places > 0) {
                Arrays.fill(moved, Long.SIZE - places, Long.SIZE, fill);
            }
            word = choose(amount[i], moved, word, Long.SIZE);
        }
        return slice(word, 0, width);
    }

    /// `width` bits from `lo` up, which may be below 0.
    private static int[] slice(int[] a, int lo, int width) {
        int[] word = new int[width];
        for (int i = Math.max(0, -lo); i < width; i++) {
            word[i] = bit(a, lo + i);
        }
        return word;
    }
}
