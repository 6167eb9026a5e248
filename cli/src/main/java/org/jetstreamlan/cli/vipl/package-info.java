/// The VI Provider Library as programs in C see it.
@NullMarked
package org.jetstreamlan.cli.vipl;

import org.jspecify.annotations.NullMarked;
