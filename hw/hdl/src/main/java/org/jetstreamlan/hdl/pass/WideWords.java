package org.jetstreamlan.hdl.pass;

import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// Operators on values of several words, in terms of operators on words.
///
/// - Purpose: the part of [WordLowering] where words of one value depend on each other.
/// - Precondition: word `i` of a value `w` bits wide is `min(64, w - 64 i)` wide, zero above.
/// - Sound: school methods: carries from word to word, partial products, a barrel of word moves.
/// - Cost: linear in words; multiplication quadratic, shifts n log n.
final class WideWords {
    private WideWords() {}

    /// Sum, difference or product modulo 2^width.
    static int[] arithmetic(Words words, BinaryOp op, int[] x, int[] y, int width) {
        if (op == BinaryOp.MUL) {
            return multiply(words, x, y, width);
        }
        boolean add = op == BinaryOp.ADD;
        int[] result = new int[x.length];
        int carry = words.constant(0);
        for (int i = 0; i < x.length; i++) {
            int wide = Math.min(64, width - 64 * i);
            int plain = add ? words.add(x[i], y[i], wide) : words.sub(x[i], y[i], wide);
            result[i] = add ? words.add(plain, carry, wide) : words.sub(plain, carry, wide);
            if (i + 1 < x.length) {
                int first = add ? words.ult(plain, x[i]) : words.ult(x[i], y[i]);
                int second = add ? words.ult(result[i], carry) : words.ult(plain, carry);
                carry = words.or(first, second);
            }
        }
        return result;
    }

    private static int[] multiply(Words words, int[] x, int[] y, int width) {
        int count = x.length;
        int zero = words.constant(0);
        int[] sum = new int[count];
        java.util.Arrays.fill(sum, zero);
        for (int i = 0; i < count; i++) {
            int carry = zero;
            for (int j = 0; i + j < count; j++) {
                int wide = Math.min(64, width - 64 * (i + j));
                int low = words.mul(x[i], y[j], wide);
                int first = words.add(sum[i + j], low, wide);
                int second = words.add(first, carry, wide);
                if (i + j + 1 < count) {
                    // x y + sum + carry < 2^128: the high word plus both carries does not overflow.
                    int high = words.mulHigh(x[i], y[j]);
                    high = words.add(high, words.ult(first, low), 64);
                    carry = words.add(high, words.ult(second, carry), 64);
                }
                sum[i + j] = second;
            }
        }
        return sum;
    }

    /// `x` shifted by one word `amount`, which may be any number.
    static int[] shift(Words words, BinaryOp op, int[] x, int amount, int width) {
        int count = x.length;
        if (count == 1) {
            int result =
                    switch (op) {
                        case SHL -> words.shl(x[0], amount, width);
                        case SHR -> words.shr(x[0], amount);
                        case ASR -> words.asr(x[0], amount, width);
                        case ADD, SUB, MUL, AND, OR, XOR, EQ, NE, ULT, ULE, SLT, SLE ->
                                throw new IllegalArgumentException(op + " is no shift");
                    };
            return new int[] {result};
        }
        boolean left = op == BinaryOp.SHL;
        int topWidth = width - 64 * (count - 1);
        int fill = words.constant(0);
        int[] moved = x.clone();
        if (op == BinaryOp.ASR) {
            fill = words.sext(words.extract(x[count - 1], topWidth - 1, 1), 1, 64);
            moved[count - 1] = words.sext(x[count - 1], topWidth, 64);
        }
        // Whole words first: a barrel over the bits of amount / 64.
        int stages = 32 - Integer.numberOfLeadingZeros(count - 1);
        for (int stage = 0; stage < stages; stage++) {
            int far = words.extract(amount, 6 + stage, 1);
            int[] from = moved.clone();
            for (int i = 0; i < count; i++) {
                int source = left ? i - (1 << stage) : i + (1 << stage);
                int value = source >= 0 && source < count ? from[source] : fill;
                moved[i] = words.mux(far, value, from[i]);
            }
        }
        int beyond = words.ne(words.extract(amount, 6 + stages, 58 - stages), words.constant(0));
        // Then bits: each word takes the rest from its neighbour, in two steps so that 64 - 0 is no
        // special case.
        int distance = words.extract(amount, 0, 6);
        int rest = words.xor(distance, words.constant(63));
        int[] result = new int[count];
        for (int i = 0; i < count; i++) {
            int own;
            int other;
            if (left) {
                int neighbour = i > 0 ? moved[i - 1] : fill;
                own = words.shl(moved[i], distance, 64);
                other = words.shr(words.extract(neighbour, 1, 63), rest);
            } else {
                int neighbour = i + 1 < count ? moved[i + 1] : fill;
                own = words.shr(moved[i], distance);
                other = words.shl(words.shiftLeft(neighbour, 1, 64), rest, 64);
            }
            result[i] = words.mux(beyond, fill, words.or(own, other));
        }
        result[count - 1] = words.extract(result[count - 1], 0, topWidth);
        return result;
    }

    /// The 1-bit outcome of a comparison.
    static int compare(Words words, BinaryOp op, int[] x, int[] y, int width) {
        return switch (op) {
            case EQ -> equal(words, x, y);
            case NE -> words.xor(equal(words, x, y), words.constant(1));
            case ULT -> less(words, x, y, width, false);
            case ULE -> words.xor(less(words, y, x, width, false), words.constant(1));
            case SLT -> less(words, x, y, width, true);
            case SLE -> words.xor(less(words, y, x, width, true), words.constant(1));
            case ADD, SUB, MUL, AND, OR, XOR, SHL, SHR, ASR ->
                    throw new IllegalArgumentException(op + " is no comparison");
        };
    }

    private static int equal(Words words, int[] x, int[] y) {
        if (x.length == 1) {
            return words.eq(x[0], y[0]);
        }
        int different = words.xor(x[0], y[0]);
        for (int i = 1; i < x.length; i++) {
            different = words.or(different, words.xor(x[i], y[i]));
        }
        return words.eq(different, words.constant(0));
    }

    private static int less(Words words, int[] x, int[] y, int width, boolean signed) {
        int top = x.length - 1;
        int result = words.constant(0);
        for (int i = 0; i <= top; i++) {
            int here =
                    signed && i == top
                            ? words.slt(x[i], y[i], width - 64 * top)
                            : words.ult(x[i], y[i]);
            result = words.or(here, words.and(words.eq(x[i], y[i]), result));
        }
        return result;
    }
}
