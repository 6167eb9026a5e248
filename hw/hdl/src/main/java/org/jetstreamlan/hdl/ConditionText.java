package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// A condition as a reader of a diagram wants it: `start & !busy`. What is too deep for a label becomes `...`.
final class ConditionText {
    private static final int DEPTH = 3;

    private ConditionText() {}

    static String of(Term term) {
        return text(term, DEPTH);
    }

    private static String text(Term term, int depth) {
        if (term.operation instanceof Term.Operation.Net net) {
            NetDeclaration declaration = net.declaration();
            String group =
                    declaration.group.name != null
                            ? declaration.group.name
                            : Elaboration.localName(declaration.group.site, "");
            String name =
                    group.isEmpty() || declaration.suffix.isEmpty()
                            ? group + declaration.suffix
                            : group + "_" + declaration.suffix;
            return name.isEmpty() ? "..." : name;
        }
        if (term.operation instanceof Term.Operation.Literal literal) {
            return switch (literal.label()) {
                case "" -> literal.value().toString();
                case Node.Literal.NEGATIVE ->
                        literal.value().subtract(BigInteger.TWO.pow(term.width)).toString();
                default -> literal.label();
            };
        }
        String variable = term.name != null ? term.name : Elaboration.localName(term.site, "");
        if (!variable.isEmpty()) {
            return variable;
        }
        if (depth == 0) {
            return "...";
        }
        List<Term> in = term.operands;
        return switch (term.operation) {
            case Term.Operation.Not not -> "!" + bracketed(in.get(0), depth);
            case Term.Operation.Binary binary ->
                    bracketed(in.get(0), depth)
                            + " "
                            + sign(binary.op())
                            + " "
                            + bracketed(in.get(1), depth);
            case Term.Operation.Slice slice when term.width == 1 ->
                    bracketed(in.get(0), depth) + "[" + slice.lo() + "]";
            default -> "...";
        };
    }

    private static String bracketed(Term term, int depth) {
        String text = text(term, depth - 1);
        return text.contains(" ") ? "(" + text + ")" : text;
    }

    private static String sign(BinaryOp op) {
        return switch (op) {
            case AND -> "&";
            case OR -> "|";
            case XOR -> "^";
            case EQ -> "=";
            case NE -> "\u2260";
            case ULT, SLT -> "<";
            case ULE, SLE -> "\u2264";
            case ADD -> "+";
            case SUB -> "-";
            case MUL -> "\u00d7";
            case SHL -> "<<";
            case SHR, ASR -> ">>";
        };
    }
}
