/// Adapters and pools for host programs: `Driver` opens an `Adapter`, `Pool` sends and receives.
///
/// Control path (open, close, assoc, start): exceptions, [DriverException]. Data path (alloc, copy,
/// send, rx, free): typed values, [Outcome]. A refused operation has changed nothing.
///
/// Ring management: `RingControl` has its turn whenever the driver is about to sleep, and in
/// [Driver#service()]. `RingWatch` sees the ring come and go ([RingEvent]) and moves VCIs to a new id, `InitExchange`
/// keeps the map ([RingMap]), `Admission` the synchronous allocation: `docs/ring.md`, The driver's part.
///
/// A driver and its pools belong to one thread at a time; nothing here locks.
@NullMarked
package org.jetstreamlan.driver;

import org.jspecify.annotations.NullMarked;
