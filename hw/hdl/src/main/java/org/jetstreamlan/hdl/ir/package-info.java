/// The netlist: immutable nodes as sealed records, one canonical line of text each.
@NullMarked
package org.jetstreamlan.hdl.ir;

import org.jspecify.annotations.NullMarked;
