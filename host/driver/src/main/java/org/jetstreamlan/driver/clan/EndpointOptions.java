package org.jetstreamlan.driver.clan;

/// What an endpoint has.
///
/// @param tag of its process, from [Clan#newTag()]
/// @param cells of store memory: 0, or 16 to 1,024, a power of two; stores that may wait are half as many
/// @param descriptors of its send queue: 0, or 2 to 32,768, a power of two
public record EndpointOptions(int tag, int cells, int descriptors) {
    /// 64 cells, 64 descriptors.
    public static EndpointOptions of(int tag) {
        return new EndpointOptions(tag, 64, 64);
    }

    public EndpointOptions cells(int value) {
        return new EndpointOptions(tag, value, descriptors);
    }

    public EndpointOptions descriptors(int value) {
        return new EndpointOptions(tag, cells, value);
    }
}
