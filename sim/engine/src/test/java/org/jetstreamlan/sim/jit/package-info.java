/// The jit engine, feature by feature.
@NullMarked
package org.jetstreamlan.sim.jit;

import org.jspecify.annotations.NullMarked;
