package org.jetstreamlan.ring;

import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.adapter.AdapterModel;
import org.jetstreamlan.model.adapter.AdapterRing;
import org.jetstreamlan.model.adapter.HostTime;
import org.jetstreamlan.sim.TestBench;
import org.jetstreamlan.sim.Trigger;

/// Modelled adapters on a modelled ring, with a test bench to keep the time of their hosts: a word a clock.
public final class ModelSimulation implements HostedRing, HostTime {
    /// Notice that a link has of what happens to it.
    private static final int NOTICE_WORDS = 2;

    private final AdapterRing adapters;
    private final RingModel ring;
    private final TestBench bench;

    /// @param sizes of each adapter
    /// @param count 1 to 64
    public ModelSimulation(Capabilities sizes, int count) {
        this(new AdapterRing(sizes, count, 0));
    }

    /// Of adapters with CLAN.
    public ModelSimulation(Capabilities sizes, ClanSizes clan, int count) {
        this(new AdapterRing(sizes, clan, count, 0));
    }

    private ModelSimulation(AdapterRing adapters) {
        this.adapters = adapters;
        ring = adapters.ring();
        bench = new TestBench("clk", ClockSpec.CORE.hertz(), () -> ring.run(1));
        adapters.keepTime(this);
    }

    /// The ring itself, for faults and counters.
    public RingModel ring() {
        return ring;
    }

    @Override
    public int stations() {
        return ring.size();
    }

    @Override
    public AdapterModel adapter(int station) {
        return adapters.adapter(station);
    }

    @Override
    public TestBench bench() {
        return bench;
    }

    @Override
    public long clocks() {
        return ring.now();
    }

    @Override
    public void cut(int station) {
        ring.cut(station, ring.now() + NOTICE_WORDS);
    }

    @Override
    public void mend(int station) {
        ring.mend(station, ring.now() + NOTICE_WORDS);
    }

    @Override
    public void damage(int station, int word, int bits) {
        ring.damage(station, word, bits);
    }

    @Override
    public long now() {
        return ring.now();
    }

    @Override
    public void pass(long words) {
        bench.await(Trigger.cycles(words));
    }

    @Override
    public boolean await(BooleanSupplier done, long words) {
        return HostedRing.super.await(done, words);
    }

    @Override
    public void close() {
        bench.close();
    }
}
