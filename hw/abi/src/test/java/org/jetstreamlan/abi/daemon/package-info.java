@NullMarked
package org.jetstreamlan.abi.daemon;

import org.jspecify.annotations.NullMarked;
