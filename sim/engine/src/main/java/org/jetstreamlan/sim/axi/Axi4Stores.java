package org.jetstreamlan.sim.axi;

import java.util.ArrayDeque;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Clocked;

/// A processor's stores to an AXI4 subordinate port of the simulated top module, of 64 data bits: each a burst of one beat, in their order, a store a clock. Nothing is
/// read.
///
/// Call `drive` and `sample` once before each `step()`, see [Clocked].
public final class Axi4Stores implements Clocked {
    private static final int CELL_BYTES = 8;
    private static final int LOG2_CELL_BYTES = 3;
    private static final int INCR = 1;

    private record Store(long address, long data, int strobes) {}

    private final Simulator simulator;
    private final ArrayDeque<Store> addresses = new ArrayDeque<>();
    private final ArrayDeque<Store> data = new ArrayDeque<>();
    private final Probe awvalid;
    private final Probe awready;
    private final Probe awaddr;
    private final Probe wvalid;
    private final Probe wready;
    private final Probe wdata;
    private final Probe wstrb;
    private final Probe bvalid;
    private final Probe bresp;
    private int unanswered;
    private long refused;
    private boolean awake = true;

    /// @param prefix of the port's signals, as `s_clan`
    public Axi4Stores(Simulator simulator, String prefix) {
        this.simulator = simulator;
        awvalid = simulator.probe(prefix + "_awvalid");
        awready = simulator.probe(prefix + "_awready");
        awaddr = simulator.probe(prefix + "_awaddr");
        wvalid = simulator.probe(prefix + "_wvalid");
        wready = simulator.probe(prefix + "_wready");
        wdata = simulator.probe(prefix + "_wdata");
        wstrb = simulator.probe(prefix + "_wstrb");
        bvalid = simulator.probe(prefix + "_bvalid");
        bresp = simulator.probe(prefix + "_bresp");
        if (wdata.width() != CELL_BYTES * Byte.SIZE) {
            throw new IllegalArgumentException(
                    "%s has %d data bits; stores are made for 64".formatted(prefix, wdata.width()));
        }
        simulator.poke(simulator.probe(prefix + "_awsize"), LOG2_CELL_BYTES);
        simulator.poke(simulator.probe(prefix + "_awburst"), INCR);
        simulator.poke(simulator.probe(prefix + "_wlast"), 1);
        simulator.poke(simulator.probe(prefix + "_bready"), 1);
    }

    /// Puts a store behind those that wait.
    ///
    /// @param cell address of 8 bytes, a multiple of that
    /// @param value the lowest address at the bottom
    /// @param strobes bit i stores byte i
    public void store(long cell, long value, int strobes) {
        var store = new Store(cell, value, strobes);
        addresses.add(store);
        data.add(store);
        unanswered++;
        awake = true;
    }

    /// Stores that were answered with an error.
    public long refused() {
        return refused;
    }

    @Override
    public boolean isBusy() {
        return unanswered > 0;
    }

    @Override
    public void drive() {
        if (!awake) {
            return;
        }
        var address = addresses.peek();
        simulator.poke(awvalid, address == null ? 0 : 1);
        if (address != null) {
            simulator.poke(awaddr, address.address);
        }
        var beat = data.peek();
        simulator.poke(wvalid, beat == null ? 0 : 1);
        if (beat != null) {
            simulator.poke(wdata, beat.data);
            simulator.poke(wstrb, beat.strobes);
        }
    }

    @Override
    public void sample() {
        if (!awake) {
            return;
        }
        if (!addresses.isEmpty() && simulator.peek(awready) != 0) {
            addresses.remove();
        }
        if (!data.isEmpty() && simulator.peek(wready) != 0) {
            data.remove();
        }
        if (simulator.peek(bvalid) != 0) {
            unanswered--;
            refused += simulator.peek(bresp) != 0 ? 1 : 0;
        }
        awake = unanswered > 0;
    }
}
