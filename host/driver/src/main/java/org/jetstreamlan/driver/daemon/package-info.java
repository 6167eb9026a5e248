/// `jetstreamd`: owns adapters and lets other processes use them. [Daemon] is the loop, `StationService` an adapter with its socket, `ServedClient` a process with its memory and pools,
/// [DaemonSettings] who may do what. `docs/daemon.md` is the contract with clients; `org.jetstreamlan.driver.client` is one.
///
/// All of it is one thread. What a client writes is read once and judged; whatever is wrong ends that client and nobody else.
@NullMarked
package org.jetstreamlan.driver.daemon;

import org.jspecify.annotations.NullMarked;
