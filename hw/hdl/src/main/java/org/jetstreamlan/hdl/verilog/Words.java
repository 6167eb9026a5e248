package org.jetstreamlan.hdl.verilog;

import org.jetstreamlan.hdl.ir.Node;

/// What an operator is called in the name of a wire that holds its result.
final class Words {
    private Words() {}

    static String of(Node node) {
        return switch (node) {
            case Node.Literal _ -> "constant";
            case Node.Read _ -> "value";
            case Node.Not _ -> "not";
            case Node.Reduce r ->
                    switch (r.op()) {
                        case AND -> "all";
                        case OR -> "any";
                        case XOR -> "parity";
                    };
            case Node.Binary b ->
                    switch (b.op()) {
                        case ADD -> "sum";
                        case SUB -> "difference";
                        case MUL -> "product";
                        case AND -> "and";
                        case OR -> "or";
                        case XOR -> "xor";
                        case SHL, SHR, ASR -> "shifted";
                        case EQ -> "equal";
                        case NE -> "differs";
                        case ULT, SLT -> "less";
                        case ULE, SLE -> "at_most";
                    };
            case Node.Mux _ -> "mux";
            case Node.Concat _ -> "cat";
            case Node.Slice _ -> "bits";
            case Node.Extend _ -> "extended";
            case Node.MemoryRead _ -> "cell";
        };
    }
}
