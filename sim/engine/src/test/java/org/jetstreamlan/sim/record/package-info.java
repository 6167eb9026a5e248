/// Recorded stimulus.
@NullMarked
package org.jetstreamlan.sim.record;

import org.jspecify.annotations.NullMarked;
