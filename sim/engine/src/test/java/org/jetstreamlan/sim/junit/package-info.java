@NullMarked
package org.jetstreamlan.sim.junit;

import org.jspecify.annotations.NullMarked;
