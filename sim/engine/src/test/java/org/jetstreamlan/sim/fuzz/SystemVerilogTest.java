package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.hdl.Type.bits;
import static org.jetstreamlan.hdl.Type.uint;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Axi4Lite;
import org.jetstreamlan.hdl.lib.Axi4LiteRegisterSlice;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The SystemVerilog of a circuit does what its Verilog does, clock by clock.
///
/// Random circuits get random bundles; `jetstream.fuzz.seed` replays one. Each batch is a run of a C++ compiler.
class SystemVerilogTest {
    private static final int CIRCUITS = 20;
    private static final int CYCLES = 64;

    /// What moves through the blocks below.
    record Word(Bits data, UInt length) implements Bundle<Word> {
        static Type<Word> type() {
            return Type.bundle(
                    fields ->
                            new Word(
                                    fields.field("data", bits(16)),
                                    fields.field("length", uint(3))));
        }
    }

    /// Blocks of the library in a row, so that there is a parent too.
    static final class Chain extends Module {
        final Stream<Word> first = input(Stream.of(Word.type()));
        final Stream<Word> second = input(Stream.of(Word.type()));
        final Stream<Word> out = output(Stream.of(Word.type()));
        final Axi4Lite subordinate = input(Axi4Lite.type(8, 32));
        final Axi4Lite manager = output(Axi4Lite.type(8, 32));
        private final Axi4LiteRegisterSlice slice = child(new Axi4LiteRegisterSlice(8, 32));

        @Override
        protected void build() {
            Stream.arbitrate(Arbiter.Policy.ROUND_ROBIN, List.of(first.stage(), second.queue(4)))
                    .stageBackward()
                    .into(out);
            connect(slice.s_axil, subordinate);
            connect(manager, slice.m_axil);
        }
    }

    @BeforeAll
    static void verilatorIsHere() {
        Tools.needVerilator();
    }

    private static VerilatorEngine quick() {
        return new VerilatorEngine().withCxxOptions("-O0");
    }

    private static void compare(Circuit circuit, Dialect dialect, long seed) {
        List<Engine> engines = new ArrayList<>(List.of(new JitEngine()));
        engines.add(quick().writing(dialect));
        try (var sides = new SideBySide(circuit, engines, SideBySide::isOutput)) {
            assertThat(sides.run(seed, CYCLES)).as("seed %d", seed).isNull();
        } catch (EngineException failure) {
            if (!KnownDecline.is(failure, seed)) {
                throw failure;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void blocksOfTheLibraryAreTheSameInEveryDialect(Dialect dialect) {
        compare(Design.of(Chain::new).circuit(), dialect, 1);
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, names = "SYSTEM_VERILOG.*", mode = EnumSource.Mode.MATCH_ALL)
    void randomCircuitsWithRandomBundlesAreTheSame(Dialect dialect) {
        long seed = Long.getLong("jetstream.fuzz.seed", System.nanoTime() >>> 20);
        System.out.printf("fuzz: %s from seed %d%n", dialect, seed);
        var circuit = CircuitBatch.of(seed, CIRCUITS, false).circuit();
        var bundled = RandomBundles.of(circuit, seed);
        assertThat(Verilog.of(bundled).text()).isEqualTo(Verilog.of(circuit).text());
        compare(bundled, dialect, seed);
    }

    static final class Guarded extends Module {
        final UInt level = input(uint(4));
        final UInt half = output(uint(4));

        @Override
        protected void build() {
            half.assign(level.shr(1));
            check(level.le(8), "level above the depth");
        }
    }

    /// As in Verilog: not while reset is active, and with the user's line.
    @Test
    void aCheckThatFailsAsAnAssertionEndsTheRun() {
        var circuit = Design.of(Guarded::new).circuit();
        try (var model = quick().writing(Dialect.SYSTEM_VERILOG).compile(circuit);
                var simulator = model.instantiate()) {
            var rst = simulator.probe("rst");
            var level = simulator.probe("level");
            simulator.poke(rst, 1);
            simulator.poke(level, 9);
            simulator.step();
            simulator.poke(rst, 0);
            simulator.poke(level, 8);
            simulator.step();
            simulator.poke(level, 9);
            assertThatThrownBy(simulator::step)
                    .isInstanceOf(AssertionFailure.class)
                    .hasMessageContaining("level_above_the_depth")
                    .hasMessageContaining("level above the depth")
                    .hasMessageContaining("SystemVerilogTest.java");
        }
    }

    /// An operator that is wrong in the SystemVerilog of a circuit.
    @Test
    void aWrongOperatorIsFound() {
        var original =
                RandomCircuit.of(5, CircuitBatch.options(5, ClockSpec.CORE).nodes(60).modules(1));
        var mutant = RandomBundles.of(Mutants.of(original).getFirst().circuit(), 5);
        var wrong = new Fixed(quick().writing(Dialect.SYSTEM_VERILOG_STRUCTS).compile(mutant));
        try (var sides =
                new SideBySide(original, List.of(new JitEngine(), wrong), SideBySide::isOutput)) {
            assertThat(sides.run(5, CYCLES)).isNotNull();
        }
    }
}
