package org.jetstreamlan.hdl.verilog;

import java.util.List;
import org.jetstreamlan.hdl.ir.Place;

/// One Verilog module.
record VerilogModule(String name, List<Port> ports, List<Item> items) {
    /// `input wire [7:0] name`, `output reg name`.
    record Port(boolean output, boolean reg, int width, String name, Place place) {}
}
