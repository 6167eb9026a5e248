package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.ir.Statement.Pattern;

/// `size()` elements of one type, made with [Type#vec]. In the Verilog each element is a net of its own, `name_0`, `name_1`, ...; as bits
/// element 0 is at the low end.
public final class Vec<T extends Data<T>> implements Data<Vec<T>>, Iterable<T> {
    private final List<T> elements;

    Vec(List<T> elements) {
        this.elements = List.copyOf(elements);
    }

    /// Values as one vector; at least one, all of one width.
    @SafeVarargs
    public static <T extends Data<T>> Vec<T> of(T first, T... others) {
        List<T> elements = new ArrayList<>(List.of(first));
        elements.addAll(List.of(others));
        return of(elements);
    }

    /// The values of a list as one vector; at least one, all of one width.
    public static <T extends Data<T>> Vec<T> of(List<T> elements) {
        if (elements.isEmpty()) {
            throw Reports.fatalArgument("Vec.of(...)", "has no elements", "give it at least 1");
        }
        int width = elements.getFirst().width();
        for (int i = 1; i < elements.size(); i++) {
            if (elements.get(i).width() != width) {
                throw Reports.fatalArgument(
                        "element " + i + " of Vec.of(...)",
                        "has " + elements.get(i).width() + " bits, element 0 " + width,
                        "give all elements one type, with .zext(n) or .trunc(n)");
            }
        }
        return new Vec<>(elements);
    }

    public int size() {
        return elements.size();
    }

    /// Element `index`.
    public T at(int index) {
        if (index < 0 || index >= elements.size()) {
            throw Reports.fatalArgument(
                    "element " + index + " of " + Reports.groupOf(leaves().getFirst().term()),
                    "is beyond its " + elements.size() + " elements",
                    "give an index from 0 to " + (elements.size() - 1));
        }
        return elements.get(index);
    }

    /// The element that `index` selects; beyond the end all zeros. A multiplexer of `size()` inputs.
    public T at(UInt index) {
        Reports.constantIndex("at", index.term(), elements.size(), "elements");
        T shape = elements.getFirst();
        List<Signal<?>> chosen = new ArrayList<>();
        for (int leaf = 0; leaf < shape.leaves().size(); leaf++) {
            List<Term> choices = new ArrayList<>();
            for (T element : elements) {
                choices.add(element.leaves().get(leaf).term());
            }
            chosen.add(shape.leaves().get(leaf).of(Term.indexed(choices, index.term())));
        }
        return LeafNames.suffixed(shape, chosen);
    }

    /// [#assign] of the element that `index` selects; beyond the end nothing. Like an assignment inside a `when`: the elements need a
    /// default before it.
    public void assignAt(UInt index, T value) {
        drive(index, value, false);
    }

    /// [#next] of the element that `index` selects; beyond the end nothing.
    public void nextAt(UInt index, T value) {
        drive(index, value, true);
    }

    private void drive(UInt index, T value, boolean register) {
        Reports.constantIndex(
                register ? "nextAt" : "assignAt", index.term(), elements.size(), "elements");
        Site site = Site.capture();
        Module module = Drive.driverOf(leaves().getFirst());
        if (module == null) {
            Drive.record(leaves().getFirst(), value.leaves().getFirst(), register, site);
            return;
        }
        List<Drive.Case> cases = new ArrayList<>();
        module.statements()
                .add(new Drive.Select(Term.present(index.term()), cases, Drive.block(), -1, site));
        for (int i = 0; i < elements.size() && i >>> index.width() == 0; i++) {
            List<Drive> body = Drive.block();
            Pattern pattern = Pattern.of(BigInteger.valueOf(i), index.width());
            cases.add(new Drive.Case(List.of(pattern), site, body));
            List<Signal<?>> to = elements.get(i).leaves();
            List<Signal<?>> from = value.leaves();
            module.within(
                    body,
                    List.of(),
                    () -> {
                        for (int leaf = 0; leaf < to.size(); leaf++) {
                            Drive.record(to.get(leaf), from.get(leaf), register, site);
                        }
                    });
        }
    }

    public List<T> elements() {
        return elements;
    }

    @Override
    public Iterator<T> iterator() {
        return elements.iterator();
    }

    @Override
    public List<Signal<?>> leaves() {
        List<Signal<?>> leaves = new ArrayList<>();
        elements.forEach(element -> leaves.addAll(element.leaves()));
        return leaves;
    }

    @Override
    public List<Signal<?>> fromTop() {
        List<Signal<?>> leaves = new ArrayList<>();
        elements.reversed().forEach(element -> leaves.addAll(element.fromTop()));
        return leaves;
    }

    @Override
    public Vec<T> rebuilt(List<Signal<?>> leaves) {
        int each = elements.getFirst().leaves().size();
        return new Vec<>(
                IntStream.range(0, elements.size())
                        .mapToObj(
                                i ->
                                        elements.get(i)
                                                .rebuilt(leaves.subList(i * each, (i + 1) * each)))
                        .toList());
    }
}
