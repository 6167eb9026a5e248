package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.sim.jit.Patterns.cut;
import static org.jetstreamlan.sim.jit.Patterns.signed;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Node.ReduceOp;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operator at every width that matters, on variables and on constants, against arithmetic on
/// BigInteger.
final class JitOperatorTest {
    static IntStream widths() {
        return IntStream.of(Patterns.WIDTHS);
    }

    private static BigInteger expected(BinaryOp op, BigInteger a, BigInteger b, int width) {
        int amount = b.min(BigInteger.valueOf(width)).intValue();
        return switch (op) {
            case ADD -> cut(a.add(b), width);
            case SUB -> cut(a.subtract(b), width);
            case MUL -> cut(a.multiply(b), width);
            case AND -> a.and(b);
            case OR -> a.or(b);
            case XOR -> a.xor(b);
            case SHL -> cut(a.shiftLeft(amount), width);
            case SHR -> a.shiftRight(amount);
            case ASR -> cut(signed(a, width).shiftRight(amount), width);
            case EQ -> bit(a.equals(b));
            case NE -> bit(!a.equals(b));
            case ULT -> bit(a.compareTo(b) < 0);
            case ULE -> bit(a.compareTo(b) <= 0);
            case SLT -> bit(signed(a, width).compareTo(signed(b, width)) < 0);
            case SLE -> bit(signed(a, width).compareTo(signed(b, width)) <= 0);
        };
    }

    private static BigInteger bit(boolean set) {
        return set ? BigInteger.ONE : BigInteger.ZERO;
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void binaryOperatorsOfVariables(int width) {
        ModuleBuilder module = new ModuleBuilder("Operators");
        int a = module.read(module.input("a", width));
        int b = module.read(module.input("b", width));
        for (BinaryOp op : BinaryOp.values()) {
            int result = module.binary(op, a, b);
            module.output("out_" + op, module.width(result), result);
        }
        try (Bench bench = new Bench(module)) {
            for (BigInteger x : Patterns.values(width)) {
                bench.poke("a", x);
                for (BigInteger y : Patterns.values(width)) {
                    bench.poke("b", y);
                    for (BinaryOp op : BinaryOp.values()) {
                        assertThat(bench.peekWide("out_" + op))
                                .as("%s %x %x", op, x, y)
                                .isEqualTo(expected(op, x, y, width));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void binaryOperatorsWithOneConstant(int width) {
        ModuleBuilder module = new ModuleBuilder("Operators");
        int a = module.read(module.input("a", width));
        List<BigInteger> values = Patterns.values(width);
        for (int i = 0; i < values.size(); i++) {
            int constant = module.literal(values.get(i), width);
            for (BinaryOp op : BinaryOp.values()) {
                int right = module.binary(op, a, constant);
                module.output("right_" + op + i, module.width(right), right);
                int left = module.binary(op, constant, a);
                module.output("left_" + op + i, module.width(left), left);
            }
        }
        try (Bench bench = new Bench(module)) {
            for (BigInteger x : values) {
                bench.poke("a", x);
                for (int i = 0; i < values.size(); i++) {
                    BigInteger y = values.get(i);
                    for (BinaryOp op : BinaryOp.values()) {
                        assertThat(bench.peekWide("right_" + op + i))
                                .as("%s %x, constant %x", op, x, y)
                                .isEqualTo(expected(op, x, y, width));
                        assertThat(bench.peekWide("left_" + op + i))
                                .as("%s constant %x, %x", op, y, x)
                                .isEqualTo(expected(op, y, x, width));
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void shiftsByAmountsOfAnyWidth(int width) {
        int[] amountWidths = {1, 3, 5, 6, 7, 8, 64, 65, 100};
        BinaryOp[] shifts = {BinaryOp.SHL, BinaryOp.SHR, BinaryOp.ASR};
        ModuleBuilder module = new ModuleBuilder("Shifts");
        int a = module.read(module.input("a", width));
        for (int amountWidth : amountWidths) {
            int amount = module.read(module.input("by" + amountWidth, amountWidth));
            for (BinaryOp op : shifts) {
                module.output(op + "_" + amountWidth, width, module.binary(op, a, amount));
            }
        }
        try (Bench bench = new Bench(module)) {
            BigInteger value = Patterns.values(width).getLast().setBit(width - 1);
            bench.poke("a", value);
            for (int amountWidth : amountWidths) {
                for (BigInteger amount : amounts(width, amountWidth)) {
                    bench.poke("by" + amountWidth, amount);
                    for (BinaryOp op : shifts) {
                        assertThat(bench.peekWide(op + "_" + amountWidth))
                                .as("%s %x by %d", op, value, amount)
                                .isEqualTo(expected(op, value, amount, width));
                    }
                }
            }
        }
    }

    /// Which become moves of bits; those near the width leave the top bits, or copies of them.
    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void shiftsByConstants(int width) {
        BinaryOp[] shifts = {BinaryOp.SHL, BinaryOp.SHR, BinaryOp.ASR};
        ModuleBuilder module = new ModuleBuilder("Shifts");
        int a = module.read(module.input("a", width));
        List<BigInteger> amounts = amounts(width, Integer.SIZE);
        for (int i = 0; i < amounts.size(); i++) {
            int amount = module.literal(amounts.get(i), Integer.SIZE);
            for (BinaryOp op : shifts) {
                module.output(op + "_" + i, width, module.binary(op, a, amount));
            }
        }
        try (Bench bench = new Bench(module)) {
            for (BigInteger x : Patterns.values(width)) {
                bench.poke("a", x);
                for (int i = 0; i < amounts.size(); i++) {
                    for (BinaryOp op : shifts) {
                        assertThat(bench.peekWide(op + "_" + i))
                                .as("%s %x by %d", op, x, amounts.get(i))
                                .isEqualTo(expected(op, x, amounts.get(i), width));
                    }
                }
            }
        }
    }

    private static List<BigInteger> amounts(int width, int amountWidth) {
        List<BigInteger> amounts = Patterns.values(amountWidth);
        for (int near = Math.max(0, width - 2); near <= width + 2; near++) {
            amounts.add(cut(BigInteger.valueOf(near), amountWidth));
        }
        return amounts;
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void complementReductionsAndMux(int width) {
        ModuleBuilder module = new ModuleBuilder("Unary");
        int a = module.read(module.input("a", width));
        int b = module.read(module.input("b", width));
        int select = module.read(module.input("select", 1));
        module.output("not", width, module.not(a));
        for (ReduceOp op : ReduceOp.values()) {
            module.output("reduce_" + op, 1, module.reduce(op, a));
        }
        module.output("mux", width, module.mux(select, a, b));
        int zero = module.literal(BigInteger.ZERO, width);
        int ones = module.literal(Patterns.ones(width), width);
        module.output("mux_a_0", width, module.mux(select, a, zero));
        module.output("mux_0_a", width, module.mux(select, zero, a));
        module.output("mux_1_a", width, module.mux(select, ones, a));
        module.output("mux_a_1", width, module.mux(select, a, ones));
        module.output("mux_1_0", width, module.mux(module.not(select), zero, ones));
        try (Bench bench = new Bench(module)) {
            BigInteger y = BigInteger.ONE.shiftLeft(width / 2);
            bench.poke("b", y);
            for (BigInteger x : Patterns.values(width)) {
                bench.poke("a", x);
                check(bench, "not", x.xor(Patterns.ones(width)));
                check(bench, "reduce_AND", bit(x.equals(Patterns.ones(width))));
                check(bench, "reduce_OR", bit(x.signum() != 0));
                check(bench, "reduce_XOR", bit(x.bitCount() % 2 == 1));
                for (int s = 0; s < 2; s++) {
                    bench.poke("select", s);
                    check(bench, "mux", s == 1 ? x : y);
                    check(bench, "mux_a_0", s == 1 ? x : BigInteger.ZERO);
                    check(bench, "mux_0_a", s == 1 ? BigInteger.ZERO : x);
                    check(bench, "mux_1_a", s == 1 ? Patterns.ones(width) : x);
                    check(bench, "mux_a_1", s == 1 ? x : Patterns.ones(width));
                    check(bench, "mux_1_0", s == 1 ? Patterns.ones(width) : BigInteger.ZERO);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void slicesConcatenationAndExtension(int width) {
        ModuleBuilder module = new ModuleBuilder("Moves");
        int a = module.read(module.input("a", width));
        int b = module.read(module.input("b", 3));
        for (int lo = 0; lo < width; lo += 1 + lo / 3) {
            for (int count = 1; lo + count <= width; count += 1 + count / 2) {
                module.output("slice_" + lo + "_" + count, count, module.slice(a, lo, count));
            }
        }
        module.output("cat", width + 3, module.concat(a, b));
        module.output("tac", width + 3, module.concat(b, a));
        module.output("cats", 2 * width + 6, module.concat(b, a, a, b));
        for (int more : new int[] {0, 1, 31, 64, 65, 130}) {
            module.output("zext_" + more, width + more, module.extend(a, false, width + more));
            module.output("sext_" + more, width + more, module.extend(a, true, width + more));
        }
        try (Bench bench = new Bench(module)) {
            BigInteger y = BigInteger.valueOf(5);
            bench.poke("b", y);
            for (BigInteger x : Patterns.values(width)) {
                bench.poke("a", x);
                for (int lo = 0; lo < width; lo += 1 + lo / 3) {
                    for (int count = 1; lo + count <= width; count += 1 + count / 2) {
                        check(bench, "slice_" + lo + "_" + count, cut(x.shiftRight(lo), count));
                    }
                }
                check(bench, "cat", x.shiftLeft(3).or(y));
                check(bench, "tac", y.shiftLeft(width).or(x));
                BigInteger half = x.shiftLeft(3).or(y);
                check(bench, "cats", y.shiftLeft(width).or(x).shiftLeft(width + 3).or(half));
                for (int more : new int[] {0, 1, 31, 64, 65, 130}) {
                    check(bench, "zext_" + more, x);
                    check(bench, "sext_" + more, cut(signed(x, width), width + more));
                }
            }
        }
    }

    private static void check(Bench bench, String output, BigInteger expected) {
        Simulator simulator = bench.simulator();
        Probe probe = simulator.probe(output);
        assertThat(simulator.peekWide(probe)).as(output).isEqualTo(expected);
    }
}
