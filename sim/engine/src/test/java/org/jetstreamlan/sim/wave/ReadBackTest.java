package org.jetstreamlan.sim.wave;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.RandomCircuit;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random circuits: what the readers of GTKWave and Surfer find in our files is what was peeked in the run, variable by variable and change by
/// change.
final class ReadBackTest {
    private static final RandomCircuit.Options OPTIONS =
            RandomCircuit.Options.SMALL.slicedNets(false);

    /// Blocks of the usual size.
    private static final int ANY = 0;

    /// Where an FST file says how many blocks of changes it has.
    private static final int BLOCKS = 65;

    @Test
    void wavesOfRandomCircuitsReadBackOnJit(@TempDir Path folder) throws IOException {
        for (long seed = 1; seed <= 8; seed++) {
            readBack(new JitEngine(), seed, 40 * (int) seed, folder, ANY);
        }
    }

    @Test
    void wavesOfRandomCircuitsReadBackOnVerilator(@TempDir Path folder) throws IOException {
        Tools.needVerilator();
        readBack(new VerilatorEngine().withCxxOptions("-O0"), 101, 100, folder, ANY);
    }

    /// Some hundred thousand periods: many blocks of rows, several of changes.
    @Test
    void aLongWaveReadsBack(@TempDir Path folder) throws IOException {
        readBack(new JitEngine(), 7, 30_000, folder, 1 << 16);
        byte[] fst = Files.readAllBytes(folder.resolve("wave.fst"));
        assertThat(ByteBuffer.wrap(fst).getLong(BLOCKS)).isGreaterThan(1);
    }

    /// The head is up to date after each block; here each row is one.
    @Test
    void aFileThatWasNeverFinishedReadsBackUpToItsLastBlock(@TempDir Path folder)
            throws IOException {
        Path fst = folder.resolve("wave.fst");
        int cycles = 50;
        try (Model model = new JitEngine().compile(RandomCircuit.of(5, OPTIONS));
                Simulator simulator = model.instantiate()) {
            Ledger ledger = new Ledger(simulator);
            WaveRows rows = new WaveRows(Waves.of(simulator));
            long[] row = new long[rows.stride()];
            try (WaveWriter writer = new FstWriter(rows, fst, 1)) {
                for (int cycle = 0; cycle <= cycles; cycle++) {
                    ledger.sample(cycle);
                    rows.read(cycle, row, 0);
                    writer.write(row, 0, 1);
                    simulator.poke(simulator.probe("rst"), cycle % 8 == 0 ? 1 : 0);
                    simulator.step();
                }
            }
            assertThat(withoutClock(Dump.byLibfst(fst), cycles)).isEqualTo(ledger.changes);
        }
    }

    /// @param full bytes of a block of changes in the FST file
    private static void readBack(Engine engine, long seed, int cycles, Path folder, int full)
            throws IOException {
        Path fst = folder.resolve("wave.fst");
        Path vcd = folder.resolve("wave.vcd");
        Map<String, List<String>> expected = run(engine, seed, cycles, fst, vcd, full);
        assertThat(withoutClock(Dump.ofVcd(Files.readString(vcd)), cycles))
                .as("VCD, seed %d", seed)
                .isEqualTo(expected);
        assertThat(withoutClock(Dump.byLibfst(fst), cycles))
                .as("FST read by libfst, seed %d", seed)
                .isEqualTo(expected);
        assertThat(withoutClock(Dump.byWellen(fst), cycles))
                .as("FST read by wellen, seed %d", seed)
                .isEqualTo(expected);
        assertThat(withoutClock(Dump.byWellen(vcd), cycles))
                .as("VCD read by wellen, seed %d", seed)
                .isEqualTo(expected);
    }

    private static Map<String, List<String>> run(
            Engine engine, long seed, int cycles, Path fst, Path vcd, int full) throws IOException {
        Circuit circuit = RandomCircuit.of(seed, OPTIONS);
        Random random = new Random(seed);
        try (Model model = engine.compile(circuit)) {
            Simulator plain = model.instantiate();
            Ledger ledger = new Ledger(plain);
            Waves waves = Waves.of(new TracedSimulator(plain, ledger));
            Simulator first = full == ANY ? waves.writeTo(fst) : blocks(waves, fst, full);
            try (Simulator traced = Waves.of(first).writeTo(vcd)) {
                List<Probe> inputs = new ArrayList<>();
                for (Observables.Signal signal : Observables.of(circuit).all()) {
                    boolean input =
                            signal.kind() == Observables.Kind.INPUT
                                    || signal.kind() == Observables.Kind.RESET;
                    if (input && signal.instance() == 0) {
                        inputs.add(traced.probe(signal.path()));
                    }
                }
                for (int cycle = 0; cycle < cycles; cycle++) {
                    for (Probe input : inputs) {
                        if (random.nextInt(cycle % 64 < 32 ? 2 : 50) == 0) {
                            traced.pokeWide(input, new BigInteger(input.width(), random));
                        }
                    }
                    traced.step();
                }
            }
            return ledger.changes;
        }
    }

    private static Simulator blocks(Waves waves, Path fst, int full) throws IOException {
        WaveRows rows = new WaveRows(waves);
        WaveWriter writer = new FstWriter(rows, fst, full);
        return new TracedSimulator(waves.simulator(), new WaveFile(waves, rows, writer, "a file"));
    }

    /// Holds the clock to its form, and takes it away.
    private static Map<String, List<String>> withoutClock(Dump dump, int cycles) {
        Map<String, List<String>> changes = new TreeMap<>(dump.changes());
        List<String> clock = changes.getOrDefault("Top.clk", List.of());
        changes.remove("Top.clk");
        assertThat(clock).hasSize(2 * cycles + 1);
        assertThat(clock.subList(0, 4)).containsExactly("0 0", "8000 1", "12000 0", "16000 1");
        return changes;
    }
}
