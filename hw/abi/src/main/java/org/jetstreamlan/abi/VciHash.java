package org.jetstreamlan.abi;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Where a VCI may lie in the VCI table: one set in each of 4 ways.
///
/// The 24 bits of the VCI are the coefficients of a polynomial over GF(2); way w takes it modulo
/// P(w), of degree n = log2(sets). So each set bit is an xor of some VCI bits ([#taps]):
/// ```
/// n = 10   way 0   x^10 + x^3 + 1                              11 LUT4 for the whole way
///          way 1   x^10 + x^9 + ... + 1                        12
///          way 2   x^10 + x^7 + 1                              19
///          way 3   x^10 + x^7 + x^6 + x^4 + x^2 + x + 1        22
/// ```
/// The four have no common factor, so two VCIs of one station (18 bits) meet in one way at most
/// where 2 n >= 18: the ways are as good as independent. Any n neighbouring VCI bits are
/// independent in each way, so that runs spread evenly. Tested: cuckoo insertion fills 95 % of a
/// table, with random VCIs, with runs of many strides, and with equal channels of many stations.
public final class VciHash {
    private VciHash() {}

    /// Ways that have a hash.
    public static final int WAYS = 4;

    /// Smallest and largest table, as the logarithm of the sets of one way.
    public static final int LOG2_SETS_MINIMUM = 4;

    public static final int LOG2_SETS_MAXIMUM = 12;

    private static final int VCI_BITS = 24;

    /// Bits of the longest key, a tripwire's.
    private static final int KEY_BITS = 35;

    /// P(0)..P(3) for n = 4, 5, ... 12: irreducible, cheap in LUTs among those that fill well. There
    /// are only three of degree 4; x^4 + 1 is the fourth.
    private static final int[][] POLYNOMIALS = {
        {0x11, 0x1F, 0x13, 0x19},
        {0x37, 0x2F, 0x3D, 0x25},
        {0x6D, 0x57, 0x73, 0x75},
        {0x89, 0xF1, 0xAB, 0xE5},
        {0x17B, 0x1A9, 0x1B1, 0x1F3},
        {0x221, 0x36D, 0x373, 0x287},
        {0x409, 0x7FF, 0x481, 0x4D7},
        {0x805, 0xAAB, 0xDBB, 0x817},
        {0x1009, 0x1201, 0x104D, 0x10A5},
    };

    /// `COLUMNS[n - 4][way][i]` = x^i modulo P(way): what VCI bit i adds to the set.
    private static final int[][][] COLUMNS =
            IntStream.range(0, POLYNOMIALS.length)
                    .mapToObj(
                            row ->
                                    Arrays.stream(POLYNOMIALS[row])
                                            .mapToObj(VciHash::powers)
                                            .toArray(int[][]::new))
                    .toArray(int[][][]::new);

    private static int[] powers(int polynomial) {
        int degree = Integer.highestOneBit(polynomial);
        var powers = new int[KEY_BITS];
        int power = 1;
        for (int i = 0; i < KEY_BITS; i++) {
            powers[i] = power;
            power <<= 1;
            power ^= (power & degree) != 0 ? polynomial : 0;
        }
        return powers;
    }

    /// The set of `vci` in way `way`.
    ///
    /// @param vci 24 bits
    /// @param way 0..3
    /// @param log2Sets 4..12
    public static int set(int vci, int way, int log2Sets) {
        return setOfKey(vci, way, log2Sets);
    }

    /// As [#set], of a key of up to 35 bits.
    public static int setOfKey(long key, int way, int log2Sets) {
        var columns = COLUMNS[log2Sets - LOG2_SETS_MINIMUM][way];
        int set = 0;
        for (long rest = key; rest != 0; rest &= rest - 1) {
            set ^= columns[Long.numberOfTrailingZeros(rest)];
        }
        return set;
    }

    /// The VCI bits whose xor is bit `setBit` of the set, lowest first: what RTL builds.
    public static int[] taps(int way, int setBit, int log2Sets) {
        return tapsOfKey(way, setBit, log2Sets, VCI_BITS);
    }

    /// As [#taps], of a key of `bits`, up to 35.
    public static int[] tapsOfKey(int way, int setBit, int log2Sets, int bits) {
        var columns = COLUMNS[log2Sets - LOG2_SETS_MINIMUM][way];
        return IntStream.range(0, bits).filter(i -> (columns[i] >>> setBit & 1) != 0).toArray();
    }
}
