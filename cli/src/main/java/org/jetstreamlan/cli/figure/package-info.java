/// Figures: what they are called, what they should be, how they are measured.
@NullMarked
package org.jetstreamlan.cli.figure;

import org.jspecify.annotations.NullMarked;
