/// CLAN: stores to an aperture, and what comes of them in another host's memory. `docs/clan.md`.
@NullMarked
package org.jetstreamlan.nic.clan;

import org.jspecify.annotations.NullMarked;
