/// Rewrites of the netlist, one a file, in the order of one list.
@NullMarked
package org.jetstreamlan.hdl.pass;

import org.jspecify.annotations.NullMarked;
