package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.jetstreamlan.sim.fuzz.ReferenceEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bits above a value's width are cleared only where somebody would see them: every operator, over operands that were extended in each way, to widths around
/// those at which a sum or product has its last bit, and every way to look at what comes out. Operands are the numbers at the ends of their ranges.
class JitWidthsTest {
    private static final int WORD = 64;

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 5", "31, 32"})
    void whatIsAboveAValueIsNeverSeen(int first, int second) {
        var circuit = operators(first, second);
        var engines = List.of(new ReferenceEngine(), kept(), only());
        List<Simulator> simulators = new ArrayList<>();
        for (var engine : engines) {
            simulators.add(engine.compile(circuit).instantiate());
        }
        for (var a : ends(first)) {
            for (var b : ends(second)) {
                for (var simulator : simulators) {
                    simulator.pokeWide(simulator.probe("a"), a);
                    simulator.pokeWide(simulator.probe("b"), b);
                    simulator.poke(simulator.probe("c"), -1 - a.longValue());
                }
                compare(circuit, simulators, "a = %x, b = %x".formatted(a, b));
            }
        }
        simulators.forEach(Simulator::close);
    }

    /// In which equal values are not made one, which would be kept.
    private static JitEngine kept() {
        return new JitEngine().without(Optimisation.COMMON_SUBEXPRESSIONS);
    }

    /// Without the other optimisations, which may take away what is to be cut.
    private static JitEngine only() {
        return new JitEngine(Set.of(Optimisation.MASKS));
    }

    private static void compare(Circuit circuit, List<Simulator> simulators, String values) {
        for (var net : circuit.top().nets()) {
            if (net instanceof Net.Output(var name, _)) {
                var expected = simulators.getFirst();
                var right = expected.peekWide(expected.probe(name));
                for (var simulator : simulators) {
                    assertThat(simulator.peekWide(simulator.probe(name)))
                            .as("%s with %s", name, values)
                            .isEqualTo(right);
                }
            }
        }
    }

    /// Numbers at which carries, signs and products are what they can be at most.
    private static Set<BigInteger> ends(int width) {
        var top = BigInteger.ONE.shiftLeft(width - 1);
        var all = top.shiftLeft(1).subtract(BigInteger.ONE);
        return new TreeSet<>(
                List.of(
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        top,
                        top.subtract(BigInteger.ONE),
                        all,
                        all.subtract(BigInteger.ONE).max(BigInteger.ZERO)));
    }

    private static Circuit operators(int first, int second) {
        var module = new ModuleBuilder("Widths");
        int a = module.read(module.input("a", first));
        int b = module.read(module.input("b", second));
        int c = module.read(module.input("c", WORD));
        int wider = Math.max(first, second);
        var widths = new TreeSet<Integer>();
        for (int width :
                new int[] {
                    wider,
                    wider + 1,
                    wider + 2,
                    first + second - 1,
                    first + second,
                    first + second + 1,
                    WORD
                }) {
            if (width >= wider && width <= WORD) {
                widths.add(width);
            }
        }
        for (int width : widths) {
            for (int signs : new int[] {0, 3}) {
                int left = extended(module, a, (signs & 1) != 0, width);
                int right = extended(module, b, (signs & 2) != 0, width);
                for (var op : Node.BinaryOp.values()) {
                    int shift = op.isShift() ? amount(module, b) : right;
                    look(
                            module,
                            "%s_%d_%d".formatted(op, width, signs),
                            () -> module.binary(op, left, shift),
                            module.slice(c, 0, Math.min(WORD, width + 1)));
                }
            }
        }
        return module.circuit();
    }

    private static int extended(ModuleBuilder module, int value, boolean signed, int width) {
        return module.width(value) == width ? value : module.extend(value, signed, width);
    }

    /// A few bits, so that something is left of what is shifted.
    private static int amount(ModuleBuilder module, int value) {
        return module.slice(value, 0, Math.min(3, module.width(value)));
    }

    /// As it is, and through operators that look at more of their operands than others. Each has a value of its own: what is used twice is kept, and right
    /// in all bits.
    private static void look(ModuleBuilder module, String name, IntSupplier value, int other) {
        int width = module.width(value.getAsInt());
        module.output(name, width, value.getAsInt());
        if (width == 1) {
            int chosen = module.mux(value.getAsInt(), other, module.not(other));
            module.output(name + "_chooses", 1, module.slice(chosen, 0, 1));
        }
        IntSupplier low = width <= 3 ? value : () -> module.slice(value.getAsInt(), 0, 3);
        for (var op : List.of(Node.BinaryOp.SHL, Node.BinaryOp.SHR, Node.BinaryOp.ASR)) {
            int shifted = module.binary(op, other, low.getAsInt());
            module.output(name + "_amount_" + op, 1, module.slice(shifted, 0, 1));
        }
        module.output(
                name + "_signed", width + 3, module.extend(value.getAsInt(), true, width + 3));
        module.output(
                name + "_upper",
                width - width / 2,
                module.slice(value.getAsInt(), width / 2, width - width / 2));
        int first = module.concat(value.getAsInt(), other);
        module.output(name + "_first", width + 1, module.slice(first, 0, width + 1));
        int last = module.concat(module.slice(other, 0, 1), value.getAsInt());
        module.output(name + "_last", width + 1, last);
        module.output(name + "_odd", 1, module.reduce(Node.ReduceOp.XOR, value.getAsInt()));
        if (module.width(other) > width) {
            besides(module, name, value, other);
        }
    }

    /// With `other`, which has a bit more: there the bit above the value would be seen.
    private static void besides(ModuleBuilder module, String name, IntSupplier value, int other) {
        int width = module.width(other);
        for (var op :
                List.of(
                        Node.BinaryOp.AND,
                        Node.BinaryOp.OR,
                        Node.BinaryOp.ADD,
                        Node.BinaryOp.SUB,
                        Node.BinaryOp.MUL,
                        Node.BinaryOp.SHL,
                        Node.BinaryOp.ULT)) {
            int wider = module.extend(value.getAsInt(), false, width);
            int seen = module.binary(op, wider, op.isShift() ? amount(module, other) : other);
            module.output(name + "_" + op, module.width(seen), seen);
        }
        int chosen =
                module.mux(
                        module.slice(other, 0, 1),
                        module.extend(value.getAsInt(), false, width),
                        other);
        module.output(name + "_chosen", width, chosen);
        // With room for what a sum or product may be at most, of which only the low bits are looked
        // at.
        int room = 2 * width;
        for (var op : List.of(Node.BinaryOp.ADD, Node.BinaryOp.MUL)) {
            int all =
                    module.binary(
                            op,
                            module.extend(value.getAsInt(), false, room),
                            module.extend(other, false, room));
            module.output(name + "_low_" + op, width, module.slice(all, 0, width));
        }
    }
}
