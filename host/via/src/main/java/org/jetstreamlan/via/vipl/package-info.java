/// The VI Provider Library for programs in C: what `libvipl.so` calls, in the process of the program that has it.
@NullMarked
package org.jetstreamlan.via.vipl;

import org.jspecify.annotations.NullMarked;
