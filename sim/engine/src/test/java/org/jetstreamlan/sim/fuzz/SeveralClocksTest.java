package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.IcarusEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.Test;

/// Random circuits of three clocks, which tick alone and together, on all engines.
class SeveralClocksTest {
    private static void agree(List<Engine> engines, long seed, int cycles) {
        var options = CircuitBatch.options(seed, ClockSpec.CORE).slicedNets(false);
        var circuit = SeveralClocks.of(RandomCircuit.of(seed, options), seed);
        try (var run = new SideBySide(circuit, engines, SideBySide::isOutputOrState)) {
            assertThat(run.run(seed, cycles)).as("seed %d", seed).isNull();
        }
    }

    @Test
    void theJitEngineAgreesWithTheReference() {
        long first = System.nanoTime();
        System.out.println("seeds from " + first);
        for (long seed = first; seed < first + 150; seed++) {
            agree(List.of(new ReferenceEngine(), new JitEngine()), seed, 80);
        }
    }

    @Test
    void verilatorAndIcarusAgreeToo() {
        Tools.needVerilator();
        for (long seed = 1; seed <= 6; seed++) {
            agree(
                    List.of(
                            new ReferenceEngine(),
                            new JitEngine(),
                            new VerilatorEngine().withCxxOptions("-O0"),
                            IcarusEngine.orSkip()),
                    seed,
                    80);
        }
    }
}
