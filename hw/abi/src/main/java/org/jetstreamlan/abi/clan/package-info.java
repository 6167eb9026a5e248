/// CLAN, as adapter, driver, capture and model agree on it: the frame, what lies in the host's memory, the adapter's tables and
/// registers. The design: `docs/clan.md`.
@NullMarked
package org.jetstreamlan.abi.clan;

import org.jspecify.annotations.NullMarked;
