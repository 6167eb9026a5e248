/// Check sums in hardware: the AAL5 CRC-32, 32 bits a clock, and the CRC-8 of header and HEC.
@NullMarked
package org.jetstreamlan.nic.crc;

import org.jspecify.annotations.NullMarked;
