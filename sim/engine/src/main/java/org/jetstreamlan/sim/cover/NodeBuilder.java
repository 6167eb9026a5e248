package org.jetstreamlan.sim.cover;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Place;

/// Adds operators to a module's list. Conditions are nodes of 1 bit, or the constants [#TRUE] and [#FALSE], which make none.
final class NodeBuilder {
    static final int TRUE = -1;
    static final int FALSE = -2;

    private final List<Node> nodes;
    private final List<Optional<String>> names;
    private final List<Place> places;

    NodeBuilder(ModuleDef module) {
        nodes = new ArrayList<>(module.nodes());
        names = new ArrayList<>(module.nodeNames());
        places = new ArrayList<>(module.nodePlaces());
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Optional<String>> names() {
        return names;
    }

    List<Place> places() {
        return places;
    }

    Node get(int node) {
        return nodes.get(node);
    }

    int add(Node node) {
        nodes.add(node);
        names.add(Optional.empty());
        places.add(Place.UNKNOWN);
        return nodes.size() - 1;
    }

    /// A node of the module as a condition: constants are known for what they are.
    int condition(int node) {
        if (node >= 0 && nodes.get(node) instanceof Node.Literal(var value, _, _)) {
            return value.signum() != 0 ? TRUE : FALSE;
        }
        return node;
    }

    int not(int a) {
        return switch (a) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            default ->
                    nodes.get(a) instanceof Node.Not(var inner, _)
                            ? inner
                            : add(new Node.Not(a, 1));
        };
    }

    int and(int a, int b) {
        if (a == FALSE || b == FALSE) {
            return FALSE;
        }
        if (a == TRUE || b == TRUE) {
            return a == TRUE ? b : a;
        }
        return add(new Node.Binary(Node.BinaryOp.AND, a, b, 1));
    }

    int or(int a, int b) {
        if (a == TRUE || b == TRUE) {
            return TRUE;
        }
        if (a == FALSE || b == FALSE) {
            return a == FALSE ? b : a;
        }
        return add(new Node.Binary(Node.BinaryOp.OR, a, b, 1));
    }

    /// Whether the bits of `node` where `care` has a 1 are those of `value`.
    int matches(int node, BigInteger value, BigInteger care) {
        int width = nodes.get(node).width();
        int seen = node;
        if (care.bitCount() < width) {
            seen = add(new Node.Binary(Node.BinaryOp.AND, node, literal(care, width), width));
        }
        return add(new Node.Binary(Node.BinaryOp.EQ, seen, literal(value, width), 1));
    }

    /// A node that has the value of a condition.
    int bit(int condition) {
        return switch (condition) {
            case TRUE -> literal(BigInteger.ONE, 1);
            case FALSE -> literal(BigInteger.ZERO, 1);
            default -> condition;
        };
    }

    private int literal(BigInteger value, int width) {
        return add(new Node.Literal(value, width, ""));
    }
}
