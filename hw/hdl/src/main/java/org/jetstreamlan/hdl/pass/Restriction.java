package org.jetstreamlan.hdl.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jetstreamlan.hdl.ir.Statement;

/// The part of a statement tree that drives some nets: the tree as the user wrote it, without other assignments and without
/// branches that are empty then.
public final class Restriction {
    private Restriction() {}

    /// The statements of `body` with those assignments that are `kept`.
    public static List<Statement> of(List<Statement> body, Predicate<Statement.Assign> kept) {
        var result = new ArrayList<Statement>();
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign assign -> {
                    if (kept.test(assign)) {
                        result.add(assign);
                    }
                }
                case Statement.When when -> result.addAll(chain(when, kept));
                case Statement.Select select -> result.addAll(select(select, kept));
            }
        }
        return List.copyOf(result);
    }

    /// At most one statement: a `when` with its `else when`s, which hang below each other: a loop, not a recursion.
    private static List<Statement> chain(Statement.When first, Predicate<Statement.Assign> kept) {
        var links = new ArrayList<Statement.When>();
        Statement.When at = first;
        links.add(at);
        while (at.otherwise().size() == 1
                && at.otherwise().getFirst() instanceof Statement.When next) {
            links.add(next);
            at = next;
        }
        List<Statement> rest = of(at.otherwise(), kept);
        for (Statement.When link : links.reversed()) {
            List<Statement> then = of(link.then(), kept);
            if (!then.isEmpty() || !rest.isEmpty()) {
                rest = List.of(new Statement.When(link.condition(), then, rest, link.place()));
            }
        }
        return rest;
    }

    private static List<Statement> select(
            Statement.Select select, Predicate<Statement.Assign> kept) {
        var cases = new ArrayList<Statement.Case>();
        List<Statement> otherwise = of(select.otherwise(), kept);
        boolean empty = otherwise.isEmpty();
        for (Statement.Case c : select.cases()) {
            List<Statement> body = of(c.body(), kept);
            empty &= body.isEmpty();
            cases.add(new Statement.Case(c.patterns(), body));
        }
        return empty
                ? List.of()
                : List.of(
                        new Statement.Select(
                                select.subject(),
                                List.copyOf(cases),
                                otherwise,
                                select.complete(),
                                select.place()));
    }
}
