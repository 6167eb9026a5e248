/// MACs against the model: a ring of MACs as RTL, word by word on its links, and what is held against it.
@NullMarked
package org.jetstreamlan.ring.lockstep;

import org.jspecify.annotations.NullMarked;
