/// Running hardware without hardware: one Simulator over two engines.
@NullMarked
package org.jetstreamlan.sim;

import org.jspecify.annotations.NullMarked;
