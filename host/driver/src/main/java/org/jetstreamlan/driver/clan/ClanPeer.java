package org.jetstreamlan.driver.clan;

/// The other end of a connection.
///
/// @param station its 48-bit address
/// @param endpoint number of its endpoint
/// @param incarnation that it drew for this connection, 16 bits
public record ClanPeer(long station, int endpoint, int incarnation) {}
