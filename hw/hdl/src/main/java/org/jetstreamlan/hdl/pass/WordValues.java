package org.jetstreamlan.hdl.pass;

/// What the operators of a [WordGraph] do to numbers.
public final class WordValues {
    private WordValues() {}

    /// The value of a node that has operands, but of a READ, from their values.
    public static long of(WordGraph graph, int id, long a, long b, long c) {
        int k = (int) graph.k(id);
        return switch (graph.op(id)) {
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case ADD -> a + b & Words.mask(k);
            case SUB -> a - b & Words.mask(k);
            case MUL -> a * b & Words.mask(k);
            case MULHI -> Math.unsignedMultiplyHigh(a, b);
            case SHL -> b >>> 6 == 0 ? a << b & Words.mask(k) : 0;
            case SHR -> b >>> 6 == 0 ? a >>> b : 0;
            case ASR -> a >> (b >>> 6 == 0 ? b : 63) & Words.mask(k);
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            case ULT -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
            case MUX -> a != 0 ? b : c;
            case EXTRACT -> a >>> (k & 63) & Words.mask(graph.width(id));
            case CAT -> a << k | b;
            case SEXT -> {
                int unused = 64 - graph.width(graph.a(id));
                yield a << unused >> unused & Words.mask(k);
            }
            case PARITY -> Long.bitCount(a) & 1;
            case COUNT -> Long.bitCount(a);
            case LINEAR -> linear(graph.tables().get(k), a);
            case CONST, STATE, READ ->
                    throw new IllegalArgumentException("no operands make it: " + graph.text(id));
        };
    }

    private static long linear(long[] tables, long a) {
        long value = 0;
        for (int base = 0; base < tables.length; base += LinearMaps.ENTRIES) {
            int shift = base / LinearMaps.ENTRIES * LinearMaps.DIGIT;
            value ^= tables[base + (int) (a >>> shift & LinearMaps.ENTRIES - 1)];
        }
        return value;
    }
}
