/// Register blocks and memory layouts as plain records, and the printers that derive
/// documentation and C from them. Knows nobody: a design without the adapter can use it alone.
@NullMarked
package org.jetstreamlan.regs;

import org.jspecify.annotations.NullMarked;
