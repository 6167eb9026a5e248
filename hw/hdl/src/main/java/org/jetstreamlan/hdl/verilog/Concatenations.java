package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.verilog.Expression.Concat;
import org.jetstreamlan.hdl.verilog.Expression.Repeat;

/// Writes what puts bits side by side: concatenations and extensions, and slices of these, which take only the parts they need.
final class Concatenations {
    private final List<Node> nodes;
    private final Expressions expressions;

    Concatenations(List<Node> nodes, Expressions expressions) {
        this.nodes = nodes;
        this.expressions = expressions;
    }

    Expression concat(Node.Concat concat, int lo, int width) {
        var parts = new ArrayList<Expression>();
        int top = concat.width();
        List<Integer> all = concat.parts();
        for (int i = 0; i < all.size(); ) {
            int part = all.get(i);
            int run = 1;
            while (i + run < all.size() && all.get(i + run) == part) {
                run++;
            }
            int own = nodes.get(part).width();
            if (run > 1 && top <= lo + width && top - run * own >= lo) {
                parts.add(new Repeat(run, expressions.value(part)));
            } else {
                for (int k = 0; k < run; k++) {
                    addOverlap(parts, part, top - (k + 1) * own, lo, lo + width, run);
                }
            }
            top -= run * own;
            i += run;
        }
        return parts.size() == 1 ? parts.getFirst() : flat(parts);
    }

    /// A concatenation without concatenations in it.
    static Concat flat(List<Expression> parts) {
        var result = new ArrayList<Expression>();
        for (Expression part : parts) {
            if (part instanceof Concat inner) {
                result.addAll(inner.parts());
            } else {
                result.add(part);
            }
        }
        return new Concat(result);
    }

    /// Adds the bits of a part at `base` of a concatenation that lie between `lo` and `end`.
    private void addOverlap(List<Expression> parts, int part, int base, int lo, int end, int run) {
        int from = Math.max(lo, base);
        int to = Math.min(end, base + nodes.get(part).width());
        if (from < to) {
            if (run > 1) {
                expressions.makeRepeatable(part);
            }
            parts.add(expressions.value(part, from - base, to - from));
        }
    }

    Expression zeroExtend(Node.Extend extend, int lo, int width) {
        int own = nodes.get(extend.a()).width();
        if (lo + width <= own) {
            return expressions.value(extend.a(), lo, width);
        }
        if (lo >= own) {
            return Expressions.number(BigInteger.ZERO, width);
        }
        return flat(
                List.of(
                        Expressions.number(BigInteger.ZERO, lo + width - own),
                        expressions.value(extend.a(), lo, own - lo)));
    }

    Expression signExtend(Node.Extend extend, int lo, int width) {
        int own = nodes.get(extend.a()).width();
        if (lo + width <= own) {
            return expressions.value(extend.a(), lo, width);
        }
        if (lo >= own - 1) {
            return repeat(width, expressions.value(extend.a(), own - 1, 1));
        }
        expressions.makeRepeatable(extend.a());
        return flat(
                List.of(
                        repeat(lo + width - own, expressions.value(extend.a(), own - 1, 1)),
                        expressions.value(extend.a(), lo, own - lo)));
    }

    private static Expression repeat(int count, Expression part) {
        return count == 1 ? part : new Repeat(count, part);
    }
}
