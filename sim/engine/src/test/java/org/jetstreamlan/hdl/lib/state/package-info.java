@NullMarked
package org.jetstreamlan.hdl.lib.state;

import org.jspecify.annotations.NullMarked;
