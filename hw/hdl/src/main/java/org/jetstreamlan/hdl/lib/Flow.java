package org.jetstreamlan.hdl.lib;

import java.util.function.Function;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Scope;
import org.jetstreamlan.hdl.Type;

/// A payload that is there in the clocks in which `valid` is 1; the receiver cannot stall it. Its verbs are called in `build()`, as those of
/// [Stream].
public record Flow<T extends Data<T>>(Bool valid, T payload) implements Bundle<Flow<T>> {
    public static <T extends Data<T>> Type<Flow<T>> of(Type<T> payload) {
        return Type.bundle(
                fields ->
                        new Flow<>(
                                fields.field("valid", Type.bool()),
                                fields.field("payload", payload)));
    }

    /// A stream made from a flow, and what that costs.
    ///
    /// @param stream the payloads that found room
    /// @param lost 1 in a clock in which a payload found none
    public record Buffered<T extends Data<T>>(Stream<T> stream, Bool lost) {}

    /// Another payload at the same times.
    public <U extends Data<U>> Flow<U> map(Function<T, U> payloads) {
        return new Flow<>(valid, payloads.apply(payload));
    }

    /// Only the payloads that come while `condition` is 1.
    public Flow<T> takeWhen(Bool condition) {
        return new Flow<>(valid.and(condition), payload);
    }

    /// Only the payloads that come while `condition` is 0.
    public Flow<T> throwWhen(Bool condition) {
        return takeWhen(condition.not());
    }

    /// One clock later, see [FlowRegister].
    public Flow<T> stage() {
        var scope = Scope.of(Flow.class, "stage", valid);
        var register = scope.child(new FlowRegister<>(Type.like(payload)));
        scope.connect(register.in, this);
        return register.out;
    }

    /// As a stream, through a [Fifo] of `depth`; a payload that finds it full is lost.
    public Buffered<T> queue(int depth) {
        var scope = Scope.of(Flow.class, "queue", valid);
        var fifo = scope.child(new Fifo<>(Type.like(payload), depth, Fifo.Storage.LUT));
        scope.connect(fifo.in.valid(), valid);
        scope.connect(fifo.in.payload(), payload);
        return new Buffered<>(fifo.out, valid.and(fifo.in.ready().not()));
    }
}
