package org.jetstreamlan.sim.bench;

import java.util.ArrayDeque;
import java.util.List;
import org.jetstreamlan.hdl.Signal;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.sim.ClockGenerator;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Trigger;

/// Sends payloads into a stream or flow that is an input of the top: in order, each offered until it is taken. Acts at each edge from when it is made.
///
/// ```java
/// var in = StreamDriver.of(sim, dut.in).stalls(30);
/// in.queue(List.of(1L, 2L, 3L));      // at once
/// in.send(4L);                        // from a process or the caller: returns when it was taken
/// ```
public final class StreamDriver<V> implements Clocked {
    private final Handshake handshake;
    private final Payload<V> payload;
    private final ArrayDeque<V> queue = new ArrayDeque<>();
    private Stalls stalls = Stalls.NONE;
    private long queued;
    private long sent;
    private boolean offers;

    private StreamDriver(Handshake handshake, ClockGenerator clock, Payload<V> payload) {
        this.handshake = handshake;
        this.payload = payload;
        handshake.simulation().add(clock, this);
    }

    /// Of numbers of at most 64 bits, at the top's own clock.
    public static <S extends Signal<S>> StreamDriver<Long> of(
            Simulation<?> simulation, Stream<S> stream) {
        return of(simulation, stream, Payload.number(simulation, stream.payload()));
    }

    /// At the top's own clock.
    public static <V> StreamDriver<V> of(
            Simulation<?> simulation, Stream<?> stream, Payload<V> payload) {
        return of(simulation, simulation.clock(), stream, payload);
    }

    /// At any clock.
    public static <V> StreamDriver<V> of(
            Simulation<?> simulation, ClockGenerator clock, Stream<?> stream, Payload<V> payload) {
        var handshake = new Handshake(simulation, stream.valid(), stream.ready());
        return new StreamDriver<>(handshake, clock, payload);
    }

    /// Into a flow, of numbers of at most 64 bits, at the top's own clock.
    public static <S extends Signal<S>> StreamDriver<Long> of(
            Simulation<?> simulation, Flow<S> flow) {
        return of(simulation, simulation.clock(), flow, Payload.number(simulation, flow.payload()));
    }

    /// Into a flow, at any clock.
    public static <V> StreamDriver<V> of(
            Simulation<?> simulation, ClockGenerator clock, Flow<?> flow, Payload<V> payload) {
        return new StreamDriver<>(new Handshake(simulation, flow.valid(), null), clock, payload);
    }

    /// Pauses in `percent` of the clocks in which it could offer the next payload, by the simulation's seed.
    public StreamDriver<V> stalls(int percent) {
        return stalls(Stalls.of(percent, handshake.simulation().random().nextLong()));
    }

    public StreamDriver<V> stalls(Stalls stalls) {
        this.stalls = stalls;
        return this;
    }

    /// Sends a payload after all that wait to be sent; returns at once.
    public StreamDriver<V> queue(V value) {
        queue.add(value);
        queued++;
        return this;
    }

    /// Sends payloads, and returns at once.
    public StreamDriver<V> queue(List<V> values) {
        values.forEach(this::queue);
        return this;
    }

    /// Sends a payload, and returns when it has been taken.
    public void send(V value) {
        queue(value);
        drain();
    }

    /// Sends payloads, and returns when they have been taken.
    public void send(List<V> values) {
        queue(values);
        drain();
    }

    /// Returns when all that was queued until now has been taken.
    public void drain() {
        long last = queued;
        handshake
                .simulation()
                .await(
                        Trigger.until(
                                () -> "payload " + (last - 1) + " to be taken by " + name(),
                                () -> sent >= last));
    }

    /// Whether nothing waits to be sent.
    public boolean isIdle() {
        return queue.isEmpty();
    }

    /// Payloads taken.
    public long sent() {
        return sent;
    }

    /// Name of the stream.
    public String name() {
        return handshake.name();
    }

    /// What was offered and not taken is offered anew.
    @Override
    public void restored() {
        offers = false;
    }

    @Override
    public void drive() {
        if (!offers && !queue.isEmpty() && !stalls.next()) {
            offers = true;
            payload.poke(queue.getFirst());
        }
        handshake.valid(offers);
    }

    @Override
    public void sample() {
        if (offers && handshake.isReady()) {
            offers = false;
            queue.removeFirst();
            sent++;
        }
    }
}
