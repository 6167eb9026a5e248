package org.jetstreamlan.hdl.verilog;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Statement;

/// Statements without choices whose outcome is constant: what is never done is left out, what always is done stands in place of the
/// choice.
final class Folding {
    private final ModuleDef module;
    private final Constants constants;

    private Folding(ModuleDef module, Constants constants) {
        this.module = module;
        this.constants = constants;
    }

    /// The module's statements.
    static List<Statement> of(ModuleDef module, Constants constants) {
        return new Folding(module, constants).fold(module.body());
    }

    private List<Statement> fold(List<Statement> body) {
        var result = new ArrayList<Statement>();
        for (Statement statement : body) {
            switch (statement) {
                case Statement.Assign a -> result.add(a);
                case Statement.When w -> result.addAll(chain(w));
                case Statement.Select s -> result.addAll(select(s));
            }
        }
        return result;
    }

    /// A `when` with its `else when`s, which hang below each other: a loop, not a recursion.
    private List<Statement> chain(Statement.When first) {
        var links = new ArrayList<Statement.When>();
        List<Statement> rest = List.of(first);
        while (rest.size() == 1 && rest.getFirst() instanceof Statement.When when) {
            BigInteger condition = constants.of(when.condition());
            if (condition == null) {
                links.add(when);
                rest = when.otherwise();
            } else {
                rest = condition.signum() == 0 ? when.otherwise() : when.then();
            }
        }
        rest = fold(rest);
        for (Statement.When link : links.reversed()) {
            rest =
                    List.of(
                            new Statement.When(
                                    link.condition(), fold(link.then()), rest, link.place()));
        }
        return rest;
    }

    private List<Statement> select(Statement.Select select) {
        BigInteger subject = constants.of(select.subject());
        if (isSure(select)) {
            return fold(select.cases().getFirst().body());
        }
        if (subject == null) {
            return open(select);
        }
        for (Statement.Case c : select.cases()) {
            if (c.patterns().stream().anyMatch(pattern -> pattern.matches(subject))) {
                return fold(c.body());
            }
        }
        boolean last = select.complete() && !select.cases().isEmpty();
        return fold(last ? select.cases().getLast().body() : select.otherwise());
    }

    /// A choice by a value that is not constant. What a case that everything matches leaves over is never taken.
    private List<Statement> open(Statement.Select select) {
        var cases = new ArrayList<Statement.Case>();
        for (Statement.Case c : select.cases()) {
            List<Statement> body = fold(c.body());
            if (c.patterns().stream().anyMatch(pattern -> pattern.care().signum() == 0)) {
                return cases.isEmpty() ? body : List.of(choice(select, cases, body, false));
            }
            cases.add(new Statement.Case(c.patterns(), body));
        }
        return List.of(choice(select, cases, fold(select.otherwise()), select.complete()));
    }

    private static Statement choice(
            Statement.Select select,
            List<Statement.Case> cases,
            List<Statement> otherwise,
            boolean complete) {
        return new Statement.Select(select.subject(), cases, otherwise, complete, select.place());
    }

    /// Whether there is one case and nothing else to take.
    private boolean isSure(Statement.Select select) {
        int width = module.nodes().get(select.subject()).width();
        return select.cases().size() == 1 && (select.complete() || select.coversAll(width));
    }
}
