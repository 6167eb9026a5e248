/// Memory and rings that two processes share, and the system calls for them, by `java.lang.foreign`: what the daemon of `docs/daemon.md` stands on. Linux only.
@NullMarked
package org.jetstreamlan.driver.shared;

import org.jspecify.annotations.NullMarked;
