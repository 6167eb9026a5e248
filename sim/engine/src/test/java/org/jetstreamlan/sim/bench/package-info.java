/// Test benches: values, time, processes, agents, reports.
@NullMarked
package org.jetstreamlan.sim.bench;

import org.jspecify.annotations.NullMarked;
