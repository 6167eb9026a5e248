package org.jetstreamlan.hdl.lib;

import java.util.function.Function;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Type;

/// A payload with a two-way handshake: it moves in the clocks in which `valid` and `ready` are both 1. Once `valid` is 1, it and the payload stay
/// until then; `ready` travels against the stream.
public record Stream<T extends Data<T>>(Bool valid, T payload, Bool ready)
        implements Bundle<Stream<T>> {
    public static <T extends Data<T>> Type<Stream<T>> of(Type<T> payload) {
        return Type.bundle(
                fields ->
                        new Stream<>(
                                fields.field("valid", Type.bool()),
                                fields.field("payload", payload),
                                fields.flipped("ready", Type.bool())));
    }

    /// 1 in a clock in which the payload moves.
    public Bool fire() {
        return valid.and(ready);
    }

    /// The same handshake around another payload; `ready` is the same net.
    public <U extends Data<U>> Stream<U> map(Function<T, U> payloads) {
        return new Stream<>(valid, payloads.apply(payload), ready);
    }
}
