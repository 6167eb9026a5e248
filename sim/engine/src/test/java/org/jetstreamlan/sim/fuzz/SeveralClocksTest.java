package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.IcarusEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.Test;

/// Random circuits of three clocks, which tick alone and together, on all engines; `jetstream.fuzz.seed` replays those of Verilator and Icarus.
class SeveralClocksTest {
    /// In one model of Verilator.
    private static final int CIRCUITS = 20;

    private static void agree(Circuit circuit, List<Engine> engines, long seed, int cycles) {
        try (var run = new SideBySide(circuit, engines, SideBySide::isOutputOrState)) {
            assertThat(run.run(seed, cycles)).as("seed %d", seed).isNull();
        }
    }

    @Test
    void theJitEngineAgreesWithTheReference() {
        long first = System.nanoTime();
        System.out.println("seeds from " + first);
        for (long seed = first; seed < first + 150; seed++) {
            var options = CircuitBatch.options(seed, ClockSpec.CORE).slicedNets(false);
            var circuit = SeveralClocks.of(RandomCircuit.of(seed, options), seed);
            agree(circuit, List.of(new ReferenceEngine(), new JitEngine()), seed, 80);
        }
    }

    /// One run of a C++ compiler for many circuits; other ones if Verilator declines them.
    @Test
    void verilatorAndIcarusAgreeToo() {
        Tools.needVerilator();
        List<Engine> engines =
                List.of(
                        new ReferenceEngine(),
                        new JitEngine(),
                        new VerilatorEngine().withCxxOptions("-O0"),
                        IcarusEngine.orSkip());
        long seed = Long.getLong("jetstream.fuzz.seed", System.nanoTime() >>> 20);
        System.out.println("fuzz: three clocks from seed " + seed);
        while (!compared(CircuitBatch.of(seed, CIRCUITS, false).circuit(), engines, seed)) {
            seed++;
        }
    }

    private static boolean compared(Circuit circuit, List<Engine> engines, long seed) {
        try {
            agree(SeveralClocks.of(circuit, seed), engines, seed, 80);
            return true;
        } catch (EngineException failure) {
            if (!KnownDecline.is(failure, seed)) {
                throw failure;
            }
            return false;
        }
    }
}
