/// The pages of `docs/guide`: their listings compile, run, and print what the pages show.
@NullMarked
package org.jetstreamlan.sim.guide;

import org.jspecify.annotations.NullMarked;
