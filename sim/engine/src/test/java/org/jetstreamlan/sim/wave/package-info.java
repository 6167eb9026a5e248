/// Waves, as files and as pictures.
@NullMarked
package org.jetstreamlan.sim.wave;

import org.jspecify.annotations.NullMarked;
