/// A serial port with FIFOs.
@NullMarked
package org.jetstreamlan.examples.uart;

import org.jspecify.annotations.NullMarked;
