/// Faults in a design, one at a time: what a test suite should notice.
@NullMarked
package org.jetstreamlan.sim.mutate;

import org.jspecify.annotations.NullMarked;
