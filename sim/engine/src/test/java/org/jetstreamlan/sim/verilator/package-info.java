/// Tests of the verilator engine.
@NullMarked
package org.jetstreamlan.sim.verilator;

import org.jspecify.annotations.NullMarked;
