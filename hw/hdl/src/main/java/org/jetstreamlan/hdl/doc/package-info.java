/// What is written beside the Verilog: maps from names to source lines, diagrams, constraints.
@NullMarked
package org.jetstreamlan.hdl.doc;

import org.jspecify.annotations.NullMarked;
