/// The demonstration: a file crosses a ring of simulated adapters.
@NullMarked
package org.jetstreamlan.cli.demo;

import org.jspecify.annotations.NullMarked;
