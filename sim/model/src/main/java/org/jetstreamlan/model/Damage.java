package org.jetstreamlan.model;

import org.jspecify.annotations.Nullable;

/// What links have done to the payload of a frame: bits of one word inverted, and what came before that.
///
/// @param word of the payload, from 0
/// @param bits inverted ones
/// @param before earlier on the way, or in the frame
public record Damage(int word, int bits, @Nullable Damage before) {
    /// Nothing was inverted, but the payload did not end in its CRC.
    static final Damage AT_SOURCE = new Damage(0, 0, null);

    /// All of `first`, then all of `then`.
    static @Nullable Damage joined(@Nullable Damage first, @Nullable Damage then) {
        return then == null ? first : new Damage(then.word, then.bits, joined(first, then.before));
    }
}
