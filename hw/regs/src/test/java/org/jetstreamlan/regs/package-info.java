@NullMarked
package org.jetstreamlan.regs;

import org.jspecify.annotations.NullMarked;
