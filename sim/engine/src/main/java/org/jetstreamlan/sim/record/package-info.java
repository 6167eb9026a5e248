/// What a test bench did to a design, as a file, and the same again without the test bench.
@NullMarked
package org.jetstreamlan.sim.record;

import org.jspecify.annotations.NullMarked;
