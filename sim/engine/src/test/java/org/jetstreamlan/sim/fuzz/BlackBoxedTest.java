package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.IcarusEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.Test;

/// Random circuits whose innermost modules are black boxes do what they did before, on all engines. It takes half a minute: each circuit of
/// Verilator is a run of a C++ compiler.
class BlackBoxedTest {
    private static final int CYCLES = 60;

    private static Circuit circuit(long seed) {
        List<ClockSpec.Reset> kinds = List.of(ClockSpec.Reset.values());
        var clock =
                new ClockSpec(
                        ClockSpec.Edge.RISING,
                        kinds.get((int) Long.remainderUnsigned(seed, kinds.size())),
                        (seed & 1) == 0,
                        1_000_000);
        return RandomCircuit.of(
                seed, CircuitBatch.options(seed, clock).slicedNets(false).modules(3));
    }

    private static void agree(long seed, List<Engine> engines) {
        Circuit circuit = circuit(seed);
        Circuit boxed = BlackBoxed.of(circuit);
        assertThat(boxed.modules()).anyMatch(module -> module.external().isPresent());
        try (var original = new ReferenceEngine().compile(circuit)) {
            var all = new ArrayList<Engine>(List.of(new Fixed(original)));
            all.addAll(engines);
            try (var sides = new SideBySide(boxed, all, SideBySide::isOutput)) {
                assertThat(sides.run(seed, CYCLES)).as("seed %d", seed).isNull();
            }
        }
    }

    @Test
    void javaModelsDoWhatTheModulesDid() {
        long first = System.nanoTime();
        System.out.println("seeds from " + first);
        for (long seed = first; seed < first + 30; seed++) {
            agree(seed, List.of(new JitEngine(), new ReferenceEngine()));
        }
    }

    @Test
    void verilogOfBoxesDoesWhatTheModulesDid() {
        Tools.needVerilator();
        var engines = List.of(new VerilatorEngine().withCxxOptions("-O0"), IcarusEngine.orSkip());
        for (long seed = 1; seed <= 3; seed++) {
            agree(seed, engines);
        }
    }
}
