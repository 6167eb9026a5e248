package org.jetstreamlan.sim.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.SnapshotRefused;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A run of a test bench is repeated from its recording, on both engines, and a change of the design is found.
final class RecordingTest {
    @TempDir Path folder;

    static List<Engine> engines() {
        return List.of(Engines.jit(), Engines.verilator());
    }

    /// 100 bits wide, so that values take two words.
    private static final class Queue extends Module {
        private final int depth;
        final Stream<Bits> in = input(stream(bits(100)));
        final Stream<Bits> out = output(stream(bits(100)));

        Queue(int depth) {
            this.depth = depth;
            super();
        }

        @Override
        protected String moduleName() {
            return "Queue";
        }

        @Override
        protected void build() {
            in.queue(depth).into(out);
        }
    }

    private Path record(Engine engine, long seed) {
        Path file = folder.resolve("queue.rec");
        var random = new Random(seed);
        try (Model model = engine.compile(Design.of(() -> new Queue(4)).circuit());
                Simulator sim = Recording.of(model.instantiate(), file)) {
            for (int i = 0; i < 500; i++) {
                if (random.nextInt(3) == 0) {
                    sim.poke(sim.probe("rst"), random.nextInt(20) == 0 ? 1 : 0);
                    sim.poke(sim.probe("in_valid"), random.nextInt(2));
                    sim.pokeWide(sim.probe("in_payload"), new BigInteger(100, random));
                    sim.poke(sim.probe("out_ready"), random.nextInt(2));
                }
                sim.step();
            }
        }
        return file;
    }

    private static long replay(Path file, Engine engine, int depth) {
        try (Model model = engine.compile(Design.of(() -> new Queue(depth)).circuit());
                Simulator sim = model.instantiate()) {
            return Recording.replay(file, sim);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aRunIsRepeatedOnEitherEngine(Engine engine) {
        Needed.engine(engine);
        Path file = record(engine, 5);
        assertThat(replay(file, Engines.jit(), 4)).isEqualTo(500);
        assertThat(replay(file, engine, 4)).isEqualTo(500);
    }

    @Test
    void pokesByReferenceAreRecordedToo() {
        Path file = folder.resolve("reference.rec");
        var design = Design.of(() -> new Queue(4));
        try (Model model = Engines.jit().compile(design.circuit());
                var sim = Simulation.of(Recording.of(model.instantiate(), file), design, 1)) {
            for (int i = 0; i < 20; i++) {
                sim.poke(sim.top().in.valid(), true);
                sim.poke(sim.top().out.ready(), i % 3 == 0);
                sim.step();
            }
            assertThat(sim.peek(sim.top().out.valid())).isTrue();
        }
        assertThat(replay(file, Engines.jit(), 4)).isEqualTo(20);
    }

    /// Registers and cells are poked, snapshots restored, and power-up is random.
    @ParameterizedTest
    @MethodSource("engines")
    void whatIsDoneToTheStateIsRepeatedToo(Engine engine) {
        Needed.engine(engine);
        Path file = folder.resolve("state.rec");
        var seen = new ArrayList<BigInteger>();
        try (Model model = engine.compile(Design.of(() -> new Queue(4)).circuit());
                Simulator sim = Recording.of(model.instantiate(), file)) {
            sim.powerUp(PowerUp.random(3));
            sim.poke(sim.probe("rst"), 1);
            sim.step();
            sim.poke(sim.probe("rst"), 0);
            sim.poke(sim.probe("in_valid"), 1);
            sim.pokeWide(sim.probe("in_payload"), BigInteger.TWO.pow(99));
            sim.step(2);
            Snapshot two = sim.snapshot();
            sim.step(2);
            sim.restore(two);
            sim.poke(sim.probe("in_valid"), 0);
            sim.poke(sim.probe("in_valid"), 1);
            sim.step(2);
            sim.restore(two);
            sim.pokeMemory(memory(model), 0, BigInteger.TWO.pow(98));
            sim.poke(sim.probe("out_ready"), 1);
            for (int i = 0; i < 6; i++) {
                seen.add(sim.peekWide(sim.probe("out_payload")));
                sim.step();
            }
            sim.poke(sim.probe(register(model)), 1);
            sim.step(3);
            try (Simulator other = model.instantiate()) {
                assertThatThrownBy(() -> sim.restore(other.snapshot()))
                        .isInstanceOf(SnapshotRefused.class)
                        .hasMessageContaining("not taken from the simulator that is recorded");
            }
        }
        assertThat(seen).contains(BigInteger.TWO.pow(98), BigInteger.TWO.pow(99));
        assertThat(replay(file, Engines.jit(), 4)).isEqualTo(16);
        assertThat(replay(file, engine, 4)).isEqualTo(16);
    }

    private static String memory(Model model) {
        var scope = Observables.of(model.circuit()).top();
        while (scope.module().memories().isEmpty()) {
            scope = scope.children().getFirst();
        }
        return scope.path() + "." + scope.module().memories().getFirst().name();
    }

    /// One of a single bit.
    private static String register(Model model) {
        return Observables.of(model.circuit()).all().stream()
                .filter(signal -> signal.kind() == Observables.Kind.REGISTER)
                .map(Observables.Signal::path)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anotherDesignDoesSomethingElse() {
        Path file = record(Engines.jit(), 6);
        assertThatThrownBy(() -> replay(file, Engines.jit(), 3))
                .isInstanceOf(ReplayDifference.class)
                .hasMessageMatching("period \\d+: in_ready is 0x0, recorded was 0x1");
    }

    @Test
    void clocksTickAsTheyDid() {
        Path file = folder.resolve("crossing.rec");
        var random = new Random(7);
        try (Model model = Engines.jit().compile(crossing())) {
            try (Simulator sim = Recording.of(model.instantiate(), file)) {
                sim.poke(sim.probe("in_valid"), 1);
                sim.poke(sim.probe("out_ready"), 1);
                for (int i = 0; i < 200; i++) {
                    sim.poke(sim.probe("in_payload"), random.nextInt(1, 256));
                    switch (random.nextInt(3)) {
                        case 0 -> sim.step("clk");
                        case 1 -> sim.step("to_clk");
                        default -> sim.stepTogether("clk", "to_clk");
                    }
                }
                assertThat(sim.peek(sim.probe("out_payload"))).isNotZero();
            }
            try (Simulator sim = model.instantiate()) {
                assertThat(Recording.replay(file, sim)).isEqualTo(200);
            }
        }
    }

    private static Circuit crossing() {
        return Design.of(() -> new AsyncFifo<>(Type.bits(8), 8, Fifo.Storage.LUT)).circuit();
    }

    @Test
    void aFileThatIsNoneIsRefused() throws IOException {
        Path file = record(Engines.jit(), 8);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 30, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> replay(file, Engines.jit(), 4))
                    .as("%d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(".* is no recording of a simulation|.* is not whole: .*");
        }
        for (int i = 0; i < 8 * whole.length; i += 997) {
            byte[] spoilt = whole.clone();
            spoilt[i / 8] ^= (byte) (1 << i % 8);
            Files.write(file, spoilt);
            assertThatThrownBy(() -> replay(file, Engines.jit(), 4))
                    .as("bit %d", i)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRecordingBeginsAtPowerUp() {
        try (Model model = Engines.jit().compile(Design.of(() -> new Queue(4)).circuit());
                Simulator sim = model.instantiate()) {
            sim.step();
            assertThatThrownBy(() -> Recording.of(sim, folder.resolve("late.rec")))
                    .hasMessageContaining("period 1 of Queue; begin at power-up");
            assertThatThrownBy(() -> Recording.replay(record(Engines.jit(), 1), sim))
                    .hasMessageContaining("in period 1; use a new one");
        }
    }

    @Test
    void portsMustBeThoseOfTheRecording() {
        Path file = record(Engines.jit(), 2);
        try (Model model = Engines.jit().compile(crossing());
                Simulator sim = model.instantiate()) {
            assertThatThrownBy(() -> Recording.replay(file, sim))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the recording of Queue has input");
        }
    }
}
