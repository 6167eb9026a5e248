/// The media access controller: repeat, strip, token, transmit, numbering. Wire formats:
/// `docs/ring.md`; the constants are those of `org.jetstreamlan.abi`.
@NullMarked
package org.jetstreamlan.nic.mac;

import org.jspecify.annotations.NullMarked;
