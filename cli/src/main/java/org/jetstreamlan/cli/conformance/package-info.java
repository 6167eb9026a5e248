/// What a VI Provider Library must do, function by function, as cases that run on the model: `docs/via.md`, Conformance.
@NullMarked
package org.jetstreamlan.cli.conformance;

import org.jspecify.annotations.NullMarked;
