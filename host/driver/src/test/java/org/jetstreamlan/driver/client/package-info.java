@NullMarked
package org.jetstreamlan.driver.client;

import org.jspecify.annotations.NullMarked;
