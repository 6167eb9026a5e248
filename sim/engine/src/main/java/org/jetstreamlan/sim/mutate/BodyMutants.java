package org.jetstreamlan.sim.mutate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.ir.Statement;

/// Mutants of a module's statements and reset values.
final class BodyMutants {
    private final ModuleDef module;

    BodyMutants(ModuleDef module) {
        this.module = module;
    }

    void collect(Collector collector) {
        walk(module.body(), body -> body, collector);
        for (int i = 0; i < module.nets().size(); i++) {
            if (module.nets().get(i) instanceof Net.Register register
                    && register.init().isPresent()) {
                reset(i, register, register.init().get(), collector);
            }
        }
    }

    /// @param whole the module's body, given what this part of it has become
    private void walk(
            List<Statement> part,
            Function<List<Statement>, List<Statement>> whole,
            Collector collector) {
        for (int i = 0; i < part.size(); i++) {
            int at = i;
            Function<Optional<Statement>, List<Statement>> with =
                    statement -> whole.apply(replaced(part, at, statement));
            switch (part.get(i)) {
                case Statement.Assign assign -> assignment(assign, with, collector);
                case Statement.When when -> {
                    condition(when, with, collector);
                    walk(
                            when.then(),
                            then -> with.apply(Optional.of(thenOf(when, then))),
                            collector);
                    walk(
                            when.otherwise(),
                            otherwise -> with.apply(Optional.of(otherwiseOf(when, otherwise))),
                            collector);
                }
                case Statement.Select select -> {
                    for (int k = 0; k < select.cases().size(); k++) {
                        int which = k;
                        walk(
                                select.cases().get(k).body(),
                                body -> with.apply(Optional.of(caseOf(select, which, body))),
                                collector);
                    }
                    walk(
                            select.otherwise(),
                            body ->
                                    with.apply(
                                            Optional.of(
                                                    new Statement.Select(
                                                            select.subject(),
                                                            select.cases(),
                                                            body,
                                                            select.complete(),
                                                            select.place()))),
                            collector);
                }
            }
        }
    }

    private static List<Statement> replaced(
            List<Statement> part, int at, Optional<Statement> statement) {
        var all = new ArrayList<>(part);
        if (statement.isPresent()) {
            all.set(at, statement.get());
        } else {
            all.remove(at);
        }
        return all;
    }

    private static Statement thenOf(Statement.When when, List<Statement> then) {
        return new Statement.When(when.condition(), then, when.otherwise(), when.place());
    }

    private static Statement otherwiseOf(Statement.When when, List<Statement> otherwise) {
        return new Statement.When(when.condition(), when.then(), otherwise, when.place());
    }

    private static Statement caseOf(Statement.Select select, int which, List<Statement> body) {
        var cases = new ArrayList<>(select.cases());
        cases.set(which, new Statement.Case(cases.get(which).patterns(), body));
        return new Statement.Select(
                select.subject(), cases, select.otherwise(), select.complete(), select.place());
    }

    private void condition(
            Statement.When when,
            Function<Optional<Statement>, List<Statement>> with,
            Collector collector) {
        String name = NodeText.of(module, when.condition());
        condition(
                Operator.CONDITION_INVERTED,
                when,
                new Node.Not(when.condition(), 1),
                "when " + name + " is when not",
                with,
                collector);
        condition(
                Operator.CONDITION_TRUE,
                when,
                new Node.Literal(BigInteger.ONE, 1, ""),
                "when " + name + " is always",
                with,
                collector);
        condition(
                Operator.CONDITION_FALSE,
                when,
                new Node.Literal(BigInteger.ZERO, 1, ""),
                "when " + name + " is never",
                with,
                collector);
    }

    private void condition(
            Operator operator,
            Statement.When when,
            Node node,
            String change,
            Function<Optional<Statement>, List<Statement>> with,
            Collector collector) {
        int index = module.nodes().size();
        var other = new Statement.When(index, when.then(), when.otherwise(), when.place());
        collector.add(
                operator,
                when.place(),
                change,
                () -> Edits.withBody(module, with.apply(Optional.of(other)), List.of(node)));
    }

    private void assignment(
            Statement.Assign assign,
            Function<Optional<Statement>, List<Statement>> with,
            Collector collector) {
        var net = module.nets().get(assign.net());
        boolean holds = net instanceof Net.Register;
        var zero = new Node.Literal(BigInteger.ZERO, assign.width(), "");
        if (!holds && module.nodes().get(assign.value()).equals(zero)) {
            return;
        }
        var value =
                new Statement.Assign(
                        assign.net(),
                        assign.lo(),
                        assign.width(),
                        module.nodes().size(),
                        assign.place());
        collector.add(
                Operator.ASSIGNMENT,
                assign.place(),
                "%s := %s is %s"
                        .formatted(
                                net.name(),
                                NodeText.of(module, assign.value()),
                                holds ? "left out" : "0"),
                () ->
                        holds
                                ? Edits.withBody(module, with.apply(Optional.empty()), List.of())
                                : Edits.withBody(
                                        module, with.apply(Optional.of(value)), List.of(zero)));
    }

    private void reset(int index, Net.Register register, BigInteger init, Collector collector) {
        var all = BigInteger.ONE.shiftLeft(register.width()).subtract(BigInteger.ONE);
        var value = init.add(BigInteger.ONE).and(all);
        var other =
                new Net.Register(
                        register.name(), register.width(), register.domain(), Optional.of(value));
        collector.add(
                Operator.RESET,
                module.netPlaces().get(index),
                "%s begins with %s, not %s".formatted(register.name(), value, init),
                () -> Edits.withNet(module, index, other));
    }
}
