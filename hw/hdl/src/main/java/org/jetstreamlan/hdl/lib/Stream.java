package org.jetstreamlan.hdl.lib;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Scope;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;

/// A payload with a two-way handshake: it moves in the clocks in which `valid` and `ready` are both 1. Once `valid` is 1, it and the payload stay
/// until then; `ready` travels against the stream.
///
/// Verbs take a stream and give the next one; they are called in `build()` and make their hardware there:
///
/// ```java
/// in.stage().queue(16).throwWhen(muted).map(word -> word.trunc(8)).into(out);
/// ```
/// | verb | payloads | latency | cuts valid and payload | cuts ready |
/// | --- | --- | --- | --- | --- |
/// | [#stage] | all | 1 | yes | yes |
/// | [#stageForward] | all | 1 | yes | |
/// | [#stageBackward] | all | 0 | | yes |
/// | [#halfPipe] | all, every second clock | 1 | yes | yes |
/// | [#queue] | all | 1 or 2 | yes | yes |
/// | [#cross] | all, at another clock | see [AsyncFifo] | yes | yes |
/// | [#map], [#cast] | changed | 0 | | |
/// | [#haltWhen], [#continueWhen] | all, later | 0 | | |
/// | [#throwWhen], [#takeWhen] | some | 0 | | |
/// | [#repeat] | each several times | 0 | | |
/// | [#limit] | the first ones | 0 | | |
/// | [#widen], [#narrow] | joined, split | 0 | | |
/// | [#fork], [#forkLazily] | all, to each output | 0 | | |
/// | [#dispatch], [#choose], [#join], [#arbitrate] | from or to several | 0 | | |
///
/// A stream is read once: what has a second reader forks. A [#tap] only looks.
public record Stream<T extends Data<T>>(Bool valid, T payload, Bool ready)
        implements Bundle<Stream<T>> {
    private static final int LUT_RAM_CELLS = 64;

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

    /// What moves, for a look: has no say in the handshake.
    public Flow<T> tap() {
        return new Flow<>(fire(), payload);
    }

    /// The same handshake around another payload; `ready` is the same net.
    public <U extends Data<U>> Stream<U> map(Function<T, U> payloads) {
        return new Stream<>(valid, payloads.apply(payload), ready);
    }

    /// The payload's bits as another type of the same width.
    public <U extends Data<U>> Stream<U> cast(Type<U> type) {
        return map(bits -> type.fromBits(bits.asBits()));
    }

    /// Drives `sink`: the end of a chain.
    public void into(Stream<T> sink) {
        scope("into").connectHere(sink, this);
    }

    // ---- registers on the way

    /// Registers both ways, see [SkidBuffer].
    public Stream<T> stage() {
        var buffer = scope("stage").child(new SkidBuffer<>(type()));
        return through(buffer.in, buffer.out);
    }

    /// Registers `valid` and the payload, see [RegisterSlice].
    public Stream<T> stageForward() {
        var slice = scope("forward").child(new RegisterSlice<>(type()));
        return through(slice.in, slice.out);
    }

    /// Registers `ready`, see [BackwardSlice].
    public Stream<T> stageBackward() {
        var slice = scope("backward").child(new BackwardSlice<>(type()));
        return through(slice.in, slice.out);
    }

    /// Registers both ways with one payload register: a payload every 2 clocks. A [Fifo] of depth 1.
    public Stream<T> halfPipe() {
        var fifo = scope("half").child(new Fifo<>(type(), 1, Fifo.Storage.LUT));
        return through(fifo.in, fifo.out);
    }

    /// A [Fifo] of `depth`: in LUT RAM up to 64 payloads, in block RAM beyond.
    public Stream<T> queue(int depth) {
        return queue(depth, depth <= LUT_RAM_CELLS ? Fifo.Storage.LUT : Fifo.Storage.BLOCK);
    }

    /// A [Fifo].
    public Stream<T> queue(int depth, Fifo.Storage storage) {
        var fifo = scope("queue").child(new Fifo<>(type(), depth, storage));
        return through(fifo.in, fifo.out);
    }

    /// From the clock of domain `from`, which this stream is in, to that of `to`: an [AsyncFifo] of `depth`, a power of two, in LUT RAM up to 64 payloads,
    /// in block RAM beyond.
    public Stream<T> cross(ClockDomain from, ClockDomain to, int depth) {
        var storage = depth <= LUT_RAM_CELLS ? Fifo.Storage.LUT : Fifo.Storage.BLOCK;
        var fifo = scope("cross").child(new AsyncFifo<>(type(), depth, storage), List.of(from, to));
        return through(fifo.in, fifo.out);
    }

    // ---- conditions

    /// Nothing moves while `condition` is 1. It may rise only where no payload waits, if a reader relies on `valid` to stay.
    public Stream<T> haltWhen(Bool condition) {
        return gated(scope("halt"), condition.not());
    }

    /// Nothing moves while `condition` is 0.
    public Stream<T> continueWhen(Bool condition) {
        return gated(scope("continue"), condition);
    }

    private Stream<T> gated(Scope scope, Bool condition) {
        var next = new Stream<>(valid.and(condition), payload, scope.wire(Type.bool(), "_ready"));
        scope.assign(ready, next.ready.and(condition));
        return next;
    }

    /// Payloads are taken and forgotten while `condition` is 1.
    public Stream<T> throwWhen(Bool condition) {
        var scope = scope("throw");
        var next =
                new Stream<>(
                        valid.and(condition.not()), payload, scope.wire(Type.bool(), "_ready"));
        scope.assign(ready, next.ready.or(condition));
        return next;
    }

    /// Payloads are taken and forgotten while `condition` is 0.
    public Stream<T> takeWhen(Bool condition) {
        return throwWhen(condition.not());
    }

    /// Each payload `times` times, see [StreamRepeater].
    public Stream<T> repeat(int times) {
        var repeater = scope("repeat").child(new StreamRepeater<>(type(), times));
        return through(repeater.in, repeater.out);
    }

    /// The first `count` payloads, then nothing until `restart`, see [StreamLimiter].
    public Stream<T> limit(int count, Bool restart) {
        var scope = scope("limit");
        var limiter = scope.child(new StreamLimiter<>(type(), count));
        scope.assign(limiter.restart, restart);
        return through(limiter.in, limiter.out);
    }

    /// As a flow: always ready.
    public Flow<T> toFlow() {
        scope("flow").assign(ready, Bool.high());
        return new Flow<>(valid, payload);
    }

    // ---- widths

    /// `factor` payloads side by side, the first at the low end, see [StreamWidener].
    public Stream<Bits> widen(int factor) {
        var widener = scope("widen").child(new StreamWidener(payload.width(), factor));
        return map(Data::asBits).through(widener.in, widener.out);
    }

    /// Each payload in `factor` parts, the low end first, see [StreamNarrower].
    public Stream<Bits> narrow(int factor) {
        var narrower = scope("narrow").child(new StreamNarrower(payload.width(), factor));
        return map(Data::asBits).through(narrower.in, narrower.out);
    }

    // ---- one to several

    /// Every payload to each of `outputs` streams, each at its own pace; the next payload comes when all have it. See [StreamFork].
    public List<Stream<T>> fork(int outputs) {
        return fork("fork", outputs, StreamFork.Mode.EAGER);
    }

    /// Every payload to all of `outputs` streams in the same clock: no registers, but `valid` of each depends on `ready` of the others.
    public List<Stream<T>> forkLazily(int outputs) {
        return fork("fork", outputs, StreamFork.Mode.LAZY);
    }

    private List<Stream<T>> fork(String verb, int outputs, StreamFork.Mode mode) {
        var scope = scope(verb);
        var fork = scope.child(new StreamFork<>(type(), outputs, mode));
        scope.connect(fork.in, this);
        return fork.out;
    }

    /// To the one of `outputs` streams that `index` names, which must stay while a payload waits. Beyond the last, the payload waits.
    public List<Stream<T>> dispatch(UInt index, int outputs) {
        var scope = scope("dispatch");
        List<Stream<T>> next = new ArrayList<>();
        List<Bool> taken = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            next.add(
                    new Stream<>(
                            valid.and(index.eq(i)),
                            payload,
                            scope.wire(Type.bool(), "_" + i + "_ready")));
            taken.add(next.get(i).ready.and(index.eq(i)));
        }
        scope.assign(ready, Bool.any(taken));
        return List.copyOf(next);
    }

    // ---- several to one

    /// The one of `streams` that `index` names; the others wait. Beyond the last, nothing moves.
    public static <T extends Data<T>> Stream<T> choose(List<Stream<T>> streams, UInt index) {
        var scope = streams.getFirst().scope("choose");
        var ready = scope.wire(Type.bool(), "_ready");
        List<Bool> valid = new ArrayList<>();
        List<T> payloads = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            var chosen = index.eq(i);
            valid.add(streams.get(i).valid.and(chosen));
            payloads.add(streams.get(i).payload);
            scope.assign(streams.get(i).ready, ready.and(chosen));
        }
        return new Stream<>(Bool.any(valid), Selection.of(payloads, index), ready);
    }

    /// One payload of this and one of `other` together. Both wait for each other.
    public <U extends Data<U>, V extends Data<V>> Stream<V> join(
            Stream<U> other, BiFunction<T, U, V> together) {
        var scope = scope("join");
        var next =
                new Stream<>(
                        valid.and(other.valid),
                        together.apply(payload, other.payload),
                        scope.wire(Type.bool(), "_ready"));
        scope.assign(ready, next.ready.and(other.valid));
        scope.assign(other.ready, next.ready.and(valid));
        return next;
    }

    /// One after the other as `policy` says, see [Arbiter].
    public static <T extends Data<T>> Stream<T> arbitrate(
            Arbiter.Policy policy, List<Stream<T>> streams) {
        return arbitrate(streams, new Arbiter<>(streams.getFirst().type(), streams.size(), policy));
    }

    /// The same in transactions, each up to a payload for which `last` is 1.
    public static <T extends Data<T>> Stream<T> arbitrate(
            Arbiter.Policy policy, List<Stream<T>> streams, Function<T, Bool> last) {
        return arbitrate(
                streams, new Arbiter<>(streams.getFirst().type(), streams.size(), policy, last));
    }

    private static <T extends Data<T>> Stream<T> arbitrate(
            List<Stream<T>> streams, Arbiter<T> made) {
        var scope = streams.getFirst().scope("arbitrate");
        var arbiter = scope.child(made);
        for (int i = 0; i < streams.size(); i++) {
            scope.connect(arbiter.in.get(i), streams.get(i));
        }
        return arbiter.out;
    }

    // ---- how verbs are made

    private Scope scope(String verb) {
        return Scope.of(Stream.class, verb, ready);
    }

    private Type<T> type() {
        return Type.like(payload);
    }

    private <U extends Data<U>> Stream<U> through(Stream<T> in, Stream<U> out) {
        scope("through").connect(in, this);
        return out;
    }
}
