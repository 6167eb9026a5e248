/// What the tests of the examples share.
@NullMarked
package org.jetstreamlan.examples;

import org.jspecify.annotations.NullMarked;
