/// Co-simulation: adapters on a ring, each with its own driver.
@NullMarked
package org.jetstreamlan.ring;

import org.jspecify.annotations.NullMarked;
