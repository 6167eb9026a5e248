package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.ir.Statement;
import org.jetstreamlan.hdl.verilog.Expression.Binary;
import org.jetstreamlan.hdl.verilog.Expression.BinaryOperator;
import org.jetstreamlan.hdl.verilog.Expression.Conditional;
import org.jspecify.annotations.Nullable;

/// Writes statements: as the inside of an `always` block, or as one `?:` expression.
final class Procedures {
    private final ModuleDef module;
    private final Expressions expressions;
    private final Labels labels;

    private static final BitSet NONE = new BitSet();
    private static final Expression ALWAYS = Expressions.number(BigInteger.ONE, 1);

    Procedures(ModuleDef module, Expressions expressions, Labels labels) {
        this.module = module;
        this.expressions = expressions;
        this.labels = labels;
    }

    /// The statements of an `always` block.
    List<Procedure> of(List<Statement> body, boolean blocking) {
        var result = new ArrayList<Procedure>();
        var chosen = new HashMap<Integer, BitSet>();
        for (Statement statement : body) {
            List<Procedure> some =
                    switch (statement) {
                        case Statement.Assign a -> List.of(assign(a, blocking));
                        case Statement.When w -> List.of(chain(w, blocking));
                        case Statement.Select s -> select(s, blocking);
                    };
            if (!chosen.isEmpty() && isBare(some) && overrides(statement, chosen)) {
                some = List.of(new Procedure.If(ALWAYS, some, List.of(), statement.place()));
            }
            if (!(statement instanceof Statement.Assign) && body.size() > 1) {
                Assignments.each(
                        List.of(statement),
                        one -> bits(chosen, one.net()).set(one.lo(), one.lo() + one.width()));
            }
            result.addAll(some);
        }
        return result;
    }

    private static boolean isBare(List<Procedure> some) {
        for (Procedure one : some) {
            if (one instanceof Procedure.Assign) {
                return true;
            }
        }
        return false;
    }

    /// Whether a statement drives what a choice before it drives. Users do so from inside a choice only (sentence 8 of `docs/semantics.md`); where that one's
    /// outcome is constant, its assignments must not stand bare: inside an `if`, yosys 0.70 loses such an assignment.
    private static boolean overrides(Statement statement, Map<Integer, BitSet> chosen) {
        var found = new boolean[1];
        Assignments.each(
                List.of(statement),
                one -> {
                    int hit = chosen.getOrDefault(one.net(), NONE).nextSetBit(one.lo());
                    found[0] |= hit >= 0 && hit < one.lo() + one.width();
                });
        return found[0];
    }

    private static BitSet bits(Map<Integer, BitSet> map, int net) {
        return map.computeIfAbsent(net, _ -> new BitSet());
    }

    /// What an assignment drives.
    Expression target(Statement.Assign assign) {
        var name = new Expression.Name(module.nets().get(assign.net()).name());
        int width = module.nets().get(assign.net()).width();
        if (assign.width() == width) {
            return name;
        }
        return assign.width() == 1
                ? new Expression.Index(name, new Expression.Plain(assign.lo()))
                : new Expression.Part(name, assign.lo() + assign.width() - 1, assign.lo());
    }

    private Procedure assign(Statement.Assign assign, boolean blocking) {
        expressions.setSink(module.nets().get(assign.net()).name(), blocking);
        return new Procedure.Assign(
                target(assign), blocking, expressions.assigned(assign.value()), assign.place());
    }

    /// A `when` with its `else when`s: a loop, not a recursion.
    private Procedure chain(Statement.When first, boolean blocking) {
        record Link(Statement.When when, Expression condition, List<Procedure> then) {}
        var links = new ArrayList<Link>();
        Statement.When at = first;
        while (true) {
            expressions.setSink(firstTarget(at), blocking);
            Expression condition = expressions.condition(at.condition());
            links.add(new Link(at, condition, of(at.then(), blocking)));
            if (at.otherwise().size() != 1
                    || !(at.otherwise().getFirst() instanceof Statement.When next)) {
                break;
            }
            at = next;
        }
        List<Procedure> rest = of(at.otherwise(), blocking);
        for (Link link : links.reversed()) {
            Place place = link.when.place();
            rest =
                    List.of(
                            link.then.isEmpty()
                                    ? unless(link.condition, rest, place)
                                    : new Procedure.If(link.condition, link.then, rest, place));
        }
        return rest.getFirst();
    }

    /// What is done if a condition is not met, with that of a plain `if` inside it taken together.
    private static Procedure unless(Expression condition, List<Procedure> body, Place place) {
        Expression negated = Expressions.negated(condition);
        return body.size() == 1
                        && body.getFirst() instanceof Procedure.If inner
                        && inner.otherwise().isEmpty()
                ? new Procedure.If(
                        new Binary(BinaryOperator.LOGICAL_AND, negated, inner.condition()),
                        inner.then(),
                        List.of(),
                        inner.place())
                : new Procedure.If(negated, body, List.of(), place);
    }

    private List<Procedure> select(Statement.Select select, boolean blocking) {
        if (select.cases().isEmpty()) {
            return select.complete() ? List.of() : of(select.otherwise(), blocking);
        }
        expressions.setSink(firstTarget(select), blocking);
        int width = module.nodes().get(select.subject()).width();
        Expression subject = expressions.value(select.subject());
        var arms = new ArrayList<Procedure.Arm>();
        for (Statement.Case c : select.cases()) {
            arms.add(new Procedure.Arm(values(c, width), of(c.body(), blocking), note(c, width)));
        }
        Procedure.Default otherwise = otherwise(select, width, arms, blocking);
        if (otherwise.body().isEmpty()
                && select.isDisjoint()
                && arms.removeIf(arm -> arm.body().isEmpty())) {
            otherwise = new Procedure.Default(List.of(), "");
        }
        if (arms.isEmpty()) {
            return otherwise.body();
        }
        arms.forEach(arm -> arm.values().forEach(labels::use));
        if (otherwise.body().isEmpty()
                && arms.size() == 1
                && arms.getFirst().values().size() == 1) {
            Procedure.Arm only = arms.getFirst();
            Expression matches = matches(subject, only.values().getFirst());
            return List.of(new Procedure.If(matches, only.body(), List.of(), select.place()));
        }
        return List.of(
                select.isDisjoint()
                        ? new Procedure.Case(subject, arms, otherwise, select.place())
                        : firstMatch(subject, arms, otherwise, select.place()));
    }

    /// The `default`, which every `case` has. Where the cases are all that can be it is the last of them, taken out of `arms`: what
    /// matches none takes that one; and of a full `case` without `default` Verilator 5.048 loses assignments (docs/simulation.md).
    private Procedure.Default otherwise(
            Statement.Select select, int width, List<Procedure.Arm> arms, boolean blocking) {
        if (!select.complete() && !select.coversAll(width)) {
            return new Procedure.Default(of(select.otherwise(), blocking), "");
        }
        Procedure.Arm last = arms.removeLast();
        String names = labels(select.cases().getLast());
        String values =
                last.values().stream()
                        .map(ExpressionPrinter::text)
                        .collect(Collectors.joining(", "));
        return new Procedure.Default(last.body(), names.isEmpty() ? values : names);
    }

    /// Patterns that overlap: the first condition that is true, `case (1'b1)`.
    private static Procedure firstMatch(
            Expression subject,
            List<Procedure.Arm> arms,
            Procedure.Default otherwise,
            Place place) {
        var conditions = new ArrayList<Procedure.Arm>();
        for (Procedure.Arm arm : arms) {
            List<Expression> matches =
                    arm.values().stream().map(value -> matches(subject, value)).toList();
            conditions.add(new Procedure.Arm(matches, arm.body(), arm.note()));
        }
        return new Procedure.Case(
                Expressions.number(BigInteger.ONE, 1), conditions, otherwise, place);
    }

    private List<Expression> values(Statement.Case c, int width) {
        return c.patterns().stream().map(pattern -> value(pattern, width)).toList();
    }

    private Expression value(Statement.Pattern pattern, int width) {
        if (pattern.care().bitCount() < width) {
            return new Expression.Wildcard(pattern.value(), pattern.care(), width);
        }
        return pattern.label().isEmpty()
                ? Expressions.number(pattern.value(), width)
                : labels.candidate(pattern.label(), pattern.value(), width);
    }

    /// Whether `subject` matches the value of an arm.
    private static Expression matches(Expression subject, Expression value) {
        if (!(value instanceof Expression.Wildcard pattern)) {
            return new Binary(BinaryOperator.EQUAL, subject, value);
        }
        if (pattern.care().bitCount() == 1 && subject instanceof Expression.Name) {
            int bit = pattern.care().getLowestSetBit();
            Expression one = new Expression.Index(subject, new Expression.Plain(bit));
            return pattern.value().testBit(bit) ? one : Expressions.negated(one);
        }
        Expression cared =
                new Binary(
                        BinaryOperator.AND,
                        subject,
                        Expressions.number(pattern.care(), pattern.width()));
        return new Binary(
                BinaryOperator.EQUAL, cared, Expressions.number(pattern.value(), pattern.width()));
    }

    /// The names of what an arm's wildcards stand for.
    private static String note(Statement.Case c, int width) {
        boolean wild = c.patterns().stream().anyMatch(p -> p.care().bitCount() < width);
        return wild ? labels(c) : "";
    }

    private static String labels(Statement.Case c) {
        return c.patterns().stream()
                .map(Statement.Pattern::label)
                .filter(label -> !label.isEmpty())
                .collect(Collectors.joining(", "));
    }

    /// Name of the first net that a statement drives: what a wire made for its condition is named after.
    private String firstTarget(Statement statement) {
        Statement at = statement;
        while (true) {
            switch (at) {
                case Statement.Assign a -> {
                    return module.nets().get(a.net()).name();
                }
                case Statement.When w ->
                        at = w.then().isEmpty() ? w.otherwise().getFirst() : w.then().getFirst();
                case Statement.Select s -> {
                    List<Statement> first = s.otherwise();
                    for (Statement.Case c : s.cases().reversed()) {
                        first = c.body().isEmpty() ? first : c.body();
                    }
                    at = first.getFirst();
                }
            }
        }
    }

    // ---- as one expression

    /// The value that statements give to bits `lo + width - 1` down to `lo` of their net, which each assignment drives wholly.
    Expression chosen(List<Statement> body, int lo, int width) {
        Expression value = chosen(body, lo, width, null);
        if (value == null) {
            throw new IllegalArgumentException("bits without a driver; see HdlError.Undriven");
        }
        return value;
    }

    private @Nullable Expression chosen(
            List<Statement> body, int lo, int width, @Nullable Expression before) {
        Expression value = before;
        for (Statement statement : body) {
            value =
                    switch (statement) {
                        case Statement.Assign a -> expressions.value(a.value(), lo - a.lo(), width);
                        case Statement.When w ->
                                choice(
                                        expressions.condition(w.condition()),
                                        chosen(w.then(), lo, width, value),
                                        chosen(w.otherwise(), lo, width, value));
                        case Statement.Select s -> chosen(s, lo, width, value);
                    };
        }
        return value;
    }

    private @Nullable Expression chosen(
            Statement.Select select, int lo, int width, @Nullable Expression before) {
        int own = module.nodes().get(select.subject()).width();
        List<Statement.Case> cases = new ArrayList<>(select.cases());
        Expression value =
                select.complete() && !cases.isEmpty()
                        ? chosen(cases.removeLast().body(), lo, width, before)
                        : chosen(select.otherwise(), lo, width, before);
        for (Statement.Case c : cases.reversed()) {
            Expression matches = null;
            for (Expression option : values(c, own)) {
                Expression equal = matches(expressions.value(select.subject()), option);
                matches =
                        matches == null
                                ? equal
                                : new Binary(BinaryOperator.LOGICAL_OR, matches, equal);
            }
            if (matches != null) {
                value = choice(matches, chosen(c.body(), lo, width, before), value);
            }
        }
        return value;
    }

    /// A branch that leaves the bits alone needs no choice; one that leaves them without any value is never taken, or a later
    /// statement drives them.
    private static @Nullable Expression choice(
            Expression condition, @Nullable Expression then, @Nullable Expression otherwise) {
        if (then == null || otherwise == null || then == otherwise) {
            return then == null ? otherwise : then;
        }
        return new Conditional(condition, then, otherwise);
    }
}
