/// Codes and what counts bits: priority and one-hot coders, gray code, CRC, LFSR, CAM. Functions are combinational logic on the spot;
/// modules have state or are worth a name.
@NullMarked
package org.jetstreamlan.hdl.lib.coding;

import org.jspecify.annotations.NullMarked;
