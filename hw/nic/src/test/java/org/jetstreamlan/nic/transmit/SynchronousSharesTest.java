package org.jetstreamlan.nic.transmit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pools' shares of the synchronous allocation, to the word: which class each frame goes in.
class SynchronousSharesTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final Model MODEL = Bench.compile(() -> new TransmitRig(PARAMETERS));
    private static final int ATM = AtmHeader.endOfPdu(0x345).word();
    private static final int FRAMING = Registers.SYNCHRONOUS_FRAMING_WORDS;
    private static final int SHORT = 12;
    private static final int NEEDED = SHORT + FRAMING;
    private static final int POOLS = 3;

    private final TransmitBench transmit = new TransmitBench(MODEL, PARAMETERS);
    private final int[] blocks = new int[POOLS];

    @BeforeEach
    void open() {
        for (int pool = 0; pool < POOLS; pool++) {
            transmit.open(pool);
            blocks[pool] = transmit.allocate(pool);
        }
        allocate(10_000);
        token(true);
    }

    @AfterEach
    void close() {
        transmit.close();
    }

    private void allocate(int words) {
        transmit.bench.set("allocation", words);
    }

    private void token(boolean here) {
        transmit.bench.set("holding", here);
        transmit.run(2);
    }

    private void nextToken() {
        token(false);
        token(true);
    }

    private void describe(int pool, int words, boolean synchronous) {
        transmit.describe(
                new TransmitDescriptor(blocks[pool], true, synchronous, 4 * words, ATM, 0));
    }

    /// Sends what has been described.
    ///
    /// @return the classes, in order; true: synchronous
    private List<Boolean> classes(int frames) {
        int before = transmit.sent.size();
        transmit.ring();
        transmit.runUntilSent(before + frames);
        transmit.run(100);
        while (transmit.completions() > 0) {
            transmit.completion();
        }
        return transmit.sent.stream().skip(before).map(TransmitBench.Sent::synchronous).toList();
    }

    private List<Boolean> classesOf(int pool, int frames) {
        for (int i = 0; i < frames; i++) {
            describe(pool, SHORT, true);
        }
        return classes(frames);
    }

    @ParameterizedTest(name = "{0} words short of three frames")
    @ValueSource(ints = {0, 1})
    void aPoolSendsItsShareSynchronouslyAndNoWordMore(int missing) {
        transmit.share(1, 3 * NEEDED - missing);
        for (int i = 0; i < 3; i++) {
            assertThat(classesOf(1, 5)).containsExactly(true, true, missing == 0, false, false);
            assertThat(classesOf(1, 1)).as("the token is still here").containsExactly(false);
            nextToken();
        }
    }

    @Test
    void aPoolWithoutAShareSendsNothingSynchronously() {
        assertThat(classesOf(1, 2)).containsExactly(false, false);
    }

    @Test
    void whatOnePoolFloodsIsNotTakenFromAnother() {
        transmit.share(1, NEEDED);
        transmit.share(2, 2 * NEEDED);
        for (int i = 0; i < 5; i++) {
            describe(1, SHORT, true);
        }
        describe(2, SHORT, true);
        describe(1, SHORT, true);
        describe(2, SHORT, true);
        assertThat(classes(8)).containsExactly(true, false, false, false, false, true, false, true);
    }

    @Test
    void aFrameThatDoesNotWantToBeSynchronousTakesNothing() {
        transmit.share(1, NEEDED);
        describe(1, SHORT, false);
        describe(1, SHORT, true);
        assertThat(classes(2)).containsExactly(false, true);
    }

    @Test
    void whatDoesNotFitTheStationsAllocationIsNotSynchronous() {
        transmit.share(1, 10 * NEEDED);
        allocate(NEEDED - 1);
        assertThat(classesOf(1, 1)).containsExactly(false);
        allocate(NEEDED);
        assertThat(classesOf(1, 1)).containsExactly(true);
    }

    @Test
    void aRestartTakesTheSharesAway() {
        transmit.share(1, NEEDED);
        transmit.bench.set("restart", true);
        transmit.run(128);
        transmit.bench.set("restart", false);
        transmit.bench.set("pool", 1);
        transmit.run(1);
        assertThat(transmit.bench.get("share")).isZero();
    }

    @Test
    void classesOfRandomFramesAreAsTheSharesSay() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int visit = 0; visit < 12; visit++) {
            var left = new int[POOLS];
            for (int pool = 0; pool < POOLS; pool++) {
                left[pool] = random.nextInt(300);
                transmit.share(pool, left[pool]);
            }
            int allocation = random.nextInt(4) == 0 ? random.nextInt(100) : 900;
            allocate(allocation);
            List<Boolean> expected = new ArrayList<>();
            int frames = 1 + random.nextInt(PARAMETERS.transmitRing() - 1);
            for (int i = 0; i < frames; i++) {
                int pool = random.nextInt(POOLS);
                int words = SHORT + random.nextInt(60);
                boolean wants = random.nextInt(5) > 0;
                describe(pool, words, wants);
                int needed = words + FRAMING;
                boolean goes = wants && needed <= left[pool] && needed <= allocation;
                left[pool] -= goes ? needed : 0;
                expected.add(goes);
            }
            assertThat(classes(frames)).as("seed %d, visit %d", seed, visit).isEqualTo(expected);
            nextToken();
        }
    }
}
