package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The shape of a [Data] value: width, components, directions. A value, never a signal. A signal of 0 bits is legal: it has the value 0, and
/// no trace in the Verilog.
public final class Type<T extends Data<T>> {
    /// Makes the leaves while a value of the type is put together.
    @FunctionalInterface
    interface Source {
        /// @param path names on the way to it, apart by dots
        Signal<?> leaf(
                String path, int width, boolean flipped, Function<Term, ? extends Signal<?>> kind);
    }

    /// Is told of every value, inner ones first, that is put together from leaves.
    @FunctionalInterface
    interface Maker {
        void made(String path, Data<?> value);
    }

    /// What a bundle's constructor function takes its components from.
    public static final class Fields {
        private final Source source;
        private final Maker maker;
        private final String prefix;
        private final boolean flipped;

        private Fields(Source source, Maker maker, String prefix, boolean flipped) {
            this.source = source;
            this.maker = maker;
            this.prefix = prefix;
            this.flipped = flipped;
        }

        /// A component that travels with the bundle's direction.
        public <F extends Data<F>> F field(String name, Type<F> type) {
            return made(path(name), type, flipped);
        }

        /// A component that travels against it, as the ready of a stream.
        public <F extends Data<F>> F flipped(String name, Type<F> type) {
            return made(path(name), type, !flipped);
        }

        private <F extends Data<F>> F made(String path, Type<F> type, boolean against) {
            F value = type.make.apply(new Fields(source, maker, path, against));
            maker.made(path, value);
            return value;
        }

        /// `count` components of one type, named `name_0`, `name_1`, ...
        public <F extends Data<F>> List<F> list(String name, int count, Type<F> type) {
            List<F> elements = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                elements.add(field(name + "_" + i, type));
            }
            return List.copyOf(elements);
        }

        private String path(String name) {
            return prefix.isEmpty() ? name : prefix + "." + name;
        }
    }

    /// IEEE 1364-2005, 4.3.1: tools may refuse vectors of more bits.
    private static final int WIDEST = 65_536;

    private final Function<Fields, T> make;

    /// Of a signal's type: the signal's class, or that of its enum; null for others.
    private final @Nullable Class<?> signal;

    private final int signalWidth;

    private Type(Function<Fields, T> make) {
        this(make, null, 0);
    }

    private Type(Function<Fields, T> make, @Nullable Class<?> signal, int signalWidth) {
        this.make = make;
        this.signal = signal;
        this.signalWidth = signalWidth;
    }

    /// Whether both are types of signals, and the same.
    boolean isSameSignal(Type<?> other) {
        return signal != null && signal == other.signal && signalWidth == other.signalWidth;
    }

    /// The type that `value` has; a bundle's leaves are named after its record components. For verbs that put any payload into registers.
    public static <T extends Data<T>> Type<T> like(T value) {
        List<Signal<?>> leaves = value.leaves();
        var names = new LeafNames(value);
        return new Type<>(
                fields -> {
                    List<Signal<?>> made = new ArrayList<>();
                    for (int i = 0; i < leaves.size(); i++) {
                        Signal<?> leaf = leaves.get(i);
                        made.add(
                                fields.source.leaf(
                                        names.paths.get(i).isEmpty()
                                                ? fields.prefix
                                                : fields.path(names.paths.get(i)),
                                        leaf.width(),
                                        fields.flipped,
                                        leaf::of));
                    }
                    names.bundles.forEach(
                            (path, bundle) -> fields.maker.made(fields.path(path), bundle));
                    return value.rebuilt(made);
                });
    }

    T create(Source source) {
        return create(source, (_, _) -> {});
    }

    T create(Source source, Maker maker) {
        T value = make.apply(new Fields(source, maker, "", false));
        maker.made("", value);
        return value;
    }

    /// A value of this type that is all zeros.
    public T zero() {
        return create((name, width, flipped, kind) -> kind.apply(Term.zeros(width)));
    }

    /// The value whose [Data#asBits] is `bits`.
    public T fromBits(Bits bits) {
        T shape = shape();
        int width = shape.width();
        if (width != bits.width()) {
            Reports.fromBits(width, bits.term());
        }
        Map<Signal<?>, Integer> low = new IdentityHashMap<>();
        int rest = width;
        for (Signal<?> leaf : shape.fromTop()) {
            rest -= leaf.width();
            low.put(leaf, rest);
        }
        Iterator<Signal<?>> leaves = shape.leaves().iterator();
        List<Signal<?>> made = new ArrayList<>();
        T value =
                create(
                        (name, leafWidth, flipped, kind) -> {
                            int lo = low.getOrDefault(leaves.next(), 0);
                            Term leaf = Term.slice(bits.term(), lo + leafWidth - 1, lo);
                            leaf.suffix = name.replace('.', '_');
                            Signal<?> signal = kind.apply(leaf);
                            made.add(signal);
                            return signal;
                        });
        requireOrder(value, made);
        return value;
    }

    /// Bits have the order of the record's components, values are made in that of the type's fields: it must be the same.
    static void requireOrder(Data<?> value, List<Signal<?>> made) {
        List<Signal<?>> leaves = value.leaves();
        for (int i = 0; i < made.size(); i++) {
            if (i >= leaves.size() || leaves.get(i) != made.get(i)) {
                throw Reports.fatalArgument(
                        "the type of " + value.getClass().getSimpleName(),
                        "makes its fields in another order than the record has its components",
                        "write field(...) and flipped(...) in the order of the components, one for each");
            }
        }
    }

    private T shape() {
        return create(
                (name, width, flipped, kind) ->
                        kind.apply(Term.operand(BigInteger.ZERO, width, "")));
    }

    /// Width of all components together, in bits.
    public int width() {
        return shape().width();
    }

    private static <S extends Signal<S>> Type<S> scalar(
            Class<?> signal, int width, Function<Term, S> kind) {
        if (width < 0 || width > WIDEST) {
            throw Reports.fatalArgument(
                    "a signal",
                    "of " + width + " bits",
                    width < 0
                            ? "give a width of 0 or more"
                            : "stay within the "
                                    + WIDEST
                                    + " bits that every Verilog tool takes (IEEE 1364, 4.3.1), or use a memory");
        }
        return new Type<>(
                fields -> {
                    @SuppressWarnings("unchecked")
                    S made = (S) fields.source.leaf(fields.prefix, width, fields.flipped, kind);
                    return made;
                },
                signal,
                width);
    }

    public static Type<Bits> bits(int width) {
        return scalar(Bits.class, width, Bits::new);
    }

    public static Type<UInt> uint(int width) {
        return scalar(UInt.class, width, UInt::new);
    }

    public static Type<SInt> sint(int width) {
        return scalar(SInt.class, width, SInt::new);
    }

    public static Type<Bool> bool() {
        return scalar(Bool.class, 1, Bool::new);
    }

    /// A Java enum, coded as it says itself: [Encoded], [Coded], else binary.
    public static <E extends Enum<E>> Type<Enumerated<E>> enumerated(Class<E> type) {
        EnumCode<E> code = EnumCode.of(type);
        return scalar(type, code.width, term -> new Enumerated<>(code, term));
    }

    /// `size` elements of one type.
    public static <T extends Data<T>> Type<Vec<T>> vec(int size, Type<T> element) {
        if (size < 1) {
            throw Reports.fatalArgument(
                    "a vector", "of " + size + " elements", "give it at least 1");
        }
        return new Type<>(
                fields ->
                        new Vec<>(
                                IntStream.range(0, size)
                                        .mapToObj(i -> fields.field(String.valueOf(i), element))
                                        .toList()));
    }

    /// Bits that stand for a value of one of several types, as wide as the widest.
    public static Type<Union> union(Type<?> first, Type<?>... others) {
        int width = first.width();
        for (Type<?> other : others) {
            width = Math.max(width, other.width());
        }
        Type<Bits> bits = bits(width);
        return new Type<>(fields -> new Union(bits.make.apply(fields)));
    }

    /// A record of components, put together by `constructor` from the [Fields] it is given, in declaration order.
    public static <B extends Data<B>> Type<B> bundle(Function<Fields, B> constructor) {
        return new Type<>(constructor);
    }
}
