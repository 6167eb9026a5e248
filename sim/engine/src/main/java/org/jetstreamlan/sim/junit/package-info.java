/// What tests of hardware share.
@NullMarked
package org.jetstreamlan.sim.junit;

import org.jspecify.annotations.NullMarked;
