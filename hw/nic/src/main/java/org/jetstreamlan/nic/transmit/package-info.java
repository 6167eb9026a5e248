/// From transmit descriptors and blocks to the MAC, and completions back.
@NullMarked
package org.jetstreamlan.nic.transmit;

import org.jspecify.annotations.NullMarked;
