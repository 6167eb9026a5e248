package org.jetstreamlan.hdl.verilog;

import java.util.List;
import java.util.Map;
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

    /// `input wire [7:0] name`, `output reg name`.
    ///
    /// @param bundle what ports on one line have in common, see [Rows]
    record Port(
            Direction direction, boolean reg, int width, String name, Object bundle, Place place) {}

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
}
