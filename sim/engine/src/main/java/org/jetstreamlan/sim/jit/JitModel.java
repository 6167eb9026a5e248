package org.jetstreamlan.sim.jit;

import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.pass.StateWords;
import org.jetstreamlan.sim.Clocks;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.ProbeErrors;
import org.jetstreamlan.sim.Simulator;
import org.jspecify.annotations.Nullable;

/// A circuit as generated code, shared by all its simulators. Simulators may live in different
/// threads.
final class JitModel implements Model {
    private final Circuit circuit;
    private final Netlist netlist;
    private final Tiers tiers;
    private final Clocks clocks;
    private @Nullable Observables observables;
    private boolean closed;

    JitModel(Circuit circuit, Netlist netlist, Tiers tiers) {
        this.circuit = circuit;
        this.netlist = netlist;
        this.tiers = tiers;
        clocks = new Clocks(circuit);
    }

    @Override
    public Circuit circuit() {
        return circuit;
    }

    @Override
    public synchronized Simulator instantiate() {
        if (closed) {
            throw new EngineException(circuit.top().name() + ": the model is closed");
        }
        return new JitSimulator(this, tiers);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    Clocks clocks() {
        return clocks;
    }

    StateWords state() {
        return netlist.state();
    }

    /// The signal at a path.
    synchronized Observables.Signal signal(String path) {
        Observables known = observables;
        if (known == null) {
            known = Observables.of(circuit);
            observables = known;
        }
        return known.require(path);
    }

    /// Number of the memory at a path.
    int memory(String path) {
        List<Netlist.Cells> memories = netlist.memories();
        for (int i = 0; i < memories.size(); i++) {
            if (memories.get(i).path().equals(path)) {
                return i;
            }
        }
        throw ProbeErrors.noMemory(circuit, path);
    }

    Netlist.Cells cells(int memory) {
        return netlist.memories().get(memory);
    }
}
