package org.jetstreamlan.hdl.lib;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Type;

/// A payload that is there in the clocks in which `valid` is 1; the receiver cannot stall it.
public record Flow<T extends Data<T>>(Bool valid, T payload) implements Bundle<Flow<T>> {
    public static <T extends Data<T>> Type<Flow<T>> of(Type<T> payload) {
        return Type.bundle(
                fields ->
                        new Flow<>(
                                fields.field("valid", Type.bool()),
                                fields.field("payload", payload)));
    }
}
