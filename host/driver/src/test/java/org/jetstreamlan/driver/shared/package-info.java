@NullMarked
package org.jetstreamlan.driver.shared;

import org.jspecify.annotations.NullMarked;
