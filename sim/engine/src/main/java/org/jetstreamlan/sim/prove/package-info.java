/// Proofs of what designs say of themselves, by SymbiYosys.
@NullMarked
package org.jetstreamlan.sim.prove;

import org.jspecify.annotations.NullMarked;
