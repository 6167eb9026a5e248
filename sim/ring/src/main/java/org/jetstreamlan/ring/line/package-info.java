/// Rings of MACs over lines: every station RTL with an oscillator of its own, cables of any length between them, faults on both.
@NullMarked
package org.jetstreamlan.ring.line;

import org.jspecify.annotations.NullMarked;
