/// Blocks and verbs that designs share: streams, FIFOs, arbiters, CRC, AXI.
@NullMarked
package org.jetstreamlan.hdl.lib;

import org.jspecify.annotations.NullMarked;
