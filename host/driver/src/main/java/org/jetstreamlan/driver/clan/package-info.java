/// CLAN for programs: memory of one host that another one writes. `docs/clan.md`.
///
/// ```java
/// try (var clan = Clan.open(driver, adapter)) {
///     int tag = clan.newTag();
///     var inbox = clan.register(tag, memory, RegionEntry.MESSAGE);          // what the peer may write
///     var endpoint = clan.endpoint(EndpointOptions.of(tag));
///     endpoint.open(peer, ClanLevel.RELIABLE_DELIVERY);                     // who and what the peer is, from ConnectionManager
///     var aperture = endpoint.aperture(Aperture.Kind.TRANSFER, remote);     // a peer's region
///     aperture.put(0, bytes, 0, 64);                                        // lies in its memory soon
/// }
/// ```
@NullMarked
package org.jetstreamlan.driver.clan;

import org.jspecify.annotations.NullMarked;
