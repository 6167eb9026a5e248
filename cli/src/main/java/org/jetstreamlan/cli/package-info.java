/// The `jetstream` command.
@NullMarked
package org.jetstreamlan.cli;

import org.jspecify.annotations.NullMarked;
