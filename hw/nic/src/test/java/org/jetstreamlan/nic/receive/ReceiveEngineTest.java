package org.jetstreamlan.nic.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.nic.receive.ReceiveBench.STATION;
import static org.jetstreamlan.nic.receive.ReceiveBench.words;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.receive.ReceiveBench.Incoming;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a frame that comes by: event and blocks, or one counter and nothing else.
class ReceiveEngineTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final int BLOCKS = PARAMETERS.blocks();
    private static final int BLOCK_WORDS = PARAMETERS.blockBytes() / 4;
    private static final Model MODEL = Bench.compile(() -> new ReceiveRig(PARAMETERS));

    private static final int VCI = StationVci.of(STATION, 0x234);
    private static final int OTHER_VCI = StationVci.of(STATION, 0x235);
    private static final int TAPPED_VCI = StationVci.of(STATION + 1, 0x777);
    private static final int BROADCAST = StationVci.IP_BROADCAST;
    private static final int POOL = 5;
    private static final int KEEPING_POOL = 6;

    private final ReceiveBench receive = new ReceiveBench(MODEL, PARAMETERS);

    @BeforeEach
    void open() {
        receive.pool(POOL, BLOCKS, false);
        receive.pool(KEEPING_POOL, BLOCKS, true);
        receive.associate(VCI, POOL, false);
        receive.associate(OTHER_VCI, KEEPING_POOL, false);
        receive.associate(TAPPED_VCI, POOL, true);
        receive.associate(BROADCAST, POOL, false);
    }

    @AfterEach
    void close() {
        receive.close();
    }

    private void expectDropped(Counter reason, int frames) {
        receive.settle();
        assertThat(receive.count(reason)).as("%s", reason).isEqualTo(frames);
        assertThat(receive.counted()).as("each frame counted once").isEqualTo(frames);
        assertThat(receive.events()).isZero();
        expectNothingHeld();
    }

    private void expectNothingHeld() {
        assertThat(receive.freeBlocks()).as("free blocks").isEqualTo(BLOCKS);
        for (int pool = 0; pool < PARAMETERS.pools(); pool++) {
            assertThat(receive.receiveCount(pool)).as("receive count of pool %d", pool).isZero();
        }
    }

    @ParameterizedTest(name = "{0} words")
    @ValueSource(
            ints = {
                12, 13, 14, 15, 27, 495, 496, 497, 498, 510, 511, 512, 513, 514, 1_007, 1_008,
                1_009, 1_023, 1_024, 1_025, 1_040, 2_048, 16_381, 16_382
            })
    void aFrameOfAnyLengthArrivesWholeAndItsBlocksComeBack(int length) {
        int[] payload = words(length, length);
        var shown = receive.frame(Incoming.good(VCI, payload));
        receive.settle();
        assertThat(shown.recognised()).isTrue();
        assertThat(shown.copied()).isTrue();
        var event = receive.event();
        assertThat(event.payloadBytes()).isEqualTo(4 * length);
        assertThat(event.blocks()).isEqualTo((length + BLOCK_WORDS - 1) / BLOCK_WORDS);
        assertThat(event.pool()).isEqualTo(POOL);
        assertThat(event.verdict()).isEqualTo(CrcVerdict.GOOD);
        assertThat(event.codeError()).isFalse();
        assertThat(event.atmWord()).isEqualTo(AtmHeader.endOfPdu(VCI).word());
        assertThat(event.timestamp()).isEqualTo(shown.endedAt());
        assertThat(receive.payload(event)).isEqualTo(payload);
        assertThat(receive.receiveCount(POOL)).isEqualTo(event.blocks());
        assertThat(receive.freeBlocks()).isEqualTo(BLOCKS - event.blocks());
        receive.free(event);
        expectNothingHeld();
        assertThat(receive.count(Counter.DELIVERED)).isEqualTo(1);
        assertThat(receive.counted()).isEqualTo(1);
    }

    @Test
    void minimumFramesBackToBackToOnePoolAllArrive() {
        backToBack(new int[] {VCI});
    }

    @Test
    void minimumFramesBackToBackToSeveralPoolsAllArrive() {
        backToBack(new int[] {VCI, OTHER_VCI, BROADCAST});
    }

    /// More frames than blocks: the host frees as fast as it can.
    private void backToBack(int[] vcis) {
        int sent = 0;
        List<int[]> expected = new ArrayList<>();
        for (; sent < BLOCKS; sent++) {
            int[] payload = words(12, sent);
            expected.add(payload);
            var shown = receive.frame(Incoming.good(vcis[sent % vcis.length], payload));
            assertThat(shown.copied()).as("frame %d", sent).isTrue();
        }
        receive.settle();
        assertThat(receive.events()).isEqualTo(sent);
        for (int[] payload : expected) {
            var event = receive.event();
            assertThat(receive.payload(event)).isEqualTo(payload);
            receive.free(event);
        }
        assertThat(receive.count(Counter.DELIVERED)).isEqualTo(sent);
        expectNothingHeld();
    }

    @Test
    void minimumFramesBackToBackAllArriveWhileTheHostKeepsTheBlockManagerBusy() {
        receive.bench.set("hostFree_payload", 0xFFFF);
        receive.bench.set("hostFree_valid", true);
        receive.bench.set("hostAllocate_payload", 63);
        receive.bench.set("hostAllocate_valid", true);
        for (int i = 0; i < BLOCKS; i++) {
            receive.idle(i % 7);
            assertThat(receive.frame(Incoming.good(VCI, words(12, i))).copied())
                    .as("frame %d", i)
                    .isTrue();
        }
    }

    /// The table's answer for the first, which is cut behind its ATM header, comes when the second waits for its own.
    @Test
    void anAnswerForAFrameThatIsCutIsNotTakenForTheNextOne() {
        receive.interrupted(Incoming.good(VCI, words(12, 1)), 2);
        receive.cut();
        receive.interrupted(Incoming.good(StationVci.of(STATION, 0x999), words(12, 1)), 2);
        for (int word : words(12, 2)) {
            receive.payload(word);
        }
        assertThat(receive.end().copied()).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DROP_ABORTED)).isEqualTo(1);
        assertThat(receive.count(Counter.DROP_UNKNOWN_VCI)).isEqualTo(1);
        assertThat(receive.events()).isZero();
        expectNothingHeld();
    }

    @Test
    void minimumFramesRightBehindTheLongestAllArrive() {
        List<int[]> expected = new ArrayList<>();
        expected.add(words(16_382, 1));
        for (int i = 0; i < 30; i++) {
            expected.add(words(12, i));
        }
        for (int[] payload : expected) {
            assertThat(receive.frame(Incoming.good(VCI, payload)).copied()).isTrue();
        }
        receive.settle();
        for (int[] payload : expected) {
            var event = receive.event();
            assertThat(receive.payload(event)).isEqualTo(payload);
            receive.free(event);
        }
        expectNothingHeld();
    }

    /// The block asked for ahead goes back unused; while it is on its way back, one block less is free.
    @Test
    void framesOfExactlyOneBlockBackToBackNeedOneBlockEach() {
        for (int i = 0; i < BLOCKS - 1; i++) {
            assertThat(receive.frame(Incoming.good(VCI, words(BLOCK_WORDS, i))).copied()).isTrue();
        }
        receive.settle();
        assertThat(receive.freeBlocks()).isEqualTo(1);
        assertThat(receive.count(Counter.DELIVERED)).isEqualTo(BLOCKS - 1);
    }

    @Test
    void theEventComesWithin25ClocksOfTheEndOfAOneBlockFrameOnAFastBus() {
        var shown = receive.frame(Incoming.good(VCI, words(12, 1)));
        while (receive.events() == 0) {
            receive.idle(1);
        }
        assertThat((int) receive.bench.get("clock") - shown.endedAt()).isLessThanOrEqualTo(25);
    }

    @Test
    void aFrameForAnotherStationIsRepeated() {
        var shown = receive.frame(Incoming.good(StationVci.of(STATION + 2, 0x234), words(12, 1)));
        assertThat(shown.recognised()).isFalse();
        assertThat(shown.copied()).isFalse();
        expectDropped(Counter.REPEATED, 1);
    }

    @Test
    void aBroadcastThatNobodyHasIsRepeated() {
        receive.frame(Incoming.good(StationVci.ARP, words(12, 1)));
        expectDropped(Counter.REPEATED, 1);
    }

    @Test
    void anUnknownVciOfThisStationIsRecognisedAndNotCopied() {
        var shown = receive.frame(Incoming.good(StationVci.of(STATION, 0x999), words(500, 1)));
        assertThat(shown.recognised()).isTrue();
        assertThat(shown.copied()).isFalse();
        expectDropped(Counter.DROP_UNKNOWN_VCI, 1);
    }

    @Test
    void aTapAndABroadcastAreTakenWithoutBeingRecognised() {
        for (int vci : new int[] {TAPPED_VCI, BROADCAST}) {
            var shown = receive.frame(Incoming.good(vci, words(20, vci)));
            assertThat(shown.recognised()).isFalse();
            receive.settle();
            assertThat(receive.payload(receive.event())).isEqualTo(words(20, vci));
        }
    }

    @Test
    void anEntryOfAnIdThatThisStationHadBeforeTakesNothing() {
        int vci = StationVci.of(STATION - 1, 0x200);
        receive.associate(vci, POOL, false);
        var shown = receive.frame(Incoming.good(vci, words(20, 1)));
        assertThat(shown.recognised()).isFalse();
        assertThat(shown.copied()).isFalse();
        expectDropped(Counter.REPEATED, 1);
    }

    @Test
    void aFrameThatMayNotBeTakenOrHasABadHecIsTheMacsToCount() {
        receive.frame(Incoming.good(VCI, words(12, 1)).notEligible());
        var shown = receive.frame(Incoming.good(VCI, words(12, 1)).withBadHec());
        assertThat(shown.recognised()).isFalse();
        receive.settle();
        assertThat(receive.counted()).isZero();
        assertThat(receive.events()).isZero();
        expectNothingHeld();
    }

    @Test
    void aWrongCrcIsDroppedUnlessThePoolKeepsIt() {
        receive.frame(Incoming.good(VCI, words(600, 1)).withCrc(CrcVerdict.BAD));
        expectDropped(Counter.DROP_CRC, 1);
        receive.frame(
                Incoming.good(OTHER_VCI, words(600, 2)).withCrc(CrcVerdict.BAD).withCodeError());
        receive.settle();
        var event = receive.event();
        assertThat(event.verdict()).isEqualTo(CrcVerdict.BAD);
        assertThat(event.codeError()).isTrue();
        assertThat(event.pool()).isEqualTo(KEEPING_POOL);
        assertThat(receive.payload(event)).isEqualTo(words(600, 2));
    }

    @Test
    void aFrameWithoutCrcHasVerdictNone() {
        var frame =
                new Incoming(
                        AtmHeader.noCrc(VCI).word(),
                        words(12, 3),
                        CrcVerdict.NONE,
                        true,
                        true,
                        false,
                        false);
        receive.frame(frame);
        receive.settle();
        assertThat(receive.event().verdict()).isEqualTo(CrcVerdict.NONE);
    }

    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 11})
    void aRuntIsDropped(int length) {
        var shown = receive.frame(Incoming.good(VCI, words(length, 1)));
        assertThat(shown.copied()).isFalse();
        assertThat(shown.recognised()).isTrue();
        expectDropped(Counter.DROP_RUNT, 1);
    }

    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {16_383, 16_384, 20_000})
    void aFrameThatIsTooLongIsDropped(int length) {
        assertThat(receive.frame(Incoming.good(VCI, words(length, 1))).copied()).isFalse();
        expectDropped(Counter.DROP_TOO_LONG, 1);
    }

    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {0, 3, 12, 511, 512, 513, 1_500})
    void anAbortedFrameLeavesNothing(int length) {
        receive.frame(Incoming.good(VCI, words(length, 1)).cutShort());
        expectDropped(Counter.DROP_ABORTED, 1);
    }

    @Test
    void aPoolAtItsLimitDropsAndAnotherStillReceivesAtLineRate() {
        receive.pool(POOL, 2, false);
        for (int i = 0; i < 10; i++) {
            boolean copied = receive.frame(Incoming.good(VCI, words(12, i))).copied();
            assertThat(copied).as("frame %d", i).isEqualTo(i < 2);
            assertThat(receive.frame(Incoming.good(OTHER_VCI, words(12, i))).copied()).isTrue();
        }
        receive.settle();
        assertThat(receive.count(Counter.DROP_POOL_LIMIT)).isEqualTo(8);
        assertThat(receive.count(Counter.DELIVERED)).isEqualTo(12);
        assertThat(receive.receiveCount(POOL)).isEqualTo(2);
        assertThat(receive.receiveCount(KEEPING_POOL)).isEqualTo(10);
    }

    /// The pool has room for one of them, and the host keeps the block manager busy. Closer behind it may be refused.
    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {12, 14, 40, 500, 513, 600})
    void aFrameThatStarts9ClocksBehindADroppedOneFindsItsBlocksFree(int length) {
        for (int phase = 0; phase < 8; phase++) {
            var one = new ReceiveBench(MODEL, PARAMETERS);
            one.pool(POOL, (length + BLOCK_WORDS - 1) / BLOCK_WORDS, false);
            one.associate(VCI, POOL, false);
            one.bench.set("hostFree_payload", 0xFFFF);
            one.bench.set("hostFree_valid", true);
            one.bench.set("hostAllocate_payload", 63);
            one.bench.set("hostAllocate_valid", true);
            one.idle(phase);
            one.frame(Incoming.good(VCI, words(length, 1)).withCrc(CrcVerdict.BAD));
            // A frame is shown from 2 clocks behind the one before on.
            one.idle(9 - 2);
            var kept = Incoming.good(VCI, words(Math.max(24, length), 2));
            assertThat(one.frame(kept).copied()).as("phase %d", phase).isTrue();
            assertThat(one.count(Counter.DROP_CRC)).isEqualTo(1);
            one.close();
        }
    }

    @Test
    void aFrameLongerThanItsPoolsLimitIsDroppedWhole() {
        receive.pool(POOL, 2, false);
        receive.frame(Incoming.good(VCI, words(2 * BLOCK_WORDS + 1, 1)));
        expectDropped(Counter.DROP_POOL_LIMIT, 1);
        assertThat(receive.frame(Incoming.good(VCI, words(2 * BLOCK_WORDS, 1))).copied())
                .as("the last block filled to its end")
                .isTrue();
    }

    @Test
    void withoutAFreeBlockFramesAreDroppedAndThenArriveAgain() {
        for (int i = 0; i < BLOCKS; i++) {
            receive.frame(Incoming.good(VCI, words(12, i)));
        }
        var shown = receive.frame(Incoming.good(VCI, words(12, 99)));
        assertThat(shown.recognised()).isTrue();
        assertThat(shown.copied()).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DROP_NO_BLOCK)).isEqualTo(1);
        ReceiveEvent first = receive.event();
        receive.free(first);
        assertThat(receive.frame(Incoming.good(VCI, words(12, 100))).copied()).isTrue();
    }

    @Test
    void aFullEventRingDropsUntilTheHostReads() {
        int slots = PARAMETERS.eventRing();
        for (int i = 0; i < slots; i++) {
            receive.frame(Incoming.good(VCI, words(12, i)));
            receive.settle();
            // The host frees the block and leaves the event.
            receive.free(receive.rings.event(i).firstBlock());
        }
        assertThat(receive.frame(Incoming.good(VCI, words(12, 0))).copied()).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DROP_EVENT_RING_FULL)).isEqualTo(1);
        receive.event();
        receive.idle(3);
        assertThat(receive.frame(Incoming.good(VCI, words(12, 0))).copied()).isTrue();
    }

    /// The bus stands still: events wait, one for each block; then none is lost, and each block is the host's before its event shows.
    @Test
    void asManyEventsWaitForTheBusAsThereAreBlocks() {
        receive.rings.bus.standStill(true);
        for (int i = 0; i < BLOCKS; i++) {
            assertThat(receive.frame(Incoming.good(VCI, words(12, i))).copied()).isTrue();
        }
        assertThat(receive.frame(Incoming.good(VCI, words(12, 0))).copied()).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DROP_NO_BLOCK)).isEqualTo(1);
        assertThat(receive.events()).isZero();
        receive.rings.bus.standStill(false);
        for (int i = 0; i < BLOCKS; i++) {
            while (!receive.rings.hasEvent(i)) {
                receive.idle(1);
            }
            receive.free(receive.rings.event(i).firstBlock());
        }
        receive.idle(20);
        assertThat(receive.count(Counter.DELIVERED)).isEqualTo(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            receive.event();
        }
        expectNothingHeld();
    }

    @Test
    void theUpperHalfOfTheTimestampIsThatOfTheEnd() {
        for (int before = 1; before < 40; before++) {
            receive.bench.set("now", (7L << 32) - before);
            var shown = receive.frame(Incoming.good(VCI, words(12, before)));
            receive.settle();
            var event = receive.event();
            assertThat((int) event.timestamp()).isEqualTo(shown.endedAt());
            assertThat(event.timestamp()).isBetween((7L << 32) - before, (7L << 32) + 40 - before);
            receive.free(event);
        }
    }

    @Test
    void beforeTheStationHasAnIdNoVciIsItsOwn() {
        receive.bench.set("stationValid", false);
        assertThat(
                        receive.frame(Incoming.good(StationVci.of(STATION, 0x999), words(12, 1)))
                                .recognised())
                .isFalse();
        expectDropped(Counter.REPEATED, 1);
    }

    @Test
    void aRestartInEveryStateOfAFrameLeavesAWorkingEngine() {
        int[] payload = words(1_030, 7);
        for (int at = 0; at < 1_060; at += at < 40 ? 1 : 37) {
            restartAfter(at, payload);
            receive.pool(POOL, BLOCKS, false);
            assertThat(receive.frame(Incoming.good(VCI, payload)).copied())
                    .as("restart at %d", at)
                    .isTrue();
            receive.settle();
            assertThat(receive.bench.get("producer")).isEqualTo(1);
            assertThat(receive.freeBlocks()).isEqualTo(BLOCKS - 3);
        }
    }

    private void restartAfter(int clocks, int[] payload) {
        receive.interrupted(Incoming.good(VCI, payload), clocks);
        receive.bench.set("restart", true);
        receive.idle(128);
        receive.bench.set("restart", false);
        receive.idle(70);
    }
}
