package org.jetstreamlan.driver;

import org.jetstreamlan.abi.Header;

/// A pool that is open from the start for who speaks its protocol ([Driver#lendPool]).
public enum SystemPool {
    /// Address resolution: what comes on VCI 33.
    ARP(1) {
        @Override
        public PoolOptions options(int blocks) {
            int few = Math.min(FEW, blocks);
            return system("ARP", few, Math.min(Header.STATIONS, Math.max(1, blocks / 8)));
        }
    },
    /// IP: what comes on VCI 34, and on channel 0x100 of this station. Copies return the IP checksum.
    IP(2) {
        @Override
        public PoolOptions options(int blocks) {
            int quarter = Math.max(1, blocks / 4);
            return system("IP", quarter, quarter).checksum(Checksum.IP);
        }
    };

    static final int FEW = 4;

    private final int number;

    SystemPool(int number) {
        this.number = number;
    }

    /// How it is opened.
    ///
    /// @param blocks of the adapter
    public abstract PoolOptions options(int blocks);

    /// Among the adapter's pools.
    int number() {
        return number;
    }

    static PoolOptions system(String name, int transmit, int receive) {
        return PoolOptions.named(name).limits(transmit, receive).withPrivilege();
    }
}
