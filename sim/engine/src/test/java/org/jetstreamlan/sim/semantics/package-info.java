/// `docs/semantics.md`, sentence by sentence, on every engine.
@NullMarked
package org.jetstreamlan.sim.semantics;

import org.jspecify.annotations.NullMarked;
