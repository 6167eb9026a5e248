/// The language as its users meet it: names, errors, semantics.
@NullMarked
package org.jetstreamlan.hdl.language;

import org.jspecify.annotations.NullMarked;
