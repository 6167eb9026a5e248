package org.jetstreamlan.sim.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.ClockSpec.Edge;
import org.jetstreamlan.hdl.ir.ClockSpec.Reset;
import org.jetstreamlan.sim.fuzz.Lockstep;
import org.jetstreamlan.sim.fuzz.Lockstep.Look;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.jetstreamlan.sim.fuzz.RandomCircuit;
import org.jetstreamlan.sim.fuzz.RandomCircuit.Options;
import org.jetstreamlan.sim.fuzz.ReferenceEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The jit engine against the reference interpreter on random circuits; `-Djetstream.seeds=1000`
/// runs more of them.
final class JitRandomTest {
    private static final ClockSpec[] CLOCKS = {
        ClockSpec.CORE,
        new ClockSpec(Edge.RISING, Reset.SYNCHRONOUS, false, 1_000_000),
        new ClockSpec(Edge.FALLING, Reset.ASYNCHRONOUS, true, 1_000_000),
        new ClockSpec(Edge.RISING, Reset.ASYNCHRONOUS, false, 1_000_000),
        new ClockSpec(Edge.RISING, Reset.NONE, true, 1_000_000),
    };

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("jetstream.seeds", 40));
    }

    private static Circuit circuit(long seed) {
        int width = seed % 3 == 0 ? 32 : 140;
        ClockSpec clock = CLOCKS[(int) (seed % CLOCKS.length)];
        // Large ones have regions behind muxes that are worth skipping.
        int nodes = seed % 4 == 3 ? 700 : 120;
        return RandomCircuit.of(seed, Options.SMALL.nodes(nodes).maxWidth(width).clock(clock));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everySignalIsAsTheReferenceSays(long seed) {
        Look look = seed % 4 == 0 ? Look.OUTPUTS : Look.ALL_SIGNALS;
        Lockstep.compare(circuit(seed), new ReferenceEngine(), new JitEngine(), seed, 15, look);
    }

    @Test
    void aSeedAlwaysMakesTheSameCircuit() {
        assertThat(circuit(7).modules()).isEqualTo(circuit(7).modules());
        assertThat(circuit(7).modules()).isNotEqualTo(circuit(8).modules());
    }

    @Test
    void aWrongEngineIsCaught() {
        ModuleBuilder good = new ModuleBuilder("Top");
        good.output("out", 8, good.not(good.read(good.input("in", 8))));
        ModuleBuilder bad = new ModuleBuilder("Top");
        bad.output("out", 8, bad.read(bad.input("in", 8)));
        JitEngine jit = new JitEngine();
        assertThatThrownBy(
                        () ->
                                Lockstep.compare(
                                        good.circuit(),
                                        new ReferenceEngine(),
                                        new Substitute(jit, bad.circuit()),
                                        1,
                                        10,
                                        Look.OUTPUTS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 1")
                .hasMessageContaining("out is");
    }

    /// An engine that runs another circuit than it was given.
    private record Substitute(JitEngine engine, Circuit other)
            implements org.jetstreamlan.sim.Engine {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public org.jetstreamlan.sim.Model compile(Circuit circuit) {
            return engine.compile(other);
        }
    }
}
