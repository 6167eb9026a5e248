package org.jetstreamlan.sim.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetstreamlan.sim.Trigger.cycles;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.sim.SimulationFailure;
import org.jetstreamlan.sim.Time;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

/// Drivers, monitors and scoreboards of streams and flows.
class StreamAgentsTest {
    /// A queue that adds one; `withdraw` and `change` do to its output what must not be done to a stream.
    private static final class Increment extends Module {
        final Stream<UInt> in = input(Stream.of(Type.uint(16)));
        final Stream<UInt> out = output(Stream.of(Type.uint(16)));
        final Bool withdraw = input(bool());
        final Bits change = input(bits(16));

        @Override
        protected void build() {
            var queued = in.map(value -> value.add(1)).queue(4);
            out.valid().assign(queued.valid().and(withdraw.not()));
            out.payload().assign(queued.payload().xor(change.asUInt()));
            queued.ready().assign(out.ready().and(withdraw.not()));
        }
    }

    private static List<Long> numbers(int count) {
        return LongStream.range(0, count).boxed().toList();
    }

    @Simulate
    void whatIsSentArrivesInOrderHoweverBothSidesPause(TestRun run) {
        for (int percent : new int[] {100, 60, 5}) {
            var sim = run.simulate(Increment::new);
            var in = StreamDriver.of(sim, sim.top().in).stalls(100 - percent);
            var out = StreamMonitor.of(sim, sim.top().out).accepts(percent);
            var board = new Scoreboard<Long>("out", sim);
            StreamMonitor.of(sim, sim.top().in).to(value -> board.expect(value.value() + 1));
            out.to(board::actual);
            in.queue(numbers(200));
            sim.runUntil(() -> out.received() == 200, 100 * Time.US);
            board.complete();
            assertThat(board.compared()).isEqualTo(200);
            assertThat(in.isIdle()).isTrue();
            assertThat(in.sent()).isEqualTo(200);
            assertThat(out.name()).isEqualTo("out");
        }
    }

    @Simulate
    void withoutPausesAPayloadMovesInEachClock(TestRun run) {
        var sim = run.simulate(Increment::new);
        var out = StreamMonitor.of(sim, sim.top().out).accepts(100);
        StreamDriver.of(sim, sim.top().in).queue(numbers(50));
        List<Transfer<Long>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(out.next());
        }
        assertThat(all.getFirst()).isEqualTo(new Transfer<>(1L, 16 * Time.NS));
        assertThat(all.getLast()).isEqualTo(new Transfer<>(50L, (2 + 49) * 8 * Time.NS));
    }

    @Simulate
    void processesSendAndReceiveBlocking(TestRun run) {
        var sim = run.simulate(Increment::new);
        var in = StreamDriver.of(sim, sim.top().in);
        var out = StreamMonitor.of(sim, sim.top().out).accepts(30);
        List<Long> received = new ArrayList<>();
        sim.start(
                "producer",
                () -> {
                    for (long i = 0; i < 10; i++) {
                        in.send(i);
                        assertThat(in.sent()).isEqualTo(i + 1);
                        sim.await(cycles(sim.random().nextInt(1, 4)));
                    }
                    in.send(List.of(10L, 11L));
                });
        sim.start("consumer", () -> received.addAll(out.receive(12)));
        sim.run(10 * Time.US);
        assertThat(received).isEqualTo(LongStream.rangeClosed(1, 12).boxed().toList());
        assertThat(out.pending()).isEmpty();
    }

    @Simulate
    void theCallerSendsAndReceivesToo(TestRun run) {
        var sim = run.simulate(Increment::new);
        var in = StreamDriver.of(sim, sim.top().in);
        var out = StreamMonitor.of(sim, sim.top().out).accepts(100);
        in.send(41L);
        assertThat(sim.now()).isEqualTo(8 * Time.NS);
        assertThat(out.receive()).isEqualTo(42);
    }

    @Simulate
    void theSameSeedPausesInTheSameClocks(TestRun run) {
        List<List<Transfer<Long>>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            var sim = run.simulate(Increment::new);
            StreamDriver.of(sim, sim.top().in).stalls(50).queue(numbers(40));
            var out = StreamMonitor.of(sim, sim.top().out).accepts(50);
            List<Transfer<Long>> transfers = new ArrayList<>();
            out.to(transfers::add);
            sim.step(200);
            runs.add(transfers);
        }
        assertThat(runs.getFirst()).hasSize(40).isEqualTo(runs.getLast());
    }

    @Simulate
    void aPayloadThatIsWithdrawnIsAViolation(TestRun run) {
        var sim = run.simulate(Increment::new);
        StreamDriver.of(sim, sim.top().in).queue(numbers(5));
        StreamMonitor.of(sim, sim.top().out);
        sim.step(4);
        sim.poke(sim.top().withdraw, true);
        assertThatThrownBy(() -> sim.step(4))
                .isInstanceOfSatisfying(
                        SimulationFailure.class,
                        e -> assertThat(e.kind()).isEqualTo(SimulationFailure.Kind.PROCESS))
                .hasCauseInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("out at 40 ns: payload 0 withdrawn before it was taken: 1");
    }

    @Simulate
    void aPayloadThatChangesIsAViolationUnlessTheStreamMayDoSo(TestRun run) {
        for (boolean mayWithdraw : new boolean[] {false, true}) {
            var sim = run.simulate(Increment::new);
            StreamDriver.of(sim, sim.top().in).queue(numbers(5));
            var out = StreamMonitor.of(sim, sim.top().out);
            if (mayWithdraw) {
                out.mayWithdraw();
            }
            sim.step(4);
            sim.poke(sim.top().change, 8);
            if (mayWithdraw) {
                sim.step(4);
                assertThat(out.received()).isZero();
            } else {
                assertThatThrownBy(() -> sim.step(4))
                        .hasMessageContaining(
                                "out at 40 ns: payload 0 changed before it was taken, from 1 to 9");
            }
        }
    }

    @Simulate
    void theScoreboardSaysTheFirstDifferenceWithBothSides(TestRun run) {
        var sim = run.simulate(Increment::new);
        var board = new Scoreboard<Long>("sums", sim);
        board.expect(List.of(1L, 2L, 4L, 4L));
        StreamMonitor.of(sim, sim.top().out).accepts(100).to(board::actual);
        StreamDriver.of(sim, sim.top().in).queue(numbers(4));
        assertThatThrownBy(() -> sim.step(10))
                .hasCauseInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "sums: first difference at index 2: expected 4 (said at 0 ps), came 3 (at 32 ns)");
    }

    @Simulate
    void theScoreboardSaysWhatIsLeftOver(TestRun run) {
        var sim = run.simulate(Increment::new);
        sim.step(2);
        var missing = new Scoreboard<Long>("m", sim);
        missing.expect(List.of(7L, 8L));
        missing.actual(new Transfer<>(7L, 3));
        assertThat(missing.isComplete()).isFalse();
        assertThatThrownBy(missing::complete)
                .hasMessage(
                        "m: 1 expected did not come until 16 ns; the first is index 1, expected 8 (said at 16 ns)");
        var unasked = new Scoreboard<Long>("u", sim);
        unasked.actual(new Transfer<>(5L, 4));
        assertThatThrownBy(unasked::complete)
                .hasMessage(
                        "u: 1 came that nobody expected; the first is index 0, came 5 (at 4 ps)");
        unasked.expect(5L);
        unasked.complete();
    }

    @Simulate
    void aSenderThatNobodyServesIsNamedInTheReport(TestRun run) {
        var sim = run.simulate(Increment::new);
        var in = StreamDriver.of(sim, sim.top().in);
        sim.start("sender", () -> in.send(numbers(9)));
        assertThatThrownBy(() -> sim.run(Time.US))
                .hasMessageContaining(
                        "'sender' waits for payload 8 to be taken by in since 0 ps, at StreamAgentsTest.java:");
    }

    /// A pair that is more than 64 bits wide.
    private record Pair(SInt left, Bits right) implements Bundle<Pair> {
        static Type<Pair> type() {
            return Type.bundle(
                    fields ->
                            new Pair(
                                    fields.field("left", Type.sint(8)),
                                    fields.field("right", Type.bits(70))));
        }
    }

    private record PairValue(long left, BigInteger right) {}

    /// Passes pairs on, and tells of each, at another clock.
    private static final class Pairs extends Module {
        final ClockDomain slow =
                clockDomain(
                        "slow",
                        new ClockSpec(
                                ClockSpec.Edge.RISING,
                                ClockSpec.Reset.SYNCHRONOUS,
                                true,
                                10_000_000));
        final Stream<Pair> in = input(Stream.of(Pair.type()), slow);
        final Stream<Pair> out = output(Stream.of(Pair.type()), slow);
        final Flow<UInt> add = input(Flow.of(Type.uint(8)));
        final Flow<UInt> sum = output(Flow.of(Type.uint(8)));
        private final UInt total = reg(uint(8), init(0));
        private final Bool summed = reg(bool(), init(0));

        @Override
        protected void build() {
            in.into(out);
            when(add.valid(), () -> total.next(total.add(add.payload())));
            summed.next(add.valid());
            sum.valid().assign(summed);
            sum.payload().assign(total);
        }
    }

    @Simulate
    void payloadsMayBeBundlesAndStreamsAtAnyClock(TestRun run) {
        var sim = run.simulate(Pairs::new);
        var dut = sim.top();
        var slow = sim.clock("slow_clk");
        var left = dut.in.payload().left();
        var right = dut.in.payload().right();
        var in =
                StreamDriver.of(
                        sim,
                        slow,
                        dut.in,
                        Payload.<PairValue>of(
                                value -> {
                                    sim.poke(left, value.left());
                                    sim.poke(right, value.right());
                                },
                                () -> new PairValue(sim.peek(left), sim.peekWide(right))));
        var out =
                StreamMonitor.of(sim, slow, dut.out, Payload.bits(sim, dut.out.payload()))
                        .accepts(50);
        BigInteger big = BigInteger.ONE.shiftLeft(69).add(BigInteger.TEN);
        in.queue(List.of(new PairValue(-1, big), new PairValue(5, BigInteger.ZERO)));
        assertThat(out.receive(2))
                .containsExactly(
                        BigInteger.valueOf(255).shiftLeft(70).or(big),
                        BigInteger.valueOf(5).shiftLeft(70));
        assertThat(sim.now() % (100 * Time.NS)).isZero();
    }

    @Simulate
    void aFlowIsAStreamThatIsAlwaysReady(TestRun run) {
        var sim = run.simulate(Pairs::new);
        var add = StreamDriver.of(sim, sim.top().add).stalls(40);
        var sum = StreamMonitor.of(sim, sim.top().sum);
        add.queue(List.of(1L, 2L, 3L, 4L));
        assertThat(sum.receive(4)).containsExactly(1L, 3L, 6L, 10L);
    }
}
