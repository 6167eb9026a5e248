package org.jetstreamlan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `docs/ring.md`, The timed token.
class TimedTokenTest {
    private static final int HOP = 5;

    @Test
    void aTokenTakesThreeWordsAndTheLinkForEachStation() {
        var test = TestRing.operational(4, HOP);
        test.ring.run(1_000);
        var at = test.tokens.stream().filter(token -> token.station() == 2).toList();
        for (int i = 1; i < at.size(); i++) {
            assertThat(at.get(i).time() - at.get(i - 1).time()).isEqualTo(test.ring.latency());
        }
        assertThat(at).hasSizeGreaterThan(20);
    }

    @Test
    void theFirstTokenSendsNothingTheSecondSynchronousFramesOnly() {
        IntFunction<StationSettings> settings = i -> TestRing.settings(i).withAllocation(100);
        var test = new TestRing(3, HOP, settings);
        test.ring.enableAll();
        for (int i = 0; i < 3; i++) {
            test.ring.enqueue(i, false, TestRing.to(0), 12, 0);
            test.ring.enqueue(i, true, TestRing.to(0), 12, 0);
        }
        test.ring.run(3_000);
        for (int i = 0; i < 3; i++) {
            int station = i;
            var tokens = test.tokens.stream().filter(token -> token.station() == station).toList();
            var started = test.started.stream().filter(s -> s.station() == station).toList();
            boolean monitor = test.monitor() == station;
            int second = monitor ? 0 : 1;
            assertThat(started.getFirst().synchronous()).isTrue();
            assertThat(started.getFirst().time()).isEqualTo(tokens.get(second).time() + 4);
            assertThat(started.get(1).synchronous()).isFalse();
            assertThat(started.get(1).time()).isEqualTo(tokens.get(second + 1).time() + 4);
        }
    }

    @Test
    void aStationSendsNoMoreThanItsAllocationPerToken() {
        IntFunction<StationSettings> settings = i -> TestRing.settings(i).withAllocation(200);
        var test = TestRing.operational(3, HOP, settings);
        test.ring.saturate(test.station(1), true, TestRing.to(2), 20);
        test.ring.run(20_000);
        var tokens = test.tokens.stream().filter(TestRing.Token::captured).toList();
        // 25 words each, and 16 more than the payload must be left: (200 - 36) / 25 + 1.
        assertThat(test.started.size() / (double) tokens.size()).isBetween(6.9, 7.0);
    }

    @Test
    void aSynchronousFrameGoesBeforeAsynchronousOnesThatWait() {
        IntFunction<StationSettings> settings = i -> TestRing.settings(i).withAllocation(200);
        var test = TestRing.operational(3, HOP, settings);
        for (int i = 0; i < 5; i++) {
            test.send(1, 2, 100, false);
        }
        test.until(() -> test.started.size() == 2, 2_000);
        test.send(1, 2, 50, true);
        test.ring.run(3_000);
        assertThat(test.started.get(2).synchronous()).isTrue();
    }

    @Test
    void aFrameThatWaitsLongerThanFIsPurgedThreeWordsAfterItsStationBecomesAMember() {
        var before = new TestRing(3, HOP);
        before.ring.enableAll();
        before.until(before::isOperational, 10_000);
        var joined =
                before.entered.stream()
                        .filter(entered -> entered.phase() == RingPhase.MEMBER)
                        .filter(entered -> entered.station() != before.monitor())
                        .toList();
        assertThat(joined).hasSize(2);

        var test = new TestRing(3, HOP);
        for (int i = 0; i < 3; i++) {
            test.ring.enqueue(i, false, TestRing.to(1), TestRing.LARGEST + 1, 0);
        }
        test.ring.enableAll();
        for (var entered : joined) {
            test.ring.runTo(entered.time() + 3);
            assertThat(test.ring.counter(entered.station(), Counter.PURGED)).isZero();
            test.ring.runTo(entered.time() + 4);
            assertThat(test.ring.counter(entered.station(), Counter.PURGED)).isEqualTo(1);
        }
    }

    /// Accepted in word t, counted in t + 1.
    @Test
    void theSecondTokenMakesAStationOperationalTwoWordsAfterItIsAccepted() {
        var before = new TestRing(3, HOP);
        before.ring.enableAll();
        before.until(before::isOperational, 10_000);
        int station = before.station(1);
        var tokens = before.tokens.stream().filter(token -> token.station() == station).toList();

        var test = new TestRing(3, HOP);
        test.ring.enableAll();
        test.ring.runTo(tokens.get(1).time() + 1);
        assertThat(test.ring.isOperational(station)).isFalse();
        test.ring.runTo(tokens.get(1).time() + 2);
        assertThat(test.ring.isOperational(station)).isTrue();
    }

    /// The third token may carry a frame, but where it is back in 3 words, `fits` is still that of the second.
    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    void yieldIsDecidedByWhatFitWordsBefore(int hop, boolean sets) {
        var test = new TestRing(1, hop);
        test.ring.enqueue(0, false, TestRing.to(0), 50, 0);
        test.ring.enableAll();
        test.until(() -> !test.started.isEmpty(), 20_000);
        test.ring.run(100);
        assertThat(test.left.stream().anyMatch(word -> yields(word.word()))).isEqualTo(sets);
    }

    private static boolean yields(int word) {
        return ControlSymbol.of(word)
                .filter(symbol -> symbol instanceof ControlSymbol.Token)
                .map(symbol -> ((ControlSymbol.Token) symbol).yield())
                .orElse(false);
    }

    @Test
    void aTokenThatIsLostIsMissedAfterTwoRotationTimes() {
        for (int link = 0; link < 4; link++) {
            var test = TestRing.operational(4, HOP);
            test.ring.run(300);
            test.ring.loseToken(link);
            test.ring.run(100);
            long last = test.tokens.stream().mapToLong(TestRing.Token::time).max().orElseThrow();
            test.until(() -> !test.entered.isEmpty(), 3L * TestRing.TTRT);
            var claims = test.entered.getFirst();
            assertThat(claims.cause()).isEqualTo(RingCause.LOST_TOKEN);
            assertThat(claims.time() - last)
                    .isBetween(2L * TestRing.TTRT - test.ring.latency(), 2L * TestRing.TTRT + 4);
        }
    }

    @Test
    void aTokenOfAnotherEpochIsDestroyedAndMakesTheStationClaim() {
        var test = TestRing.operational(4, HOP);
        test.ring.run(300);
        var own =
                test.left.stream()
                        .filter(
                                left ->
                                        ControlSymbol.opcode(left.word())
                                                == ControlSymbol.OPCODE_TOKEN)
                        .findFirst()
                        .orElseThrow();
        int epoch = ControlSymbol.argument(own.word()) >> ControlSymbol.TOKEN_EPOCH_LO;
        long at = test.ring.now() + 9;
        test.ring.insertToken(1, at, new ControlSymbol.Token(epoch ^ 1, false, false));
        test.until(() -> !test.entered.isEmpty(), 100);
        var claims = test.entered.getFirst();
        assertThat(claims.station()).isEqualTo(2);
        assertThat(claims.time()).isEqualTo(at + HOP + 3);
        assertThat(claims.cause()).isEqualTo(RingCause.SECOND_TOKEN);
        assertThat(test.ring.counter(2, Counter.TOKEN_BAD)).isEqualTo(1);
        test.until(test::isOperational, 20L * TestRing.D_MAX);
    }

    @Test
    void aSecondTokenIsFoundWithinARotation() {
        for (int after : new int[] {1, 7, 20}) {
            var test = TestRing.operational(4, HOP);
            test.ring.doubleToken(1, after);
            test.until(() -> !test.entered.isEmpty(), 3L * test.ring.latency());
            assertThat(test.entered.getFirst().cause()).isEqualTo(RingCause.SECOND_TOKEN);
            test.until(test::isOperational, 20L * TestRing.D_MAX);
        }
    }

    /// Without yield the long frames would wait for ever: the others keep each rotation longer than it leaves.
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void longFramesDoNotWaitForEverWhileOthersSendShortOnes(int longOnes) {
        int stations = 5;
        var test = TestRing.operational(stations, HOP);
        for (int id = 0; id < stations; id++) {
            int words = id < longOnes ? TestRing.LARGEST : 40;
            test.ring.saturate(test.station(id), false, TestRing.to((id + 1) % stations), words);
        }
        long[] last = new long[stations];
        Arrays.fill(last, test.ring.now());
        test.ring.run(1_000L * TestRing.TTRT);
        long longest = 0;
        for (var started : test.started) {
            longest = Math.max(longest, started.time() - last[started.station()]);
            last[started.station()] = started.time();
        }
        for (long time : last) {
            longest = Math.max(longest, test.ring.now() - time);
        }
        assertThat(longest).isLessThan((long) stations * TestRing.TTRT);
        assertThat(test.entered).isEmpty();
    }

    /// Where all always have long frames, each has its turn.
    @ParameterizedTest
    @ValueSource(ints = {2, 10, 33, 64})
    void stationsThatAllSendTheLongestFramesTakeTurns(int stations) {
        var test = TestRing.operational(stations, HOP);
        for (int id = 0; id < stations; id++) {
            test.ring.saturate(
                    test.station(id), false, TestRing.to((id + 1) % stations), TestRing.LARGEST);
        }
        long[] last = new long[stations];
        Arrays.fill(last, test.ring.now());
        test.ring.run(500L * TestRing.TTRT);
        long longest = 0;
        for (var started : test.started) {
            longest = Math.max(longest, started.time() - last[started.station()]);
            last[started.station()] = started.time();
        }
        for (long time : last) {
            longest = Math.max(longest, test.ring.now() - time);
        }
        assertThat(longest).isLessThan((stations + 1L) * TestRing.TTRT);
    }
}
