/// What a designer writes with: modules, signals, types, memories, `when`/`select`, clock domains.
@NullMarked
package org.jetstreamlan.hdl;

import org.jspecify.annotations.NullMarked;
