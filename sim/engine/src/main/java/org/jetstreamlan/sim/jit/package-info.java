/// The engine that turns a netlist into byte code; needs nothing but the JDK.
@NullMarked
package org.jetstreamlan.sim.jit;

import org.jspecify.annotations.NullMarked;
