package org.jetstreamlan.sim.bench;

import java.math.BigInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Signal;
import org.jetstreamlan.sim.Simulation;

/// How a Java value goes into the signals of a payload, and comes out of them. Values are compared with `equals`, and shown with `toString`.
public interface Payload<V> {
    void poke(V value);

    V peek();

    /// A signal of at most 64 bits as a number, of an `SInt` a signed one.
    static Payload<Long> number(Simulation<?> simulation, Signal<?> signal) {
        return of(value -> simulation.poke(signal, value), () -> simulation.peek(signal));
    }

    /// A signal as a constant of its enum.
    static <E extends Enum<E>> Payload<E> constant(Simulation<?> simulation, Enumerated<E> signal) {
        return of(value -> simulation.poke(signal, value), () -> simulation.peek(signal));
    }

    /// Any signal, bundle or vector as its bit pattern, in the order of [Data#asBits].
    static Payload<BigInteger> bits(Simulation<?> simulation, Data<?> data) {
        return of(value -> simulation.pokeBits(data, value), () -> simulation.peekBits(data));
    }

    /// A value of the test bench's own, such as a record of a bundle's components.
    ///
    /// @param peek not asked for where values are only sent
    static <V> Payload<V> of(Consumer<V> poke, Supplier<V> peek) {
        return new Payload<>() {
            @Override
            public void poke(V value) {
                poke.accept(value);
            }

            @Override
            public V peek() {
                return peek.get();
            }
        };
    }
}
