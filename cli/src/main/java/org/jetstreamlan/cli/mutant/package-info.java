/// Faults in the MAC, and whether the project's tests see them.
@NullMarked
package org.jetstreamlan.cli.mutant;

import org.jspecify.annotations.NullMarked;
