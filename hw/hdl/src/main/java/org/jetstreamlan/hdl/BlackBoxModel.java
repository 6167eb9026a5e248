package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.Optional;

/// What a [BlackBox] does, in Java, for engines that run no Verilog. One object stands for one instance in one simulation and keeps its state in
/// fields; it stands for what is on the pins (`inout`) of the box, too.
///
/// ```java
/// final class Accumulator implements BlackBoxModel {
///     private long sum;
///     public void evaluate(Inputs in, Outputs out) { out.set(total, sum); }
///     public void edge(Inputs in) { sum = in.isReset(domain()) ? 0 : sum + in.get(term) & 0xFF; }
///     public Optional<BlackBoxModel> copy() { var copy = new Accumulator(); copy.sum = sum; return Optional.of(copy); }
/// }
/// ```
public interface BlackBoxModel {
    /// Computes every output from inputs and state. Called after each change of a reset, so that an asynchronous one belongs here, and besides
    /// as often as the engine likes, so that a second call must give the same. An output may look only at inputs that it depends on.
    void evaluate(Inputs in, Outputs out);

    /// An edge of one or several of the box's clocks, with the inputs from before it.
    void edge(Inputs in);

    /// Another model in the same state, for snapshots: what happens to one does not change the other. A model without state may return itself. Where
    /// this is empty, as it is unless overridden, a simulation of the box has no snapshots.
    default Optional<BlackBoxModel> copy() {
        return Optional.empty();
    }

    /// What a box sees.
    interface Inputs {
        /// The value of an input of at most 64 bits.
        long get(Signal<?> input);

        /// The value of an input of any width.
        BigInteger getWide(Signal<?> input);

        /// Whether the reset of a domain of the box is active; never if it has none.
        boolean isReset(ClockDomain domain);

        /// Whether the clock of a domain of the box is one of those that tick now.
        boolean ticks(ClockDomain domain);
    }

    /// What a box drives.
    interface Outputs {
        /// Drives an output of at most 64 bits; bits above its width are dropped.
        void set(Signal<?> output, long value);

        /// Drives an output of any width; bits above it are dropped.
        void setWide(Signal<?> output, BigInteger value);
    }
}
