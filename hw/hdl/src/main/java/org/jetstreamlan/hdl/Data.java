package org.jetstreamlan.hdl;

import java.util.List;

/// A hardware value: a [Signal], or a [Bundle], [Vec] or [Union] of them. `T` is the type itself, so that operators take and give the same type.
public sealed interface Data<T extends Data<T>> permits Signal, Bundle, Vec, Union {
    /// The signals of this value in declaration order, nested bundles flattened.
    List<Signal<?>> leaves();

    /// The same signals in the order of the value's bits, the top first: a bundle's components as they are declared, a vector's or list's elements
    /// the last one first, so that element 0 is at the low end.
    List<Signal<?>> fromTop();

    /// A value of the same shape with other signals, taken from `leaves` in order.
    T rebuilt(List<Signal<?>> leaves);

    /// Drives this wire, output or child's input (for a bundle: all its leaves, whatever their direction; see
    /// [Module#connect] for directions). Widths must be equal.
    default void assign(T value) {
        drive(value, false);
    }

    /// What this register holds after the next edge.
    default void next(T value) {
        drive(value, true);
    }

    private void drive(T value, boolean register) {
        Site site = Site.capture();
        List<Signal<?>> to = leaves();
        List<Signal<?>> from = value.leaves();
        Reports.sameLeaves(register ? "next" : "assign", to, from);
        for (int i = 0; i < to.size(); i++) {
            Drive.record(to.get(i), from.get(i), register, site);
        }
    }

    /// Gives the value a name in the Verilog, where the Java variable's own would not do; leaves of a bundle append theirs.
    @SuppressWarnings("unchecked")
    default T named(String name) {
        for (Signal<?> leaf : leaves()) {
            if (leaf.term().operation instanceof Term.Operation.Net net) {
                net.declaration().group.name = name;
            } else {
                leaf.term().name = name;
            }
        }
        return (T) this;
    }

    /// Says something of this port, wire or register to synthesis: `attribute("keep", "1")` becomes `(* keep = 1 *)` in the Verilog. A value that
    /// is no number is quoted.
    @SuppressWarnings("unchecked")
    default T attribute(String name, String value) {
        for (Signal<?> leaf : leaves()) {
            if (leaf.term().operation instanceof Term.Operation.Net net) {
                NetDeclaration declaration = net.declaration();
                declaration.attributes = Attributes.with(declaration.attributes, name, value);
            } else if (leaf.term().width > 0) {
                Reports.notDrivable(
                        leaf.term(),
                        Site.capture(),
                        "an expression, which has no attributes",
                        "a wire, register or port");
            }
        }
        return (T) this;
    }

    /// Width of all leaves together, in bits.
    default int width() {
        int sum = 0;
        for (Signal<?> leaf : leaves()) {
            sum += leaf.term().width;
        }
        return sum;
    }

    /// All leaves side by side: a bundle's first component on top, a vector's element 0 at the low end.
    default Bits asBits() {
        return Bits.cat(this);
    }
}
