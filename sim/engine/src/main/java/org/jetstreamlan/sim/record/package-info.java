/// Stimulus without its test bench: what was poked and stepped, written down and done again.
@NullMarked
package org.jetstreamlan.sim.record;

import org.jspecify.annotations.NullMarked;
