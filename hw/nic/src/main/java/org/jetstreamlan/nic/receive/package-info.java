/// From the MAC to blocks and receive events.
@NullMarked
package org.jetstreamlan.nic.receive;

import org.jspecify.annotations.NullMarked;
