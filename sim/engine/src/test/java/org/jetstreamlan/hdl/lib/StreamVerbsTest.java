package org.jetstreamlan.hdl.lib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.verilator.Tools;
import org.jetstreamlan.sim.verilator.VerilatorEngine;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Each verb of a stream against the list of what it should let out.
class StreamVerbsTest {
    private static final int COUNT = 1_000;

    /// One stream in, one out, and a condition.
    static final class Chain extends Module {
        final Stream<Bits> in = input(stream(bits(16)));
        final Bool condition = input(bool());
        final Stream<Bits> out;
        final Bool seen = output(bool());
        private final Function<Chain, Stream<Bits>> verbs;

        Chain(int width, Function<Chain, Stream<Bits>> verbs) {
            this.verbs = verbs;
            super();
            this.out = output(stream(bits(width)));
        }

        @Override
        protected void build() {
            seen.assign(in.tap().valid().and(condition));
            verbs.apply(this).into(out);
        }
    }

    private static StreamBench chain(RepetitionInfo run, Function<Chain, Stream<Bits>> verbs) {
        return chain(run, 16, verbs);
    }

    private static StreamBench chain(
            RepetitionInfo run, int width, Function<Chain, Stream<Bits>> verbs) {
        int[][] shares = {{50, 50}, {100, 100}, {90, 30}, {30, 90}};
        int[] share = shares[run.getCurrentRepetition() - 1];
        return new StreamBench(run.getCurrentRepetition(), () -> new Chain(width, verbs))
                .send("in", COUNT)
                .take("out")
                .shake("condition")
                .share("in", share[0])
                .share("out", share[1]);
    }

    private static List<Long> numbers(LongUnaryOperator change) {
        return LongStream.range(0, COUNT).map(change).boxed().toList();
    }

    private static List<Long> numbers() {
        return numbers(LongUnaryOperator.identity());
    }

    @RepeatedTest(4)
    void aLongChainKeepsEveryPayloadInOrder(RepetitionInfo run) {
        try (var bench =
                chain(
                        run,
                        it ->
                                it.in.stage()
                                        .stageForward()
                                        .stageBackward()
                                        .halfPipe()
                                        .queue(5)
                                        .queue(70)
                                        .repeat(1))) {
            assertThat(bench.finish().moved("out")).isEqualTo(numbers());
        }
    }

    @Test
    void theEmittedVerilogDoesTheSame() {
        Tools.needVerilator();
        try (var bench =
                new StreamBench(
                                5,
                                new VerilatorEngine().withCxxOptions("-O0"),
                                () ->
                                        new Chain(
                                                16,
                                                it ->
                                                        it.in.stage()
                                                                .stageForward()
                                                                .stageBackward()
                                                                .halfPipe()
                                                                .queue(5)
                                                                .queue(70)
                                                                .narrow(2)
                                                                .widen(2)
                                                                .repeat(2)))
                        .send("in", 300)
                        .take("out")) {
            assertThat(bench.finish().moved("out").stream().distinct().toList())
                    .isEqualTo(numbers().subList(0, 300));
        }
    }

    @RepeatedTest(4)
    void mapChangesThePayload(RepetitionInfo run) {
        try (var bench = chain(run, it -> it.in.map(p -> p.asUInt().add(5).asBits()))) {
            assertThat(bench.finish().moved("out")).isEqualTo(numbers(n -> n + 5));
        }
    }

    @RepeatedTest(4)
    void castReadsTheBitsAsAnotherType(RepetitionInfo run) {
        try (var bench = chain(run, it -> it.in.cast(Type.uint(16)).map(UInt::asBits))) {
            assertThat(bench.finish().moved("out")).isEqualTo(numbers());
        }
    }

    @RepeatedTest(4)
    void haltKeepsEverythingAndMovesNothingMeanwhile(RepetitionInfo run) {
        try (var bench = chain(run, it -> it.in.haltWhen(it.condition)).withoutPromise()) {
            var seen = bench.simulator.probe("seen");
            for (int i = 0; i < 20 * COUNT; i++) {
                bench.clock();
                assertThat(bench.simulator.peek(seen)).isZero();
            }
            assertThat(bench.finish().moved("out")).isEqualTo(numbers());
        }
    }

    @RepeatedTest(4)
    void continueMovesOnlyMeanwhile(RepetitionInfo run) {
        try (var bench = chain(run, it -> it.in.continueWhen(it.condition)).withoutPromise()) {
            assertThat(bench.finish().moved("out")).isEqualTo(numbers());
        }
    }

    @RepeatedTest(4)
    void throwForgetsWhatMeetsTheCondition(RepetitionInfo run) {
        try (var bench = chain(run, it -> it.in.throwWhen(it.in.payload().bit(0)))) {
            assertThat(bench.finish().moved("out"))
                    .isEqualTo(numbers().stream().filter(n -> n % 2 == 0).toList());
        }
    }

    @RepeatedTest(4)
    void takeForgetsWhatDoesNot(RepetitionInfo run) {
        try (var bench = chain(run, it -> it.in.takeWhen(it.in.payload().bit(0)).queue(3))) {
            assertThat(bench.finish().moved("out"))
                    .isEqualTo(numbers().stream().filter(n -> n % 2 == 1).toList());
        }
    }

    @RepeatedTest(4)
    void repeatSendsEachSeveralTimes(RepetitionInfo run) {
        try (var bench = chain(run, it -> it.in.repeat(3))) {
            assertThat(bench.finish().moved("out"))
                    .isEqualTo(
                            numbers().stream()
                                    .flatMap(n -> LongStream.generate(() -> n).limit(3).boxed())
                                    .toList());
        }
    }

    @RepeatedTest(4)
    void widenPutsTheFirstAtTheLowEnd(RepetitionInfo run) {
        try (var bench = chain(run, 48, it -> it.in.widen(3))) {
            List<Long> expected = new ArrayList<>();
            for (long n = 0; n + 2 < COUNT; n += 3) {
                expected.add(n | n + 1 << 16 | n + 2 << 32);
            }
            assertThat(bench.finish().moved("out")).isEqualTo(expected);
        }
    }

    @RepeatedTest(4)
    void narrowUndoesWiden(RepetitionInfo run) {
        try (var bench = chain(run, 4, it -> it.in.narrow(4))) {
            assertThat(bench.finish().moved("out"))
                    .isEqualTo(
                            numbers().stream()
                                    .flatMap(
                                            n ->
                                                    LongStream.of(
                                                                    n & 15,
                                                                    n >> 4 & 15,
                                                                    n >> 8 & 15,
                                                                    n >> 12)
                                                            .boxed())
                                    .toList());
        }
        try (var bench = chain(run, it -> it.in.narrow(2).stage().widen(2))) {
            assertThat(bench.finish().moved("out")).isEqualTo(numbers());
        }
    }

    @Test
    void limitOpensAgainAtRestart() {
        try (var bench =
                new StreamBench(1, () -> new Chain(16, it -> it.in.limit(3, it.condition)))
                        .send("in", 100)
                        .take("out")
                        .share("in", 100)) {
            var restart = bench.simulator.probe("condition");
            for (int share = 1; share < 5; share++) {
                assertThat(bench.run(50).moved("out")).hasSize(3 * share);
                bench.simulator.poke(restart, 1);
                bench.simulator.step();
                bench.simulator.poke(restart, 0);
            }
            assertThat(bench.moved("out")).isSorted();
        }
    }

    /// Two streams in, three out.
    static final class Crossroads extends Module {
        final Stream<Bits> in = input(stream(bits(16)));
        final Stream<Bits> other = input(stream(bits(16)));
        final UInt index = input(uint(2));
        final List<Stream<Bits>> out =
                List.of(
                        output(stream(bits(16))),
                        output(stream(bits(16))),
                        output(stream(bits(16))));
        private final Function<Crossroads, List<Stream<Bits>>> verbs;

        private boolean readsOther;

        Crossroads(Function<Crossroads, List<Stream<Bits>>> verbs) {
            this.verbs = verbs;
            super();
        }

        Stream<Bits> other() {
            readsOther = true;
            return other;
        }

        @Override
        protected void build() {
            var made = verbs.apply(this);
            if (!readsOther) {
                other.ready().assign(0);
            }
            for (int i = 0; i < out.size(); i++) {
                if (i < made.size()) {
                    made.get(i).into(out.get(i));
                } else {
                    out.get(i).valid().assign(0);
                    out.get(i).payload().assign(0);
                }
            }
        }
    }

    private static StreamBench crossroads(
            RepetitionInfo run, Function<Crossroads, List<Stream<Bits>>> verbs) {
        return new StreamBench(run.getCurrentRepetition(), () -> new Crossroads(verbs))
                .take("out_0", "out_1", "out_2")
                .share("out_1", 30)
                .share("out_2", 80);
    }

    @RepeatedTest(4)
    void forkGivesEveryPayloadToEach(RepetitionInfo run) {
        List<Function<Crossroads, List<Stream<Bits>>>> forks =
                List.of(it -> it.in.fork(3), it -> it.in.forkLazily(3));
        for (int lazy = 0; lazy < 2; lazy++) {
            try (var bench = crossroads(run, forks.get(lazy)).send("in", COUNT)) {
                (lazy == 1 ? bench.withoutPromise() : bench).finish();
                for (String out : List.of("out_0", "out_1", "out_2")) {
                    assertThat(bench.moved(out)).as(out).isEqualTo(numbers());
                }
            }
        }
    }

    @RepeatedTest(4)
    void dispatchSendsEachToItsOwn(RepetitionInfo run) {
        try (var bench =
                crossroads(run, it -> it.in.dispatch(it.in.payload().slice(1, 0).asUInt(), 3))
                        .send("in", numbers().stream().filter(n -> n % 4 != 3).toList())) {
            bench.finish();
            for (int i = 0; i < 3; i++) {
                int own = i;
                assertThat(bench.moved("out_" + i))
                        .isEqualTo(numbers().stream().filter(n -> n % 4 == own).toList());
            }
        }
    }

    @RepeatedTest(4)
    void dispatchBeyondTheLastWaits(RepetitionInfo run) {
        try (var bench =
                crossroads(run, it -> it.in.dispatch(it.in.payload().slice(1, 0).asUInt(), 3))
                        .send("in", List.of(1L, 2L, 3L, 0L))) {
            bench.run(500);
            assertThat(bench.moved("in")).containsExactly(1L, 2L);
        }
    }

    @RepeatedTest(4)
    void joinPairsThem(RepetitionInfo run) {
        try (var bench =
                crossroads(
                                run,
                                it ->
                                        List.of(
                                                it.in.join(
                                                        it.other(),
                                                        (a, b) ->
                                                                a.asUInt()
                                                                        .add(b.asUInt())
                                                                        .asBits())))
                        .send("in", COUNT)
                        .send("other", numbers(n -> 3 * n))) {
            assertThat(bench.finish().moved("out_0")).isEqualTo(numbers(n -> 4 * n));
        }
    }

    @RepeatedTest(4)
    void arbitrateKeepsTheOrderOfEach(RepetitionInfo run) {
        for (var policy : Arbiter.Policy.values()) {
            try (var bench =
                    crossroads(
                                    run,
                                    it ->
                                            List.of(
                                                    Stream.arbitrate(
                                                            policy, List.of(it.in, it.other()))))
                            .send("in", COUNT)
                            .send("other", numbers(n -> 10_000 + n))) {
                var split =
                        bench.finish().moved("out_0").stream()
                                .collect(Collectors.partitioningBy(n -> n < 10_000));
                assertThat(split.get(true)).isEqualTo(numbers());
                assertThat(split.get(false)).isEqualTo(numbers(n -> 10_000 + n));
            }
        }
    }

    @RepeatedTest(4)
    void arbitrateInTransactionsKeepsThemWhole(RepetitionInfo run) {
        try (var bench =
                crossroads(
                                run,
                                it ->
                                        List.of(
                                                Stream.arbitrate(
                                                        Arbiter.Policy.ROUND_ROBIN,
                                                        List.of(it.in, it.other()),
                                                        p -> p.slice(1, 0).andR())))
                        .send("in", COUNT)
                        .send("other", numbers(n -> 10_000 + n))) {
            var all = bench.finish().moved("out_0");
            assertThat(all).hasSize(2 * COUNT);
            for (int i = 0; i < all.size(); i += 4) {
                assertThat(all.get(i) % 4).isZero();
                assertThat(all.get(i + 3)).isEqualTo(all.get(i) + 3);
            }
        }
    }

    @RepeatedTest(4)
    void chooseTakesFromTheOneThatIsNamed(RepetitionInfo run) {
        try (var bench =
                crossroads(run, it -> List.of(Stream.choose(List.of(it.in, it.other()), it.index)))
                        .withoutPromise()
                        .shake("index")
                        .send("in", COUNT)
                        .send("other", numbers(n -> 10_000 + n))) {
            var split =
                    bench.finish().moved("out_0").stream()
                            .collect(Collectors.partitioningBy(n -> n < 10_000));
            assertThat(split.get(true)).isEqualTo(numbers());
            assertThat(split.get(false)).isEqualTo(numbers(n -> 10_000 + n));
        }
    }

    /// From a stream to a flow and back.
    static final class FlowAndBack extends Module {
        final Stream<Bits> in = input(stream(bits(16)));
        final Stream<Bits> out = output(stream(bits(16)));
        final Bool lost = output(bool());

        @Override
        protected void build() {
            var buffered = in.toFlow().stage().takeWhen(high()).map(p -> p).queue(4);
            buffered.stream().into(out);
            lost.assign(buffered.lost());
        }
    }

    @RepeatedTest(4)
    void aFlowLosesWhatFindsNoRoomAndSaysSo(RepetitionInfo run) {
        try (var bench =
                new StreamBench(run.getCurrentRepetition(), FlowAndBack::new)
                        .send("in", COUNT)
                        .take("out")) {
            var lost = bench.simulator.probe("lost");
            long losses = 0;
            while (bench.moved("in").size() < COUNT) {
                bench.clock();
                losses += bench.simulator.peek(lost);
            }
            bench.run(100);
            assertThat(losses).isPositive();
            assertThat(bench.moved("out")).hasSize((int) (COUNT - losses)).isSorted();
        }
    }

    @Test
    void whatAVerbMakesIsNamedAfterTheVariableOrTheStreamAndTheVerb() {
        var text = Verilog.of(Design.of(Named::new).circuit()).text();
        assertThat(text)
                .contains("SkidBuffer_w16 in_stage (", "Fifo_w16_d4_lut words (", "wire kept_ready")
                .doesNotContain("stream_");
    }

    static final class Named extends Module {
        final Stream<Bits> in = input(stream(bits(16)));
        final Stream<Bits> out = output(stream(bits(16)));

        @Override
        protected void build() {
            var words = in.stage().queue(4);
            var kept = words.throwWhen(words.payload().bit(0));
            kept.into(out);
        }
    }

    @Test
    void aVerbOutsideOfBuildIsRefused() {
        assertThatThrownBy(() -> Design.of(Early::new))
                .hasMessageContaining("stage() makes hardware, so it is called in build()");
    }

    static final class Early extends Module {
        final Stream<Bits> in = input(stream(bits(16)));
        final Stream<Bits> staged = in.stage();

        @Override
        protected void build() {}
    }
}
