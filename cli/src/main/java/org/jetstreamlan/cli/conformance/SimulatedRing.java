package org.jetstreamlan.cli.conformance;

import java.util.Random;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.clan.ClanParameters;
import org.jetstreamlan.ring.BitErrors;
import org.jetstreamlan.ring.RingSimulation;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Trigger;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;

/// RTL adapters with CLAN, a clock a word. All hosts are one process of the test bench, so that a bus access of one takes time of all.
public final class SimulatedRing implements BenchRing {
    private static final int MEMORY_CLOCKS = 12;

    private final RingSimulation ring;

    /// The adapter as built for an ECP5, with CLAN.
    public static Model compile(Engine engine) {
        var clan = new ClanParameters(ClanSizes.DEFAULT, ClanParameters.MERGE_CLOCKS);
        return engine.compile(
                Design.of(() -> new org.jetstreamlan.nic.Adapter(AdapterParameters.ecp5(), clan))
                        .circuit());
    }

    /// @param adapter [#compile]d; stays the caller's
    public SimulatedRing(Model adapter, int stations) {
        ring =
                new RingSimulation(
                        adapter,
                        stations,
                        (_, simulator) -> simulator,
                        _ -> new Pace(MEMORY_CLOCKS, Stalls.NONE, Stalls.NONE),
                        true);
    }

    @Override
    public Adapter adapter(int station) {
        return ring.adapter(station);
    }

    @Override
    public long now() {
        return ring.clocks();
    }

    @Override
    public void pass(long words) {
        ring.bench().await(Trigger.cycles(words));
    }

    @Override
    public void run(Runnable hosts) {
        ring.bench().start("hosts", hosts::run);
        ring.bench().run();
    }

    @Override
    public void errorRate(int link, double rate, Random random) {
        ring.fault(link, new BitErrors(rate, random));
    }

    @Override
    public void damage(int link, int word, int bits) {
        ring.damage(link, word, bits);
    }

    @Override
    public void powerOff(int station) {
        ring.powerOff(station);
    }

    @Override
    public void close() {
        ring.close();
    }
}
