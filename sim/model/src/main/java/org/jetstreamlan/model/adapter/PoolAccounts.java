package org.jetstreamlan.model.adapter;

import java.util.Arrays;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;

/// What each pool holds, may hold and is sure to get, in blocks, whether it keeps frames with a bad CRC and drops old ones first, and where it may send. Limits and reserves are 0 after a reset.
final class PoolAccounts {
    private final int blocks;
    private final int[] transmitCount;
    private final int[] transmitLimit;
    private final int[] receiveCount;
    private final int[] receiveLimit;
    private final int[] transmitReserve;
    private final int[] receiveReserve;
    private final boolean[] keepsBadCrc;
    private final boolean[] dropsOld;
    private final int[] firstChannel;
    private final int[] lastChannel;

    PoolAccounts(int pools, int blocks) {
        this.blocks = blocks;
        transmitCount = new int[pools];
        transmitLimit = new int[pools];
        receiveCount = new int[pools];
        receiveLimit = new int[pools];
        transmitReserve = new int[pools];
        receiveReserve = new int[pools];
        keepsBadCrc = new boolean[pools];
        dropsOld = new boolean[pools];
        firstChannel = new int[pools];
        lastChannel = new int[pools];
        Arrays.fill(lastChannel, StationVci.CHANNELS - 1);
    }

    void reset() {
        Arrays.fill(transmitCount, 0);
        Arrays.fill(transmitLimit, 0);
        Arrays.fill(receiveCount, 0);
        Arrays.fill(receiveLimit, 0);
        Arrays.fill(transmitReserve, 0);
        Arrays.fill(receiveReserve, 0);
        Arrays.fill(keepsBadCrc, false);
        Arrays.fill(dropsOld, false);
        Arrays.fill(firstChannel, 0);
        Arrays.fill(lastChannel, StationVci.CHANNELS - 1);
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

    /// Of `free` blocks those that it may have for transmission: what is missing to its reserve, and what nobody is promised.
    int transmitAvailable(int pool, int free) {
        return exists(pool)
                ? free - promised() + missing(transmitReserve, transmitCount, pool)
                : free;
    }

    /// The same for received frames.
    int receiveAvailable(int pool, int free) {
        return exists(pool)
                ? free - promised() + missing(receiveReserve, receiveCount, pool)
                : free;
    }

    /// POOL_PROMISED: what is missing to all reserves.
    int promised() {
        int promised = 0;
        for (int pool = 0; pool < transmitCount.length; pool++) {
            promised += missing(transmitReserve, transmitCount, pool);
            promised += missing(receiveReserve, receiveCount, pool);
        }
        return promised;
    }

    private static int missing(int[] reserves, int[] counts, int pool) {
        return Math.max(0, reserves[pool] - counts[pool]);
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

    boolean dropsOld(int pool) {
        return exists(pool) && dropsOld[pool];
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

    /// POOL_RESERVE: a reserve for which too few blocks are free and not promised stays as it was.
    void reserve(int pool, int register, int free) {
        if (exists(pool)) {
            reserve(transmitReserve, pool, Registers.POOL_RESERVE_TRANSMIT.get(register), free);
            reserve(receiveReserve, pool, Registers.POOL_RESERVE_RECEIVE.get(register), free);
        }
    }

    private void reserve(int[] reserves, int pool, int wanted, int free) {
        int before = reserves[pool];
        reserves[pool] = Math.min(blocks, wanted);
        if (promised() > free) {
            reserves[pool] = before;
        }
    }

    int reserve(int pool) {
        return exists(pool)
                ? Registers.POOL_RESERVE_TRANSMIT.of(transmitReserve[pool])
                        | Registers.POOL_RESERVE_RECEIVE.of(receiveReserve[pool])
                : 0;
    }

    /// POOL_POLICY.
    void policy(int pool, int register) {
        if (exists(pool)) {
            keepsBadCrc[pool] = Registers.POOL_POLICY_KEEP_BAD_CRC.isSet(register);
            dropsOld[pool] = Registers.POOL_POLICY_DROP_OLD.isSet(register);
        }
    }

    /// Whether it may send to a VCI: its channel is from POOL_SEND_FIRST to POOL_SEND_LAST.
    boolean sends(int pool, int vci) {
        int channel = StationVci.channel(vci);
        return exists(pool) && channel >= firstChannel[pool] && channel <= lastChannel[pool];
    }

    int firstChannel(int pool) {
        return exists(pool) ? firstChannel[pool] : 0;
    }

    void firstChannel(int pool, int channel) {
        if (exists(pool)) {
            firstChannel[pool] = channel;
        }
    }

    int lastChannel(int pool) {
        return exists(pool) ? lastChannel[pool] : 0;
    }

    void lastChannel(int pool, int channel) {
        if (exists(pool)) {
            lastChannel[pool] = channel;
        }
    }

    int policy(int pool) {
        return (keepsBadCrc(pool) ? Registers.POOL_POLICY_KEEP_BAD_CRC.mask() : 0)
                | (dropsOld(pool) ? Registers.POOL_POLICY_DROP_OLD.mask() : 0);
    }
}
