/// Many runs of a design at once: values that are functions of variables instead of numbers.
@NullMarked
package org.jetstreamlan.sim.symbolic;

import org.jspecify.annotations.NullMarked;
