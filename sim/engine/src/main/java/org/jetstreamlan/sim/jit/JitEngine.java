package org.jetstreamlan.sim.jit;

import java.util.EnumSet;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.CombinationalLoop;
import org.jetstreamlan.hdl.pass.LinearMaps;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.Simplification;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.Words;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jspecify.annotations.Nullable;

/// The default engine: the netlist becomes byte code. Starts in a fraction of a second and needs
/// nothing but the JDK.
public final class JitEngine implements Engine {
    private final Set<Optimisation> optimisations;
    private final Tiers.Plan plan;
    private final @Nullable Activity activity;

    /// With all optimisations.
    public JitEngine() {
        this(EnumSet.allOf(Optimisation.class));
    }

    /// With these only; for comparison.
    public JitEngine(Set<Optimisation> optimisations) {
        this(optimisations, Tiers.Plan.NORMAL, null);
    }

    JitEngine(Set<Optimisation> optimisations, Tiers.Plan plan, @Nullable Activity activity) {
        this.optimisations = Set.copyOf(optimisations);
        this.plan = plan;
        this.activity = activity;
    }

    /// Everything that can be gated is, from the first clock on, in parts made at random: for tests of the engine.
    public static JitEngine gatedAtRandom(long seed) {
        return new JitEngine(
                EnumSet.allOf(Optimisation.class), Tiers.Plan.NORMAL, Activity.scattered(seed));
    }

    /// As this engine, but without an optimisation: for tests of the engine.
    public JitEngine without(Optimisation optimisation) {
        Set<Optimisation> others = EnumSet.allOf(Optimisation.class);
        others.removeIf(other -> other == optimisation || !optimisations.contains(other));
        return new JitEngine(others, plan, optimisation == Optimisation.GATING ? null : activity);
    }

    /// Looks at what is active almost at once, and moves over to other code every few clocks: for tests of the engine.
    public static JitEngine restless() {
        return new JitEngine(
                EnumSet.allOf(Optimisation.class), new Tiers.Plan(5, 3, 4, 2, 2, -1, false), null);
    }

    private Words words() {
        WordGraph graph = new WordGraph(optimisations.contains(Optimisation.COMMON_SUBEXPRESSIONS));
        return optimisations.contains(Optimisation.CONSTANTS)
                ? new Simplification(graph)
                : new Words(graph);
    }

    @Override
    public String name() {
        return "jit";
    }

    @Override
    public Model compile(Circuit circuit) {
        BlackBoxes.requireModels(circuit, name());
        try {
            Netlist netlist = Netlist.of(circuit, words());
            if (optimisations.contains(Optimisation.LINEAR)) {
                LinearMaps.replace(netlist.graph());
            }
            return new JitModel(
                    circuit, netlist, new Tiers(netlist, optimisations, plan, activity));
        } catch (CombinationalLoop | IllegalArgumentException e) {
            throw new EngineException(circuit.top().name() + ": " + e.getMessage(), e);
        }
    }
}
