package org.jetstreamlan.driver.daemon;

/// How much of a station something takes, or a user may have, all its clients together.
///
/// @param clients connections
/// @param pools open pools
/// @param transmitBlocks sum of the pools' transmit limits
/// @param receiveBlocks sum of the pools' receive limits
/// @param vcis associated with the pools
/// @param scripts of all clients
/// @param userBytes of all clients
public record Quota(
        int clients,
        int pools,
        int transmitBlocks,
        int receiveBlocks,
        int vcis,
        int scripts,
        long userBytes) {
    /// Nothing.
    static final Quota NONE = new Quota(0, 0, 0, 0, 0, 0, 0);

    /// What a user has where nothing is said: enough for all that one adapter has.
    public static final Quota STANDARD = new Quota(32, 60, 512, 512, 1_024, 1_024, 256 << 20);

    /// What a connection takes.
    static Quota client(int scripts, int userBytes) {
        return new Quota(1, 0, 0, 0, 0, scripts, userBytes);
    }

    /// What a pool takes.
    static Quota pool(int transmitBlocks, int receiveBlocks) {
        return new Quota(0, 1, transmitBlocks, receiveBlocks, 0, 0, 0);
    }

    /// What associations take.
    static Quota vcis(int count) {
        return new Quota(0, 0, 0, 0, count, 0, 0);
    }

    Quota plus(Quota other) {
        return new Quota(
                clients + other.clients,
                pools + other.pools,
                transmitBlocks + other.transmitBlocks,
                receiveBlocks + other.receiveBlocks,
                vcis + other.vcis,
                scripts + other.scripts,
                userBytes + other.userBytes);
    }

    Quota minus(Quota other) {
        return new Quota(
                clients - other.clients,
                pools - other.pools,
                transmitBlocks - other.transmitBlocks,
                receiveBlocks - other.receiveBlocks,
                vcis - other.vcis,
                scripts - other.scripts,
                userBytes - other.userBytes);
    }
}
