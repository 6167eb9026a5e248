/// The engine that runs the emitted Verilog through Verilator, in the same process.
@NullMarked
package org.jetstreamlan.sim.verilator;

import org.jspecify.annotations.NullMarked;
