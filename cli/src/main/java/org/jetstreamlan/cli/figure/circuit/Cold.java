package org.jetstreamlan.cli.figure.circuit;

import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;

/// A short test without a test framework: `Cold <engine> <s or l> <clocks>` elaborates a chain, runs it and prints the seconds from the elaborated
/// circuit to the end of the first clock, and the sum of the outputs.
final class Cold {
    private Cold() {}

    public static void main(String[] arguments) {
        var engine = arguments[0].equals("jit") ? Engines.jit() : Engines.verilator();
        boolean small = arguments[1].equals("s");
        run(engine, small ? Chain.s() : Chain.l(), Integer.parseInt(arguments[2]));
    }

    private static void run(Engine engine, Chain chain, int clocks) {
        var circuit = Design.of(() -> chain).circuit();
        long before = System.nanoTime();
        double first;
        try (Model model = engine.compile(circuit)) {
            try (Simulator simulator = model.instantiate()) {
                simulator.step();
                first = (System.nanoTime() - before) / 1e9;
            }
            try (Simulator simulator = model.instantiate()) {
                System.out.println(first + " " + ChainStimulus.run(simulator, clocks));
            }
        }
    }
}
