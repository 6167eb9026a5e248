/// Circuits at random, and a slow interpreter that is obviously right, to compare engines with.
@NullMarked
package org.jetstreamlan.sim.fuzz;

import org.jspecify.annotations.NullMarked;
