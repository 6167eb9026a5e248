package org.jetstreamlan.via;

import java.util.Arrays;

/// Where a connection can be asked for: a station, and a discriminator there.
///
/// @param station 48-bit address of the NIC
/// @param discriminator up to 64 bytes
public record VipAddress(long station, byte[] discriminator) {
    /// Longest discriminator.
    public static final int DISCRIMINATOR_BYTES = 64;

    static final VipAddress NOBODY = new VipAddress(0, new byte[0]);

    public VipAddress {
        discriminator = discriminator.clone();
    }

    @Override
    public byte[] discriminator() {
        return discriminator.clone();
    }

    /// Of a connection request that names it: all ends that could answer have this number. It is below 0, so that it is none of those that a daemon keeps for privileged users.
    int service() {
        return Arrays.hashCode(discriminator) | Integer.MIN_VALUE;
    }

    boolean isPossible() {
        return discriminator.length <= DISCRIMINATOR_BYTES && station >>> 48 == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VipAddress that
                && station == that.station
                && Arrays.equals(discriminator, that.discriminator);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(station) ^ Arrays.hashCode(discriminator);
    }

    @Override
    public String toString() {
        return "%012x:%s".formatted(station, Arrays.toString(discriminator));
    }
}
