package org.jetstreamlan.nic.transmit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a memory has lost, and what is not the sender's, does not leave the station. Each frame here has a good one behind it.
class TransmitContainmentTest {
    private static final AdapterParameters PARAMETERS =
            new AdapterParameters(64, 2_048, 64, 16, 256, 64, 256, true);
    private static final Model MODEL = Bench.compile(() -> new TransmitRig(PARAMETERS));
    private static final int ATM = AtmHeader.endOfPdu(0x34_5678).word();
    private static final int CELLS_OF_BLOCK = PARAMETERS.blockBytes() / 8;
    private static final int WORDS_OF_BLOCK = PARAMETERS.blockBytes() / 4;
    private static final int OTHER_POOL = 9;

    private final Random random = Bench.random("containment");
    private final TransmitBench transmit = new TransmitBench(MODEL, PARAMETERS);
    private final List<Long> cells = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();

    @AfterEach
    void close() {
        transmit.close();
    }

    /// Sends it and a good frame; gives the completion of the former.
    private Completion send(int block, int words) {
        int good = transmit.store(TransmitBench.random(random, 20));
        transmit.describe(new TransmitDescriptor(block, true, false, 4 * words, ATM, 1));
        transmit.describe(new TransmitDescriptor(good, true, false, 80, ATM, 2));
        transmit.ring();
        while (transmit.completions() < 2) {
            transmit.clock();
            if (transmit.bench.is("error_valid")) {
                cells.add(transmit.bench.get("error_payload"));
            }
            if (transmit.bench.is("tableError_valid")) {
                int table = (int) transmit.bench.get("tableError_payload_table");
                tables.add(
                        MemoryKind.values()[table]
                                + " "
                                + transmit.bench.get("tableError_payload_place"));
            }
        }
        var completion = transmit.completion();
        assertThat(completion.cookie()).isEqualTo(1);
        assertThat(transmit.completion().result()).isEqualTo(CompletionResult.RETURNED);
        assertThat(transmit.sent.getLast().cutAt()).as("the good frame").isNegative();
        return completion;
    }

    private static int cell(int word) {
        return word / WORDS_OF_BLOCK * CELLS_OF_BLOCK + word % WORDS_OF_BLOCK / 2;
    }

    /// Blocks are given out in order, from 0.
    @ParameterizedTest(name = "word {0} of {1}")
    @CsvSource({
        "0, 12",
        "5, 12",
        "11, 12",
        "12, 13",
        "511, 600",
        "512, 600",
        "599, 600",
        "16381, 16382"
    })
    void aFrameIsCutBeforeABrokenCell(int word, int length) {
        int[] payload = TransmitBench.random(random, length);
        int block = transmit.store(payload);
        transmit.flip(MemoryKind.BLOCKS, word % 2 == 0 ? 0x01 : 0x80);
        transmit.write(cell(word), random.nextLong(), 0xFF);
        var completion = send(block, length);
        var frame = transmit.sent.getFirst();
        int begin = word / 2 * 2;
        assertThat(frame.cutAt()).isEqualTo(begin);
        assertThat(Arrays.copyOf(frame.payload(), begin)).isEqualTo(Arrays.copyOf(payload, begin));
        assertThat(cells).containsExactly((long) cell(word));
        assertThat(completion.result()).isEqualTo(CompletionResult.MEMORY_ERROR);
    }

    @Test
    void aHalfCellBehindTheLastWordMayBeBroken() {
        int block = transmit.store(TransmitBench.random(random, 13));
        transmit.flip(MemoryKind.BLOCKS, 0x10);
        transmit.write(6, 0, 0xF0);
        assertThat(send(block, 13).result()).isEqualTo(CompletionResult.RETURNED);
        assertThat(cells).isEmpty();
    }

    @Test
    void aByteThatIsWrittenAnewIsWhole() {
        int block = transmit.store(TransmitBench.random(random, 12));
        transmit.flip(MemoryKind.BLOCKS, 0xFF);
        transmit.write(3, 0x55, 0xFF);
        transmit.write(3, 0x66, 0xFF);
        assertThat(send(block, 12).result()).isEqualTo(CompletionResult.RETURNED);
    }

    @Test
    void aFrameEndsBeforeABrokenLink() {
        int[] payload = TransmitBench.random(random, 1_200);
        int block = transmit.store(payload);
        transmit.flip(MemoryKind.CHAIN, 0x02);
        transmit.link(block, block + 1);
        assertThat(send(block, 1_200).result()).isEqualTo(CompletionResult.MEMORY_ERROR);
        assertThat(transmit.sent.getFirst().cutAt()).isEqualTo(WORDS_OF_BLOCK);
        assertThat(tables).contains("CHAIN " + block);
    }

    @Test
    void theLinkBehindTheLastBlockMayBeBroken() {
        int block = transmit.store(TransmitBench.random(random, 100));
        transmit.flip(MemoryKind.CHAIN, 0x02);
        transmit.link(block, 0);
        assertThat(send(block, 100).result()).isEqualTo(CompletionResult.RETURNED);
    }

    @Test
    void aFrameWhoseFirstBlocksOwnerIsUnknownIsNotSent() {
        transmit.flip(MemoryKind.OWNER, 0x10);
        int block = transmit.store(TransmitBench.random(random, 12));
        assertThat(send(block, 12).result()).isEqualTo(CompletionResult.MEMORY_ERROR);
        assertThat(transmit.sent).hasSize(1);
        assertThat(tables).contains("OWNER " + block);
    }

    @Test
    void aFrameEndsBeforeABlockWhoseOwnerIsUnknown() {
        int first = transmit.allocate(0);
        transmit.flip(MemoryKind.OWNER, 0x04);
        int second = transmit.allocate(0);
        transmit.link(first, second);
        assertThat(send(first, 700).result()).isEqualTo(CompletionResult.MEMORY_ERROR);
        assertThat(transmit.sent.getFirst().cutAt()).isEqualTo(WORDS_OF_BLOCK);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"another pool's", "nobody's"})
    void aFrameEndsBeforeABlockThatIsNotItsSenders(String whose) {
        transmit.open(OTHER_POOL);
        int first = transmit.allocate(0);
        int foreign = whose.equals("nobody's") ? 40 : transmit.allocate(OTHER_POOL);
        transmit.link(first, foreign);
        assertThat(send(first, 700).result()).isEqualTo(CompletionResult.INVALID);
        assertThat(transmit.sent.getFirst().cutAt()).isEqualTo(WORDS_OF_BLOCK);
    }
}
