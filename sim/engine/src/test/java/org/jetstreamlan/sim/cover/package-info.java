/// Coverage: counts by hand, random circuits, files, reports.
@NullMarked
package org.jetstreamlan.sim.cover;

import org.jspecify.annotations.NullMarked;
