package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Statement.Pattern;

/// A choice by the value of `S`: the first case that matches is taken. A case that can never be, because earlier ones cover it, is an
/// error; so is one that is said after other statements.
public final class Select<S extends Signal<S>> {
    private record Taken(Pattern pattern, Site site) {}

    private final Module module;
    private final S subject;
    private final Drive.Select drive;
    private final Choice choice;
    private final List<Taken> taken = new ArrayList<>();
    private final List<Term> matched = new ArrayList<>();

    Select(Module module, S subject, Drive.Select drive, Choice choice) {
        this.module = module;
        this.subject = subject;
        this.drive = drive;
        this.choice = choice;
    }

    /// Runs `body` if the subject is `value`.
    public Select<S> is(long value, Runnable body) {
        return matching("is", List.of(exactly(subject.literal(value))), body);
    }

    /// Runs `body` if the subject is the constant `value`.
    public Select<S> is(S value, Runnable body) {
        return matching("is", List.of(exactly(value.term())), body);
    }

    /// Runs `body` if the subject is one of several constants.
    public Select<S> is(List<Long> values, Runnable body) {
        return matching(
                "is", values.stream().map(value -> exactly(subject.literal(value))).toList(), body);
    }

    /// Runs `body` if the subject is the enum constant `value`.
    public Select<S> is(Enum<?> value, Runnable body) {
        return matching("is", List.of(pattern(value)), body);
    }

    /// Runs `body` if the subject is one of two enum constants.
    public Select<S> is(Enum<?> first, Enum<?> second, Runnable body) {
        return matching("is", List.of(pattern(first), pattern(second)), body);
    }

    /// Runs `body` if the subject's bits are those of `pattern`, written from the top with `0`, `1`, `?` (either) and `_` (nothing):
    /// `"1??0_0000"`.
    public Select<S> like(String pattern, Runnable body) {
        return matching("like", List.of(parsed(pattern)), body);
    }

    /// Runs `body` if no case matched; for an enum also if the code is no constant's.
    public void otherwise(Runnable body) {
        choice.otherwise(drive.otherwise(), drive);
        List<Term> path = new ArrayList<>();
        for (Term test : matched) {
            path.add(Term.not(test));
        }
        module.within(drive.otherwise(), path, body);
    }

    private Select<S> matching(String verb, List<Pattern> patterns, Runnable body) {
        choice.branch(verb, drive);
        Site site = Site.capture();
        List<Taken> before = List.copyOf(taken);
        Term test = Term.matches(subject.term(), patterns.getFirst());
        for (Pattern pattern : patterns) {
            if (!pattern.label().equals(Reports.OUT_OF_RANGE)) {
                for (Taken earlier : taken) {
                    if (earlier.pattern.covers(pattern)) {
                        Reports.unreachable(subject.term(), text(pattern), site, earlier.site);
                    }
                }
                taken.add(new Taken(pattern, site));
            }
            if (pattern != patterns.getFirst()) {
                test = Term.binary(BinaryOp.OR, test, Term.matches(subject.term(), pattern));
            }
        }
        List<Term> path = new ArrayList<>(List.of(test));
        if (overlap(before, patterns)) {
            matched.forEach(earlier -> path.add(Term.not(earlier)));
        }
        matched.add(test);
        List<Drive> block = Drive.block();
        drive.cases().add(new Drive.Case(patterns, site, block));
        module.within(block, path, body);
        return this;
    }

    private static boolean overlap(List<Taken> before, List<Pattern> patterns) {
        return before.stream()
                .anyMatch(one -> patterns.stream().anyMatch(p -> p.overlaps(one.pattern)));
    }

    private Pattern pattern(Enum<?> value) {
        if (subject instanceof Enumerated<?> enumerated
                && enumerated.code().type == value.getDeclaringClass()) {
            return enumerated.code().pattern(value);
        }
        throw Reports.fatalArgument(
                value.getDeclaringClass().getSimpleName() + "." + value,
                "is a case of the select on "
                        + Reports.nameOf(subject.term())
                        + (subject instanceof Enumerated<?> enumerated
                                ? ", whose enum is " + enumerated.code().type.getSimpleName()
                                : ", which is no enum"),
                "name a constant of the subject's enum");
    }

    private Pattern exactly(Term value) {
        if (value.operation instanceof Term.Operation.Literal literal) {
            return new Pattern(literal.value(), Term.allOnes(subject.width()), literal.label());
        }
        throw Reports.fatalArgument(
                "a case of the select on " + Reports.nameOf(subject.term()),
                "is not a constant",
                "compare with eq in a when(...)");
    }

    private Pattern parsed(String text) {
        String digits = text.replace("_", "");
        if (digits.length() != subject.width() || !digits.matches("[01?]*")) {
            throw Reports.fatalArgument(
                    "pattern \"" + text + "\" of the select on " + Reports.nameOf(subject.term()),
                    digits.matches("[01?]*")
                            ? "has " + digits.length() + " digits for " + subject.width() + " bits"
                            : "has other characters than 0, 1, ? and _",
                    "write one of 0, 1, ? for each bit, the top one first");
        }
        return new Pattern(
                new BigInteger("0" + digits.replace('?', '0'), 2),
                new BigInteger("0" + digits.replace('0', '1').replace('?', '0'), 2),
                "");
    }

    private static String text(Pattern pattern) {
        return pattern.label().isEmpty() ? pattern.value().toString() : pattern.label();
    }
}
