package org.jetstreamlan.ring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.TestBench;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;

/// Stations on a ring, all instances of one compiled adapter, their links ideal: what leaves a station in one clock enters the next
/// station in the same clock.
///
/// ```
///   ┌──> station 0 ──> station 1 ──> ... ──> station n-1 ──┐
///   └──────────────────────────────────────────────────────┘
/// ```
/// One clock for all. Host programs are processes of [#bench]; they reach a station's adapter through [#adapter].
public final class RingSimulation implements HostedRing {
    /// Fewest and most stations.
    public static final int STATIONS_MINIMUM = 1;

    public static final int STATIONS_MAXIMUM = 64;

    private static final int RESET_CLOCKS = 4;

    /// Clocks that the hosts' memories take to answer, unless somebody asks for other memories.
    private static final int MEMORY_CLOCKS = 12;

    private static final LinkFault NO_FAULT = packed -> packed;

    private final Model model;
    private final List<Station> stations = new ArrayList<>();
    private final long[] words;
    private final List<List<LinkTap>> taps = new ArrayList<>();
    private final LinkFault[] faults;

    /// Which stations are not there: what comes to them goes on.
    private final boolean[] off;

    private final TestBench bench = new TestBench("clk", ClockSpec.CORE.hertz(), this::tick);
    private long clocks;

    /// Puts something around a station's simulator, such as a trace.
    @FunctionalInterface
    public interface Instrument {
        /// What takes the simulator's place; closing it closes the simulator.
        Simulator apply(int station, Simulator simulator);
    }

    /// Powers up and resets `count` adapters.
    ///
    /// @param model of [org.jetstreamlan.nic.Adapter]; stays the caller's
    /// @param count 1 to 64
    public RingSimulation(Model model, int count) {
        this(model, count, (station, simulator) -> simulator);
    }

    /// Powers up and resets `count` adapters, each through `instrument`.
    public RingSimulation(Model model, int count, Instrument instrument) {
        this(model, count, instrument, _ -> new Pace(MEMORY_CLOCKS, Stalls.NONE, Stalls.NONE));
    }

    /// Powers up and resets `count` adapters, each through `instrument` and with a host's memory of its own pace.
    public RingSimulation(
            Model model, int count, Instrument instrument, IntFunction<Pace> memories) {
        this(model, count, instrument, memories, false);
    }

    /// The same of adapters that have CLAN, if `hasClan`.
    public RingSimulation(
            Model model,
            int count,
            Instrument instrument,
            IntFunction<Pace> memories,
            boolean hasClan) {
        if (count < STATIONS_MINIMUM || count > STATIONS_MAXIMUM) {
            throw new IllegalArgumentException(
                    "ring of %d stations: %d to %d are possible"
                            .formatted(count, STATIONS_MINIMUM, STATIONS_MAXIMUM));
        }
        this.model = model;
        this.words = new long[count];
        this.faults = new LinkFault[count];
        off = new boolean[count];
        Arrays.fill(faults, NO_FAULT);
        for (int i = 0; i < count; i++) {
            Simulator simulator = instrument.apply(i, model.instantiate());
            stations.add(new Station(simulator, this, memories.apply(i), hasClan));
            taps.add(new ArrayList<>());
        }
        stations.forEach(station -> station.reset(true));
        for (int i = 0; i < RESET_CLOCKS; i++) {
            tick();
        }
        stations.forEach(station -> station.reset(false));
        clocks = 0;
    }

    @Override
    public int stations() {
        return stations.size();
    }

    @Override
    public CoSimulatedAdapter adapter(int station) {
        return stations.get(station).adapter();
    }

    /// The running hardware of a station, for waves and looks inside.
    public Simulator simulator(int station) {
        return stations.get(station).simulator();
    }

    /// The compiled adapter.
    public Model model() {
        return model;
    }

    @Override
    public TestBench bench() {
        return bench;
    }

    @Override
    public long clocks() {
        return clocks;
    }

    /// Shows `tap` every word that leaves `station` from now on.
    public void tap(int station, LinkTap tap) {
        taps.get(station).add(tap);
    }

    /// Puts `fault` into the link out of `station`; taps behind it see what it leaves.
    public void fault(int station, LinkFault fault) {
        faults[station] = fault;
    }

    /// Closes the relay of a station: from now on what comes to it goes on, unchanged, and nothing enters it.
    public void powerOff(int station) {
        off[station] = true;
    }

    @Override
    public void cut(int station) {
        fault(station, packed -> LinkWord.FILL.packed());
    }

    @Override
    public void mend(int station) {
        fault(station, NO_FAULT);
    }

    @Override
    public void damage(int station, int word, int bits) {
        fault(station, new FrameDamage(word, bits));
    }

    /// One clock of all stations.
    private void tick() {
        int count = stations.size();
        // In the order of the ring, since one that is not there passes on what the one before it
        // sends.
        int first = firstThere();
        for (int k = 0; k < count; k++) {
            int i = (first + k) % count;
            long sent = off[i] ? words[i == 0 ? count - 1 : i - 1] : stations.get(i).linkOut();
            words[i] = faults[i].apply(sent);
            List<LinkTap> here = taps.get(i);
            for (int t = 0; t < here.size(); t++) {
                here.get(t).accept(words[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            long coming = words[i == 0 ? count - 1 : i - 1];
            stations.get(i).beforeEdge(off[i] ? LinkWord.FILL.packed() : coming);
        }
        for (int i = 0; i < count; i++) {
            stations.get(i).edge();
        }
        clocks++;
    }

    /// The first station that is there, or station 0.
    private int firstThere() {
        int first = 0;
        while (first < off.length - 1 && off[first]) {
            first++;
        }
        return off[first] ? 0 : first;
    }

    @Override
    public void close() {
        bench.close();
        stations.forEach(Station::close);
    }
}
