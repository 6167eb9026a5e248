package org.jetstreamlan.nic.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.nic.receive.ReceiveBench.STATION;
import static org.jetstreamlan.nic.receive.ReceiveBench.words;

import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
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

/// Frames of a pool that drops old ones first: they wait for a claim, and give up their blocks for newer ones.
class WaitingFramesTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final int BLOCKS = PARAMETERS.blocks();
    private static final int BLOCK_WORDS = PARAMETERS.blockBytes() / 4;
    private static final Model MODEL = Bench.compile(() -> new ReceiveRig(PARAMETERS));

    private static final int VCI = StationVci.of(STATION, 0x234);
    private static final int OTHER_VCI = StationVci.of(STATION, 0x235);
    private static final int POOL = 5;
    private static final int OTHER_POOL = 6;
    private static final int LIMIT = 8;

    private final ReceiveBench receive = new ReceiveBench(MODEL, PARAMETERS);

    @BeforeEach
    void open() {
        receive.pool(POOL, LIMIT, false);
        receive.dropOld(POOL, true);
        receive.pool(OTHER_POOL, BLOCKS, false);
        receive.associate(VCI, POOL, false);
        receive.associate(OTHER_VCI, OTHER_POOL, false);
    }

    @AfterEach
    void close() {
        receive.close();
    }

    private boolean send(int length, int seed) {
        return receive.frame(Incoming.good(VCI, words(length, seed))).copied();
    }

    private void expectClaimed(int length, int seed) {
        var event = receive.claimed(POOL);
        assertThat(receive.payload(event)).as("frame %d", seed).isEqualTo(words(length, seed));
        receive.free(event);
    }

    private void expectCounts(int delivered, int droppedOld) {
        receive.settle();
        assertThat(receive.count(Counter.DELIVERED)).as("delivered").isEqualTo(delivered);
        assertThat(receive.count(Counter.DROP_OLD)).as("given up").isEqualTo(droppedOld);
        assertThat(receive.counted()).isEqualTo(delivered + droppedOld);
    }

    private void expectNothingHeld() {
        assertThat(receive.freeBlocks()).as("free blocks").isEqualTo(BLOCKS);
        assertThat(receive.receiveCount(POOL)).isZero();
        assertThat(receive.receiveCount(OTHER_POOL)).isZero();
    }

    @Test
    void aFrameWaitsUntilItIsClaimedAndTheOldestIsClaimedFirst() {
        for (int i = 0; i < LIMIT; i++) {
            assertThat(send(12 + i, i)).isTrue();
        }
        receive.settle();
        assertThat(receive.events()).isZero();
        assertThat(receive.counted()).as("their fate is open").isZero();
        assertThat(receive.receiveCount(POOL)).isEqualTo(LIMIT);
        for (int i = 0; i < LIMIT; i++) {
            expectClaimed(12 + i, i);
        }
        assertThat(receive.claim(POOL)).isFalse();
        expectCounts(LIMIT, 0);
        expectNothingHeld();
    }

    @Test
    void aClaimThatFindsNothingTakesTheNextFrameAndNoOther() {
        assertThat(receive.claim(POOL)).isFalse();
        for (int i = 0; i < 3; i++) {
            send(20, i);
        }
        receive.settle();
        assertThat(receive.events()).isEqualTo(1);
        var event = receive.event();
        assertThat(receive.payload(event)).isEqualTo(words(20, 0));
        receive.free(event);
        expectClaimed(20, 1);
        expectClaimed(20, 2);
        expectNothingHeld();
    }

    /// Lengths around a block's end among them, where a block is asked for that may not be needed: it costs a frame, too.
    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {12, 13, 40, 496, 512, 513, 528, 1_024, 1_025, 1_500, 2_040})
    void aFullPoolGivesUpItsOldestForEachNewOneBackToBack(int length) {
        int frames = 40;
        for (int i = 0; i < frames; i++) {
            assertThat(send(length, i)).as("frame %d copied", i).isTrue();
        }
        receive.settle();
        int blocks = (length + BLOCK_WORDS - 1) / BLOCK_WORDS;
        int spare = (length - 1) % BLOCK_WORDS >= BLOCK_WORDS - 16 ? 1 : 0;
        int waiting = Math.max(1, (LIMIT - spare) / blocks);
        int givenUp = receive.count(Counter.DROP_OLD);
        assertThat(frames - givenUp).isBetween(waiting - 1, LIMIT / blocks);
        for (int i = givenUp; i < frames; i++) {
            expectClaimed(length, i);
        }
        assertThat(receive.claim(POOL)).isFalse();
        expectCounts(frames - givenUp, givenUp);
        expectNothingHeld();
    }

    @Test
    void whatTheHostHasClaimedIsNeverGivenUp() {
        for (int i = 0; i < LIMIT; i++) {
            send(30, i);
        }
        var first = receive.claimed(POOL);
        var second = receive.claimed(POOL);
        for (int i = LIMIT; i < 4 * LIMIT; i++) {
            assertThat(send(30, i)).isTrue();
        }
        receive.settle();
        assertThat(receive.payload(first)).isEqualTo(words(30, 0));
        assertThat(receive.payload(second)).isEqualTo(words(30, 1));
        assertThat(receive.chain(first)).doesNotContainAnyElementsOf(receive.chain(second));
        receive.free(first);
        receive.free(second);
        for (int i = 3 * LIMIT + 2; i < 4 * LIMIT; i++) {
            expectClaimed(30, i);
        }
        expectCounts(LIMIT, 3 * LIMIT);
        expectNothingHeld();
    }

    @Test
    void whereNothingWaitsTheNewFrameIsDropped() {
        for (int i = 0; i < LIMIT; i++) {
            send(30, i);
            receive.claim(POOL);
        }
        assertThat(send(30, LIMIT)).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DROP_POOL_LIMIT)).isEqualTo(1);
        assertThat(receive.count(Counter.DROP_OLD)).isZero();
    }

    /// By an entry that is no tap this station takes nothing of another's, so it gives up nothing for it.
    @Test
    void aFrameOfAnotherStationCostsNone() {
        int foreign = StationVci.of(STATION - 1, 0x234);
        receive.associate(foreign, POOL, false);
        for (int i = 0; i < LIMIT; i++) {
            send(30, i);
        }
        assertThat(receive.frame(Incoming.good(foreign, words(30, LIMIT))).copied()).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DROP_OLD)).isZero();
        for (int i = 0; i < LIMIT; i++) {
            expectClaimed(30, i);
        }
        expectNothingHeld();
    }

    @Test
    void aFrameThatNeedsMoreThanTheLimitIsDroppedWithThatReason() {
        send(30, 0);
        assertThat(send(LIMIT * BLOCK_WORDS + 100, 1)).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DROP_POOL_LIMIT)).isEqualTo(1);
        assertThat(receive.count(Counter.DROP_OLD)).isEqualTo(1);
        expectNothingHeld();
    }

    @Test
    void aFrameOfManyBlocksTakesThoseOfSeveralAndGoesBackWhole() {
        for (int i = 0; i < LIMIT / 2; i++) {
            send(600, i);
        }
        assertThat(send(3 * BLOCK_WORDS + 7, 9)).isTrue();
        receive.settle();
        assertThat(receive.count(Counter.DROP_OLD)).isEqualTo(2);
        expectClaimed(600, 2);
        expectClaimed(600, 3);
        expectClaimed(3 * BLOCK_WORDS + 7, 9);
        expectNothingHeld();
    }

    @Test
    void whereNoBlockIsFreeThePoolsOwnAreTaken() {
        for (int i = 0; i < 4; i++) {
            send(30, i);
        }
        for (int i = 0; i < BLOCKS - 4; i++) {
            receive.frame(Incoming.good(OTHER_VCI, words(12, i)));
        }
        receive.settle();
        assertThat(receive.freeBlocks()).isZero();
        assertThat(send(30, 4)).isTrue();
        assertThat(receive.frame(Incoming.good(OTHER_VCI, words(12, 0))).copied()).isFalse();
        for (int i = 1; i <= 4; i++) {
            receive.settle();
            while (receive.events() > 0) {
                receive.free(receive.event());
                receive.settle();
            }
            expectClaimed(30, i);
        }
        expectNothingHeld();
    }

    /// More frames than the event ring has entries: none of them is ever told of.
    @Test
    void aFloodThatNobodyClaimsTakesNoPlaceInTheEventRing() {
        int frames = 2 * PARAMETERS.eventRing();
        for (int i = 0; i < frames; i++) {
            assertThat(send(12, i)).isTrue();
        }
        receive.settle();
        assertThat(receive.count(Counter.DROP_OLD)).isEqualTo(frames - LIMIT);
        assertThat(receive.frame(Incoming.good(OTHER_VCI, words(12, 0))).copied()).isTrue();
        receive.settle();
        assertThat(receive.events()).isEqualTo(1);
        expectClaimedBehind(frames);
    }

    private void expectClaimedBehind(int frames) {
        receive.free(receive.event());
        for (int i = frames - LIMIT; i < frames; i++) {
            expectClaimed(12, i);
        }
        expectNothingHeld();
    }

    @Test
    void aFrameWithABadCrcIsDroppedAsEver() {
        for (int i = 0; i < LIMIT; i++) {
            send(30, i);
        }
        receive.frame(Incoming.good(VCI, words(30, 99)).withCrc(CrcVerdict.BAD));
        receive.settle();
        receive.frame(Incoming.good(VCI, words(30, 99)).cutShort());
        receive.settle();
        assertThat(receive.count(Counter.DROP_CRC)).isEqualTo(1);
        assertThat(receive.count(Counter.DROP_ABORTED)).isEqualTo(1);
        assertThat(receive.count(Counter.DROP_OLD)).as("they came into a block").isEqualTo(1);
        for (int i = 1; i < LIMIT; i++) {
            expectClaimed(30, i);
        }
        expectNothingHeld();
    }

    @Test
    void aPoolThatNoLongerDropsOldOnesHasItsFramesAtOnceAndTheOthersByClaims() {
        send(30, 0);
        send(30, 1);
        receive.settle();
        receive.dropOld(POOL, false);
        send(30, 2);
        receive.settle();
        var event = receive.event();
        assertThat(receive.payload(event)).isEqualTo(words(30, 2));
        receive.free(event);
        expectClaimed(30, 0);
        expectClaimed(30, 1);
        expectNothingHeld();
    }

    private void breakNextList() {
        receive.bench.set("flip_payload", 1);
        receive.bench.set("flip_valid", true);
        receive.idle(1);
        receive.bench.set("flip_valid", false);
    }

    @Test
    void aListThatIsBrokenEndsAndHarmsNobodyElse() {
        send(30, 0);
        receive.settle();
        breakNextList();
        send(30, 1);
        receive.settle();
        boolean[] told = {false};
        receive.beside = () -> told[0] |= receive.bench.is("error_valid");
        assertThat(receive.claim(POOL)).isFalse();
        receive.idle(2);
        assertThat(told[0]).as("told").isTrue();
        receive.beside = () -> {};
        assertThat(receive.receiveCount(POOL)).as("lost until RESET").isEqualTo(2);
        send(30, 2);
        receive.settle();
        var event = receive.event();
        assertThat(receive.payload(event)).isEqualTo(words(30, 2));
        receive.free(event);
        for (int i = 0; i < LIMIT; i++) {
            assertThat(send(30, i)).isTrue();
        }
        for (int i = 2; i < LIMIT; i++) {
            expectClaimed(30, i);
        }
        assertThat(receive.freeBlocks()).isEqualTo(BLOCKS - 2);
    }

    @Test
    void aClaimThatStandsInABrokenListIsKept() {
        breakNextList();
        assertThat(receive.claim(POOL)).isFalse();
        send(30, 0);
        send(30, 1);
        receive.settle();
        assertThat(receive.events()).isEqualTo(1);
        var event = receive.event();
        assertThat(receive.payload(event)).isEqualTo(words(30, 0));
        receive.free(event);
        expectClaimed(30, 1);
        expectNothingHeld();
    }

    @Test
    void whereEventsCannotComeAClaimIsAnsweredAndTakesNothing() {
        for (int i = 0; i < 4; i++) {
            send(30, i);
        }
        receive.settle();
        receive.rings.bus.refuse(receive.rings.address(1), 1);
        assertThat(receive.claim(POOL)).isTrue();
        receive.idle(100);
        assertThat(receive.bench.is("stopped")).isTrue();
        for (int i = 0; i < 4; i++) {
            assertThat(receive.claim(POOL)).as("claim %d", i).isFalse();
        }
        assertThat(receive.claim(OTHER_POOL)).isFalse();
        receive.settle();
        assertThat(receive.count(Counter.DELIVERED)).as("that of the refused event").isOne();
        assertThat(receive.receiveCount(POOL)).isEqualTo(4);
    }

    @Test
    void aClaimOfAPoolThatNoLongerDropsOldOnesStandsNoLonger() {
        assertThat(receive.claim(POOL)).isFalse();
        receive.dropOld(POOL, false);
        assertThat(receive.claim(POOL)).isFalse();
        receive.dropOld(POOL, true);
        send(30, 0);
        receive.settle();
        assertThat(receive.events()).isZero();
        expectClaimed(30, 0);
        expectNothingHeld();
    }

    @Test
    void aRestartForgetsWhatWaits() {
        for (int i = 0; i < 3; i++) {
            send(700, i);
        }
        receive.bench.set("restart", true);
        receive.idle(100);
        receive.bench.set("restart", false);
        receive.idle(100);
        open();
        assertThat(receive.claim(POOL)).isFalse();
        expectNothingHeld();
        send(700, 7);
        receive.settle();
        var event = receive.event();
        assertThat(receive.payload(event)).isEqualTo(words(700, 7));
    }
}
