/// Pools of an adapter that `jetstreamd` owns, for programs in other processes: [JetstreamClient] connects, [RemotePool] is a pool with the vocabulary of [org.jetstreamlan.driver.Pool],
/// a [org.jetstreamlan.driver.Script] is run by the daemon out of memory that both share. [StationStatus] looks at a station from outside.
///
/// Whatever happens to the daemon, every wait ends: with `DAEMON_GONE`, as [org.jetstreamlan.driver.Outcome] on the data path, as
/// [org.jetstreamlan.driver.DriverException] elsewhere.
@NullMarked
package org.jetstreamlan.driver.client;

import org.jspecify.annotations.NullMarked;
