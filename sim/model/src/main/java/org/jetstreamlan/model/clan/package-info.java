/// The CLAN half of the behavioural adapter: what `docs/clan.md` says, without the hardware.
@NullMarked
package org.jetstreamlan.model.clan;

import org.jspecify.annotations.NullMarked;
