@NullMarked
package org.jetstreamlan.sim.prove;

import org.jspecify.annotations.NullMarked;
