package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.ALLOCATION_IN_USE;
import static org.jetstreamlan.driver.DriverException.Reason.SYNCHRONOUS_NOT_FREE;
import static org.jetstreamlan.driver.DriverException.Reason.SYNCHRONOUS_OUT_OF_RANGE;

import java.util.Locale;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Registers;

/// The pools' shares of the station's synchronous allocation, SA: together never more than it, so that what fits a pool's share fits the token, whatever the other
/// pools send. The adapter holds each pool to its own.
///
/// ```
/// SA | pool A | pool B | pool C |   free   |      in words per token
/// ```
/// A share outlives a bring-up, until which SA is 0 and all goes asynchronously: the station asks for the same SA again.
final class SynchronousShares {
    /// Of the shortest frame.
    private static final int LEAST =
            Frame.PAYLOAD_WORDS_MINIMUM + Registers.SYNCHRONOUS_FRAMING_WORDS;

    private final Adapter adapter;
    private int sum;

    SynchronousShares(Adapter adapter) {
        this.adapter = adapter;
    }

    /// Whether a pool may have its share.
    ///
    /// @param allocation SA in force
    /// @throws DriverException SYNCHRONOUS_OUT_OF_RANGE, SYNCHRONOUS_NOT_FREE
    void admit(PoolOptions options, int allocation) {
        int words = options.synchronousWords();
        if (words < 0 || (words > 0 && words < LEAST)) {
            throw refusal(
                    SYNCHRONOUS_OUT_OF_RANGE,
                    "pool '%s': a synchronous share of %,d words, the shortest frame takes %d; choose 0 or %d and more",
                    options.name(),
                    words,
                    LEAST,
                    LEAST);
        }
        if (words > allocation - sum) {
            throw refusal(
                    SYNCHRONOUS_NOT_FREE,
                    "pool '%s': a synchronous share of %,d words; the station's allocation in force is %,d, of which %,d are other pools'; ask for less, close a pool, or request a larger allocation",
                    options.name(),
                    words,
                    allocation,
                    sum);
        }
    }

    /// The selected pool has its share.
    void open(PoolOptions options) {
        set(options.synchronousWords(), options.synchronousWords());
    }

    /// The selected pool has none any more.
    void close(PoolOptions options) {
        set(-options.synchronousWords(), 0);
    }

    private void set(int change, int words) {
        if (change != 0) {
            sum += change;
            adapter.writeRegister(Registers.POOL_SYNCHRONOUS.offset(), words);
        }
    }

    /// Whether SA may become so much.
    ///
    /// @throws DriverException ALLOCATION_IN_USE
    void requireRoom(int allocation) {
        if (allocation >= 0 && allocation < sum) {
            throw refusal(
                    ALLOCATION_IN_USE,
                    "ring: synchronous allocation of %,d words, pools have shares of %,d; close some before, or ask for %,d or more",
                    allocation,
                    sum,
                    sum);
        }
    }

    private static DriverException refusal(
            DriverException.Reason reason, String text, Object... values) {
        return new DriverException(reason, String.format(Locale.ROOT, text, values));
    }
}
