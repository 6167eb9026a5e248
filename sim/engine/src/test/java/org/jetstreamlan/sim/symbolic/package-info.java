@NullMarked
package org.jetstreamlan.sim.symbolic;

import org.jspecify.annotations.NullMarked;
