package org.jetstreamlan.hdl.verilog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Attribute;
import org.jetstreamlan.hdl.ir.Place;

/// One Verilog module.
///
/// @param attributes by declared name what is said of it to synthesis
record VerilogModule(
        String name, List<Port> ports, List<Item> items, Map<String, List<Attribute>> attributes) {
    /// A module that says nothing to synthesis.
    VerilogModule(String name, List<Port> ports, List<Item> items) {
        this(name, ports, items, Map.of());
    }

    /// `input wire [7:0] name`, `output reg name`; in SystemVerilog also `input header_t name` and `Stream.sink name`.
    ///
    /// @param bundle what ports on one line have in common, see [Rows]
    record Port(
            Direction direction,
            boolean reg,
            int width,
            String name,
            Object bundle,
            Place place,
            Optional<Type> type) {
        /// A port of single bits.
        Port(Direction direction, boolean reg, int width, String name, Object bundle, Place place) {
            this(direction, reg, width, name, bundle, place, Optional.empty());
        }

        boolean output() {
            return direction == Direction.OUTPUT;
        }
    }

    /// Which way a port goes.
    enum Direction {
        INPUT("input"),
        OUTPUT("output"),
        INOUT("inout");

        final String word;

        Direction(String word) {
            this.word = word;
        }
    }

    /// The type of a port that has a name; of an interface with its side, `Stream.sink`, which says the directions.
    record Type(String name, boolean isInterface) {}
}
