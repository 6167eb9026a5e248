package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.NO_POOL_LEFT;

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
/// An adapter with fewer pools has the first of them. INIT's VCI is associated when the driver starts.
final class SystemPools {
    static final int COUNT = 3;

    private static final int FEW = 4;

    final Pool init;
    private final @Nullable Pool arp;
    private final @Nullable Pool ip;
    private final VciTable vcis;

    SystemPools(Driver driver, Capabilities capabilities) {
        vcis = driver.vcis;
        int blocks = capabilities.blocks();
        int few = Math.min(FEW, blocks);
        int quarter = Math.max(1, blocks / 4);
        int eighth = Math.max(1, blocks / 8);
        init = driver.openAt(0, system("INIT", few, Math.min(Header.STATIONS, quarter)));
        arp =
                capabilities.pools() > 1
                        ? driver.openAt(1, system("ARP", few, Math.min(Header.STATIONS, eighth)))
                        : null;
        ip =
                capabilities.pools() > 2
                        ? driver.openAt(2, system("IP", quarter, quarter).checksum(Checksum.IP))
                        : null;
        if (arp != null) {
            arp.assoc(StationVci.ARP);
        }
        if (ip != null) {
            ip.assoc(StationVci.IP_BROADCAST);
        }
    }

    private static PoolOptions system(String name, int transmit, int receive) {
        return PoolOptions.named(name).limits(transmit, receive).withPrivilege();
    }

    /// The ring has come up with this id; the table has been renumbered.
    void up(int station) {
        int unicast = StationVci.of(station, StationVci.IP_CHANNEL);
        if (ip != null && !ip.isClosed() && vcis.pool(unicast) < 0) {
            ip.assoc(unicast);
        }
    }

    Pool arp() {
        return required(arp, "ARP", 1);
    }

    Pool ip() {
        return required(ip, "IP", 2);
    }

    private static Pool required(@Nullable Pool pool, String name, int number) {
        if (pool == null) {
            throw new DriverException(
                    NO_POOL_LEFT,
                    "pool '%s': its number is %d, which this adapter does not have; build it with more pools"
                            .formatted(name, number));
        }
        return pool;
    }
}
