@NullMarked
package org.jetstreamlan.hdl.lib.count;

import org.jspecify.annotations.NullMarked;
