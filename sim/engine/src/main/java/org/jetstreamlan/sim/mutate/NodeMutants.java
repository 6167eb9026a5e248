package org.jetstreamlan.sim.mutate;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Node.ReduceOp;
import org.jetstreamlan.hdl.ir.Operands;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.jspecify.annotations.Nullable;

/// Mutants of a module's operators.
final class NodeMutants {
    private final ModuleDef module;

    /// Of each node that is used, the line.
    private final @Nullable Place[] places;

    NodeMutants(ModuleDef module) {
        this.module = module;
        places = new @Nullable Place[module.nodes().size()];
    }

    void collect(Collector collector) {
        roots(module.body());
        for (var memory : module.memories()) {
            for (var write : memory.writes()) {
                use(write.enable(), write.place());
                use(write.address(), write.place());
                use(write.data(), write.place());
                write.mask().ifPresent(mask -> use(mask, write.place()));
            }
            for (var read : memory.reads()) {
                use(read.enable(), read.place());
                use(read.address(), read.place());
            }
        }
        for (int i = places.length - 1; i >= 0; i--) {
            if (places[i] != null) {
                for (int operand : Operands.of(module.nodes().get(i))) {
                    use(operand, places[i]);
                }
            }
        }
        for (int i = 0; i < places.length; i++) {
            var place = places[i];
            if (place != null) {
                mutate(i, place, collector);
            }
        }
    }

    /// A node without a line of its own has that of what uses it last.
    private void use(int node, Place user) {
        var own = module.nodePlaces().get(node);
        places[node] = own.line() > 0 ? own : user;
    }

    private void mutate(int index, Place place, Collector collector) {
        Edit edit =
                (operator, change, node) ->
                        collector.add(
                                operator, place, change, () -> Edits.withNode(module, index, node));
        switch (module.nodes().get(index)) {
            case Node.Literal literal -> constant(literal, edit);
            case Node.Not(var a, var width) ->
                    edit.add(
                            Operator.INVERSION,
                            "not " + name(a) + " is " + name(a),
                            new Node.Slice(a, 0, width));
            case Node.Reduce(var op, var a) -> {
                for (var other : ReduceOp.values()) {
                    if (other != op && module.nodes().get(a).width() > 1) {
                        String change = "reduce %s %s is reduce %s".formatted(op, name(a), other);
                        edit.add(Operator.OPERATION, change, new Node.Reduce(other, a));
                    }
                }
            }
            case Node.Binary(var op, var a, var b, var width) -> {
                String change = "%s %s %s is %s".formatted(name(a), op, name(b), other(op));
                edit.add(Operator.OPERATION, change, new Node.Binary(other(op), a, b, width));
            }
            case Node.Mux(var select, var whenTrue, var whenFalse, var width) ->
                    edit.add(
                            Operator.MUX,
                            "inputs swapped, selected by " + name(select),
                            new Node.Mux(select, whenFalse, whenTrue, width));
            case Node.Slice(var a, var lo, var width) -> {
                if (lo > 0) {
                    slice(a, lo, lo - 1, width, edit);
                }
                if (lo + width < module.nodes().get(a).width()) {
                    slice(a, lo, lo + 1, width, edit);
                }
            }
            case Node.Read _, Node.Concat _, Node.Extend _, Node.MemoryRead _ -> {}
        }
    }

    private static void constant(Node.Literal literal, Edit edit) {
        var all = BigInteger.ONE.shiftLeft(literal.width()).subtract(BigInteger.ONE);
        var more = literal.value().add(BigInteger.ONE).and(all);
        var less = literal.value().subtract(BigInteger.ONE).and(all);
        for (var value : more.equals(less) ? List.of(more) : List.of(more, less)) {
            edit.add(
                    Operator.CONSTANT,
                    literal.value() + " is " + value,
                    new Node.Literal(value, literal.width(), ""));
        }
    }

    private void slice(int a, int from, int to, int width, Edit edit) {
        edit.add(
                Operator.SLICE,
                "%s from bit %d is from bit %d".formatted(name(a), from, to),
                new Node.Slice(a, to, width));
    }

    /// Another node in place of one.
    @FunctionalInterface
    private interface Edit {
        void add(Operator operator, String change, Node node);
    }

    /// What a slip of the pen makes of it.
    private static BinaryOp other(BinaryOp op) {
        return switch (op) {
            case ADD -> BinaryOp.SUB;
            case SUB, MUL -> BinaryOp.ADD;
            case AND, XOR -> BinaryOp.OR;
            case OR -> BinaryOp.AND;
            case SHL, ASR -> BinaryOp.SHR;
            case SHR -> BinaryOp.SHL;
            case EQ -> BinaryOp.NE;
            case NE -> BinaryOp.EQ;
            case ULT -> BinaryOp.ULE;
            case ULE -> BinaryOp.ULT;
            case SLT -> BinaryOp.SLE;
            case SLE -> BinaryOp.SLT;
        };
    }

    private String name(int node) {
        return NodeText.of(module, node);
    }

    private void roots(List<Statement> body) {
        for (var statement : body) {
            switch (statement) {
                case Statement.Assign assign -> use(assign.value(), assign.place());
                case Statement.When when -> {
                    use(when.condition(), when.place());
                    roots(when.then());
                    roots(when.otherwise());
                }
                case Statement.Select select -> {
                    use(select.subject(), select.place());
                    for (var one : select.cases()) {
                        roots(one.body());
                    }
                    roots(select.otherwise());
                }
            }
        }
    }
}
