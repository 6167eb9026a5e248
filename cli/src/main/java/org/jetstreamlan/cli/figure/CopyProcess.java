package org.jetstreamlan.cli.figure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Checksum;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.RingOptions;

/// A process that measures copies between user memory and blocks of a card in memory ([MemoryCard]), with checksum and without, by turns: what it prints last is throughput with over without, the
/// slower direction, and GB/s without.
final class CopyProcess {
    /// Copies go through it from its begin to its end, again and again.
    static final int USER_BYTES = 1 << 20;

    private static final int ROUND_BYTES = 1 << 26;
    private static final int WARM_ROUNDS = 20;
    private static final int ROUNDS = 41;

    private final MemorySegment user = Arena.ofAuto().allocate(USER_BYTES, 64);
    private final int bytes;
    private final Side plain;
    private final Side summing;

    /// A pool with blocks for a message.
    private record Side(Pool pool, BlockChain chain) {
        static Side of(Driver driver, Checksum checksum, int bytes) {
            var pool =
                    driver.openPool(
                            PoolOptions.named("figure")
                                    .limits(driver.capabilities().blocks() / 2, 0)
                                    .checksum(checksum));
            var chain = pool.newChain();
            require(pool.allocFor(chain, bytes));
            return new Side(pool, chain);
        }
    }

    private CopyProcess(Driver driver, int bytes) {
        this.bytes = bytes;
        plain = Side.of(driver, Checksum.NONE, bytes);
        summing = Side.of(driver, Checksum.IP, bytes);
    }

    /// @param arguments bytes of a copy, a power of two
    public static void main(String[] arguments) {
        try (var driver = Driver.open(new MemoryCard())) {
            driver.start(RingOptions.station(1));
            var process = new CopyProcess(driver, Integer.parseInt(arguments[0]));
            var in = process.measure(true);
            var out = process.measure(false);
            System.out.printf("%.4f %.3f%n", Math.min(in[0], out[0]), (in[1] + out[1]) / 2);
        }
    }

    private static void require(Outcome outcome) {
        if (!outcome.ok()) {
            throw new IllegalStateException("a pool refuses: " + outcome);
        }
    }

    /// @return ratio and GB/s, medians
    private double[] measure(boolean in) {
        var ratios = new double[ROUNDS];
        var rates = new double[ROUNDS];
        for (int round = -WARM_ROUNDS; round < ROUNDS; round++) {
            long without = nanoseconds(plain, in);
            long with = nanoseconds(summing, in);
            if (round >= 0) {
                ratios[round] = (double) without / with;
                rates[round] = (double) ROUND_BYTES / without;
            }
        }
        Arrays.sort(ratios);
        Arrays.sort(rates);
        return new double[] {ratios[ROUNDS / 2], rates[ROUNDS / 2]};
    }

    private long nanoseconds(Side side, boolean in) {
        long begin = System.nanoTime();
        int at = 0;
        for (int done = 0; done < ROUND_BYTES; done += bytes) {
            require(
                    in
                            ? side.pool().copyIn(side.chain(), 0, user, at, bytes)
                            : side.pool().copyOut(side.chain(), 0, user, at, bytes));
            at = (at + bytes) % USER_BYTES;
        }
        return System.nanoTime() - begin;
    }
}
