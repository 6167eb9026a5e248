package org.jetstreamlan.sim.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.verilator.IcarusEngine;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Random circuits on all engines, bit for bit, cycle by cycle: jit = Verilator = Icarus Verilog.
/// And that this finds what it is for.
///
/// | property | meaning | default | | --- | --- | --- | | `jetstream.fuzz.seconds` | for how long |
/// 90 | | `jetstream.fuzz.seed` | first batch; each prints its own, which replays it | drawn by
/// chance |
class DifferentialTest {
    /// Circuits in one compiled model.
    private static final int BATCH = 24;

    private static final int CYCLES = 64;

    @BeforeAll
    static void verilatorIsHere() {
        Tools.needVerilator();
    }

    @Test
    void jitVerilatorAndIcarusAgreeOnRandomCircuits() {
        var budget = Duration.ofSeconds(Long.getLong("jetstream.fuzz.seconds", 90));
        long seed = Long.getLong("jetstream.fuzz.seed", new Random().nextInt(1 << 30));
        var engines = new ArrayList<Engine>(List.of(new JitEngine(), new VerilatorEngine()));
        if (IcarusEngine.isAvailable()) {
            engines.add(IcarusEngine.orSkip());
        } else if ("1".equals(System.getenv("REQUIRE_ALL"))) {
            IcarusEngine.orSkip();
        } else {
            System.out.println("fuzz: without Icarus Verilog, which is not installed");
        }
        var start = Instant.now();
        var longest = Duration.ZERO;
        int batches = 0;
        do {
            var before = Instant.now();
            compare(seed + batches, engines);
            batches++;
            var took = Duration.between(before, Instant.now());
            longest = longest.compareTo(took) > 0 ? longest : took;
        } while (Duration.between(start, Instant.now()).plus(longest).compareTo(budget) < 0);
        System.out.printf(
                "fuzz: seeds %d to %d, %d circuits on %s, %d cycles each, no difference in %d s%n",
                seed,
                seed + batches - 1,
                batches * BATCH,
                engines.stream().map(Engine::name).toList(),
                CYCLES,
                Duration.between(start, Instant.now()).toSeconds());
    }

    private static void compare(long seed, List<Engine> engines) {
        var batch = CircuitBatch.of(seed, BATCH);
        // Half the batches look at outputs only, as users do: what is looked at cannot be optimised
        // away.
        boolean outputsOnly = (seed & 1) == 0;
        try (var sides =
                new SideBySide(
                        batch.circuit(),
                        engines,
                        outputsOnly ? SideBySide::isOutput : SideBySide::isOutputOrState)) {
            var difference = sides.run(seed, CYCLES);
            if (difference != null) {
                throw new AssertionError(
                        "batch %d (%s): %s%n%sreplay with -Djetstream.fuzz.seed=%d"
                                .formatted(
                                        seed,
                                        batch.clock(),
                                        difference,
                                        origin(batch, difference),
                                        seed));
            }
        } catch (RuntimeException failure) {
            throw new AssertionError(
                    "batch %d (%s): replay with -Djetstream.fuzz.seed=%d"
                            .formatted(seed, batch.clock(), seed),
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

    /// A circuit in which most operators matter.
    private static Circuit subject() {
        return RandomCircuit.of(
                5,
                RandomCircuit.Options.SMALL
                        .nodes(160)
                        .modules(1)
                        .maxWidth(40)
                        .undefinedReads(false)
                        .clock(ClockSpec.CORE));
    }

    @Test
    void anOperatorThatIsWrongInOneEngineIsFound() {
        var original = subject();
        Map<String, List<Boolean>> found = new TreeMap<>();
        var verilator = new Fixed(new VerilatorEngine().compile(original));
        for (var mutant : Mutants.of(original)) {
            var wrong = new Fixed(new JitEngine().compile(mutant.circuit()));
            try (var sides =
                    new SideBySide(
                            original, List.of(verilator, wrong), SideBySide::isOutputOrState)) {
                var operator =
                        mutant.change()
                                .replaceAll(".*: (.*) is .*", "$1")
                                .replaceAll("mux.*", "mux");
                found.computeIfAbsent(operator, _ -> new ArrayList<>())
                        .add(sides.run(1, CYCLES) != null);
            }
        }
        verilator.model().close();
        System.out.println("mutants found: " + found);
        found.forEach(
                (operator, each) -> assertThat(each).as("mutants of %s", operator).contains(true));
    }

    @Test
    void anOperatorThatIsWrongInTheVerilogIsFound() {
        var icarus = IcarusEngine.orSkip();
        var original = subject();
        var text = Verilog.of(original).text();
        var operators = Pattern.compile(" (\\+|-|&|\\||\\^|==|!=|<|<=|>>>) (?=\\w)").matcher(text);
        int mutants = 0;
        int found = 0;
        for (int at = 0; operators.find(at) && mutants < 30; at = operators.end()) {
            var operator = operators.group(1);
            int from = operators.start(1);
            int to = operators.end(1);
            if (operator.equals("<=") && !text.substring(0, from).matches("(?s).*\\([^()\n]*")) {
                continue; // an assignment
            }
            var other =
                    Map.of("+", "-", "-", "+", "&", "|", "|", "&", "^", "|", "==", "!=", "!=", "==")
                            .getOrDefault(operator, ">");
            try (var sides =
                    new SideBySide(
                            original,
                            List.of(
                                    new JitEngine(),
                                    icarus.editing(
                                            v -> v.substring(0, from) + other + v.substring(to))),
                            SideBySide::isOutputOrState)) {
                mutants++;
                found += sides.run(1, CYCLES) != null ? 1 : 0;
            }
        }
        System.out.println("mutants of the Verilog found: " + found + " of " + mutants);
        assertThat(found).isGreaterThan(mutants / 2).isPositive();
    }
}
