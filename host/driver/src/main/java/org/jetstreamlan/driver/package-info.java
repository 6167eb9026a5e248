/// Adapters and pools for host programs: `Driver` opens an `Adapter`, `Pool` sends and receives.
///
/// Control path (open, close, assoc, start): exceptions, [DriverException]. Data path (alloc, copy,
/// send, rx, free): typed values, [Outcome]. A refused operation has changed nothing.
///
/// A driver and its pools belong to one thread at a time; nothing here locks.
@NullMarked
package org.jetstreamlan.driver;

import org.jspecify.annotations.NullMarked;
