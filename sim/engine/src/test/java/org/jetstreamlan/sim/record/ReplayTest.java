package org.jetstreamlan.sim.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.sim.Trigger.after;
import static org.jetstreamlan.sim.Trigger.cycles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.jetstreamlan.sim.wave.Waves;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was done to a design is done again without its test bench.
class ReplayTest {
    @TempDir Path folder;

    /// Sums at two clocks, one of which is reset asynchronously; 100 bits wide.
    private static final class Sums extends Module {
        final ClockDomain slow =
                clockDomain(
                        "slow",
                        new ClockSpec(
                                ClockSpec.Edge.RISING,
                                ClockSpec.Reset.ASYNCHRONOUS,
                                false,
                                40_000_000));
        final UInt add = input(uint(100));
        final UInt sum = output(uint(100));
        final Bits flips = output(bits(8), slow);
        private final UInt total = reg(uint(100), init(0));
        private final UInt count = reg(uint(8), init(0), slow);

        @Override
        protected void build() {
            total.next(total.add(add));
            count.next(count.add(1));
            sum.assign(total);
            flips.assign(count.asBits());
            check(total.slice(7, 0).ne(0xA5), "not a5");
        }
    }

    private static void exercise(Simulation<Sums> sim) {
        var dut = sim.top();
        sim.start(
                "adder",
                () -> {
                    for (int i = 0; i < 50; i++) {
                        BigInteger value =
                                BigInteger.valueOf(sim.random().nextInt() & 0xFF00L).shiftLeft(60);
                        sim.poke(dut.add, value.add(BigInteger.valueOf(0x100)));
                        sim.await(cycles(sim.random().nextInt(1, 4)));
                    }
                });
        sim.start(
                "resetter",
                () -> {
                    sim.await(after(333 * Time.NS));
                    var reset = sim.simulator().probe("slow_rst_n");
                    sim.simulator().poke(reset, 0);
                    sim.simulator().poke(reset, 1);
                });
        sim.run();
    }

    @Simulate
    void aReplayGivesTheSameWavesOnEitherEngine(TestRun run) throws IOException {
        var design = Design.of(Sums::new);
        Path stimulus = folder.resolve("sums.stimulus");
        Path recorded = folder.resolve("recorded.vcd");
        BigInteger sum;
        try (Model model = run.engine().compile(design.circuit());
                var sim =
                        Simulation.of(
                                Recorder.to(
                                        stimulus, Waves.of(model.instantiate()).writeTo(recorded)),
                                design,
                                run.seed())) {
            exercise(sim);
            sum = sim.peekWide(sim.top().sum);
        }
        assertThat(Files.readAllLines(stimulus))
                .startsWith("stimulus 1 of Sums", "poke rst 0", "poke slow_rst_n 1")
                .contains("tick clk slow_clk", "tick slow_clk")
                .containsSubsequence("poke slow_rst_n 0", "poke slow_rst_n 1");
        for (var engine : new Engine[] {run.engine(), Engines.jit()}) {
            Path replayed = folder.resolve("replayed.vcd");
            try (Model model = engine.compile(design.circuit());
                    var again = Waves.of(model.instantiate()).writeTo(replayed)) {
                Replay.of(stimulus).onto(again);
                assertThat(again.peekWide(again.probe("sum"))).isEqualTo(sum);
            }
            assertThat(replayed).hasSameTextualContentAs(recorded);
        }
    }

    @Simulate
    void whatEndedTheRecordingEndsTheReplay(TestRun run) {
        var design = Design.of(Sums::new);
        Path stimulus = folder.resolve("failing.stimulus");
        try (Model model = run.engine().compile(design.circuit())) {
            try (var sim =
                    Simulation.of(Recorder.to(stimulus, model.instantiate()), design, run.seed())) {
                sim.clock("slow_clk").stop();
                sim.poke(sim.top().add, 0x0F);
                assertThatThrownBy(() -> sim.step(1_000)).isInstanceOf(AssertionFailure.class);
            }
            try (var again = model.instantiate()) {
                assertThatThrownBy(() -> Replay.of(stimulus).onto(again))
                        .isInstanceOfSatisfying(
                                AssertionFailure.class, e -> assertThat(e.cycle()).isEqualTo(11));
            }
        }
    }

    @Test
    void whatCannotBeReplayedIsNamedWithFileAndLine() throws IOException {
        Path file = folder.resolve("bad.stimulus");
        try (Model model = Engines.jit().compile(Design.of(Sums::new).circuit());
                var sim = model.instantiate()) {
            Files.writeString(file, "stimulus 1 of Others\n");
            assertThatThrownBy(() -> Replay.of(file).onto(sim))
                    .hasMessage(
                            file
                                    + " begins with 'stimulus 1 of Others' where 'stimulus 1 of Sums' is needed: record it with this module");
            Files.writeString(file, "stimulus 1 of Sums\nstep 2\nhop 3\n");
            assertThatThrownBy(() -> Replay.of(file).onto(sim))
                    .hasMessage(file + ":3: 'hop 3': neither poke, step nor tick");
            Files.writeString(file, "stimulus 1 of Sums\npoke ad 1\n");
            assertThatThrownBy(() -> Replay.of(file).onto(sim))
                    .hasMessageStartingWith(
                            file + ":2: 'poke ad 1': no signal 'ad' in Sums; nearest are add");
            assertThatThrownBy(() -> Replay.of(folder.resolve("none")).onto(sim))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("cannot read the recording");
        }
    }
}
