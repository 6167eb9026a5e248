package org.jetstreamlan.ring;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.jetstreamlan.sim.axi.Axi4Manager;
import org.jetstreamlan.sim.axi.Axi4Stores;
import org.jetstreamlan.sim.axi.Axi4Subordinate;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// One simulated adapter with what stands around it: bus managers on its host ports, the host's memory, its link's two ends, its interrupt
/// line.
final class Station implements AutoCloseable {
    private final Simulator simulator;
    private final Axi4LiteManager registers;
    private final Axi4Manager window;
    private final Axi4Subordinate memory;
    private final Optional<Axi4Stores> aperture;
    private final CoSimulatedAdapter adapter;
    private final Probe reset;
    private final Probe kindIn;
    private final Probe wordIn;
    private final Probe kindOut;
    private final Probe wordOut;
    private long lastIn;

    /// @param pace of the host's memory
    /// @param hasClan the adapter has an aperture
    Station(Simulator simulator, RingSimulation ring, Pace pace, boolean hasClan) {
        this.simulator = simulator;
        registers = new Axi4LiteManager(simulator, "s_axil");
        window = new Axi4Manager(simulator, "s_axi");
        memory = new Axi4Subordinate(simulator, "m_axi", MemorySegment.NULL, 0, pace);
        reset = simulator.probe("rst");
        kindIn = simulator.probe("link_in_kind");
        wordIn = simulator.probe("link_in_word");
        kindOut = simulator.probe("link_out_kind");
        wordOut = simulator.probe("link_out_word");
        Probe interrupt = simulator.probe("irq");
        aperture = hasClan ? Optional.of(new Axi4Stores(simulator, "s_clan")) : Optional.empty();
        adapter =
                new CoSimulatedAdapter(
                        registers,
                        window,
                        memory,
                        () -> simulator.peek(interrupt) != 0,
                        ring,
                        aperture.map(stores -> new CoSimulatedClan(stores, memory, ring)));
    }

    CoSimulatedAdapter adapter() {
        return adapter;
    }

    Simulator simulator() {
        return simulator;
    }

    void reset(boolean active) {
        simulator.poke(reset, active ? 1 : 0);
    }

    long linkOut() {
        return simulator.peek(kindOut) << 32 | simulator.peek(wordOut);
    }

    /// Sets all inputs of this clock.
    void beforeEdge(long linkIn) {
        if (linkIn != lastIn) {
            lastIn = linkIn;
            simulator.poke(kindIn, LinkWord.kind(linkIn).ordinal());
            simulator.poke(wordIn, Integer.toUnsignedLong(LinkWord.bits(linkIn)));
        }
        registers.drive();
        window.drive();
        memory.drive();
        aperture.ifPresent(Axi4Stores::drive);
    }

    /// Takes this clock's outputs, then steps.
    void edge() {
        registers.sample();
        window.sample();
        memory.sample();
        aperture.ifPresent(Axi4Stores::sample);
        simulator.step();
    }

    @Override
    public void close() {
        simulator.close();
    }
}
