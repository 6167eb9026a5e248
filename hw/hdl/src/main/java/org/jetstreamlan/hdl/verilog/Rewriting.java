package org.jetstreamlan.hdl.verilog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A copy of a syntax tree with other names; the ways to change more are its open methods.
class Rewriting {
    /// What stands for a name.
    Expression name(Expression.Name name) {
        return name;
    }

    /// What stands for an assignment whose sides have been rewritten.
    Procedure.Assign assign(Procedure.Assign assign) {
        return assign;
    }

    /// The statements of a block, each rewritten already.
    List<Procedure> block(List<Procedure> statements) {
        return statements;
    }

    final Item item(Item item) {
        return switch (item) {
            case Item.Constant _,
                    Item.EnumType _,
                    Item.SplitWire _,
                    Item.Array _,
                    Item.LoopVariable _,
                    Item.Gap _ ->
                    item;
            case Item.Wire w ->
                    new Item.Wire(w.name(), w.width(), w.value().map(this::expression), w.place());
            case Item.Reg r ->
                    new Item.Reg(r.name(), r.width(), r.powerUp().map(this::expression), r.place());
            case Item.Variable v ->
                    new Item.Variable(
                            v.type(),
                            v.name(),
                            v.powerUp().map(this::expression),
                            v.split(),
                            v.place());
            case Item.Bus b -> b;
            case Item.Assign a ->
                    new Item.Assign(expression(a.target()), expression(a.value()), a.place());
            case Item.Always a -> new Item.Always(a.events(), body(a.body()));
            case Item.Initial i -> new Item.Initial(body(i.body()), i.simulationOnly());
            case Item.Observations o ->
                    new Item.Observations(
                            o.clock(),
                            o.reset().map(this::expression),
                            o.asynchronousReset(),
                            o.watches().stream().map(this::watch).toList());
            case Item.Instance i ->
                    new Item.Instance(
                            i.module(),
                            i.parameters(),
                            i.name(),
                            i.connections().stream().map(this::connection).toList(),
                            i.place());
        };
    }

    private Item.Watch watch(Item.Watch watch) {
        return new Item.Watch(
                watch.observation(),
                watch.enable().map(this::expression),
                watch.condition().map(this::expression),
                expressions(watch.values()));
    }

    private Item.Connection connection(Item.Connection one) {
        return new Item.Connection(
                one.port(), expression(one.value()), one.output(), one.bundle(), one.place());
    }

    private List<Procedure> body(List<Procedure> body) {
        var result = new ArrayList<Procedure>();
        for (Procedure procedure : body) {
            result.add(
                    switch (procedure) {
                        case Procedure.Assign a -> assignment(a);
                        case Procedure.If i -> chain(i);
                        case Procedure.Case c -> choice(c);
                        case Procedure.For f ->
                                new Procedure.For(
                                        f.variable(),
                                        f.from(),
                                        f.to(),
                                        body(List.of(f.body())).getFirst());
                    });
        }
        return block(result);
    }

    private Procedure.Assign assignment(Procedure.Assign a) {
        return assign(
                new Procedure.Assign(
                        expression(a.target()), a.blocking(), expression(a.value()), a.place()));
    }

    /// An `if` with its `else if`s: a loop, not a recursion.
    private Procedure chain(Procedure.If first) {
        var links = new ArrayList<Procedure.If>();
        Procedure.If at = first;
        links.add(at);
        while (at.otherwise().size() == 1
                && at.otherwise().getFirst() instanceof Procedure.If next) {
            links.add(next);
            at = next;
        }
        List<Procedure> rest = body(at.otherwise());
        for (Procedure.If link : links.reversed()) {
            rest =
                    List.of(
                            new Procedure.If(
                                    expression(link.condition()),
                                    body(link.then()),
                                    rest,
                                    link.place()));
        }
        return rest.getFirst();
    }

    private Procedure choice(Procedure.Case c) {
        var arms = new ArrayList<Procedure.Arm>();
        for (Procedure.Arm arm : c.arms()) {
            arms.add(new Procedure.Arm(expressions(arm.values()), body(arm.body()), arm.note()));
        }
        return new Procedure.Case(
                expression(c.subject()),
                arms,
                new Procedure.Default(body(c.otherwise().body()), c.otherwise().note()),
                c.place());
    }

    private List<Expression> expressions(List<Expression> list) {
        return list.stream().map(this::expression).toList();
    }

    final Expression expression(Expression expression) {
        return switch (expression) {
            case Expression.Literal _, Expression.Wildcard _, Expression.Plain _ -> expression;
            case Expression.Name name -> name(name);
            case Expression.Index i ->
                    new Expression.Index(expression(i.base()), expression(i.index()));
            case Expression.Part p -> new Expression.Part(expression(p.base()), p.hi(), p.lo());
            case Expression.MovingPart p ->
                    new Expression.MovingPart(
                            expression(p.base()), expression(p.start()), p.width());
            case Expression.Unary u -> new Expression.Unary(u.operator(), expression(u.operand()));
            case Expression.Binary b ->
                    new Expression.Binary(
                            b.operator(), expression(b.left()), expression(b.right()));
            case Expression.Conditional c ->
                    new Expression.Conditional(
                            expression(c.condition()),
                            expression(c.whenTrue()),
                            expression(c.whenFalse()));
            case Expression.Concat c -> new Expression.Concat(expressions(c.parts()));
            case Expression.Repeat r -> new Expression.Repeat(r.count(), expression(r.part()));
            case Expression.Cast c -> new Expression.Cast(c.signed(), expression(c.argument()));
        };
    }

    /// The names that are declared, in the order of the text.
    static List<String> declared(VerilogModule module) {
        var names = new ArrayList<String>();
        module.ports().forEach(port -> names.add(port.name()));
        for (Item item : module.items()) {
            nameOf(item).ifPresent(names::add);
        }
        return names;
    }

    /// What an item declares.
    static Optional<String> nameOf(Item item) {
        return switch (item) {
            case Item.Constant c -> Optional.of(c.name());
            case Item.EnumType e -> Optional.of(e.type());
            case Item.Wire w -> Optional.of(w.name());
            case Item.SplitWire w -> Optional.of(w.name());
            case Item.Reg r -> Optional.of(r.name());
            case Item.Variable v -> Optional.of(v.name());
            case Item.Bus b -> Optional.of(b.name());
            case Item.Array a -> Optional.of(a.name());
            case Item.LoopVariable v -> Optional.of(v.name());
            case Item.Instance i -> Optional.of(i.name());
            case Item.Assign _, Item.Always _, Item.Initial _, Item.Observations _, Item.Gap _ ->
                    Optional.empty();
        };
    }
}
