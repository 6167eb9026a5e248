/// A pipelined RISC-V core.
@NullMarked
package org.jetstreamlan.examples.rv32i;

import org.jspecify.annotations.NullMarked;
