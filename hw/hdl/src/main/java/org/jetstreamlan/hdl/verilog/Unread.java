package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.check.BitRange;
import org.jetstreamlan.hdl.ir.Place;

/// Marks what a module declares and nothing reads, in the way that designers do:
/// `wire unused = &{1'b0, word[31:8], valid};`. Linters take these bits for read, and leave a wire of that name alone;
/// synthesis drops it. What only checks, prints and the like read counts as unread, since tools may leave these out.
final class Unread {
    private final Names names;

    Unread(Names names) {
        this.names = names;
    }

    /// The wire, if anything is unread.
    List<Item> of(List<VerilogModule.Port> ports, List<Item> items) {
        var usage = new Usage();
        for (Item item : items) {
            if (!(item instanceof Item.Observations)) {
                usage.add(item);
            }
        }
        var parts = new ArrayList<Expression>();
        parts.add(Expressions.number(BigInteger.ZERO, 1));
        for (VerilogModule.Port port : ports) {
            if (port.direction() == VerilogModule.Direction.INPUT) {
                add(parts, port.name(), port.width(), usage);
            }
        }
        for (Item item : items) {
            switch (item) {
                case Item.Wire w -> add(parts, w.name(), w.width(), usage);
                case Item.SplitWire w -> add(parts, w.name(), w.width(), usage);
                case Item.Reg r -> add(parts, r.name(), r.width(), usage);
                case Item.Array a -> {
                    if (!usage.read().contains(a.name())) {
                        parts.add(
                                new Expression.Index(
                                        new Expression.Name(a.name()), new Expression.Plain(0)));
                    }
                }
                case Item.Constant _,
                        Item.EnumType _,
                        Item.Variable _,
                        Item.Bus _,
                        Item.LoopVariable _,
                        Item.Assign _,
                        Item.Always _,
                        Item.Initial _,
                        Item.Instance _,
                        Item.Observations _,
                        Item.Gap _ -> {}
            }
        }
        if (parts.size() == 1) {
            return List.of();
        }
        var value =
                new Expression.Unary(Expression.UnaryOperator.ALL, new Expression.Concat(parts));
        return List.of(
                new Item.Gap(),
                new Item.Wire(names.unique("unused"), 1, Optional.of(value), Place.UNKNOWN));
    }

    private static void add(List<Expression> parts, String name, int width, Usage usage) {
        BitSet unread = usage.unread(name, width);
        if (unread.cardinality() == width) {
            parts.add(new Expression.Name(name));
            return;
        }
        for (BitRange range : BitRange.of(unread)) {
            parts.add(
                    range.width() == 1
                            ? new Expression.Index(
                                    new Expression.Name(name), new Expression.Plain(range.lo()))
                            : new Expression.Part(
                                    new Expression.Name(name), range.hi(), range.lo()));
        }
    }
}
