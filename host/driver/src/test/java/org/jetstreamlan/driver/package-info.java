@NullMarked
package org.jetstreamlan.driver;

import org.jspecify.annotations.NullMarked;
