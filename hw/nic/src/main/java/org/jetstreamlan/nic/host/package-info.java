/// What the host reaches: the register port and the memory window.
@NullMarked
package org.jetstreamlan.nic.host;

import org.jspecify.annotations.NullMarked;
