package org.jetstreamlan.sim.cover;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Place;

/// What is to be covered of a module.
///
/// @param signals whose bits should rise and fall
/// @param points what is counted
/// @param unreachable points, by their index, that cannot hold: they are left out of every share
/// @param lines where the statements stand
public record CoveredModule(
        String name,
        List<Signal> signals,
        List<Point> points,
        Set<Integer> unreachable,
        List<Line> lines) {
    /// A port, wire, register or read data.
    public record Signal(String name, int width, Place place) {
        /// Words of 64 bits that it takes.
        int words() {
            return (width + Long.SIZE - 1) / Long.SIZE;
        }
    }

    /// A statement, which is run as often as its innermost condition holds.
    ///
    /// @param point index of that condition
    public record Line(Place place, int point) {}

    /// The file that declares the first of its signals, if that is known.
    Optional<String> file() {
        for (Signal signal : signals) {
            if (signal.place().line() > 0) {
                return Optional.of(signal.place().file());
            }
        }
        return Optional.empty();
    }

    /// Words of 64 bits that all signals take.
    int words() {
        int words = 0;
        for (Signal signal : signals) {
            words += signal.words();
        }
        return words;
    }
}
