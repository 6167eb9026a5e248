package org.jetstreamlan.ring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.TestBench;
import org.jetstreamlan.sim.Trigger;

/// Stations on a ring, all instances of one compiled adapter, their links ideal: what leaves a station in one clock enters the next
/// station in the same clock.
///
/// ```
///   ┌──> station 0 ──> station 1 ──> ... ──> station n-1 ──┐
///   └──────────────────────────────────────────────────────┘
/// ```
/// One clock for all. Host programs are processes of [#bench]; they reach a station's adapter through [#adapter].
public final class RingSimulation implements AutoCloseable {
    /// Fewest and most stations.
    public static final int STATIONS_MINIMUM = 1;

    public static final int STATIONS_MAXIMUM = 64;

    private static final int RESET_CLOCKS = 4;

    private static final LinkFault NO_FAULT = packed -> packed;

    private final Model model;
    private final List<Station> stations = new ArrayList<>();
    private final long[] words;
    private final List<List<LinkTap>> taps = new ArrayList<>();
    private final LinkFault[] faults;
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
        if (count < STATIONS_MINIMUM || count > STATIONS_MAXIMUM) {
            throw new IllegalArgumentException(
                    "ring of %d stations: %d to %d are possible"
                            .formatted(count, STATIONS_MINIMUM, STATIONS_MAXIMUM));
        }
        this.model = model;
        this.words = new long[count];
        this.faults = new LinkFault[count];
        Arrays.fill(faults, NO_FAULT);
        for (int i = 0; i < count; i++) {
            Simulator simulator = instrument.apply(i, model.instantiate());
            stations.add(new Station(simulator, this));
            taps.add(new ArrayList<>());
        }
        stations.forEach(station -> station.reset(true));
        for (int i = 0; i < RESET_CLOCKS; i++) {
            tick();
        }
        stations.forEach(station -> station.reset(false));
        clocks = 0;
    }

    /// Number of stations.
    public int stations() {
        return stations.size();
    }

    /// The driver's view of a station's adapter.
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

    /// Time, and the processes that are the host software of all stations.
    public TestBench bench() {
        return bench;
    }

    /// Called by host software: lets the clock run until `done`.
    ///
    /// @param clocks at most this many
    /// @return whether `done` came true in time
    public boolean await(BooleanSupplier done, long clocks) {
        Trigger inTime = Trigger.until(done);
        return clocks < 1
                ? done.getAsBoolean()
                : bench.await(Trigger.firstOf(inTime, Trigger.cycles(clocks))) == inTime;
    }

    /// Core clocks since reset was released.
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

    /// One clock of all stations.
    private void tick() {
        int count = stations.size();
        for (int i = 0; i < count; i++) {
            words[i] = faults[i].apply(stations.get(i).linkOut());
            List<LinkTap> here = taps.get(i);
            for (int t = 0; t < here.size(); t++) {
                here.get(t).accept(words[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            stations.get(i).beforeEdge(words[i == 0 ? count - 1 : i - 1]);
        }
        for (int i = 0; i < count; i++) {
            stations.get(i).edge();
        }
        clocks++;
    }

    @Override
    public void close() {
        bench.close();
        stations.forEach(Station::close);
    }
}
