package org.jetstreamlan.driver.daemon;

/// How much of a station's CLAN half something takes, or a user may have, all its clients together.
///
/// @param tags domains of protection
/// @param regions of memory; each VI of VIA takes one, each segment of a posted receive descriptor, each registration
/// @param endpoints ends of connections
/// @param pages of 64 KiB of the aperture window: one for an endpoint's doorbells, and what its apertures have
/// @param cells of store memory
/// @param tripwires on words
public record ClanQuota(int tags, int regions, int endpoints, int pages, int cells, int tripwires) {
    /// Nothing.
    static final ClanQuota NONE = new ClanQuota(0, 0, 0, 0, 0, 0);

    /// What a user has where nothing is said: all that one adapter has.
    public static final ClanQuota STANDARD = new ClanQuota(4_095, 512, 1_024, 256, 2_048, 4_096);

    static ClanQuota ofTags(int count) {
        return new ClanQuota(count, 0, 0, 0, 0, 0);
    }

    static ClanQuota ofRegions(int count) {
        return new ClanQuota(0, count, 0, 0, 0, 0);
    }

    /// An endpoint with its doorbell page.
    static ClanQuota ofEndpoint(int cells) {
        return new ClanQuota(0, 0, 1, 1, cells, 0);
    }

    static ClanQuota ofPages(int count) {
        return new ClanQuota(0, 0, 0, count, 0, 0);
    }

    static ClanQuota ofTripwires(int count) {
        return new ClanQuota(0, 0, 0, 0, 0, count);
    }

    ClanQuota plus(ClanQuota other) {
        return new ClanQuota(
                tags + other.tags,
                regions + other.regions,
                endpoints + other.endpoints,
                pages + other.pages,
                cells + other.cells,
                tripwires + other.tripwires);
    }

    ClanQuota minus(ClanQuota other) {
        return new ClanQuota(
                tags - other.tags,
                regions - other.regions,
                endpoints - other.endpoints,
                pages - other.pages,
                cells - other.cells,
                tripwires - other.tripwires);
    }
}
