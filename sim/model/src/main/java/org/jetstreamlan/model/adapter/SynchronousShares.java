package org.jetstreamlan.model.adapter;

import java.util.Arrays;
import org.jetstreamlan.abi.Registers;

/// What each pool may send synchronously while the token is here: its share, less what has gone.
final class SynchronousShares {
    private final int[] shares;
    private final int[] spent;

    SynchronousShares(int pools) {
        shares = new int[pools];
        spent = new int[pools];
    }

    void reset() {
        Arrays.fill(shares, 0);
        renew();
    }

    /// POOL_SYNCHRONOUS.
    int share(int pool) {
        return pool < shares.length ? shares[pool] : 0;
    }

    void share(int pool, int words) {
        if (pool < shares.length) {
            shares[pool] = words;
        }
    }

    /// Whether a frame fits what its pool has left, and SA.
    boolean hasRoom(int pool, int payloadWords, int allocation) {
        int needed = needed(payloadWords);
        return needed <= shares[pool] - spent[pool] && needed <= allocation;
    }

    /// A synchronous frame goes out.
    void spend(int pool, int payloadWords) {
        spent[pool] += needed(payloadWords);
    }

    /// The token has gone.
    void renew() {
        Arrays.fill(spent, 0);
    }

    private static int needed(int payloadWords) {
        return payloadWords + Registers.SYNCHRONOUS_FRAMING_WORDS;
    }
}
