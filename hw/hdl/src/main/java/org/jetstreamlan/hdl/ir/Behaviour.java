package org.jetstreamlan.hdl.ir;

import java.util.Optional;

/// One black box in a running simulation, for engines that run no Verilog. Ports are numbers of nets of its [ModuleDef], domains indices of
/// its domains; a value comes in words of 64 bits, lowest first.
public interface Behaviour {
    /// Computes outputs from inputs and state. Called after each change of a reset, and besides as often as the engine likes, so a second call
    /// must give the same. Inputs that an output does not depend on may not have settled.
    void evaluate(Inputs inputs, Outputs outputs);

    /// An edge of one or several of its clocks, with the inputs from before it.
    void edge(Inputs inputs);

    /// Another one in the same state and independent of this, or empty if there is no way to make one.
    default Optional<Behaviour> copy() {
        return Optional.empty();
    }

    /// What a box sees.
    interface Inputs {
        long word(int net, int index);

        /// Whether the reset of a domain is active; never if it has none.
        boolean isReset(int domain);

        /// Whether a domain's clock is one of those that tick; outside [#edge] none does.
        boolean ticks(int domain);
    }

    /// What a box drives.
    interface Outputs {
        /// Bits above the width of the net must be 0.
        void set(int net, int index, long word);
    }
}
