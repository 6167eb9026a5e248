/// The link between two stations: line coder, word alignment, and the crossing from the recovered
/// clock to the core's. Line code: `docs/ring.md`; its constants are those of `org.jetstreamlan.abi`.
@NullMarked
package org.jetstreamlan.nic.link;

import org.jspecify.annotations.NullMarked;
