/// What adapter, driver, capture and ring agree on, each fact stated once: registers, the window,
/// descriptors and events, link words, control symbols, frames, check codes, VCI rules.
///
/// Registers and memory: `docs/adapter.md`. The wire: `docs/ring.md`.
@NullMarked
package org.jetstreamlan.abi;

import org.jspecify.annotations.NullMarked;
