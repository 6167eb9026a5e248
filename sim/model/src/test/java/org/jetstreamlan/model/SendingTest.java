package org.jetstreamlan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `docs/ring.md`, Sending, stripping; and what a station sends with the token.
class SendingTest {
    private static final int HOP = 5;

    @Test
    void aFrameComesBackWithTheReceiversStatus() {
        var test = TestRing.operational(4, HOP);
        long serial = test.send(1, 3, 100, false);
        test.ring.run(2_000);
        assertThat(test.deliveries).hasSize(1);
        var delivery = test.deliveries.getFirst();
        assertThat(delivery.station()).isEqualTo(test.station(3));
        assertThat(delivery.serial()).isEqualTo(serial);
        assertThat(delivery.words()).isEqualTo(100);
        assertThat(test.ended).hasSize(1);
        var ended = test.ended.getFirst();
        assertThat(ended.result()).isEqualTo(CompletionResult.RETURNED);
        assertThat(FrameStatus.of(ended.status())).isEqualTo(FrameStatus.ACCEPTED);
    }

    @Test
    void aFrameToAStationThatIsNotThereComesBackUnrecognised() {
        var test = TestRing.operational(4, HOP);
        test.send(1, 9, 100, false);
        test.ring.run(2_000);
        assertThat(test.deliveries).isEmpty();
        assertThat(FrameStatus.of(test.ended.getFirst().status())).isEqualTo(FrameStatus.SENT);
    }

    @Test
    void aSystemVciGoesToAllAndNobodySetsItsStatus() {
        var test = TestRing.operational(5, HOP);
        var arp = AtmHeader.endOfPdu(StationVci.ARP);
        test.ring.enqueue(test.station(2), false, arp, 40, test.ring.now());
        test.ring.run(2_000);
        assertThat(test.deliveries).hasSize(4);
        assertThat(FrameStatus.of(test.ended.getFirst().status())).isEqualTo(FrameStatus.SENT);
    }

    /// Every pair, so that each side of the monitor is seen.
    @Test
    void eachFrameIsTakenOnceWhereverItsSourceIs() {
        var test = TestRing.operational(6, HOP);
        for (int from = 0; from < 6; from++) {
            for (int to = 0; to < 6; to++) {
                if (from != to) {
                    test.send(from, to, 20 + from, false);
                }
            }
        }
        test.ring.run(20_000);
        assertThat(test.deliveries).hasSize(30);
        assertThat(test.timesDelivered().values()).allMatch(times -> times == 1);
        assertThat(test.counter(Counter.RETURNED_GOOD)).isEqualTo(30);
    }

    @Test
    void startLeavesThreeWordsAfterTheTokenWouldHaveAndFramesFollowAfterFiveWords() {
        var test = TestRing.operational(3, HOP);
        int station = test.station(1);
        test.send(1, 2, 50, false);
        test.send(1, 2, 60, false);
        test.ring.run(1_000);
        long taken =
                test.tokens.stream()
                        .filter(TestRing.Token::captured)
                        .findFirst()
                        .orElseThrow()
                        .time();
        long first = taken + 1 + 3;
        assertThat(test.started)
                .extracting(TestRing.Started::time)
                .containsExactly(first, first + 55);
        long mark = first + 55 + 65;
        assertThat(timesOf(test, station, new ControlSymbol.Mark(1, false).word()))
                .containsExactly(mark);
        assertThat(test.left)
                .anyMatch(
                        word ->
                                word.link() == station
                                        && word.time() == mark + 1
                                        && ControlSymbol.opcode(word.word())
                                                == ControlSymbol.OPCODE_TOKEN);
    }

    private static java.util.List<Long> timesOf(TestRing test, int link, int word) {
        return test.left.stream()
                .filter(left -> left.link() == link && left.word() == word)
                .map(TestRing.Left::time)
                .toList();
    }

    @Test
    void behindA64KilobyteFrameSixFillsMoreAreSent() {
        IntFunction<StationSettings> settings =
                i ->
                        TestRing.settings(i)
                                .withPatience(640, 65_536, 65_536)
                                .withTtrt(40_000)
                                .withLargest(16_382);
        var test = TestRing.operational(2, HOP, settings);
        for (int i = 0; i < 5; i++) {
            test.send(1, 0, 16_382, false);
        }
        test.ring.run(200_000);
        assertThat(test.deliveries).hasSize(5);
        long gap = test.started.get(1).time() - test.started.get(0).time() - 16_382 - 5;
        assertThat(gap).isBetween(6L, 7L);
    }

    @Test
    void atMost63FramesAreOut() {
        var test = TestRing.operational(2, 1_000);
        for (int i = 0; i < 100; i++) {
            test.send(1, 0, 12, false);
        }
        test.until(() -> test.started.size() >= 63, 10_000);
        test.ring.run(400);
        assertThat(test.started).hasSize(63);
        test.ring.run(10_000);
        assertThat(test.ended).hasSize(100);
        assertThat(test.counter(Counter.RETURNED_GOOD)).isEqualTo(100);
    }

    @Test
    void aFrameThatIsTooLongIsPurgedAndEndsAsLost() {
        var test = TestRing.operational(3, HOP);
        long tooLong = test.send(1, 2, TestRing.LARGEST + 1, false);
        long next = test.send(1, 2, TestRing.LARGEST, false);
        test.ring.run(10_000);
        assertThat(test.ended).extracting(TestRing.Ended::serial).containsExactly(tooLong, next);
        assertThat(test.ended.getFirst().result()).isEqualTo(CompletionResult.LOST);
        assertThat(test.ring.counter(test.station(1), Counter.PURGED)).isEqualTo(1);
        assertThat(test.deliveries).hasSize(1);
    }

    @Test
    void aSynchronousFrameBeyondTheAllocationIsPurged() {
        IntFunction<StationSettings> settings = i -> TestRing.settings(i).withAllocation(66);
        var test = TestRing.operational(3, HOP, settings);
        test.send(1, 2, 51, true);
        test.send(1, 2, 50, true);
        test.ring.run(10_000);
        assertThat(test.ring.counter(test.station(1), Counter.PURGED)).isEqualTo(1);
        assertThat(test.deliveries).hasSize(1);
    }

    @Test
    void aDamagedPayloadIsCountedByItsReceiverAndSeenByItsSource() {
        for (boolean keep : new boolean[] {false, true}) {
            var test = TestRing.operational(4, HOP);
            test.ring.keepBad(keep);
            test.send(1, 3, 100, false);
            test.until(() -> !test.started.isEmpty(), 1_000);
            test.ring.flip(test.station(1), test.started.getFirst().time() + 50, 0x100);
            test.ring.run(2_000);
            assertThat(test.deliveries).hasSize(keep ? 1 : 0);
            assertThat(test.counter(Counter.DROP_CRC)).isEqualTo(keep ? 0 : 1);
            if (keep) {
                assertThat(test.deliveries.getFirst().verdict()).isEqualTo(CrcVerdict.BAD);
            }
            var status = FrameStatus.of(test.ended.getFirst().status());
            assertThat(status.error()).isTrue();
            assertThat(status.accepted()).isFalse();
        }
    }

    @Test
    void aFrameWithADamagedHeaderIsLostAndTheMarkSaysSo() {
        for (int bit = 8; bit < 32; bit++) {
            var test = TestRing.operational(4, 30);
            test.send(1, 3, 100, false);
            test.until(() -> !test.started.isEmpty(), 1_000);
            test.ring.flip(test.station(2), test.started.getFirst().time() + 34, 1 << bit);
            test.ring.run(2_000);
            assertThat(test.deliveries).as("bit %d", bit).isEmpty();
            assertThat(test.ended.getFirst().result()).isEqualTo(CompletionResult.LOST);
            assertThat(test.counter(Counter.DROP_HEADER_CHECK)).isEqualTo(1);
            assertThat(test.entered).isEmpty();
        }
    }

    @Test
    void whereTheMarkIsLostTooTheNextTokenEndsTheFrame() {
        var test = TestRing.operational(4, 30);
        test.send(1, 3, 100, false);
        test.until(() -> !test.started.isEmpty(), 1_000);
        long start = test.started.getFirst().time();
        test.ring.spoil(test.station(2), start + 34);
        test.ring.spoil(test.station(1), start + 105);
        test.ring.run(2_000);
        var ended = test.ended.getFirst();
        assertThat(ended.result()).isEqualTo(CompletionResult.LOST);
        assertThat(test.tokens)
                .anyMatch(
                        token ->
                                token.station() == test.station(1) && token.time() == ended.time());
        assertThat(test.entered).isEmpty();
    }

    @Test
    void aFrameThatIsCutComesBackAborted() {
        var test = TestRing.operational(4, HOP);
        test.send(1, 3, 100, false);
        test.until(() -> !test.started.isEmpty(), 1_000);
        test.ring.spoil(test.station(2), test.started.getFirst().time() + 60);
        test.ring.run(2_000);
        assertThat(test.counter(Counter.DROP_ABORTED)).isEqualTo(1);
        assertThat(test.ring.counter(test.station(3), Counter.CODE_ERROR)).isEqualTo(1);
        assertThat(test.counter(Counter.STRAY_WORD)).isGreaterThan(20);
        var status = FrameStatus.of(test.ended.getFirst().status());
        assertThat(status.error() && status.notCopied()).isTrue();
    }

    /// Data words outside a frame count as they come, and behind a cut none comes.
    @ParameterizedTest
    @CsvSource({"9, 10", "0, 1"})
    void strayWordsAreCountedUntilTheLinkIsCut(int stray, int cutAfter) {
        var test = TestRing.operational(4, HOP);
        test.send(1, 3, 100, false);
        test.until(() -> !test.started.isEmpty(), 1_000);
        long at = test.started.getFirst().time() + 60;
        test.ring.spoil(test.station(1), at);
        test.ring.cut(test.station(1), at + cutAfter, at + 5_000);
        test.ring.run(2_000);
        assertThat(test.counter(Counter.STRAY_WORD)).isEqualTo(stray);
    }

    @Test
    void ofAFrameThatIsCutFromItsStartOnNothingCounts() {
        var test = TestRing.operational(4, HOP);
        long serial = test.send(1, 3, 100, false);
        test.until(() -> !test.started.isEmpty(), 1_000);
        long start = test.started.getFirst().time();

        var again = TestRing.operational(4, HOP);
        assertThat(again.send(1, 3, 100, false)).isEqualTo(serial);
        again.ring.cut(again.station(1), start, start + 5_000);
        again.ring.run(2_000);
        assertThat(again.started.getFirst().time()).isEqualTo(start);
        assertThat(again.counter(Counter.STRAY_WORD)).isZero();
    }

    @Test
    void anOrphanIsTakenOnceAndStrippedByTheMonitor() {
        for (int source = 0; source < 8; source++) {
            var test = TestRing.operational(6, HOP);
            test.ring.disable(test.station(4));
            test.ring.run(200);
            test.forget();
            var header = new Header(FrameType.DATA, false, false, 3, source == 4 ? 4 : 7);
            long at = test.ring.now() + 7;
            test.ring.insertFrame(test.station(3), at, header, TestRing.to(5), 30);
            test.ring.run(5_000);
            assertThat(test.deliveries).as("source %d", source).hasSizeLessThanOrEqualTo(1);
            assertThat(test.isOperational()).isTrue();
        }
    }

    @Test
    void aFrameWhoseSourceIsResetIsNotTakenTwice() {
        for (int from = 0; from < 5; from++) {
            for (int after = 1; after < 160; after += 3) {
                var test = TestRing.operational(5, 20);
                int source = test.station(from);
                int to = (from + 2) % 5;
                test.send(from, to, 40, false);
                test.until(() -> !test.started.isEmpty(), 3_000);
                test.ring.run(after);
                test.ring.reset(source);
                test.ring.run(30_000);
                assertThat(test.timesDelivered().values())
                        .as("source %d reset after %d", from, after)
                        .allMatch(times -> times == 1);
                assertThat(test.isOperational()).as(test.describe()).isTrue();
            }
        }
    }
}
