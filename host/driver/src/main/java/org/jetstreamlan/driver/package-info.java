/// Adapters and pools: how a host program sends and receives.
@NullMarked
package org.jetstreamlan.driver;

import org.jspecify.annotations.NullMarked;
