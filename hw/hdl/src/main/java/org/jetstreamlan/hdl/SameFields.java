package org.jetstreamlan.hdl;

import java.lang.reflect.Field;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether the fields of two modules of one class hold the same, so that a `build()` that looks at nothing else makes the same of both. Signals,
/// memories, domains and children are the same if each of the two declared its own at the same place, other values if they are equal. What cannot
/// be compared is not the same: such a module is built like any other.
///
/// Cost: a look at each piece of [Module#held] of a module that [Module#parameters()] says is like another.
final class SameFields {
    private final ModuleFields fields;
    private final Module first;
    private final Module second;

    /// @param first one of two modules that are compared, with what is below them
    SameFields(ModuleFields fields, Module first, Module second) {
        this.fields = fields;
        this.first = first;
        this.second = second;
    }

    /// For the two modules, or two children at the same place in them. Fields that are not final must hold the same after the `build()` of one of
    /// them as well.
    boolean in(Module a, Module b) {
        ModuleFields.Fields own = fields.of(a.getClass());
        if (!own.all() || !areSame(a.held, b.held)) {
            return false;
        }
        for (Field field : own.changing()) {
            if (!areSame(
                    FieldNames.piecesOf(ModuleFields.read(field, a)),
                    FieldNames.piecesOf(ModuleFields.read(field, b)))) {
                return false;
            }
        }
        return true;
    }

    private boolean areSame(List<@Nullable Object> a, List<@Nullable Object> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!isSame(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isSame(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null || a.getClass() != b.getClass()) {
            return a == b;
        }
        if (a instanceof Signal<?> x && b instanceof Signal<?> y) {
            return codeOf(x) == codeOf(y) && isSame(x.term(), y.term());
        }
        if (a instanceof Mem<?> x && b instanceof Mem<?> y) {
            return isSame(x, y);
        }
        if (a instanceof Inout x && b instanceof Inout y) {
            return stand(x.owner, y.owner)
                    && x.owner.inouts.indexOf(x) == y.owner.inouts.indexOf(y);
        }
        if (a instanceof ClockDomain x && b instanceof ClockDomain y) {
            return stand(x.owner, y.owner)
                    && x.index == y.index
                    && x.name.equals(y.name)
                    && isSame(x.ticking, y.ticking);
        }
        if (a instanceof Clock x && b instanceof Clock y) {
            return isSame(x.of, y.of) && isSame(x.ticking, y.ticking);
        }
        if (a instanceof Module x && b instanceof Module y) {
            return stand(x, y);
        }
        if (a instanceof Type<?> x && b instanceof Type<?> y) {
            return x.isSameSignal(y) || isSame(x, y);
        }
        return Objects.deepEquals(a, b);
    }

    private static @Nullable Class<?> codeOf(Signal<?> signal) {
        return signal instanceof Enumerated<?> value ? value.code().type : null;
    }

    private boolean isSame(Type<?> a, Type<?> b) {
        List<String> leavesOfA = new ArrayList<>();
        List<String> leavesOfB = new ArrayList<>();
        return areSame(shape(a, leavesOfA), shape(b, leavesOfB)) && leavesOfA.equals(leavesOfB);
    }

    /// A value of the type that is all zeros; adds the names of its leaves, those against its direction with a minus.
    private static List<@Nullable Object> shape(Type<?> type, List<String> leaves) {
        return FieldNames.piecesOf(
                type.create(
                        (path, width, flipped, make) -> {
                            leaves.add(flipped ? "-" + path : path);
                            return make.apply(Term.operand(BigInteger.ZERO, width, ""));
                        }));
    }

    private boolean isSame(Mem<?> a, Mem<?> b) {
        return stand(a.owner, b.owner)
                && a.owner.memories.indexOf(a) == b.owner.memories.indexOf(b);
    }

    /// Whether `a` stands in the first module where `b` stands in the second; outside of both they must be one.
    private boolean stand(Module a, Module b) {
        Module upA = a;
        Module upB = b;
        while (upA != first) {
            Module parentA = upA.parent();
            Module parentB = upB.parent();
            if (parentA == null
                    || parentB == null
                    || indexIn(parentA, upA) != indexIn(parentB, upB)) {
                return a == b && a != second;
            }
            upA = parentA;
            upB = parentB;
        }
        return upB == second;
    }

    private static int indexIn(Module parent, Module child) {
        int index = 0;
        while (parent.children.get(index).module() != child) {
            index++;
        }
        return index;
    }

    private record Pair(Term a, Term b) {}

    private boolean isSame(Term a, Term b) {
        if (a.operation instanceof Term.Operation.Net) {
            return areOneStep(a, b);
        }
        Set<Term> met = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Pair> rest = new ArrayDeque<>();
        rest.push(new Pair(a, b));
        while (!rest.isEmpty()) {
            Pair pair = rest.pop();
            if (met.add(pair.a)) {
                if (!areOneStep(pair.a, pair.b)) {
                    return false;
                }
                for (int i = 0; i < pair.a.operands.size(); i++) {
                    rest.push(new Pair(pair.a.operands.get(i), pair.b.operands.get(i)));
                }
            }
        }
        return true;
    }

    /// Without the operands, but for their number.
    private boolean areOneStep(Term a, Term b) {
        return a.width == b.width
                && a.operands.size() == b.operands.size()
                && Objects.equals(a.name, b.name)
                && isSame(a.operation, b.operation);
    }

    private boolean isSame(Term.Operation a, Term.Operation b) {
        if (a instanceof Term.Operation.Net x && b instanceof Term.Operation.Net y) {
            return stand(x.declaration().owner, y.declaration().owner)
                    && x.declaration().index == y.declaration().index;
        }
        if (a instanceof Term.Operation.MemoryRead x && b instanceof Term.Operation.MemoryRead y) {
            return isSame(x.memory(), y.memory());
        }
        return a.equals(b);
    }
}
