package org.jetstreamlan.hdl.verilog;

import java.util.List;
import org.jetstreamlan.hdl.ir.Node;

/// The nodes that a node is computed from.
final class Operands {
    private Operands() {}

    static List<Integer> of(Node node) {
        return switch (node) {
            case Node.Literal _, Node.Read _ -> List.of();
            case Node.Not n -> List.of(n.a());
            case Node.Reduce r -> List.of(r.a());
            case Node.Binary b -> List.of(b.a(), b.b());
            case Node.Mux m -> List.of(m.select(), m.whenTrue(), m.whenFalse());
            case Node.Concat c -> c.parts();
            case Node.Slice s -> List.of(s.a());
            case Node.Extend e -> List.of(e.a());
            case Node.MemoryRead r -> List.of(r.address());
        };
    }
}
