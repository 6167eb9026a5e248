package org.jetstreamlan.sim.mutate;

import java.util.function.Supplier;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.Place;

/// A design with one fault in it.
///
/// @param number among all of its design
/// @param module in which it is, in all of whose instances
/// @param place the user's line
/// @param change what was done, `EQ is NE`
/// @param source makes the circuit
public record Mutant(
        int number,
        String module,
        Operator operator,
        Place place,
        String change,
        Supplier<Circuit> source) {
    /// The whole design, with the fault.
    public Circuit circuit() {
        return source.get();
    }

    @Override
    public String toString() {
        return "%s %s: %s".formatted(module, place, change);
    }
}
