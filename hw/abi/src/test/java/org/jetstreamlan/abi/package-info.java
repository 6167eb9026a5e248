@NullMarked
package org.jetstreamlan.abi;

import org.jspecify.annotations.NullMarked;
