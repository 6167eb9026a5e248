package org.jetstreamlan.hdl.verilog;

import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Operands;

/// Decides which nodes are written where they are used and which get a wire of their own. A node has a wire if the user named
/// it, if it is used more than once and costs logic, or if the expression it is part of would become too long to read. What
/// is only wiring (constants, nets, slices of these) is written again at each use.
final class Sharing {
    /// Most operators and operands in one expression.
    private static final int LARGEST = 32;

    /// Most of them in a chain of one operator, `a | b | c`, whose terms stand on lines of their own.
    private static final int LARGEST_CHAIN = 256;

    /// Most of them in wiring that is written at each use.
    private static final int LARGEST_REPEATED = 6;

    private enum Form {
        /// Written at each use.
        REPEATED,
        /// Used once, written there.
        INLINE,
        /// Written once, as the value of a wire.
        NAMED
    }

    private final List<Node> nodes;
    private final List<Optional<String>> names;
    private final Constants constants;
    private final int[] uses;
    private final int[] size;
    private final Form[] forms;

    Sharing(List<Node> nodes, List<Optional<String>> names, Constants constants) {
        this.nodes = nodes;
        this.names = names;
        this.constants = constants;
        uses = new int[nodes.size()];
        size = new int[nodes.size()];
        forms = new Form[nodes.size()];
    }

    /// Notes that a node's value is written once outside other nodes.
    void use(int node) {
        uses[node]++;
    }

    /// Decides, once all uses outside nodes are noted.
    void decide() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (uses[i] > 0 && !constants.isConstant(i)) {
                countOperands(nodes.get(i));
            }
        }
        for (int i = 0; i < forms.length; i++) {
            decide(i);
        }
    }

    /// Whether the node has a wire.
    boolean isNamed(int node) {
        return forms[node] == Form.NAMED;
    }

    /// Whether the node is written inside the one expression that uses it.
    boolean isInline(int node) {
        return forms[node] == Form.INLINE;
    }

    /// How often a node's value is written.
    int usesOf(int node) {
        return uses[node];
    }

    /// Operators and operands in the expression for a node.
    int sizeOf(int node) {
        return size[node];
    }

    /// Gives a node a wire after all, since the one who uses it must write it twice or select bits of it.
    void name(int node) {
        forms[node] = Form.NAMED;
    }

    /// Equal neighbours in a concatenation are written once, `{4{x}}`.
    private void countOperands(Node node) {
        int before = -1;
        for (int operand : Operands.of(node)) {
            if (!(node instanceof Node.Concat) || operand != before) {
                use(operand);
            }
            before = operand;
        }
    }

    private void decide(int i) {
        if (names.get(i).isPresent()) {
            forms[i] = Form.NAMED;
            size[i] = 1;
            return;
        }
        if (constants.isConstant(i)) {
            forms[i] = Form.REPEATED;
            size[i] = 1;
            return;
        }
        Node node = nodes.get(i);
        size[i] = fittedSize(node);
        if (size[i] <= LARGEST_REPEATED && isWiring(node)) {
            forms[i] = Form.REPEATED;
        } else if (uses[i] > 1) {
            forms[i] = Form.NAMED;
            size[i] = 1;
        } else {
            forms[i] = Form.INLINE;
        }
    }

    /// Size of the expression for a node; operands get wires, the largest first, until it is small enough. The parts of a
    /// concatenation stand on lines of their own and may be large together.
    private int fittedSize(Node node) {
        while (true) {
            int sum = 1;
            int largest = -1;
            for (int operand : Operands.of(node)) {
                sum += size[operand];
                if (forms[operand] == Form.INLINE
                        && (largest < 0 || size[operand] > size[largest])) {
                    largest = operand;
                }
            }
            if (sum <= (isChain(node) ? LARGEST_CHAIN : LARGEST)
                    || largest < 0
                    || size[largest] <= 2
                    || node instanceof Node.Concat) {
                return sum;
            }
            forms[largest] = Form.NAMED;
            size[largest] = 1;
        }
    }

    /// Whether a node goes on with the operator of an operand, as far as the order does not matter to a reader.
    private boolean isChain(Node node) {
        return node instanceof Node.Binary b
                && (b.op() == Node.BinaryOp.OR || b.op() == Node.BinaryOp.AND)
                && (goesOn(b.op(), b.a()) || goesOn(b.op(), b.b()));
    }

    private boolean goesOn(Node.BinaryOp op, int operand) {
        return forms[operand] == Form.INLINE
                && nodes.get(operand) instanceof Node.Binary inner
                && inner.op() == op;
    }

    private boolean isWiring(Node node) {
        return switch (node) {
            case Node.Read _ -> true;
            case Node.Not n -> n.width() == 1 && isRepeatable(n.a());
            case Node.Slice s -> isRepeatable(s.a());
            case Node.Extend e -> isRepeatable(e.a());
            case Node.Concat c -> c.parts().stream().allMatch(this::isRepeatable);
            case Node.Literal _, Node.Reduce _, Node.Binary _, Node.Mux _, Node.MemoryRead _ ->
                    false;
        };
    }

    private boolean isRepeatable(int node) {
        return forms[node] != Form.INLINE;
    }
}
