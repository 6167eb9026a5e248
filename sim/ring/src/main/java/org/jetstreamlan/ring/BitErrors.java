package org.jetstreamlan.ring;

import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.LinkWord;

/// Words of a link of which one bit is wrong, at random: of a data word it is inverted, any other is INVALID then.
public final class BitErrors implements LinkFault {
    private final double rate;
    private final RandomGenerator random;

    /// Words until the next one.
    private long gap;

    /// @param rate how likely it is of each word, 0 to below 1
    public BitErrors(double rate, RandomGenerator random) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException(
                    "error rate %s: 0 to below 1 of the words is possible".formatted(rate));
        }
        this.rate = rate;
        this.random = random;
        gap = next();
    }

    private long next() {
        return rate == 0
                ? Long.MAX_VALUE
                : (long) (Math.log(1 - random.nextDouble()) / Math.log1p(-rate));
    }

    @Override
    public long apply(long packed) {
        if (gap-- > 0) {
            return packed;
        }
        gap = next();
        return LinkWord.kind(packed) == LinkWord.Kind.DATA
                ? packed ^ 1L << random.nextInt(Integer.SIZE)
                : LinkWord.pack(LinkWord.Kind.INVALID, 0);
    }
}
