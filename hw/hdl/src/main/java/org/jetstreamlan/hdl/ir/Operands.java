package org.jetstreamlan.hdl.ir;

import java.util.List;

/// The nodes that a node is computed from.
public final class Operands {
    private Operands() {}

    public static List<Integer> of(Node node) {
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
