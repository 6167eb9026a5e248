/// What takes values from one clock domain to another. Nothing else may: see `JH-CROSSING`.
@NullMarked
package org.jetstreamlan.hdl.lib.clock;

import org.jspecify.annotations.NullMarked;
