package org.jetstreamlan.sim.cover;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.clock.ClockGate;
import org.jetstreamlan.hdl.lib.state.StateDiagram;
import org.jetstreamlan.hdl.lib.state.StateMachine;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each kind of coverage, counted by hand.
class CoverageTest {
    // ---- ways

    /// A `when` with a chain, one inside another, a `select` with patterns.
    static final class Choices extends Module {
        final Bool a = input(bool());
        final Bool b = input(bool());
        final Bits code = input(bits(3));
        final UInt chain = output(uint(2));
        final UInt kind = output(uint(2));
        private final UInt inner = reg(uint(4), init(0));

        @Override
        protected void build() {
            when(a, () -> chain.assign(1))
                    .elseWhen(b, () -> chain.assign(2))
                    .otherwise(() -> chain.assign(3));
            when(a, () -> when(b, () -> inner.next(inner.add(1))));
            select(code)
                    .is(0, () -> kind.assign(0))
                    .like("1?0", () -> kind.assign(1))
                    .is(3, () -> kind.assign(2))
                    .otherwise(() -> kind.assign(3));
        }
    }

    private static void apply(Simulation<Choices> sim, int a, int b, int code, int clocks) {
        sim.poke(sim.top().a, a);
        sim.poke(sim.top().b, b);
        sim.poke(sim.top().code, code);
        sim.step(clocks);
    }

    @ParameterizedTest
    @EnumSource
    void waysThroughWhenAndSelect(Counts counts) {
        Coverage coverage =
                counts.of(
                        Choices::new,
                        sim -> {
                            apply(sim, 1, 0, 0, 2);
                            apply(sim, 1, 1, 4, 3);
                            apply(sim, 0, 1, 6, 5);
                            apply(sim, 0, 0, 7, 7);
                        });
        assertThat(Counts.ways(coverage))
                .containsExactly(
                        // when(a), in its other way when(b)
                        "true 5",
                        "false 12",
                        "true 5",
                        "false 7",
                        // when(a), inside it when(b)
                        "true 5",
                        "true 3",
                        "false 2",
                        "false 12",
                        // select(code)
                        "0 2",
                        "\"1?0\" 8",
                        "3 0",
                        "otherwise 7");
        assertThat(coverage.summary()).hasToString("lines 8/9, ways 11/12, bits 14/28");
    }

    private static void reset(Simulation<?> sim, int value) {
        sim.simulator().poke(sim.simulator().probe("rst"), value);
    }

    /// What is not counted: edges at which the reset is active.
    @ParameterizedTest
    @EnumSource
    void edgesInResetDoNotCountForWays(Counts counts) {
        Coverage coverage =
                counts.of(
                        Choices::new,
                        sim -> {
                            apply(sim, 1, 0, 0, 2);
                            reset(sim, 1);
                            apply(sim, 0, 0, 0, 10);
                            reset(sim, 0);
                            apply(sim, 1, 1, 0, 1);
                        });
        assertThat(Counts.ways(coverage).subList(0, 2)).containsExactly("true 3", "false 0");
        assertThat(Counts.bits(coverage, "a")).isEqualTo("rises 1, falls 1");
        assertThat(Counts.bits(coverage, "rst")).isEqualTo("rises 1, falls 1");
    }

    // ---- bits

    /// A value of two words.
    static final class Wide extends Module {
        final UInt in = input(uint(68));
        final UInt out = output(uint(68));
        private final UInt last = reg(uint(68));

        @Override
        protected void build() {
            last.next(in);
            out.assign(last);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bitsThatRiseAndFallFromEdgeToEdge(Counts counts) {
        Coverage coverage =
                counts.of(
                        Wide::new,
                        sim -> {
                            for (String value : List.of("3", "80000000000000006", "0")) {
                                sim.poke(sim.top().in, new BigInteger(value, 16));
                                sim.step();
                            }
                            sim.poke(sim.top().in, 8); // goes before the next edge
                            sim.poke(sim.top().in, 0);
                            sim.step();
                        });
        assertThat(Counts.bits(coverage, "in")).isEqualTo("rises 8 4, falls 8 7");
        assertThat(Counts.bits(coverage, "last")).isEqualTo("rises 8 7, falls 8 7");
    }

    @ParameterizedTest
    @EnumSource
    void whatARestoreChangesHasNeitherRisenNorFallen(Counts counts) {
        Coverage coverage =
                counts.of(
                        Wide::new,
                        sim -> {
                            Snapshot start = sim.simulator().snapshot();
                            sim.poke(sim.top().in, 3);
                            sim.step(2);
                            sim.simulator().restore(start);
                            sim.step(2);
                        });
        assertThat(Counts.bits(coverage, "in")).isEqualTo("rises 0 0, falls 0 0");
        assertThat(Counts.bits(coverage, "last")).isEqualTo("rises 0 3, falls 0 0");
    }

    // ---- state machines

    enum Phase {
        IDLE,
        SEND,
        GAP
    }

    /// A machine of the library, and one by hand with a state that nothing leads to.
    static final class Machines extends Module {
        final Bool start = input(bool());
        final Bool abort = input(bool());
        final Bool busy = output(bool());
        private final Enumerated<Phase> hand = reg(enumerated(Phase.class), Phase.IDLE);
        private List<StateDiagram.Arrow> arrows = List.of();

        @Override
        protected void build() {
            var phase =
                    StateMachine.of(
                            Phase.IDLE,
                            it -> {
                                it.in(Phase.IDLE).on(start, Phase.SEND);
                                it.in(Phase.SEND).on(abort, Phase.IDLE).after(3, Phase.GAP);
                                it.in(Phase.GAP).on(start, Phase.GAP).after(1, Phase.IDLE);
                            });
            arrows = phase.diagram().arrows();
            when(hand.is(Phase.IDLE).and(start), () -> hand.next(Phase.SEND));
            when(abort, () -> hand.next(Phase.IDLE));
            busy.assign(phase.is(Phase.IDLE).not().or(hand.is(Phase.IDLE).not()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void statesAndArcsOfMachines(Counts counts) {
        Coverage coverage =
                counts.of(
                        Machines::new,
                        sim -> {
                            sim.step(2); // IDLE, IDLE
                            sim.poke(sim.top().start, true);
                            sim.step(6); // IDLE SEND SEND SEND GAP GAP
                            sim.poke(sim.top().start, false);
                            sim.poke(sim.top().abort, true);
                            sim.step(2); // GAP IDLE
                            sim.poke(sim.top().start, true);
                            sim.step(); // IDLE: the machine by hand stays, since abort comes later
                        });
        assertThat(Counts.points(coverage, "", p -> p instanceof Point.State))
                .containsExactly(
                        "hand IDLE 5",
                        "hand SEND 6",
                        "hand GAP never",
                        "phase IDLE 5",
                        "phase SEND 3",
                        "phase GAP 3");
        assertThat(Counts.points(coverage, "", p -> p instanceof Point.Arc))
                .containsExactly(
                        "hand IDLE → SEND 1",
                        "hand * → IDLE 3",
                        "phase IDLE → SEND 2",
                        "phase SEND → IDLE 0",
                        "phase SEND → GAP 1",
                        "phase GAP → GAP 2",
                        "phase GAP → IDLE 1");
    }

    /// A machine whose next state is chosen by `mux`, and which a case of two states leaves.
    static final class Chosen extends Module {
        final Bool go = input(bool());
        final Bool busy = output(bool());
        private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.IDLE);

        @Override
        protected void build() {
            select(phase)
                    .is(
                            Phase.IDLE,
                            () -> phase.next(mux(go, constant(Phase.SEND), constant(Phase.GAP))))
                    .is(Phase.SEND, Phase.GAP, () -> phase.next(Phase.IDLE));
            busy.assign(phase.is(Phase.IDLE).not());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachEndOfAChoiceIsAnArc(Counts counts) {
        Coverage coverage =
                counts.of(
                        Chosen::new,
                        sim -> {
                            sim.step(4); // IDLE GAP IDLE GAP
                            sim.poke(sim.top().go, true);
                            sim.step(3); // IDLE SEND IDLE
                        });
        assertThat(Counts.points(coverage, "", p -> p instanceof Point.Arc))
                .containsExactly(
                        "phase IDLE → SEND 2",
                        "phase IDLE → GAP 2",
                        "phase SEND → IDLE 1",
                        "phase GAP → IDLE 2");
    }

    @Test
    void theArcsAreThoseOfTheDiagram() {
        var covered = new CoverageEngine(Counts.JIT.engine());
        try (var sim = Simulation.of(covered, Machines::new)) {
            List<String> arrows = new ArrayList<>();
            for (StateDiagram.Arrow arrow : sim.top().arrows) {
                arrows.add("phase " + arrow.from() + " → " + arrow.to() + " 0");
            }
            assertThat(
                            Counts.points(
                                    covered.coverage().getFirst(), "", p -> p instanceof Point.Arc))
                    .containsSubsequence(arrows);
            assertThat(arrows).hasSize(5);
        }
    }

    // ---- derived clocks

    /// A counter that ticks when it is let.
    static final class Gated extends Module {
        final Bool on = input(bool());
        final UInt count = output(uint(4));
        final ClockGate gate = child(new ClockGate());
        final ClockDomain awake = clockDomain("awake", gate.clock);
        private final UInt value = reg(uint(4), init(0), awake);

        @Override
        protected void build() {
            gate.enable.assign(on);
            when(value.eq(2), () -> value.next(0)).otherwise(() -> value.next(value.add(1)));
            count.assign(value);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDerivedClockIsAWayAroundWhatItClocks(Counts counts) {
        Coverage coverage =
                counts.of(
                        Gated::new,
                        sim -> {
                            sim.step(2);
                            sim.poke(sim.top().on, true);
                            sim.step(7);
                        });
        assertThat(Counts.ways(coverage)).containsExactly("true 7", "true 2", "false 5", "false 2");
    }

    // ---- cover points, memories

    /// A memory and two cover points, one of them inside a condition.
    static final class Store extends Module {
        final Bool put = input(bool());
        final UInt value = input(uint(4));
        final UInt got = output(uint(4));
        private final Mem<UInt> cells = mem(uint(4), 4, ReadUnderWrite.READ_FIRST);

        @Override
        protected void build() {
            when(
                    put,
                    () -> {
                        cells.write(value.trunc(2), value);
                        cover(value.eq(9), "nine");
                    });
            cover(value.eq(9), "any");
            got.assign(cells.read(value.trunc(2), put.not()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void coverPointsAndPortsOfMemories(Counts counts) {
        Coverage coverage =
                counts.of(
                        Store::new,
                        sim -> {
                            sim.poke(sim.top().value, 9);
                            sim.step(3);
                            sim.poke(sim.top().put, true);
                            sim.step(2);
                            sim.poke(sim.top().value, 1);
                            sim.step(4);
                        });
        assertThat(coverage.events()).containsEntry("nine", 2L).containsEntry("any", 5L);
        assertThat(Counts.points(coverage, "", p -> p instanceof Point.Access))
                .containsExactly("cells 6", "cells 3");
    }

    // ---- several clocks, several instances

    /// A counter that steps when it is told, at either of two clocks.
    static final class Stepper extends Module {
        final Bool step = input(bool());
        final UInt count = output(uint(4));
        private final UInt value = reg(uint(4), init(0));

        @Override
        protected void build() {
            when(step, () -> value.next(value.add(1)));
            count.assign(value);
        }
    }

    static final class TwoClocks extends Module {
        final ClockDomain slow = clockDomain("slow", ClockSpec.CORE);
        final Bool step = input(bool());
        final Bool slowStep = input(bool(), slow);
        final UInt count = output(uint(4));
        final UInt slowCount = output(uint(4), slow);
        final Stepper first = child(new Stepper());
        final Stepper second = child(new Stepper(), slow);
        private final UInt here = reg(uint(4), init(0), slow);

        @Override
        protected void build() {
            first.step.assign(step);
            second.step.assign(slowStep);
            count.assign(first.count);
            slowCount.assign(second.count.add(here));
            when(slowStep, () -> here.next(here.add(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachInstanceCountsTheEdgesOfItsClock(Counts counts) {
        var covered = new CoverageEngine(counts.engine());
        var design = Design.of(TwoClocks::new);
        try (var model = covered.compile(design.circuit());
                var sim = model.instantiate()) {
            sim.poke(sim.probe("step"), 1);
            sim.step(5);
            sim.poke(sim.probe("slowStep"), 1);
            sim.step("slow_clk");
            sim.step("slow_clk");
            sim.stepTogether("clk", "slow_clk");
            sim.poke(sim.probe("slow_rst"), 1);
            sim.stepTogether("clk", "slow_clk");
        }
        Coverage coverage = covered.coverage().getFirst();
        assertThat(Counts.points(coverage, "first", p -> p instanceof Point.Way))
                .containsExactly("true 7", "false 0");
        assertThat(Counts.points(coverage, "second", p -> p instanceof Point.Way))
                .containsExactly("true 3", "false 0");
        assertThat(Counts.ways(coverage)).containsExactly("true 3", "false 0");
        ModuleTotal stepper = ModuleTotal.of(List.of(coverage)).get(1);
        assertThat(stepper.instances()).isEqualTo(2);
        assertThat(stepper.counts().points()).contains(10, 0);
    }
}
