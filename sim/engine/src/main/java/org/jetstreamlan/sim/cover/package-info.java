/// Coverage: which parts of a design a run has exercised.
@NullMarked
package org.jetstreamlan.sim.cover;

import org.jspecify.annotations.NullMarked;
