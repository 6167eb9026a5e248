package org.jetstreamlan.sim.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.fuzz.ModuleBuilder;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The last periods of a long run.
final class RecentWavesTest {
    @TempDir private Path folder;

    /// Counts periods.
    private static Simulator counter() {
        ModuleBuilder module = new ModuleBuilder("Counter", ClockSpec.CORE);
        int count = module.register("count", 20, 0);
        module.assign(
                count, module.binary(BinaryOp.ADD, module.read(count), module.literal(1, 20)));
        module.output("value", 20, module.read(count));
        return new JitEngine().compile(module.circuit()).instantiate();
    }

    private List<String> counts(RecentWaves recent, String file) throws IOException {
        Path path = folder.resolve(file);
        recent.writeTo(path);
        Dump dump =
                file.endsWith(".fst") ? Dump.byLibfst(path) : Dump.ofVcd(Files.readString(path));
        return dump.changes().getOrDefault("Counter.count", List.of());
    }

    @Test
    void theLastPeriodsAreThereAfterALongRun() throws IOException {
        RecentWaves recent = Waves.of(counter()).last(3);
        try (Simulator simulator = recent.simulator()) {
            simulator.step(1_000);
        }
        List<String> last =
                List.of("7984000 1111100110", "7992000 1111100111", "8000000 1111101000");
        assertThat(counts(recent, "last.vcd")).isEqualTo(last);
        assertThat(counts(recent, "last.fst")).isEqualTo(last);
    }

    @Test
    void aShortRunIsThereAsAWhole() throws IOException {
        RecentWaves recent = Waves.of(counter()).last(100);
        try (Simulator simulator = recent.simulator()) {
            simulator.step(2);
        }
        assertThat(counts(recent, "all.vcd")).containsExactly("0 0", "8000 1", "16000 10");
    }

    @Test
    void thePresentPeriodIsTheLastOfARunThatGoesOn() throws IOException {
        RecentWaves recent = Waves.of(counter()).last(2);
        try (Simulator simulator = recent.simulator()) {
            simulator.step(4);
            assertThat(counts(recent, "now.vcd"))
                    .containsExactly("16000 10", "24000 11", "32000 100");
            simulator.step();
            assertThat(counts(recent, "then.vcd"))
                    .containsExactly("24000 11", "32000 100", "40000 101");
        }
        assertThat(counts(recent, "end.vcd")).containsExactly("32000 100", "40000 101");
    }

    /// Time in a file does not run backwards: the restored periods come after those that were before.
    @Test
    void aRestoredSnapshotGoesOnInTime() throws IOException {
        RecentWaves recent = Waves.of(counter()).last(10);
        Path file = folder.resolve("whole.vcd");
        try (Simulator simulator = Waves.of(recent.simulator()).writeTo(file)) {
            simulator.step();
            Snapshot one = simulator.snapshot();
            simulator.step(2);
            simulator.restore(one);
            simulator.step(2);
            simulator.restore(one);
            assertThat(simulator.cycle()).isEqualTo(1);
            assertThat(counts(recent, "now.vcd").getLast()).isEqualTo("40000 1");
            simulator.step();
        }
        List<String> all =
                List.of("0 0", "8000 1", "16000 10", "24000 1", "32000 10", "40000 1", "48000 10");
        assertThat(Dump.ofVcd(Files.readString(file)).changes().get("Counter.count"))
                .isEqualTo(all);
        assertThat(counts(recent, "end.fst")).isEqualTo(all);
    }

    @Test
    void aWindowHoldsForThem() throws IOException {
        RecentWaves recent = Waves.of(counter()).window(0, 5).last(2);
        try (Simulator simulator = recent.simulator()) {
            simulator.step(50);
        }
        assertThat(counts(recent, "window.vcd")).containsExactly("32000 100", "40000 101");
    }

    @Test
    void anAmountThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Waves.of(counter()).last(0)).hasMessageContaining("must be 1 to ");
        assertThatThrownBy(() -> Waves.of(counter()).last(Integer.MAX_VALUE))
                .hasMessageContaining("keep fewer");
    }
}
