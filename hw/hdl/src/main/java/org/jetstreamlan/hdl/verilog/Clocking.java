package org.jetstreamlan.hdl.verilog;

import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Observation;

/// Which clocks and resets a module has as ports: those that something in it or below it uses. The top has all.
final class Clocking {
    private final boolean[] clocks;
    private final boolean[] resets;

    private Clocking(int domains) {
        clocks = new boolean[domains];
        resets = new boolean[domains];
    }

    /// Whether the clock of a domain is a port.
    boolean hasClock(int domain) {
        return clocks[domain];
    }

    /// Whether the reset of a domain is a port.
    boolean hasReset(int domain) {
        return resets[domain];
    }

    /// The clocking of a module whose children's is known.
    static Clocking of(
            ModuleDef module, List<Chunk> chunks, Map<ModuleDef, Clocking> children, boolean top) {
        int count = module.domains().size();
        var clocking = new Clocking(count);
        if (module.external().isPresent()) {
            for (int i = 0; i < count; i++) {
                clocking.clocks[i] = true;
                clocking.resets[i] = !module.domains().get(i).reset().isEmpty();
            }
            return clocking;
        }
        for (Chunk chunk : chunks) {
            if (chunk instanceof Chunk.Clocked clocked) {
                clocking.clocks[clocked.domain()] = true;
                clocking.resets[clocked.domain()] |= clocked.reset();
            }
        }
        for (Memory memory : module.memories()) {
            for (Memory.WritePort port : memory.writes()) {
                clocking.clocks[port.domain()] = true;
            }
            for (Memory.ReadPort port : memory.reads()) {
                clocking.clocks[port.domain()] = true;
            }
        }
        for (Observation observation : module.observations()) {
            clocking.clocks[observation.domain()] = true;
            clocking.resets[observation.domain()] = true;
        }
        for (ModuleDef.Instance instance : module.instances()) {
            Clocking child = clockingOf(instance.module(), children);
            for (int i = 0; i < instance.domains().size(); i++) {
                clocking.clocks[instance.domains().get(i)] |= child.clocks[i];
                clocking.resets[instance.domains().get(i)] |= child.resets[i];
            }
        }
        for (int i = 0; i < count; i++) {
            clocking.clocks[i] |= top;
            clocking.resets[i] |= top;
            clocking.resets[i] &=
                    module.domains().get(i).spec().reset() != ClockSpec.Reset.NONE
                            && !module.domains().get(i).reset().isEmpty();
        }
        return clocking;
    }

    /// The clocking that is known of a module.
    static Clocking clockingOf(ModuleDef child, Map<ModuleDef, Clocking> known) {
        Clocking clocking = known.get(child);
        if (clocking == null) {
            throw new IllegalArgumentException(
                    "module " + child.name() + " must come before those that use it");
        }
        return clocking;
    }
}
