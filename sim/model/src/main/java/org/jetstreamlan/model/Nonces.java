package org.jetstreamlan.model;

/// The shift register that nonces are drawn from: x^32 + x^22 + x^2 + x + 1, a step each word (`docs/ring.md`, States of a
/// station). Its state at any time is found without going through the steps between.
final class Nonces {
    private static final int LEVELS = 48;

    /// `POWER[i][b]`: what bit b of the register becomes in 2^i steps.
    private static final int[][] POWER = powers();

    private final int seed;
    private final long since;

    /// @param seed the register at time `since`; 0 counts as 1
    Nonces(int seed, long since) {
        this.seed = seed | 1;
        this.since = since;
    }

    /// The register at `time`, which is not before `since`.
    int at(long time) {
        int state = seed;
        long steps = time - since;
        for (int level = 0; steps != 0; level++, steps >>>= 1) {
            if ((steps & 1) != 0) {
                state = times(POWER[level], state);
            }
        }
        return state;
    }

    static int step(int state) {
        int bit = state >>> 31 ^ state >>> 21 ^ state >>> 1 ^ state;
        return state << 1 | bit & 1;
    }

    private static int times(int[] matrix, int state) {
        int sum = 0;
        for (int rest = state; rest != 0; rest &= rest - 1) {
            sum ^= matrix[Integer.numberOfTrailingZeros(rest)];
        }
        return sum;
    }

    private static int[][] powers() {
        var powers = new int[LEVELS][32];
        for (int bit = 0; bit < 32; bit++) {
            powers[0][bit] = step(1 << bit);
        }
        for (int level = 1; level < LEVELS; level++) {
            for (int bit = 0; bit < 32; bit++) {
                powers[level][bit] = times(powers[level - 1], powers[level - 1][bit]);
            }
        }
        return powers;
    }
}
