package org.jetstreamlan.sim.jit;

import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.CombinationalLoop;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;

/// The default engine: the netlist becomes byte code. Starts in a fraction of a second and needs
/// nothing but the JDK.
public final class JitEngine implements Engine {
    @Override
    public String name() {
        return "jit";
    }

    @Override
    public Model compile(Circuit circuit) {
        BlackBoxes.requireModels(circuit, name());
        try {
            return new JitModel(circuit, Netlist.of(circuit));
        } catch (CombinationalLoop | IllegalArgumentException e) {
            throw new EngineException(circuit.top().name() + ": " + e.getMessage(), e);
        }
    }
}
