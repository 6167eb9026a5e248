package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// A choice by the value of `S`; cases are disjoint.
public final class Select<S extends Signal<S>> {
    private final Module module;
    private final S subject;
    private final Drive.Select drive;
    private final Set<BigInteger> taken = new HashSet<>();
    private final List<Term> matched = new ArrayList<>();

    Select(Module module, S subject, Drive.Select drive) {
        this.module = module;
        this.subject = subject;
        this.drive = drive;
    }

    /// Runs `body` if the subject is `value`.
    public Select<S> is(long value, Runnable body) {
        return is(List.of(subject.literal(value)), body);
    }

    /// Runs `body` if the subject is the constant `value`.
    public Select<S> is(S value, Runnable body) {
        return is(List.of(value.term()), body);
    }

    /// Runs `body` if the subject is the enum constant `value`.
    public Select<S> is(Enum<?> value, Runnable body) {
        return is(List.of(Enumerated.literal(value)), body);
    }

    /// Runs `body` if the subject is one of two enum constants.
    public Select<S> is(Enum<?> first, Enum<?> second, Runnable body) {
        return is(List.of(Enumerated.literal(first), Enumerated.literal(second)), body);
    }

    private Select<S> is(List<Term> values, Runnable body) {
        List<BigInteger> numbers = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<Term> tests = new ArrayList<>();
        for (Term value : values) {
            if (!(value.operation instanceof Term.Operation.Literal literal)) {
                throw new IllegalArgumentException("a case value must be a constant");
            }
            if (!taken.add(literal.value())) {
                throw new IllegalArgumentException(
                        "case value "
                                + literal.value()
                                + " "
                                + literal.label()
                                + " stands twice in one select");
            }
            numbers.add(literal.value());
            labels.add(literal.label());
            tests.add(Term.binary(BinaryOp.EQ, subject.term(), value));
        }
        Term test = tests.getFirst();
        for (Term other : tests.subList(1, tests.size())) {
            test = Term.binary(BinaryOp.OR, test, other);
        }
        matched.add(test);
        List<Drive> block = Drive.block();
        drive.cases().add(new Drive.Case(numbers, labels, block));
        module.within(block, List.of(test), body);
        return this;
    }

    /// Runs `body` if no case matched.
    public void otherwise(Runnable body) {
        List<Term> path = new ArrayList<>();
        for (Term test : matched) {
            path.add(Term.not(test));
        }
        module.within(drive.otherwise(), path, body);
    }
}
