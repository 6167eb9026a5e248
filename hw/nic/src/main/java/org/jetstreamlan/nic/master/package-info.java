/// What masters the host's memory: the AXI4 manager's two halves, and the adapter's side of rings that lie there.
@NullMarked
package org.jetstreamlan.nic.master;

import org.jspecify.annotations.NullMarked;
