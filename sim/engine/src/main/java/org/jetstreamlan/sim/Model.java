package org.jetstreamlan.sim;

import org.jetstreamlan.hdl.ir.Circuit;

/// A compiled circuit.
public interface Model extends AutoCloseable {
    Circuit circuit();

    /// A fresh instance with the power-up state, independent of all others.
    Simulator instantiate();

    /// A fresh instance with another power-up state.
    default Simulator instantiate(PowerUp powerUp) {
        Simulator simulator = instantiate();
        simulator.powerUp(powerUp);
        return simulator;
    }

    /// Frees what the engine holds; simulators of this model must not be used afterwards.
    @Override
    void close();
}
