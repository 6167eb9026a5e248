package org.jetstreamlan.hdl.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// [Simplification] and [CommonSubexpressions] keep values, alone and together: random expressions, made through [Words] and by hand, agree; and
/// the rules that are promised do apply.
final class WordsTest {
    private WordGraph graph = new WordGraph();
    private Words words = new Simplification(graph);

    /// The value of a node, the state being `state`.
    private long value(int id, long[] state) {
        long a = graph.op(id).arity() > 0 ? value(graph.a(id), state) : 0;
        long b = graph.op(id).arity() > 1 ? value(graph.b(id), state) : 0;
        long k = graph.k(id);
        return switch (graph.op(id)) {
            case CONST -> k;
            case STATE -> state[graph.a(id)];
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case ADD -> a + b & Words.mask((int) k);
            case SUB -> a - b & Words.mask((int) k);
            case MUL -> a * b & Words.mask((int) k);
            case MULHI -> Math.unsignedMultiplyHigh(a, b);
            case SHL -> (b >>> 6 == 0 ? a << b : 0) & Words.mask((int) k);
            case SHR -> b >>> 6 == 0 ? a >>> b : 0;
            case ASR -> (a >> (b >>> 6 == 0 ? b : 63)) & Words.mask((int) k);
            case EQ -> a == b ? 1 : 0;
            case NE -> a != b ? 1 : 0;
            case ULT -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
            case MUX -> value(a != 0 ? graph.b(id) : graph.c(id), state);
            case EXTRACT -> a >>> (k & 63) & Words.mask(graph.width(id));
            case CAT -> a << k | b;
            case SEXT -> {
                int spare = 64 - graph.width(graph.a(id));
                yield a << spare >> spare & Words.mask((int) k);
            }
            case PARITY -> Long.bitCount(a) & 1;
            case COUNT -> Long.bitCount(a);
            case LINEAR, READ -> throw new AssertionError("no memory here");
        };
    }

    private record Expected(int id, int width, long value) {}

    @Test
    void randomExpressionsKeepTheirValues() {
        for (boolean shared : new boolean[] {false, true}) {
            graph = new WordGraph(shared);
            words = new Words(graph);
            checkRandomExpressions();
            graph = new WordGraph(shared);
            words = new Simplification(graph);
            checkRandomExpressions();
        }
    }

    private void checkRandomExpressions() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            long[] state = new long[6];
            List<Expected> pool = new ArrayList<>();
            for (int i = 0; i < state.length; i++) {
                int width = i == 0 ? 1 : 1 + random.nextInt(64);
                state[i] = random.nextLong() & Words.mask(width);
                pool.add(new Expected(words.state(64 * (int) seed + i, width), width, state[i]));
            }
            long[] all = new long[64 * (int) seed + 64];
            System.arraycopy(state, 0, all, 64 * (int) seed, state.length);
            for (int i = 0; i < 60; i++) {
                Expected made = random(random, pool);
                assertThat(value(made.id, all))
                        .as("seed %d: %s", seed, graph.text(made.id))
                        .isEqualTo(made.value);
                assertThat(made.value & ~Words.mask(graph.width(made.id)))
                        .as("width bound, seed %d: %s", seed, graph.text(made.id))
                        .isZero();
                pool.add(made);
            }
        }
    }

    private Expected random(Random random, List<Expected> pool) {
        Expected x = pool.get(random.nextInt(pool.size()));
        Expected y = pool.get(random.nextInt(pool.size()));
        if (random.nextInt(5) == 0) {
            long constant = random.nextLong() & Words.mask(random.nextInt(x.width + 1));
            y = new Expected(words.constant(constant), x.width, constant);
        }
        int wide = Math.max(x.width, y.width);
        long mask = Words.mask(wide);
        return switch (random.nextInt(16)) {
            case 0 -> new Expected(words.and(x.id, y.id), wide, x.value & y.value);
            case 1 -> new Expected(words.or(x.id, y.id), wide, x.value | y.value);
            case 2 -> new Expected(words.xor(x.id, y.id), wide, x.value ^ y.value);
            case 3 ->
                    new Expected(words.not(x.id, x.width), x.width, ~x.value & Words.mask(x.width));
            case 4 -> new Expected(words.add(x.id, y.id, wide), wide, x.value + y.value & mask);
            case 5 -> new Expected(words.sub(x.id, y.id, wide), wide, x.value - y.value & mask);
            case 6 -> new Expected(words.mul(x.id, y.id, wide), wide, x.value * y.value & mask);
            case 7 -> new Expected(words.eq(x.id, y.id), 1, x.value == y.value ? 1 : 0);
            case 8 ->
                    new Expected(
                            words.ult(x.id, y.id),
                            1,
                            Long.compareUnsigned(x.value, y.value) < 0 ? 1 : 0);
            case 9 -> {
                int select = pool.getFirst().id;
                long chosen = pool.getFirst().value != 0 ? x.value : y.value;
                yield new Expected(words.mux(select, x.id, y.id), wide, chosen);
            }
            case 10, 11 -> {
                int lo = random.nextInt(x.width);
                int width = 1 + random.nextInt(x.width - lo);
                long bits = x.value >>> lo & Words.mask(width);
                yield new Expected(words.extract(x.id, lo, width), width, bits);
            }
            case 12 -> {
                if (x.width + y.width > 64) {
                    yield new Expected(words.ne(x.id, y.id), 1, x.value != y.value ? 1 : 0);
                }
                long both = y.width == 64 ? y.value : x.value << y.width | y.value;
                yield new Expected(words.cat(x.id, y.id, y.width), x.width + y.width, both);
            }
            case 13 -> {
                int to = x.width + random.nextInt(65 - x.width);
                int spare = 64 - x.width;
                long signed = x.value << spare >> spare & Words.mask(to);
                yield new Expected(words.sext(x.id, x.width, to), to, signed);
            }
            case 14 -> {
                long shifted = y.value >>> 6 == 0 ? x.value << y.value : 0;
                long cut = shifted & Words.mask(x.width);
                yield new Expected(words.shl(x.id, y.id, x.width), x.width, cut);
            }
            default -> {
                int spare = 64 - x.width;
                long distance = y.value >>> 6 == 0 ? y.value : 63;
                long shifted = (x.value << spare >> spare >> distance) & Words.mask(x.width);
                yield new Expected(words.asr(x.id, y.id, x.width), x.width, shifted);
            }
        };
    }

    @Test
    void withoutCommonSubexpressionsAndSimplificationEachIsItsOwnNode() {
        graph = new WordGraph(false);
        words = new Words(graph);
        int x = words.state(0, 8);
        int y = words.state(1, 8);
        assertThat(words.add(x, y, 8)).isNotEqualTo(words.add(x, y, 8));
        assertThat(words.and(x, words.constant(0))).isNotEqualTo(words.constant(0));
    }

    @Test
    void equalExpressionsAreOneNode() {
        int x = words.state(0, 8);
        int y = words.state(1, 8);
        assertThat(words.add(x, y, 8)).isEqualTo(words.add(y, x, 8));
        assertThat(words.xor(words.xor(x, y), words.constant(0))).isEqualTo(words.xor(y, x));
    }

    @Test
    void neighbouringSlicesBecomeOneSlice() {
        int x = words.state(0, 32);
        int joined = words.cat(words.extract(x, 12, 4), words.extract(x, 8, 4), 4);
        assertThat(joined).isEqualTo(words.extract(x, 8, 8));
        int rest =
                words.cat(
                        words.extract(x, 16, 16), words.cat(joined, words.extract(x, 0, 8), 8), 16);
        assertThat(rest).isEqualTo(x);
    }

    @Test
    void muxesOfNeighbouringSlicesBecomeOneMux() {
        int select = words.state(0, 1);
        int x = words.state(1, 32);
        int y = words.state(2, 32);
        int low = words.mux(select, words.extract(x, 0, 10), words.extract(y, 0, 10));
        int high = words.mux(select, words.extract(x, 10, 22), words.extract(y, 10, 22));
        assertThat(words.cat(high, low, 10)).isEqualTo(words.mux(select, x, y));
    }

    @Test
    void copiesOfABitBecomeASignExtension() {
        int bit = words.state(0, 1);
        int copies = words.cat(bit, words.cat(bit, bit, 1), 2);
        assertThat(graph.op(copies)).isEqualTo(WordOp.SEXT);
        assertThat(graph.width(copies)).isEqualTo(3);
    }

    @Test
    void sumsOfBitsOfOneWordAreACount() {
        int x = words.state(0, 20);
        var terms = new ArrayList<Integer>();
        for (int i = 0; i < 20; i++) {
            terms.add(words.extract(x, i, 1));
        }
        int sum = sum(terms, 5, new Random(1));
        assertThat(graph.op(sum)).isEqualTo(WordOp.COUNT);
        assertThat(graph.a(sum)).isEqualTo(x);
        assertThat(graph.width(sum)).isEqualTo(5);
    }

    @Test
    void sumsOfSomeBitsOfOneOrTwoWordsSomeTwiceKeepTheirValues() {
        for (long seed = 0; seed < 2_000; seed++) {
            graph = new WordGraph();
            words = new Simplification(graph);
            var random = new Random(seed);
            long[] state = {random.nextLong(), random.nextLong()};
            var terms = new ArrayList<Integer>();
            long total = 0;
            for (int i = 1 + random.nextInt(30); i > 0; i--) {
                int word = random.nextInt(8) == 0 ? 1 : 0;
                int bit = random.nextInt(64);
                terms.add(words.extract(words.state(word, 64), bit, 1));
                total += state[word] >>> bit & 1;
            }
            int width = 2 + random.nextInt(6);
            assertThat(value(sum(terms, width, random), state))
                    .as("seed %d", seed)
                    .isEqualTo(total & Words.mask(width));
        }
    }

    /// Added two by two in some order, modulo 2^`width`.
    private int sum(List<Integer> terms, int width, Random random) {
        while (terms.size() > 1) {
            int x = terms.remove(random.nextInt(terms.size()));
            int y = terms.remove(random.nextInt(terms.size()));
            terms.add(words.add(x, y, width));
        }
        return terms.getFirst();
    }

    @Test
    void widthsAreNarrowerThanDeclaredWhereValuesAre() {
        int x = words.state(0, 8);
        int y = words.state(1, 8);
        assertThat(graph.width(words.add(x, y, 32))).isEqualTo(9);
        assertThat(graph.width(words.mul(x, y, 32))).isEqualTo(16);
        assertThat(graph.width(words.and(words.state(2, 64), x))).isEqualTo(8);
    }
}
