package org.jetstreamlan.sim.verilator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A key over everything that a build depends on.
final class CacheKey {
    private static final int BYTES = 16;

    private final MessageDigest digest;

    CacheKey() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    /// Adds a part; its length goes in too, so that parts do not run together.
    CacheKey with(String part) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
        return this;
    }

    /// The key as 32 hexadecimal digits.
    String digits() {
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
