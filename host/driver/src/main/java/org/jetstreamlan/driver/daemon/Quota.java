package org.jetstreamlan.driver.daemon;

import org.jetstreamlan.driver.PoolOptions;

/// How much of a station something takes, or a user may have, all its clients together.
///
/// @param clients connections
/// @param pools open pools
/// @param transmitBlocks sum of the pools' transmit limits
/// @param receiveBlocks sum of the pools' receive limits
/// @param reservedBlocks sum of the pools' reserves, of both directions: what others cannot have
/// @param vcis associated with the pools
/// @param scripts of all clients
/// @param files open ones of all clients
/// @param userBytes of all clients
/// @param clan of the adapter's other half
/// @param synchronousWords sum of the pools' shares of the station's synchronous allocation
public record Quota(
        int clients,
        int pools,
        int transmitBlocks,
        int receiveBlocks,
        int reservedBlocks,
        int vcis,
        int scripts,
        int files,
        long userBytes,
        ClanQuota clan,
        int synchronousWords) {
    /// With nothing synchronous.
    public Quota(
            int clients,
            int pools,
            int transmitBlocks,
            int receiveBlocks,
            int reservedBlocks,
            int vcis,
            int scripts,
            int files,
            long userBytes,
            ClanQuota clan) {
        this(
                clients,
                pools,
                transmitBlocks,
                receiveBlocks,
                reservedBlocks,
                vcis,
                scripts,
                files,
                userBytes,
                clan,
                0);
    }

    /// With all that an adapter has of CLAN, and nothing synchronous.
    public Quota(
            int clients,
            int pools,
            int transmitBlocks,
            int receiveBlocks,
            int reservedBlocks,
            int vcis,
            int scripts,
            int files,
            long userBytes) {
        this(
                clients,
                pools,
                transmitBlocks,
                receiveBlocks,
                reservedBlocks,
                vcis,
                scripts,
                files,
                userBytes,
                ClanQuota.STANDARD);
    }

    /// Nothing.
    static final Quota NONE = new Quota(0, 0, 0, 0, 0, 0, 0, 0, 0, ClanQuota.NONE);

    /// What a user has where nothing is said: enough for all that one adapter has, but for reserves, with which a user could keep others from all blocks, and for synchronous
    /// words, of which there are none.
    public static final Quota STANDARD =
            new Quota(32, 60, 512, 512, 64, 1_024, 1_024, 64, 256 << 20, ClanQuota.STANDARD);

    /// What a connection takes.
    static Quota client(int scripts, int userBytes) {
        return new Quota(1, 0, 0, 0, 0, 0, scripts, 0, userBytes, ClanQuota.NONE);
    }

    /// What a pool takes.
    static Quota pool(PoolOptions options) {
        return new Quota(
                0,
                1,
                options.limits().transmit(),
                options.limits().receive(),
                options.reserves().transmit() + options.reserves().receive(),
                0,
                0,
                0,
                0,
                ClanQuota.NONE,
                options.synchronousWords());
    }

    /// What associations take.
    static Quota vcis(int count) {
        return new Quota(0, 0, 0, 0, 0, count, 0, 0, 0, ClanQuota.NONE);
    }

    /// What open files take.
    static Quota files(int count) {
        return new Quota(0, 0, 0, 0, 0, 0, 0, count, 0, ClanQuota.NONE);
    }

    /// What something of CLAN takes.
    static Quota clan(ClanQuota taken) {
        return new Quota(0, 0, 0, 0, 0, 0, 0, 0, 0, taken);
    }

    Quota plus(Quota other) {
        return new Quota(
                clients + other.clients,
                pools + other.pools,
                transmitBlocks + other.transmitBlocks,
                receiveBlocks + other.receiveBlocks,
                reservedBlocks + other.reservedBlocks,
                vcis + other.vcis,
                scripts + other.scripts,
                files + other.files,
                userBytes + other.userBytes,
                clan.plus(other.clan),
                synchronousWords + other.synchronousWords);
    }

    Quota minus(Quota other) {
        return new Quota(
                clients - other.clients,
                pools - other.pools,
                transmitBlocks - other.transmitBlocks,
                receiveBlocks - other.receiveBlocks,
                reservedBlocks - other.reservedBlocks,
                vcis - other.vcis,
                scripts - other.scripts,
                files - other.files,
                userBytes - other.userBytes,
                clan.minus(other.clan),
                synchronousWords - other.synchronousWords);
    }
}
