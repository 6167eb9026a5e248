package org.jetstreamlan.ring;

import java.util.EnumMap;
import java.util.Map;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.clan.ClanParameters;
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

    /// Of CLAN.
    static final ClanSizes CLAN = new ClanSizes(2, 4, 4, 6, 4, 9);

    private static final Map<Backend, Model> COMPILED = new EnumMap<>(Backend.class);
    private static final Map<Backend, Model> CLANS = new EnumMap<>(Backend.class);

    /// A ring of small adapters.
    HostedRing ring(int stations) {
        return switch (this) {
            case MODEL -> new ModelSimulation(SIZES.capabilities(), stations);
            case JIT -> rtl(Engines.jit(), stations);
            case VERILATOR -> rtl(Needed.engine(Engines.verilator()), stations);
        };
    }

    /// A ring of small adapters with CLAN.
    HostedRing clanRing(int stations) {
        return switch (this) {
            case MODEL -> new ModelSimulation(SIZES.capabilities(), CLAN, stations);
            case JIT -> rtl(clans(Engines.jit()), stations, true);
            case VERILATOR -> rtl(clans(Needed.engine(Engines.verilator())), stations, true);
        };
    }

    private RingSimulation rtl(Engine engine, int stations) {
        return rtl(compiled(engine), stations, false);
    }

    /// Each host's memory stalls on a course of its own.
    private static RingSimulation rtl(Model model, int stations, boolean hasClan) {
        return new RingSimulation(
                model,
                stations,
                (_, simulator) -> simulator,
                station ->
                        new Pace(
                                1 + 7 * station,
                                Stalls.of(30, 10 + station),
                                Stalls.of(30, 20 + station)),
                hasClan);
    }

    private synchronized Model compiled(Engine engine) {
        return COMPILED.computeIfAbsent(
                this, _ -> engine.compile(Design.of(() -> new Adapter(SIZES)).circuit()));
    }

    private synchronized Model clans(Engine engine) {
        var parameters = new ClanParameters(CLAN, ClanParameters.MERGE_CLOCKS);
        return CLANS.computeIfAbsent(
                this,
                _ -> engine.compile(Design.of(() -> new Adapter(SIZES, parameters)).circuit()));
    }
}
