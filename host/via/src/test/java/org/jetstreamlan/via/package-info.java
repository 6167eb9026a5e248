@NullMarked
package org.jetstreamlan.via;

import org.jspecify.annotations.NullMarked;
