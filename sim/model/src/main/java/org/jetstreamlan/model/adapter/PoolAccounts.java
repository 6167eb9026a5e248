package org.jetstreamlan.model.adapter;

import java.util.Arrays;
import org.jetstreamlan.abi.Registers;

/// What each pool holds and may hold, in blocks, and whether it keeps frames with a bad CRC. Limits are 0 after a reset.
final class PoolAccounts {
    private final int blocks;
    private final int[] transmitCount;
    private final int[] transmitLimit;
    private final int[] receiveCount;
    private final int[] receiveLimit;
    private final boolean[] keepsBadCrc;

    PoolAccounts(int pools, int blocks) {
        this.blocks = blocks;
        transmitCount = new int[pools];
        transmitLimit = new int[pools];
        receiveCount = new int[pools];
        receiveLimit = new int[pools];
        keepsBadCrc = new boolean[pools];
    }

    void reset() {
        Arrays.fill(transmitCount, 0);
        Arrays.fill(transmitLimit, 0);
        Arrays.fill(receiveCount, 0);
        Arrays.fill(receiveLimit, 0);
        Arrays.fill(keepsBadCrc, false);
    }

    boolean exists(int pool) {
        return pool < transmitCount.length;
    }

    /// Blocks that it may take for transmission beyond those that it has.
    int transmitRoom(int pool) {
        return exists(pool) ? Math.max(0, transmitLimit[pool] - transmitCount[pool]) : 0;
    }

    /// Blocks that received frames may take beyond those that they have.
    int receiveRoom(int pool) {
        return exists(pool) ? Math.max(0, receiveLimit[pool] - receiveCount[pool]) : 0;
    }

    void countTransmit(int pool, int change) {
        transmitCount[pool] += change;
    }

    void countReceive(int pool, int change) {
        receiveCount[pool] += change;
    }

    boolean keepsBadCrc(int pool) {
        return exists(pool) && keepsBadCrc[pool];
    }

    /// POOL_LIMIT; a limit above the number of blocks becomes that.
    void limit(int pool, int register) {
        if (exists(pool)) {
            transmitLimit[pool] = Math.min(blocks, Registers.POOL_LIMIT_TRANSMIT.get(register));
            receiveLimit[pool] = Math.min(blocks, Registers.POOL_LIMIT_RECEIVE.get(register));
        }
    }

    int limit(int pool) {
        return exists(pool)
                ? Registers.POOL_LIMIT_TRANSMIT.of(transmitLimit[pool])
                        | Registers.POOL_LIMIT_RECEIVE.of(receiveLimit[pool])
                : 0;
    }

    /// POOL_COUNT.
    int count(int pool) {
        return exists(pool)
                ? Registers.POOL_COUNT_TRANSMIT.of(transmitCount[pool])
                        | Registers.POOL_COUNT_RECEIVE.of(receiveCount[pool])
                : 0;
    }

    /// POOL_POLICY.
    void policy(int pool, int register) {
        if (exists(pool)) {
            keepsBadCrc[pool] = Registers.POOL_POLICY_KEEP_BAD_CRC.isSet(register);
        }
    }

    int policy(int pool) {
        return keepsBadCrc(pool) ? Registers.POOL_POLICY_KEEP_BAD_CRC.mask() : 0;
    }
}
