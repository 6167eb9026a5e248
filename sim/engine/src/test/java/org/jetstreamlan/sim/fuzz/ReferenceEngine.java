package org.jetstreamlan.sim.fuzz;

import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;

/// The engine to believe: reads `docs/semantics.md` line by line, one bit at a time. Thousands of
/// times slower than the others.
public final class ReferenceEngine implements Engine {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Model compile(Circuit circuit) {
        BlackBoxes.requireModels(circuit, name());
        return new Model() {
            @Override
            public Circuit circuit() {
                return circuit;
            }

            @Override
            public Simulator instantiate() {
                return new ReferenceSimulator(this);
            }

            @Override
            public void close() {}
        };
    }
}
