package org.jetstreamlan.sim.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jetstreamlan.hdl.Signal;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.sim.ClockGenerator;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Trigger;
import org.jspecify.annotations.Nullable;

/// Sees each payload that moves in a stream or flow, anywhere in the design, and holds the stream to its rule: once offered, a payload stays until it is
/// taken. Acts at each edge from when it is made.
///
/// ```java
/// var out = StreamMonitor.of(sim, dut.out).accepts(50);   // drives ready, in half of the clocks
/// long first = out.receive();                             // from a process or the caller
/// ```
/// A violation ends the run with a [ProtocolViolation].
public final class StreamMonitor<V> implements Clocked {
    private final Handshake handshake;
    private final Payload<V> payload;
    private final ArrayDeque<Transfer<V>> arrived = new ArrayDeque<>();
    private final List<Consumer<Transfer<V>>> listeners = new ArrayList<>();
    private @Nullable Stalls readies;
    private boolean mayWithdraw;
    private long received;

    /// What was offered and not taken in the clock before.
    private @Nullable V held;

    private StreamMonitor(Handshake handshake, ClockGenerator clock, Payload<V> payload) {
        this.handshake = handshake;
        this.payload = payload;
        handshake.simulation().add(clock, this);
    }

    /// Of numbers of at most 64 bits, at the top's own clock.
    public static <S extends Signal<S>> StreamMonitor<Long> of(
            Simulation<?> simulation, Stream<S> stream) {
        return of(simulation, stream, Payload.number(simulation, stream.payload()));
    }

    /// At the top's own clock.
    public static <V> StreamMonitor<V> of(
            Simulation<?> simulation, Stream<?> stream, Payload<V> payload) {
        return of(simulation, simulation.clock(), stream, payload);
    }

    /// At any clock.
    public static <V> StreamMonitor<V> of(
            Simulation<?> simulation, ClockGenerator clock, Stream<?> stream, Payload<V> payload) {
        var handshake = new Handshake(simulation, stream.valid(), stream.ready());
        return new StreamMonitor<>(handshake, clock, payload);
    }

    /// Of a flow of numbers of at most 64 bits, at the top's own clock.
    public static <S extends Signal<S>> StreamMonitor<Long> of(
            Simulation<?> simulation, Flow<S> flow) {
        return of(simulation, simulation.clock(), flow, Payload.number(simulation, flow.payload()));
    }

    /// Of a flow, at any clock.
    public static <V> StreamMonitor<V> of(
            Simulation<?> simulation, ClockGenerator clock, Flow<?> flow, Payload<V> payload) {
        return new StreamMonitor<>(new Handshake(simulation, flow.valid(), null), clock, payload);
    }

    /// Drives `ready`, which must be an input of the top: 1 in `percent` of the clocks, 1 to 100, by the simulation's seed.
    public StreamMonitor<V> accepts(int percent) {
        return accepts(Stalls.of(100 - percent, handshake.simulation().random().nextLong()));
    }

    /// Drives `ready`, which must be an input of the top: 0 when `stalls` says so.
    public StreamMonitor<V> accepts(Stalls stalls) {
        readies = stalls;
        return this;
    }

    /// The stream may take back what it offered, or offer something else.
    public StreamMonitor<V> mayWithdraw() {
        mayWithdraw = true;
        return this;
    }

    /// Has `listener` told of each payload that moves, in place of [#receive].
    public StreamMonitor<V> to(Consumer<Transfer<V>> listener) {
        listeners.add(listener);
        return this;
    }

    /// The next payload that moved; waits for it.
    public V receive() {
        return next().value();
    }

    /// The next payload that moved, and when it did; waits for it.
    public Transfer<V> next() {
        if (arrived.isEmpty()) {
            handshake
                    .simulation()
                    .await(
                            Trigger.until(
                                    () -> "payload " + received + " of " + name(),
                                    () -> !arrived.isEmpty()));
        }
        return arrived.removeFirst();
    }

    /// The next `count` payloads that moved; waits for them.
    public List<V> receive(int count) {
        List<V> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(receive());
        }
        return values;
    }

    /// The payloads that moved and that nobody has received.
    public List<V> pending() {
        return arrived.stream().map(Transfer::value).toList();
    }

    /// Payloads that moved.
    public long received() {
        return received;
    }

    /// Name of the stream.
    public String name() {
        return handshake.name();
    }

    @Override
    public void restored() {
        held = null;
    }

    @Override
    public void drive() {
        if (readies != null) {
            handshake.ready(!readies.next());
        }
    }

    @Override
    public void sample() {
        V before = held;
        held = null;
        if (!handshake.isValid()) {
            if (before != null) {
                throw violation("withdrawn before it was taken: " + before);
            }
            return;
        }
        boolean moves = handshake.isReady();
        if (!moves && mayWithdraw) {
            return;
        }
        V value = payload.peek();
        if (before != null && !before.equals(value)) {
            throw violation("changed before it was taken, from " + before + " to " + value);
        }
        if (!moves) {
            held = value;
            return;
        }
        var transfer = new Transfer<>(value, handshake.simulation().now());
        received++;
        if (listeners.isEmpty()) {
            arrived.add(transfer);
        }
        for (Consumer<Transfer<V>> listener : listeners) {
            listener.accept(transfer);
        }
    }

    private ProtocolViolation violation(String what) {
        return new ProtocolViolation(
                name(), handshake.simulation().now(), "payload " + received + " " + what);
    }
}
