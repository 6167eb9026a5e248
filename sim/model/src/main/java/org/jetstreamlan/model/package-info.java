/// The behavioural ring: what `docs/ring.md` says, without the hardware.
@NullMarked
package org.jetstreamlan.model;

import org.jspecify.annotations.NullMarked;
