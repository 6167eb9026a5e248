/// General-purpose pins behind AXI4-Lite.
@NullMarked
package org.jetstreamlan.examples.gpio;

import org.jspecify.annotations.NullMarked;
