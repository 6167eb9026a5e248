package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.NO_POOL_LEFT;
import static org.jetstreamlan.driver.DriverException.Reason.POOL_TAKEN;

import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.StationVci;
import org.jspecify.annotations.Nullable;

/// The pools that are open from the start, under numbers of their own.
///
/// | number | pool | VCIs | blocks to send, to receive |
/// | --- | --- | --- | --- |
/// | 0 | INIT | 32 | 4, one for each station: at most a quarter of the card |
/// | 1 | ARP | 33 | 4, an eighth, at most 64 |
/// | 2 | IP | 34 and channel 0x100 of this station | a quarter, a quarter |
///
/// An adapter with fewer pools has the first of them. INIT's VCI is associated when the driver starts. The others can be lent: while one is, it is open for its borrower, and when that closes it, opened for the driver again, as soon as its last frame has completed.
final class SystemPools {
    static final int COUNT = 3;

    /// Once, since `values()` makes an array each time, and [#restore] is part of each turn.
    private static final SystemPool[] ALL = SystemPool.values();

    final Pool init;
    private final Driver driver;
    private final int blocks;
    private final VciTable vcis;

    /// By the ordinal of [SystemPool]; null where the adapter has none.
    private final @Nullable Pool[] pools = new Pool[ALL.length];

    private final boolean[] lent = new boolean[pools.length];

    SystemPools(Driver driver, Capabilities capabilities) {
        this.driver = driver;
        vcis = driver.vcis;
        blocks = capabilities.blocks();
        int few = Math.min(SystemPool.FEW, blocks);
        int quarter = Math.max(1, blocks / 4);
        init = driver.openAt(0, SystemPool.system("INIT", few, Math.min(Header.STATIONS, quarter)));
        for (var each : ALL) {
            if (capabilities.pools() > each.number()) {
                openHome(each);
            }
        }
    }

    private void openHome(SystemPool which) {
        var pool = driver.openAt(which.number(), which.options(blocks));
        pools[which.ordinal()] = pool;
        lent[which.ordinal()] = false;
        associate(which, pool);
    }

    private void associate(SystemPool which, Pool pool) {
        switch (which) {
            case ARP -> pool.assoc(StationVci.ARP);
            case IP -> {
                pool.assoc(StationVci.IP_BROADCAST);
                if (driver.operational()) {
                    associateUnicast(pool, driver.station());
                }
            }
        }
    }

    private void associateUnicast(Pool pool, int station) {
        int unicast = StationVci.of(station, StationVci.IP_CHANNEL);
        if (vcis.pool(unicast) < 0) {
            pool.assoc(unicast);
        }
    }

    /// The ring has come up with this id; the table has been renumbered.
    void up(int station) {
        int index = SystemPool.IP.ordinal();
        var ip = pools[index];
        if (ip == null || ip.isClosed()) {
            return;
        }
        try {
            associateUnicast(ip, station);
        } catch (DriverException refused) {
            if (!lent[index]) {
                throw refused;
            }
            // Its borrower has no VCI left; it may associate this one itself.
        }
    }

    /// As [Driver#lendPool].
    Pool lend(SystemPool which, ChannelRange sends, TransmitShare share, VciQuota quota) {
        restore();
        int index = which.ordinal();
        var home = pools[index];
        if (home == null) {
            throw missing(which);
        }
        if (lent[index]) {
            throw new DriverException(
                    POOL_TAKEN,
                    "pool '%s': somebody has it, or its last frame has not completed; wait until it is given back"
                            .formatted(which));
        }
        home.close();
        lent[index] = true;
        if (!driver.drained(which.number())) {
            throw new DriverException(
                    POOL_TAKEN,
                    "pool '%s': a frame of it has not completed; try again".formatted(which));
        }
        var pool = driver.openAt(which.number(), which.options(blocks).sends(sends), share, quota);
        pools[index] = pool;
        try {
            associate(which, pool);
            return pool;
        } catch (DriverException refused) {
            pool.close();
            restore();
            throw refused;
        }
    }

    /// Opens for the driver again what was given back.
    void restore() {
        for (var each : ALL) {
            var pool = pools[each.ordinal()];
            if (lent[each.ordinal()]
                    && pool != null
                    && pool.isClosed()
                    && driver.drained(each.number())) {
                openHome(each);
            }
        }
    }

    Pool required(SystemPool which) {
        var pool = pools[which.ordinal()];
        if (pool == null) {
            throw missing(which);
        }
        if (lent[which.ordinal()]) {
            throw new DriverException(
                    POOL_TAKEN,
                    "pool '%s': it is lent; wait until it is given back".formatted(which));
        }
        return pool;
    }

    private static DriverException missing(SystemPool which) {
        return new DriverException(
                NO_POOL_LEFT,
                "pool '%s': its number is %d, which this adapter does not have; build it with more pools"
                        .formatted(which, which.number()));
    }
}
