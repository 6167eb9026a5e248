/// The adapter as hardware: MAC, engines, tables, block buffer, and the tops.
@NullMarked
package org.jetstreamlan.nic;

import org.jspecify.annotations.NullMarked;
