/// Copies between the host's memory and the blocks.
@NullMarked
package org.jetstreamlan.nic.copy;

import org.jspecify.annotations.NullMarked;
