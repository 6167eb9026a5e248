package org.jetstreamlan.nic.crc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A step of [AalCrc] is that of [Aal5] for all values of state and word, of which no solver is convinced: from its netlist each bit of the next state
/// is calculated as a sum modulo 2 of state bits, word bits and 1, and compared, which leaves no value out. Which errors such a remainder sees is what
/// `CrcDistanceTest` says.
class AalCrcIsLinearTest {
    private static final int STATE = 32;

    /// What a bit is the sum of: bit i of the state is i, of the word 32 + i, the constant 1 is the last.
    private record Sums(ModuleDef module, int state, int word, int one) {
        static Sums of(ModuleDef module, int width) {
            return new Sums(
                    module, net(module, "complement"), net(module, "word_payload"), STATE + width);
        }

        private static int net(ModuleDef module, String name) {
            return module.nets().stream().map(Net::name).toList().indexOf(name);
        }

        private BigInteger constant(boolean bit) {
            return bit ? BigInteger.ZERO.setBit(one) : BigInteger.ZERO;
        }

        /// The sums of a node's bits, lowest first.
        List<BigInteger> bits(int number) {
            Node node = module.nodes().get(number);
            List<BigInteger> bits = new ArrayList<>();
            switch (node) {
                case Node.Literal literal -> {
                    for (int i = 0; i < literal.width(); i++) {
                        bits.add(constant(literal.value().testBit(i)));
                    }
                }
                case Node.Read read -> {
                    assertThat(read.net()).isIn(state, word);
                    int first = read.net() == state ? 0 : STATE;
                    for (int i = 0; i < read.width(); i++) {
                        bits.add(BigInteger.ZERO.setBit(first + i));
                    }
                }
                case Node.Not not -> bits(not.a()).forEach(bit -> bits.add(bit.flipBit(one)));
                case Node.Binary(Node.BinaryOp op, int a, int b, int width)
                        when op == Node.BinaryOp.XOR -> {
                    List<BigInteger> left = bits(a);
                    List<BigInteger> right = bits(b);
                    for (int i = 0; i < width; i++) {
                        bits.add(left.get(i).xor(right.get(i)));
                    }
                }
                case Node.Reduce(Node.ReduceOp op, int a) when op == Node.ReduceOp.XOR ->
                        bits.add(bits(a).stream().reduce(BigInteger.ZERO, BigInteger::xor));
                case Node.Concat concat -> {
                    for (int part : concat.parts().reversed()) {
                        bits.addAll(bits(part));
                    }
                }
                case Node.Slice slice ->
                        bits.addAll(
                                bits(slice.a()).subList(slice.lo(), slice.lo() + slice.width()));
                default -> throw new AssertionError("not a sum: " + node);
            }
            return bits;
        }

        /// What the register becomes where a word comes.
        List<BigInteger> next() {
            for (Statement statement : module.body()) {
                if (statement instanceof Statement.When when
                        && reads(when.condition(), "word_valid")) {
                    assertThat(when.then()).hasSize(1);
                    var assign = (Statement.Assign) when.then().getFirst();
                    assertThat(assign.net()).isEqualTo(state);
                    assertThat(assign.width()).isEqualTo(STATE);
                    return bits(assign.value());
                }
            }
            throw new AssertionError("nothing happens with a word");
        }

        private boolean reads(int node, String net) {
            return module.nodes().get(node) instanceof Node.Read read
                    && module.nets().get(read.net()).name().equals(net);
        }
    }

    /// The software's step, of the state's complement and a word of 32 or 64 bits, as sums: what it makes of 0, and of each bit alone. It is linear since it is a
    /// division of polynomials.
    private static List<BigInteger> expected(int width) {
        UnaryOperator<BigInteger> step =
                from -> {
                    int remainder = ~from.intValue();
                    BigInteger word = from.shiftRight(STATE);
                    for (int lo = width - STATE; lo >= 0; lo -= STATE) {
                        remainder = Aal5.stepWord(remainder, word.shiftRight(lo).intValue());
                    }
                    return BigInteger.valueOf(Integer.toUnsignedLong(~remainder));
                };
        BigInteger ofNone = step.apply(BigInteger.ZERO);
        List<BigInteger> sums = new ArrayList<>();
        for (int bit = 0; bit < STATE; bit++) {
            BigInteger sum = BigInteger.ZERO;
            for (int variable = 0; variable < STATE + width; variable++) {
                BigInteger alone = step.apply(BigInteger.ZERO.setBit(variable));
                sum = alone.testBit(bit) == ofNone.testBit(bit) ? sum : sum.setBit(variable);
            }
            sums.add(ofNone.testBit(bit) ? sum.setBit(STATE + width) : sum);
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void aStepIsTheSoftwaresForAllValues(int width) {
        ModuleDef module = Design.of(() -> new AalCrc(width)).circuit().top();
        assertThat(Sums.of(module, width).next()).isEqualTo(expected(width));
    }

    /// An engine that leaves a bit out, or adds with carries, is found.
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void anotherStepIsNot(int width) {
        ModuleDef module = Design.of(() -> new AalCrc(width)).circuit().top();
        Sums sums = Sums.of(module, width);
        List<Node> nodes = new ArrayList<>(module.nodes());
        int at =
                nodes.indexOf(
                        nodes.stream()
                                .filter(Node.Not.class::isInstance)
                                .findFirst()
                                .orElseThrow());
        var not = (Node.Not) nodes.get(at);
        nodes.set(at, new Node.Slice(not.a(), 0, not.width()));
        assertThat(with(sums, nodes).next()).isNotEqualTo(expected(width));
        nodes.set(at, new Node.Binary(Node.BinaryOp.ADD, not.a(), not.a(), not.width()));
        assertThatThrownBy(() -> with(sums, nodes).next()).hasMessageStartingWith("not a sum");
    }

    private static Sums with(Sums sums, List<Node> nodes) {
        ModuleDef of = sums.module;
        var changed =
                new ModuleDef(
                        of.name(),
                        of.domains(),
                        of.nets(),
                        nodes,
                        of.memories(),
                        of.instances(),
                        of.body(),
                        of.observations(),
                        of.annotations(),
                        of.nodeNames(),
                        of.netPlaces(),
                        of.nodePlaces());
        return new Sums(changed, sums.state, sums.word, sums.one);
    }
}
