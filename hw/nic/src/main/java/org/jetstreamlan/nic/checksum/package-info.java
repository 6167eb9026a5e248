/// The Internet checksum (RFC 1071, RFC 1624) at one word a clock.
@NullMarked
package org.jetstreamlan.nic.checksum;

import org.jspecify.annotations.NullMarked;
