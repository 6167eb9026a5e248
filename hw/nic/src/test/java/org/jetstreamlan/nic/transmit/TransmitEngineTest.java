package org.jetstreamlan.nic.transmit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Descriptors to frames to completions. [TransmitBench]'s MAC fails a test by itself where payload is late.
class TransmitEngineTest {
    private static final AdapterParameters PARAMETERS =
            new AdapterParameters(64, 2_048, 64, 16, 256, 64, 256, false);
    private static final Model MODEL = Bench.compile(() -> new TransmitRig(PARAMETERS));
    private static final int ATM = AtmHeader.endOfPdu(0x34_5678).word();

    /// Clocks from START to START of frames back to back, beyond the payload.
    private static final int OVERHEAD = 5;

    private final Random random = Bench.random("transmit");
    private int nextCookie;
    private final TransmitBench transmit = new TransmitBench(MODEL, PARAMETERS);

    @AfterEach
    void close() {
        transmit.close();
    }

    private void expected(int cookie) {
        assertThat(cookie).isEqualTo(nextCookie++);
    }

    private TransmitDescriptor descriptor(int block, int bytes, int cookie) {
        return new TransmitDescriptor(block, false, false, bytes, ATM, cookie);
    }

    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {12, 13, 14, 15, 64, 511, 512, 513, 1_024, 1_025, 2_047, 16_381, 16_382})
    void aFrameOfAnyLengthGoesOutWhole(int length) {
        int[] payload = TransmitBench.random(random, length);
        int block = transmit.store(payload);
        transmit.describe(new TransmitDescriptor(block, true, false, 4 * length, ATM, 0xC0_0C1E));
        transmit.ring();
        transmit.runUntilSent(1);
        transmit.run(100);
        var frame = transmit.sent.getFirst();
        assertThat(frame.payload()).isEqualTo(payload);
        assertThat(frame.atm()).isEqualTo(ATM);
        assertThat(frame.insertCrc()).isTrue();
        var completion = transmit.completion();
        assertThat(completion.cookie()).isEqualTo(0xC0_0C1E);
        assertThat(completion.result()).isEqualTo(CompletionResult.RETURNED);
        assertThat(transmit.bench.get("consumer")).isEqualTo(1);
    }

    @Test
    void fromTheDoorbellToARequest24ClocksOnAFastBus() {
        int block = transmit.store(TransmitBench.random(random, 12));
        transmit.describe(descriptor(block, 48, 1));
        transmit.run(20);
        long from = transmit.bench.cycle();
        transmit.ring();
        transmit.runUntilSent(1);
        assertThat(transmit.sent.getFirst().startedAt() - from).isLessThanOrEqualTo(25);
    }

    @Test
    void accessDelayIsCountedFromTheDoorbellAndThenFromHeadOfQueue() {
        int block = transmit.store(TransmitBench.random(random, 12));
        for (int i = 0; i < 3; i++) {
            transmit.describe(descriptor(block, 48, i));
        }
        boolean[] open = {false};
        transmit.token = () -> open[0];
        long rung = transmit.bench.cycle();
        transmit.ring();
        transmit.run(500);
        open[0] = true;
        transmit.runUntilSent(3);
        transmit.run(100);
        long before = rung;
        for (var frame : transmit.sent) {
            assertThat(transmit.completion().accessDelay())
                    .isEqualTo((int) (frame.startedAt() - before - (before == rung ? 0 : 1)));
            before = frame.startedAt();
        }
    }

    @ParameterizedTest(name = "{0} words")
    @ValueSource(ints = {12, 13, 17, 40, 511, 513})
    void framesFollowEachOtherWithoutAGap(int length) {
        int[] payload = TransmitBench.random(random, length);
        int block = transmit.store(payload);
        int frames = PARAMETERS.transmitRing();
        for (int i = 0; i < frames; i++) {
            transmit.describe(descriptor(block, 4 * length, i));
        }
        transmit.ring();
        transmit.runUntilSent(frames);
        for (int i = 1; i < frames; i++) {
            assertThat(transmit.sent.get(i).payload()).isEqualTo(payload);
            assertThat(transmit.sent.get(i).startedAt() - transmit.sent.get(i - 1).startedAt())
                    .as("clocks from START %d to START %d", i - 1, i)
                    .isEqualTo(length + OVERHEAD);
        }
    }

    @Test
    void aShortFrameRightBehindALongOneIsReadyInTime() {
        int[] longest = TransmitBench.random(random, 16_382);
        int[] shortest = TransmitBench.random(random, 12);
        int longBlock = transmit.store(longest);
        int shortBlock = transmit.store(shortest);
        transmit.describe(descriptor(longBlock, 4 * longest.length, 1));
        transmit.describe(descriptor(shortBlock, 48, 2));
        transmit.describe(descriptor(shortBlock, 48, 3));
        transmit.ring();
        transmit.runUntilSent(3);
        assertThat(transmit.sent.get(1).startedAt() - transmit.sent.get(0).startedAt())
                .isEqualTo(longest.length + OVERHEAD);
        assertThat(transmit.sent.get(2).startedAt() - transmit.sent.get(1).startedAt())
                .isEqualTo(17);
        assertThat(transmit.sent.get(2).payload()).isEqualTo(shortest);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 4, 44, 46, 49, 50, 51, 65_529, 65_532, 65_536, 131_071})
    void aLengthOutOfBoundsIsInvalidAndNothingIsSent(int bytes) {
        int block = transmit.store(TransmitBench.random(random, 12));
        transmit.describe(descriptor(block, bytes, 77));
        transmit.describe(descriptor(block, 48, 78));
        transmit.ring();
        transmit.runUntilSent(1);
        transmit.run(100);
        assertThat(transmit.sent).hasSize(1);
        var invalid = transmit.completion();
        assertThat(invalid.cookie()).isEqualTo(77);
        assertThat(invalid.result()).isEqualTo(CompletionResult.INVALID);
        assertThat(invalid.status()).isZero();
        assertThat(invalid.accessDelay()).isZero();
        assertThat(transmit.completion().result()).isEqualTo(CompletionResult.RETURNED);
    }

    /// Of word 0 above the flags, and of words 4 to 7.
    @Test
    void aBitThatMeansNothingMakesADescriptorInvalid() {
        int block = transmit.store(TransmitBench.random(random, 12));
        for (int bit = 19; bit < 32 + 128; bit++) {
            int[] words = {block, 48, ATM, 7, 0, 0, 0, 0};
            words[bit < 32 ? 0 : bit / 32 + 3] |= 1 << bit;
            transmit.describe(words);
            transmit.describe(block, 48, ATM, 8);
            transmit.ring();
            transmit.run(150);
            assertThat(transmit.completion().result())
                    .as("bit %d", bit)
                    .isEqualTo(CompletionResult.INVALID);
            assertThat(transmit.completion().result())
                    .as("behind bit %d", bit)
                    .isEqualTo(CompletionResult.RETURNED);
        }
    }

    @ParameterizedTest(name = "from byte {0} to {1}, CRC {2}: {3}")
    @CsvSource({
        "0, 0, false, RETURNED",
        "47, 46, false, RETURNED",
        "0, 47, false, INVALID",
        "0, 48, false, INVALID",
        "48, 0, false, INVALID",
        "65535, 0, false, INVALID",
        "0, 65534, false, INVALID",
        "39, 38, true, RETURNED",
        "40, 0, true, INVALID",
        "0, 40, true, INVALID"
    })
    void aChecksumIsOfBytesBeforeTheEnd(
            int start, int offset, boolean insertCrc, CompletionResult result) {
        int block = transmit.store(TransmitBench.random(random, 12));
        var descriptor = new TransmitDescriptor(block, insertCrc, false, 48, ATM, 7);
        transmit.describe(descriptor.withChecksum(start, offset));
        transmit.ring();
        transmit.run(200);
        assertThat(transmit.completion().result()).isEqualTo(result);
    }

    @Test
    void aLengthWithBitsAboveItsFieldIsInvalid() {
        int block = transmit.store(TransmitBench.random(random, 12));
        for (int bit = 16; bit < 32; bit++) {
            transmit.describe(block, 48 | 1 << bit, ATM);
            transmit.ring();
            transmit.run(40);
            assertThat(transmit.completion().result())
                    .as("bit %d", bit)
                    .isEqualTo(CompletionResult.INVALID);
        }
        assertThat(transmit.sent).isEmpty();
    }

    @Test
    void aForeignBlockIsInvalid() {
        int block = transmit.store(TransmitBench.random(random, 12));
        int free = (block + 1) % PARAMETERS.blocks();
        int[] foreign = {
            free, PARAMETERS.blocks(), PARAMETERS.blocks() + block, 0x8000 + block, 0xFFFF
        };
        for (int i = 0; i < foreign.length; i++) {
            transmit.describe(descriptor(foreign[i], 48, i));
        }
        transmit.ring();
        transmit.run(300);
        assertThat(transmit.sent).isEmpty();
        for (int i = 0; i < foreign.length; i++) {
            var completion = transmit.completion();
            assertThat(completion.cookie()).isEqualTo(i);
            assertThat(completion.result())
                    .as("block %d", foreign[i])
                    .isEqualTo(CompletionResult.INVALID);
        }
    }

    @Test
    void aChainThatLoopsSendsWrongDataAndNeverHangs() {
        int[] payload = TransmitBench.random(random, 512);
        int block = transmit.store(payload);
        transmit.link(block, block);
        transmit.describe(descriptor(block, 4 * 2_000, 1));
        transmit.ring();
        transmit.runUntilSent(1);
        int[] sent = transmit.sent.getFirst().payload();
        for (int i = 0; i < sent.length; i++) {
            assertThat(sent[i]).isEqualTo(payload[i % 512]);
        }
    }

    @Test
    void noDescriptorIsReadForWhoseCompletionThereIsNoSlot() {
        int block = transmit.store(TransmitBench.random(random, 12));
        int slots = PARAMETERS.completionRing();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < slots; i++) {
                transmit.describe(descriptor(block, 48, i));
            }
            transmit.ring();
            transmit.run(20 * slots);
        }
        assertThat(transmit.sent).hasSize(slots);
        assertThat(transmit.completions()).isEqualTo(slots);
        transmit.completion();
        transmit.run(100);
        assertThat(transmit.sent).hasSize(slots + 1);
    }

    @Test
    void while63FramesAreOnTheRingCompletionsWaitAndThenComeInOrder() {
        int block = transmit.store(TransmitBench.random(random, 12));
        transmit.ringClocks = 3_000;
        int cookie = 0;
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 4; i++) {
                transmit.describe(descriptor(block, random.nextInt(4) == 0 ? 45 : 48, cookie++));
            }
            transmit.ring();
            transmit.run(40);
            while (transmit.completions() > 0) {
                expected(transmit.completion().cookie());
            }
        }
        transmit.run(8_000);
        while (transmit.completions() > 0) {
            expected(transmit.completion().cookie());
        }
        assertThat(nextCookie).isEqualTo(cookie);
    }

    /// The host gives the blocks to another frame when it sees the completion.
    @Test
    void theCompletionOfAFrameThatComesBackCutWaitsUntilItsBlocksAreRead() {
        int[] payload = TransmitBench.random(random, 2_000);
        int block = transmit.store(payload);
        transmit.cutAt = 600;
        transmit.describe(descriptor(block, 4 * payload.length, 1));
        transmit.ring();
        while (transmit.sent.isEmpty()) {
            assertThat(transmit.completions()).isZero();
            transmit.clock();
        }
        transmit.run(15);
        assertThat(transmit.completions()).isEqualTo(1);
        assertThat(transmit.sent.getFirst().payload()).isEqualTo(payload);
    }

    @Test
    void nothingIsReadWhileDisabled() {
        int block = transmit.store(TransmitBench.random(random, 12));
        transmit.bench.set("enable", false);
        transmit.describe(descriptor(block, 48, 1));
        transmit.ring();
        transmit.run(100);
        assertThat(transmit.bench.get("consumer")).isZero();
        transmit.bench.set("enable", true);
        transmit.runUntilSent(1);
    }

    @Test
    void aRestartForgetsFramesOnTheRing() {
        int block = transmit.store(TransmitBench.random(random, 12));
        transmit.ringClocks = 600;
        for (int i = 0; i < 5; i++) {
            transmit.describe(descriptor(block, 48, i));
        }
        transmit.ring();
        transmit.runUntilSent(3);
        transmit.bench.set("enable", false);
        transmit.token = () -> false;
        transmit.run(20);
        transmit.bench.set("restart", true);
        transmit.bench.set("producer", 0);
        transmit.run(256);
        transmit.bench.set("restart", false);
        transmit.bench.set("enable", true);
        transmit.token = () -> true;
        transmit.start();
        int sent = transmit.sent.size();
        int again = transmit.store(TransmitBench.random(random, 12));
        transmit.describe(descriptor(again, 48, 1_000));
        transmit.ring();
        transmit.runUntilSent(sent + 1);
        transmit.run(1_000);
        assertThat(transmit.completions()).isEqualTo(1);
        var completion = transmit.completion();
        assertThat(completion.cookie()).isEqualTo(1_000);
        assertThat(completion.tag()).isEqualTo(sent);
    }

    @Test
    void randomFramesUnderARandomToken() {
        transmit.token = () -> random.nextInt(30) == 0;
        List<int[]> expected = new ArrayList<>();
        int cookie = 0;
        while (expected.size() < 25) {
            boolean big = random.nextInt(20) == 0;
            int length = big ? 500 + random.nextInt(600) : 12 + random.nextInt(30);
            int[] payload = TransmitBench.random(random, length);
            int block = transmit.store(payload);
            expected.add(payload);
            transmit.describe(descriptor(block, 4 * length, cookie++));
            transmit.ring();
            transmit.run(random.nextInt(60));
            while (transmit.completions() > 0) {
                expected(transmit.completion().cookie());
            }
        }
        transmit.runUntilSent(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(transmit.sent.get(i).payload()).as("frame %d", i).isEqualTo(expected.get(i));
        }
    }
}
