/// An example for each error: `Wrong` makes it, `Fixed` does not. The pages in `docs/errors` are made of them.
@NullMarked
package org.jetstreamlan.hdl.errors;

import org.jspecify.annotations.NullMarked;
