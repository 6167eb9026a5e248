package org.jetstreamlan.hdl.lib.clock;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// A module with the clocks `clk` and `to_clk`, stepped in random order: for a while one is faster, then the other, and at times both tick at once.
final class TwoClocks implements AutoCloseable {
    private final Model model;
    private final Simulator simulator;
    private final Map<String, Probe> probes = new HashMap<>();
    private final Random random;
    private int weight = 50;

    TwoClocks(Engine engine, Supplier<? extends Module> module, long seed) {
        this(engine, Design.<Module>of(module::get).circuit(), seed);
    }

    TwoClocks(Engine engine, Circuit circuit, long seed) {
        model = engine.compile(circuit);
        simulator = model.instantiate();
        random = new Random(seed);
        poke("rst", 1);
        poke("to_rst", 1);
        simulator.stepTogether("clk", "to_clk");
        poke("rst", 0);
        poke("to_rst", 0);
    }

    Random random() {
        return random;
    }

    long peek(String path) {
        return simulator.peek(probes.computeIfAbsent(path, simulator::probe));
    }

    void poke(String path, long value) {
        simulator.poke(probes.computeIfAbsent(path, simulator::probe), value);
    }

    private String[] next = {"clk"};

    /// Chooses who ticks next; whether `clk` does.
    boolean chooseOwn() {
        if (random.nextInt(40) == 0) {
            weight = random.nextInt(5, 96);
        }
        boolean own = random.nextInt(100) < weight;
        if (random.nextInt(5) == 0) {
            next = new String[] {"clk", "to_clk"};
        } else {
            next = new String[] {own ? "clk" : "to_clk"};
        }
        return next[0].equals("clk");
    }

    /// Whether `to_clk` ticks next.
    boolean chosenTo() {
        return next[next.length - 1].equals("to_clk");
    }

    /// The edge that was chosen.
    void tick() {
        simulator.stepTogether(next);
    }

    /// One edge of these clocks.
    void tick(String... clocks) {
        simulator.stepTogether(clocks);
    }

    @Override
    public void close() {
        simulator.close();
        model.close();
    }
}
