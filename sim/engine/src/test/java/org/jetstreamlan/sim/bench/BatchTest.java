package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.CircuitBatch;
import org.jetstreamlan.sim.fuzz.RandomCircuit;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

/// A batch does what pokes, peeks and steps do.
class BatchTest {
    /// More than the engine takes at once.
    private static final int PERIODS = 700;

    /// Counts what is added; more than 1,000 fails.
    static final class Sum extends Module {
        final UInt more = input(uint(5));
        final Bool odd = output(bool());
        final UInt total = output(uint(40));
        private final UInt sum = reg(uint(40), init(0));

        @Override
        protected void build() {
            sum.next(sum.add(more.zext(40)));
            total.assign(sum);
            odd.assign(more.bit(0));
            check(sum.le(1_000), "too much");
        }
    }

    @Simulate
    void aTableGivesWhatSinglePeriodsGive(TestRun run) {
        for (long seed = 1; seed <= 3; seed++) {
            var reset = ClockSpec.Reset.values()[(int) seed % 3];
            var edge = ClockSpec.Edge.values()[(int) seed % 2];
            var spec = new ClockSpec(edge, reset, true, 100_000_000);
            var options = CircuitBatch.options(seed, spec).slicedNets(false).maxWidth(64);
            compare(run.engine(), RandomCircuit.of(seed, options), seed);
        }
    }

    private static void compare(Engine engine, org.jetstreamlan.hdl.ir.Circuit circuit, long seed) {
        try (Model model = engine.compile(circuit);
                Simulator one = model.instantiate();
                Simulator many = model.instantiate()) {
            List<String> inputs = paths(model, Observables.Kind.INPUT, Observables.Kind.RESET);
            List<String> outputs = paths(model, Observables.Kind.OUTPUT);
            int in = inputs.size();
            int out = outputs.size();
            long[] stimulus = new long[PERIODS * in];
            long[] response = new long[PERIODS * out];
            var random = new Random(seed);
            List<Probe> ins = inputs.stream().map(one::probe).toList();
            List<Probe> outs = outputs.stream().map(one::probe).toList();
            for (int i = 0; i < stimulus.length; i++) {
                int width = ins.get(i % in).width();
                stimulus[i] = random.nextLong() >>> (Long.SIZE - width);
            }
            many.batch(
                            inputs.stream().map(many::probe).toList(),
                            outputs.stream().map(many::probe).toList())
                    .run(PERIODS, stimulus, response);
            for (int period = 0; period < PERIODS; period++) {
                for (int i = 0; i < in; i++) {
                    one.poke(ins.get(i), stimulus[period * in + i]);
                }
                for (int i = 0; i < out; i++) {
                    assertThat(response[period * out + i])
                            .as("seed %d, period %d, %s", seed, period, outputs.get(i))
                            .isEqualTo(one.peek(outs.get(i)));
                }
                one.step();
            }
            assertThat(many.cycle()).isEqualTo(PERIODS);
            for (String output : outputs) {
                assertThat(many.peek(many.probe(output))).isEqualTo(one.peek(one.probe(output)));
            }
        }
    }

    private static List<String> paths(Model model, Observables.Kind... kinds) {
        return Observables.of(model.circuit()).top().signals().stream()
                .filter(signal -> List.of(kinds).contains(signal.kind()))
                .map(Observables.Signal::path)
                .toList();
    }

    @Simulate
    void aFailingCheckEndsItInItsPeriod(TestRun run) {
        try (Model model = run.engine().compile(Design.of(Sum::new).circuit());
                Simulator sim = model.instantiate()) {
            var batch = sim.batch(List.of(sim.probe("more")), List.of());
            long[] stimulus = IntStream.range(0, 500).mapToLong(i -> 10).toArray();
            assertThatExceptionOfType(AssertionFailure.class)
                    .isThrownBy(() -> batch.run(500, stimulus, new long[0]))
                    .withMessageContaining("too much")
                    .satisfies(failure -> assertThat(failure.cycle()).isEqualTo(101));
        }
    }

    @Simulate
    void aValueThatDoesNotFitEndsItBeforeItsPeriod(TestRun run) {
        try (Model model = run.engine().compile(Design.of(Sum::new).circuit());
                Simulator sim = model.instantiate()) {
            var batch = sim.batch(List.of(sim.probe("more")), List.of(sim.probe("odd")));
            long[] stimulus = new long[300];
            stimulus[290] = 1;
            stimulus[291] = 32;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.run(300, stimulus, new long[300]))
                    .withMessageContaining("0x20")
                    .withMessageContaining("more");
            assertThat(sim.cycle()).isEqualTo(291);
            assertThat(sim.peek(sim.probe("total"))).isEqualTo(1);
        }
    }

    @Simulate
    void whatCannotBeIsRefusedWithItsName(TestRun run) {
        try (Model model = run.engine().compile(Design.of(Sum::new).circuit());
                Simulator sim = model.instantiate()) {
            Probe more = sim.probe("more");
            Probe total = sim.probe("total");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sim.batch(List.of(total), List.of()))
                    .withMessage("total is no input of the top module; a batch sets only those");
            var batch = sim.batch(List.of(more), List.of(total));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.run(3, new long[2], new long[3]))
                    .withMessage("batch: stimulus has 2 values; 3 periods of 1 inputs need 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batch.run(3, new long[3], new long[2]))
                    .withMessage("batch: response has 2 values; 3 periods of 1 outputs need 3");
            assertThat(sim.cycle()).isZero();
        }
    }
}
