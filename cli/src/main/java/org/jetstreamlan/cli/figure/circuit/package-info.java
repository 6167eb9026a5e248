/// The circuits on which the construction library is measured beside its rivals, whose projects stand in `bench/rivals/`.
@NullMarked
package org.jetstreamlan.cli.figure.circuit;

import org.jspecify.annotations.NullMarked;
