/// What test benches put around a design: agents that act once a clock, drivers and monitors of streams, scoreboards.
@NullMarked
package org.jetstreamlan.sim.bench;

import org.jspecify.annotations.NullMarked;
