@NullMarked
package org.jetstreamlan.hdl.lib.coding;

import org.jspecify.annotations.NullMarked;
