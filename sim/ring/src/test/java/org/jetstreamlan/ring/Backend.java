package org.jetstreamlan.ring;

import java.util.EnumMap;
import java.util.Map;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.jetstreamlan.sim.junit.Needed;

/// What stands behind the driver: the model, or RTL on an engine. Each RTL adapter is compiled once, for all tests.
enum Backend {
    MODEL,
    JIT,
    VERILATOR;

    static final AdapterParameters SIZES = AdapterParameters.small();

    private static final Map<Backend, Model> COMPILED = new EnumMap<>(Backend.class);

    /// A ring of small adapters.
    HostedRing ring(int stations) {
        return switch (this) {
            case MODEL -> new ModelSimulation(SIZES.capabilities(), stations);
            case JIT -> rtl(Engines.jit(), stations);
            case VERILATOR -> rtl(Needed.engine(Engines.verilator()), stations);
        };
    }

    /// Each host's memory stalls on a course of its own.
    private RingSimulation rtl(Engine engine, int stations) {
        return new RingSimulation(
                compiled(engine),
                stations,
                (_, simulator) -> simulator,
                station ->
                        new Pace(
                                1 + 7 * station,
                                Stalls.of(30, 10 + station),
                                Stalls.of(30, 20 + station)));
    }

    private synchronized Model compiled(Engine engine) {
        return COMPILED.computeIfAbsent(
                this, _ -> engine.compile(Design.of(() -> new Adapter(SIZES)).circuit()));
    }
}
