/// Bus-functional models of AXI managers for the Simulator: clocked, without threads, checking the protocol as they go.
@NullMarked
package org.jetstreamlan.sim.axi;

import org.jspecify.annotations.NullMarked;
