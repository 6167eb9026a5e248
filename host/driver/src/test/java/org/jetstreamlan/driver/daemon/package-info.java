@NullMarked
package org.jetstreamlan.driver.daemon;

import org.jspecify.annotations.NullMarked;
