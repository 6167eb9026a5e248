/// Checks over the netlist, one a file; each reports all it finds.
@NullMarked
package org.jetstreamlan.hdl.check;

import org.jspecify.annotations.NullMarked;
