package org.jetstreamlan.sim.mutate;

import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Node;

/// A node in a few characters.
final class NodeText {
    private NodeText() {}

    static String of(ModuleDef module, int index) {
        var named = module.nodeNames().get(index);
        if (named.isPresent()) {
            return named.get();
        }
        return switch (module.nodes().get(index)) {
            case Node.Literal literal -> literal.value().toString();
            case Node.Read read -> module.nets().get(read.net()).name();
            case Node.Not not -> "not " + of(module, not.a());
            case Node.Slice(var a, var lo, var width) ->
                    "%s[%d:%d]".formatted(of(module, a), lo + width - 1, lo);
            case Node.Extend extend -> of(module, extend.a());
            case Node.Reduce _, Node.Binary _, Node.Mux _, Node.Concat _, Node.MemoryRead _ ->
                    "(...)";
        };
    }
}
