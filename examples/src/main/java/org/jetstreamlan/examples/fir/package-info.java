/// A FIR filter.
@NullMarked
package org.jetstreamlan.examples.fir;

import org.jspecify.annotations.NullMarked;
