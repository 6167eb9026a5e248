package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.ir.Node;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.IcarusEngine;
import org.jetstreamlan.sim.verilator.SliceChain;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Random circuits on all engines, bit for bit, cycle by cycle: constant folder = jit with all passes = jit with none = Verilator = Icarus Verilog. And
/// that this finds what it is for.
///
/// | property | meaning | default |
/// | --- | --- | --- |
/// | `jetstream.fuzz.seconds` | for how long | 90 |
/// | `jetstream.fuzz.circuits` | how many at least, however long it takes; alike ones are one, what Verilator declines is none | 0 |
/// | `jetstream.fuzz.seed` | first batch; each prints its own, which replays it | drawn by chance |
///
/// It takes its time because each batch is a run of a C++ compiler.
class DifferentialTest {
    /// Circuits in one compiled model.
    private static final int BATCH = 40;

    private static final int CYCLES = 64;

    /// One in so many batches has three clocks.
    private static final int CLOCKED = 4;

    /// How often a line says how far it is, in circuits.
    private static final int REPORT = 1_000;

    /// Whether nets may have slices that feed each other: not with a Verilator that is known to be wrong about those.
    private static boolean slicedNets;

    @BeforeAll
    static void verilatorIsHere() {
        Tools.needVerilator();
        slicedNets = SliceChain.settles();
        if (!slicedNets) {
            System.out.println("fuzz: without sliced nets, which this Verilator does not settle");
        }
    }

    /// A model is run for some cycles only: the compiler's optimiser would take longer than that.
    private static VerilatorEngine quick() {
        return new VerilatorEngine().withCxxOptions("-O0");
    }

    /// Of a full `case` without `default` Verilator 5.048 loses what it assigns to a part of a net: here `q[0]`, if the emitted Verilog
    /// has no `default`.
    @Test
    void aCaseOfAllValuesDrivesItsBits() {
        var module = new ModuleBuilder("FullCase");
        int a = module.read(module.input("a", 1));
        int b = module.read(module.input("b", 1));
        int q = module.output("q", 2);
        module.select(
                b,
                List.of(module.option(1, () -> module.assign(q, 0, module.literal(1, 1)), 1, 0)),
                () -> {},
                true);
        module.assign(q, 1, a);
        try (var sides = new SideBySide(module.circuit(), engines(), SideBySide::isOutput)) {
            assertThat(sides.run(1, CYCLES)).isNull();
        }
    }

    /// Verilator 5.048 may shift by the sum of both amounts, in as many bits as each has.
    @Test
    void shiftsOneBehindTheOtherAddUp() {
        for (var op : List.of(Node.BinaryOp.SHL, Node.BinaryOp.SHR, Node.BinaryOp.ASR)) {
            var module = new ModuleBuilder("Shifts");
            int a = module.read(module.input("a", 8));
            int s = module.read(module.input("s", 2));
            int t = module.read(module.input("t", 2));
            module.output("q", 8, module.binary(op, module.binary(op, a, s), t));
            try (var sides = new SideBySide(module.circuit(), engines(), SideBySide::isOutput)) {
                assertThat(sides.run(1, 4 * CYCLES)).as("%s", op).isNull();
            }
        }
    }

    /// Icarus Verilog 11 keeps the carry of a sum that is the index of a cell.
    @Test
    void anIndexHasNoMoreBitsThanItsWidth() {
        for (var op : List.of(Node.BinaryOp.ADD, Node.BinaryOp.SUB, Node.BinaryOp.MUL)) {
            var module = new ModuleBuilder("Indexes");
            int a = module.read(module.input("a", 5));
            int b = module.read(module.input("b", 5));
            int cells = module.memory("cells", 4, 20, 4, ReadUnderWrite.READ_FIRST, List.of());
            module.write(
                    cells, module.literal(1, 1), module.binary(op, a, b), module.slice(b, 1, 4));
            module.output("plain", 4, module.memoryRead(cells, a));
            module.output("read", 4, module.memoryRead(cells, module.binary(op, b, a)));
            int chosen = module.mux(module.slice(a, 0, 1), module.binary(op, b, b), module.not(b));
            module.output("chosen", 4, module.memoryRead(cells, chosen));
            try (var sides = new SideBySide(module.circuit(), engines(), SideBySide::isOutput)) {
                assertThat(sides.run(1, 4 * CYCLES)).as("%s", op).isNull();
            }
        }
    }

    /// What is drawn has values of one to five words.
    @Test
    void widthsGoUpToTheWidest() {
        var widths = new BitSet();
        for (long seed = 0; seed < 100; seed++) {
            var circuit = RandomCircuit.of(seed, CircuitBatch.options(seed, ClockSpec.CORE));
            for (var signal : Observables.of(circuit).all()) {
                widths.set(signal.width());
            }
        }
        assertThat(widths.length() - 1).isEqualTo(RandomModule.WIDEST);
        for (int edge : new int[] {1, 63, 64, 65, 127, 128, 129, 192, 193, 256, 257}) {
            assertThat(widths.get(edge)).as("%d bits", edge).isTrue();
        }
    }

    /// Other circuits each time, for as long as a short test may take.
    @Test
    void allEnginesAgreeOnRandomCircuits() {
        var budget = Duration.ofSeconds(Long.getLong("jetstream.fuzz.seconds", 90));
        long seed = Long.getLong("jetstream.fuzz.seed", System.nanoTime() >>> 20);
        var engines = engines();
        System.out.printf("fuzz: from seed %d%n", seed);
        var start = Instant.now();
        var longest = Duration.ZERO;
        int least = Integer.getInteger("jetstream.fuzz.circuits", 0);
        int batches = 0;
        int circuits = 0;
        do {
            var before = Instant.now();
            int compared = compare(seed + batches, engines);
            batches++;
            boolean report = circuits / REPORT != (circuits + compared) / REPORT;
            circuits += compared;
            var took = Duration.between(before, Instant.now());
            longest = longest.compareTo(took) > 0 ? longest : took;
            if (report) {
                System.out.printf(
                        "fuzz: %d circuits, up to seed %d%n", circuits, seed + batches - 1);
            }
        } while (circuits < Math.max(least, 1)
                || Duration.between(start, Instant.now()).plus(longest).compareTo(budget) < 0);
        System.out.printf(
                "fuzz: seeds %d to %d, %d circuits on %s, %d cycles each, no difference in %d s%n",
                seed,
                seed + batches - 1,
                circuits,
                engines.stream().map(Engine::name).toList(),
                CYCLES,
                Duration.between(start, Instant.now()).toSeconds());
    }

    /// Icarus Verilog may be absent.
    private static List<Engine> engines() {
        var engines =
                new ArrayList<Engine>(
                        List.of(
                                new ReferenceEngine(),
                                new JitEngine(),
                                new JitEngine(Set.of()),
                                quick()));
        if (IcarusEngine.isAvailable()) {
            engines.add(
                    IcarusEngine.orSkip()
                            .showing(
                                    signal ->
                                            signal.instance() == 0
                                                    || SideBySide.isOutputOrState(signal)));
        } else if ("1".equals(System.getenv("REQUIRE_ALL"))) {
            IcarusEngine.orSkip();
        } else {
            System.out.println("fuzz: without Icarus Verilog, which is not installed");
        }
        return engines;
    }

    /// @return how many different circuits were compared: none if Verilator declines the batch
    private static int compare(long seed, List<Engine> engines) {
        boolean severalClocks = seed % CLOCKED == 1;
        var batch = CircuitBatch.of(seed, BATCH, slicedNets && !severalClocks);
        var circuit = severalClocks ? SeveralClocks.of(batch.circuit(), seed) : batch.circuit();
        String clocks = severalClocks ? "three clocks" : batch.clock().toString();
        // Half the batches look at outputs only, as users do: what is looked at cannot be optimised
        // away.
        boolean outputsOnly = (seed & 1) == 0;
        try (var sides =
                new SideBySide(
                        circuit,
                        engines,
                        outputsOnly ? SideBySide::isOutput : SideBySide::isOutputOrState)) {
            var difference = sides.settingState().run(seed, CYCLES);
            if (difference != null) {
                throw new AssertionError(
                        "batch %d (%s): %s%n%sreplay with -Djetstream.fuzz.seed=%d"
                                .formatted(
                                        seed, clocks, difference, origin(batch, difference), seed));
            }
            return batch.distinct();
        } catch (RuntimeException failure) {
            if (failure instanceof EngineException declined && KnownDecline.is(declined, seed)) {
                return 0;
            }
            throw new AssertionError(
                    "batch %d (%s): replay with -Djetstream.fuzz.seed=%d"
                            .formatted(seed, clocks, seed),
                    failure);
        }
    }

    /// Which of the batch's circuits it was.
    private static String origin(CircuitBatch batch, SideBySide.Difference difference) {
        var instance = Pattern.compile("^c(\\d+)[_.]").matcher(difference.path());
        return instance.find()
                ? "it is the circuit of seed %d alone%n"
                        .formatted(batch.seeds().get(Integer.parseInt(instance.group(1))))
                : "";
    }

    /// A circuit in which every operator matters: each has an output of its own.
    private static Circuit everyOperator() {
        var module = new ModuleBuilder("Operators");
        int a = module.read(module.input("a", 9));
        int b = module.read(module.input("b", 9));
        int amount = module.slice(b, 0, 4);
        for (var op : Node.BinaryOp.values()) {
            int value = module.binary(op, a, op.isShift() ? amount : b);
            module.output("y_" + op.name().toLowerCase(Locale.ROOT), module.width(value), value);
        }
        for (var op : Node.ReduceOp.values()) {
            module.output("y_r" + op.name().toLowerCase(Locale.ROOT), 1, module.reduce(op, a));
        }
        module.output("y_not", 9, module.not(a));
        module.output("y_mux", 9, module.mux(module.slice(b, 0, 1), a, b));
        module.output("y_zext", 12, module.extend(a, false, 12));
        module.output("y_sext", 12, module.extend(a, true, 12));
        return module.circuit();
    }

    @Test
    void anyOperatorThatIsWrongInTheJitIsFoundByVerilator() {
        var original = everyOperator();
        var mutants = Mutants.of(original);
        assertThat(mutants)
                .hasSize(Node.BinaryOp.values().length + Node.ReduceOp.values().length + 4);
        try (var verilated = quick().compile(original)) {
            for (var mutant : mutants) {
                assertDiffers(
                        mutant.change(),
                        original,
                        new Fixed(verilated),
                        new Fixed(new JitEngine().compile(mutant.circuit())));
            }
        }
    }

    @Test
    void anyOperatorThatIsWrongInTheVerilogIsFoundByIcarus() {
        var icarus = IcarusEngine.orSkip();
        var original = everyOperator();
        for (var mutant : Mutants.of(original)) {
            assertDiffers(
                    mutant.change(),
                    original,
                    new JitEngine(),
                    icarus.editing(_ -> Verilog.of(mutant.circuit()).text()));
        }
    }

    private static void assertDiffers(String change, Circuit circuit, Engine right, Engine wrong) {
        try (var sides = new SideBySide(circuit, List.of(right, wrong), SideBySide::isOutput)) {
            assertThat(sides.run(1, CYCLES)).as(change).isNotNull();
        }
    }

    /// Deep inside a random circuit much is masked by what follows; enough must come through.
    @Test
    void mutantsOfARandomCircuitAreFoundOftenEnough() {
        var original =
                RandomCircuit.of(5, CircuitBatch.options(5, ClockSpec.CORE).nodes(120).modules(1));
        var mutants = Mutants.of(original);
        int found = 0;
        int tried = 0;
        try (var verilated = quick().compile(original)) {
            for (int i = 0; i < mutants.size(); i += 7) {
                var mutated = new Fixed(new JitEngine().compile(mutants.get(i).circuit()));
                try (var sides =
                        new SideBySide(
                                original,
                                List.of(new Fixed(verilated), mutated),
                                SideBySide::isOutputOrState)) {
                    tried++;
                    found += sides.run(1, CYCLES) != null ? 1 : 0;
                }
            }
        }
        System.out.printf("fuzz: %d of %d mutants of one random circuit found%n", found, tried);
        assertThat(found).isGreaterThan(tried / 10);
    }
}
