package org.jetstreamlan.driver.clan;

/// A region of a peer, as it has told of it.
///
/// @param key names it there
/// @param address of its first byte, the peer's own
/// @param bytes length
public record RemoteRegion(int key, long address, long bytes) {}
