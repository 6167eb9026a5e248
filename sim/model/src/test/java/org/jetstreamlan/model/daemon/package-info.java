@NullMarked
package org.jetstreamlan.model.daemon;

import org.jspecify.annotations.NullMarked;
