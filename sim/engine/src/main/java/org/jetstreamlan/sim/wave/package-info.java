/// Waveform files.
@NullMarked
package org.jetstreamlan.sim.wave;

import org.jspecify.annotations.NullMarked;
