package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.sim.Trigger.edge;
import static org.jetstreamlan.sim.Trigger.sampling;
import static org.jetstreamlan.sim.Trigger.until;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.BlackBox;
import org.jetstreamlan.hdl.BlackBoxModel;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.sim.AssertionFailure;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.PowerUp;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.SnapshotRefused;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.junit.EngineName;
import org.jetstreamlan.sim.junit.Needed;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;
import org.junit.jupiter.api.Test;

/// Whole simulations put back to where they were.
class SnapshotTest {
    private static final class Relay extends Module {
        final Stream<Bits> in = input(stream(bits(8)));
        final Stream<Bits> out = output(stream(bits(8)));

        @Override
        protected void build() {
            in.queue(4).into(out);
        }
    }

    @Simulate
    void timeAndClocksGoBackWithTheDesign(TestRun run) {
        var sim = run.simulate(TwoRates::new);
        var dut = sim.top();
        var slow = sim.clock(dut.slow);
        sim.clock().phase(1_000);
        sim.advance(50 * Time.NS);
        slow.stop();
        var moment = sim.snapshot();
        assertThat(moment.time()).isEqualTo(50 * Time.NS);
        List<String> first = walk(sim);
        assertThat(walk(sim)).isNotEqualTo(first);
        for (int i = 0; i < 3; i++) {
            sim.restore(moment);
            assertThat(slow.isRunning()).isFalse();
            assertThat(walk(sim)).isEqualTo(first);
        }
    }

    /// Time and both counters, while clocks change.
    private static List<String> walk(Simulation<TwoRates> sim) {
        var seen = new ArrayList<String>();
        var slow = sim.clock(sim.top().slow);
        for (int i = 0; i < 12; i++) {
            sim.step();
            if (i == 3) {
                slow.start();
                sim.clock().period(3_000);
            }
            seen.add(
                    "%d %d %d %d %d"
                            .formatted(
                                    sim.now(),
                                    sim.peek(sim.top().fastCount),
                                    sim.peek(sim.top().slowCount),
                                    slow.edges(),
                                    sim.simulator().cycle()));
        }
        sim.clock().period(8_000);
        slow.stop();
        return seen;
    }

    @Simulate
    void processesThatAreAliveStandInTheWayAndAreNamed(TestRun run) {
        var sim = run.simulate(Mixed::new);
        sim.step();
        var moment = sim.snapshot();
        sim.background("watcher", () -> sim.await(until(sim.top().count, 9)));
        sim.step();
        for (var attempt : List.<Runnable>of(sim::snapshot, () -> sim.restore(moment))) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOf(SnapshotRefused.class)
                    .hasMessageMatching(
                            "(?s)(snapshot|restore) at 16 ns: processes are alive, and cannot be saved or put back\n"
                                    + "  'watcher' waits for count = 9 since 8 ns, at SnapshotTest.java:\\d+; .*seed \\d+.*");
        }
        var inside = new ArrayList<Throwable>();
        sim.start(
                "greedy",
                () -> {
                    try {
                        sim.snapshot();
                    } catch (IllegalStateException refused) {
                        inside.add(refused);
                    }
                });
        sim.step();
        assertThat(inside)
                .singleElement()
                .asString()
                .contains("snapshot in process 'greedy': let the caller do it");
    }

    @Simulate
    void valuesBeforeAnEdgeAreNoState(TestRun run) {
        var sim = run.simulate(Mixed::new);
        sim.await(sampling());
        assertThatThrownBy(sim::snapshot)
                .isInstanceOf(SnapshotRefused.class)
                .hasMessage("snapshot at 8 ns, before an edge: wait for the edge first");
        sim.await(edge());
        assertThat(sim.snapshot().time()).isEqualTo(8 * Time.NS);
    }

    @Simulate
    void agentsGoOnWithWhatTheyHaveToDo(TestRun run) {
        var sim = run.simulate(Relay::new);
        var in = StreamDriver.of(sim, sim.top().in);
        var out = StreamMonitor.of(sim, sim.top().out);
        in.send(List.of(1L, 2L));
        var two = sim.snapshot();
        in.queue(List.of(3L, 4L, 5L, 6L));
        sim.step(8);
        // 5 is on the wires, 6 is queued behind it; what is offered at the other end is 1 still.
        assertThat(in.sent()).isEqualTo(4);
        sim.restore(two);
        out.accepts(100);
        assertThat(out.receive(4)).containsExactly(1L, 2L, 5L, 6L);
    }

    /// An agent that is about something.
    private static final class Busy implements Clocked {
        boolean busy = true;

        @Override
        public void drive() {}

        @Override
        public void sample() {}

        @Override
        public boolean isBusy() {
            return busy;
        }
    }

    @Simulate
    void anAgentInTheMiddleOfSomethingStandsInTheWay(TestRun run) {
        var sim = run.simulate(Relay::new);
        var busy = new Busy();
        sim.add(busy);
        assertThatThrownBy(sim::snapshot)
                .isInstanceOf(SnapshotRefused.class)
                .hasMessage("snapshot at 0 ps: Busy has something under way; wait for it");
        busy.busy = false;
        assertThat(sim.snapshot().time()).isZero();
    }

    @Simulate
    void aReportDoesNotTellOfChangesThatHaveNotBeen(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var start = sim.snapshot();
        sim.poke(sim.top().enable, true);
        sim.runUntil(() -> sim.peek(sim.top().count) == 5, Time.US);
        sim.runUntil(until(sim.top().count, 7), Time.US);
        sim.restore(start);
        assertThatThrownBy(() -> sim.runUntil(until(sim.top().count, 7), 20 * Time.NS))
                .hasMessageContaining("count is 0, and did not change");
    }

    @Simulate
    void asManySimulationsAsOneLikesGoOnFromOneSnapshot(TestRun run) {
        var design = Design.of(Mixed::new);
        try (var model = run.engine().compile(design.circuit());
                var first = Simulation.of(model, design)) {
            first.poke(first.top().enable, true);
            first.step(50);
            var moment = first.snapshot();
            first.step(7);
            for (int i = 0; i < 3; i++) {
                try (var next = Simulation.of(model, design)) {
                    next.restore(moment);
                    assertThat(next.now()).isEqualTo(400 * Time.NS);
                    next.expect(next.top().count, 50);
                    next.step(i);
                    next.expect(next.top().count, 50 + i);
                }
            }
            first.expect(first.top().count, 57);
            try (var other = Simulation.of(run.engine(), Mixed::new)) {
                assertThatThrownBy(() -> other.restore(moment))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("a snapshot of Mixed cannot be restored");
            }
        }
    }

    @Simulate
    void aRunThatFailedGoesOnFromWhereItWasWell(TestRun run) {
        var sim = run.simulate(Mixed::new);
        var dut = sim.top();
        sim.poke(dut.enable, true);
        sim.step(190);
        var well = sim.snapshot();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> sim.step(20)).isInstanceOf(AssertionFailure.class);
            sim.restore(well);
            sim.expect(dut.count, 190);
            sim.step(5);
            sim.expect(dut.count, 195);
        }
        assertThat(sim.now()).isEqualTo(195 * 8 * Time.NS);
    }

    @Test
    void aRunGoesOnOnTheOtherEngine() {
        Needed.engine(Engines.verilator());
        var design = Design.of(Mixed::new);
        try (var quick = Engines.jit().compile(design.circuit());
                var reference = Engines.verilator().compile(design.circuit());
                var a = Simulation.of(quick, design);
                var b = Simulation.of(reference, design)) {
            a.poke(a.top().enable, true);
            a.poke(a.top().wanted, Mixed.State.BUSY);
            a.step(20);
            b.restore(a.snapshot());
            b.expect(b.top().count, 20);
            b.expect(b.top().state, Mixed.State.BUSY);
            b.step(20);
            a.restore(b.snapshot());
            a.step();
            a.expect(a.top().count, 41);
        }
    }

    /// By now the engine has other code than when the snapshot was taken.
    @Test
    void theJitEngineMayHaveMovedToOtherCode() {
        var design = Design.of(Mixed::new);
        try (var sim = Simulation.of(JitEngine.restless(), design)) {
            sim.poke(sim.top().enable, true);
            var start = sim.snapshot();
            sim.step(100);
            var moment = sim.snapshot();
            for (int i = 1; i < 99; i++) {
                sim.restore(i % 2 == 0 ? start : moment);
                sim.step(i);
                sim.expect(sim.top().count, (i % 2 == 0 ? 0 : 100) + i);
            }
        }
    }

    /// Counts by itself.
    private static final class Box extends BlackBox {
        private final boolean copies;
        final UInt value = output(uint(8));

        Box(boolean copies) {
            super("box");
            this.copies = copies;
            clock("clk");
            parameter("COPIES", copies ? 1 : 0);
            registered(value);
        }

        @Override
        protected Optional<String> verilog() {
            return Optional.of(
                    """
                    module box #(parameter COPIES = 0) (input wire clk, output reg [7:0] value);
                      initial value = 8'd0;
                      always @(posedge clk) value <= value + 8'd3;
                    endmodule
                    """);
        }

        @Override
        protected Optional<BlackBoxModel> model() {
            return Optional.of(new Model(0));
        }

        private final class Model implements BlackBoxModel {
            private long count;

            Model(long count) {
                this.count = count;
            }

            @Override
            public void evaluate(Inputs in, Outputs out) {
                out.set(value, count);
            }

            @Override
            public void edge(Inputs in) {
                count += 3;
            }

            @Override
            public Optional<BlackBoxModel> copy() {
                return copies ? Optional.of(new Model(count)) : Optional.empty();
            }
        }
    }

    private static final class Boxed extends Module {
        private final boolean copies;
        final UInt value = output(uint(8));
        private final UInt before = reg(uint(8));
        private final Box box;

        Boxed(boolean copies) {
            this.copies = copies;
            super();
            box = child(new Box(copies));
        }

        @Override
        protected String moduleName() {
            return copies ? "Boxed" : "Sealed";
        }

        @Override
        protected void build() {
            UInt following = box.value.add(1);
            before.next(following);
            value.assign(before);
        }
    }

    @Simulate(EngineName.JIT)
    void whatBlackBoxesRememberGoesBackIfTheirModelsCanBeCopied(TestRun run) {
        var sim = run.simulate(() -> new Boxed(true));
        sim.step(4);
        var moment = sim.snapshot();
        for (int i = 0; i < 3; i++) {
            sim.expect(sim.top().value, 10);
            sim.step(5);
            sim.expect(sim.top().value, 25);
            sim.restore(moment);
        }
        var other = run.simulate(() -> new Boxed(false));
        assertThatThrownBy(other::snapshot)
                .isInstanceOf(SnapshotRefused.class)
                .hasMessage(
                        "no snapshot: what the black box box (org.jetstreamlan.sim.bench.SnapshotTest$Box) remembers cannot be copied; override copy() in its model");
    }

    @Simulate
    void aPowerUpLeavesBlackBoxesAlone(TestRun run) {
        var sim = run.simulate(() -> new Boxed(true));
        sim.powerUp(PowerUp.random(4));
        try (var quick = Simulation.of(Engines.jit(), () -> new Boxed(true))) {
            quick.powerUp(PowerUp.random(4));
            sim.expect(sim.top().value, quick.peek(quick.top().value));
        }
        sim.expect(sim.top().box.value, 0);
        sim.step(2);
        sim.expect(sim.top().value, 4);
    }

    @Simulate(EngineName.VERILATOR)
    void theVerilatorEngineDoesNotSeeIntoBlackBoxes(TestRun run) {
        var sim = run.simulate(() -> new Boxed(true));
        sim.step();
        assertThatThrownBy(sim::snapshot)
                .isInstanceOf(SnapshotRefused.class)
                .hasMessage(
                        "no snapshot of Boxed: the verilator engine does not see what the black box Boxed.box (box) remembers; use jit");
        assertThatThrownBy(() -> sim.simulator().probe("following"))
                .isInstanceOf(SnapshotRefused.class)
                .hasMessageContaining("probe it earlier");
        sim.step();
        sim.expect(sim.top().value, 4);
    }
}
