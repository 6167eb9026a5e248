/// The behavioural adapter: what `docs/adapter.md` says, behind the same registers and rings, without the hardware.
@NullMarked
package org.jetstreamlan.model.adapter;

import org.jspecify.annotations.NullMarked;
