/// Block memory, rings on the card, the block manager, and the bundles that join them.
@NullMarked
package org.jetstreamlan.nic.buffer;

import org.jspecify.annotations.NullMarked;
