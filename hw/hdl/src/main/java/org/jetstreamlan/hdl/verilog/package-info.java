/// A syntax tree for Verilog, its builder from the netlist, and its printer.
@NullMarked
package org.jetstreamlan.hdl.verilog;

import org.jspecify.annotations.NullMarked;
