package org.jetstreamlan.nic.host;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.Axi4Manager;
import org.jetstreamlan.sim.axi.Axi4Transfer;
import org.jetstreamlan.sim.bench.Stalls;
import org.jetstreamlan.sim.jit.JitEngine;

/// A running [WindowBench] with a manager at its bus and hands for its ring side.
final class WindowRig implements AutoCloseable {
    static final int ID_WIDTH = 4;
    static final AdapterParameters SMALL = AdapterParameters.small();
    private static final Model SMALL_MODEL = compile(SMALL);

    final Simulator simulator;
    Axi4Manager host;

    /// What the ring side does in each clock, given the clock.
    final List<java.util.function.LongConsumer> ringSide = new ArrayList<>();

    static Model compile(AdapterParameters parameters) {
        return new JitEngine()
                .compile(Design.of(() -> new WindowBench(parameters, ID_WIDTH)).circuit());
    }

    WindowRig() {
        this(256, Stalls.NONE, Stalls.NONE);
    }

    WindowRig(int beatsMaximum, Stalls valids, Stalls readies) {
        simulator = SMALL_MODEL.instantiate();
        reset();
        host = new Axi4Manager(simulator, "s_axi", beatsMaximum, valids, readies);
    }

    void reset() {
        poke("rst", 1);
        simulator.step();
        poke("rst", 0);
    }

    Probe probe(String path) {
        return simulator.probe(path);
    }

    void poke(String path, long value) {
        simulator.poke(simulator.probe(path), value);
    }

    void clock() {
        long cycle = simulator.cycle();
        for (var side : ringSide) {
            side.accept(cycle);
        }
        host.tick();
        simulator.step();
    }

    /// Runs until the manager is idle; returns the clocks it took.
    long run() {
        long from = simulator.cycle();
        long patience = from + 1_000_000;
        while (!host.isIdle()) {
            clock();
            if (simulator.cycle() > patience) {
                throw new AssertionError("the window has stopped answering");
            }
        }
        return simulator.cycle() - from;
    }

    int write(long address, int... words) {
        Axi4Transfer transfer = host.write(address, words);
        run();
        return transfer.response();
    }

    int[] read(long address, int words) {
        int[] result = new int[words];
        host.read(address, result);
        run();
        return result;
    }

    int readResponse(long address) {
        Axi4Transfer transfer = host.read(address, new int[1]);
        run();
        return transfer.response();
    }

    @Override
    public void close() {
        simulator.close();
    }
}
