package org.jetstreamlan.hdl.verilog;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which names, and which bits of them, a piece of Verilog reads and drives.
final class Usage {
    private final Set<String> read = new HashSet<>();
    private final Set<String> readWhole = new HashSet<>();
    private final Map<String, BitSet> readBits = new HashMap<>();
    private final Set<String> driven = new HashSet<>();

    /// The names that are read, wholly or in part.
    Set<String> read() {
        return read;
    }

    /// The names that are driven.
    Set<String> driven() {
        return driven;
    }

    /// The bits of a vector of `width` bits that nobody reads.
    BitSet unread(String name, int width) {
        var bits = new BitSet();
        if (!readWhole.contains(name)) {
            bits.set(0, width);
            bits.andNot(readBits.getOrDefault(name, new BitSet()));
        }
        return bits;
    }

    /// Adds an item.
    void add(Item item) {
        switch (item) {
            case Item.Constant _,
                    Item.EnumType _,
                    Item.Variable _,
                    Item.Bus _,
                    Item.SplitWire _,
                    Item.Reg _,
                    Item.Array _,
                    Item.LoopVariable _,
                    Item.Initial _,
                    Item.Gap _ -> {}
            case Item.Wire w -> w.value().ifPresent(this::read);
            case Item.Assign a -> {
                drive(a.target());
                read(a.value());
            }
            case Item.Always always -> {
                for (Item.Event event : always.events()) {
                    readWhole(event.signal());
                }
                add(always.body());
            }
            case Item.Observations o -> {
                readWhole(o.clock().signal());
                o.reset().ifPresent(this::read);
                for (Item.Watch watch : o.watches()) {
                    watch.enable().ifPresent(this::read);
                    watch.condition().ifPresent(this::read);
                    watch.values().forEach(this::read);
                }
            }
            case Item.Instance instance -> {
                for (Item.Connection connection : instance.connections()) {
                    if (connection.output()) {
                        drive(connection.value());
                    } else {
                        read(connection.value());
                    }
                }
            }
        }
    }

    private void add(List<Procedure> body) {
        for (Procedure procedure : body) {
            Procedure at = procedure;
            while (at instanceof Procedure.If i && i.otherwise().size() == 1) {
                read(i.condition());
                add(i.then());
                at = i.otherwise().getFirst();
            }
            switch (at) {
                case Procedure.Assign a -> {
                    drive(a.target());
                    read(a.value());
                }
                case Procedure.If i -> {
                    read(i.condition());
                    add(i.then());
                    add(i.otherwise());
                }
                case Procedure.Case c -> {
                    read(c.subject());
                    for (Procedure.Arm arm : c.arms()) {
                        arm.values().forEach(this::read);
                        add(arm.body());
                    }
                    add(c.otherwise().body());
                }
                case Procedure.For _ -> {}
            }
        }
    }

    private void drive(Expression target) {
        switch (target) {
            case Expression.Name name -> driven.add(name.text());
            case Expression.Index index -> {
                drive(index.base());
                read(index.index());
            }
            case Expression.Part part -> drive(part.base());
            case Expression.Literal _,
                    Expression.Wildcard _,
                    Expression.Plain _,
                    Expression.MovingPart _,
                    Expression.Unary _,
                    Expression.Binary _,
                    Expression.Conditional _,
                    Expression.Concat _,
                    Expression.Repeat _,
                    Expression.Cast _ ->
                    throw new IllegalArgumentException(
                            ExpressionPrinter.text(target) + " cannot be driven");
        }
    }

    private void read(Expression expression) {
        switch (expression) {
            case Expression.Literal _, Expression.Wildcard _, Expression.Plain _ -> {}
            case Expression.Name name -> readWhole(name.text());
            case Expression.Index index -> {
                if (index.base() instanceof Expression.Name name
                        && index.index() instanceof Expression.Plain bit) {
                    readBits(name, bit.value(), bit.value());
                } else {
                    read(index.base());
                    read(index.index());
                }
            }
            case Expression.Part part -> {
                if (part.base() instanceof Expression.Name name) {
                    readBits(name, part.hi(), part.lo());
                } else {
                    read(part.base());
                }
            }
            case Expression.MovingPart part -> {
                read(part.base());
                read(part.start());
            }
            case Expression.Unary unary -> read(unary.operand());
            case Expression.Binary binary -> {
                read(binary.left());
                read(binary.right());
            }
            case Expression.Conditional conditional -> {
                read(conditional.condition());
                read(conditional.whenTrue());
                read(conditional.whenFalse());
            }
            case Expression.Concat concat -> {
                for (Expression part : concat.parts()) {
                    read(part);
                }
            }
            case Expression.Repeat repeat -> read(repeat.part());
            case Expression.Cast cast -> read(cast.argument());
        }
    }

    private void readWhole(String name) {
        read.add(name);
        readWhole.add(name);
    }

    private void readBits(Expression.Name name, int hi, int lo) {
        read.add(name.text());
        readBits.computeIfAbsent(name.text(), _ -> new BitSet()).set(lo, hi + 1);
    }
}
