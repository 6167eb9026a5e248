package org.jetstreamlan.nic.transmit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A frame leaves with the checksum of its bytes in its field, wherever both are, and is not changed elsewhere.
class ChecksumInsertTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final int BLOCK_BYTES = PARAMETERS.blockBytes();
    private static final Model MODEL = Bench.compile(() -> new ChecksumRig(PARAMETERS));
    private static final int OTHER_POOL = 3;

    private final Random random = Bench.random("checksum-insert");
    private final Bench bench = new Bench(MODEL);
    private final List<Byte> sent = new ArrayList<>();
    private boolean foreign;
    private boolean ended;
    private BooleanSupplier hostReads = () -> false;

    @BeforeEach
    void open() {
        while (!bench.is("ready")) {
            bench.step();
        }
        for (int pool : new int[] {0, OTHER_POOL}) {
            bench.set("pool", pool);
            bench.set("poolSetting_payload_setLimits", true);
            bench.set("poolSetting_payload_limits_transmit", PARAMETERS.blocks());
            bench.set("poolSetting_valid", true);
            bench.step();
            bench.set("poolSetting_valid", false);
        }
        bench.set("cellRoom", true);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void clock() {
        bench.set("blockRead_valid", hostReads.getAsBoolean());
        if (bench.is("cell_valid")) {
            var bytes =
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(bench.get("cell_payload_bytes"));
            int count = bench.is("cell_payload_half") ? 4 : 8;
            for (int i = 0; i < count; i++) {
                sent.add(bytes.get(i));
            }
            foreign |= bench.is("cell_payload_foreign");
            ended |= bench.is("cell_payload_last");
        }
        bench.step();
    }

    private void ask(String port) {
        bench.set(port + "_valid", true);
        while (!bench.is(port + "_ready")) {
            clock();
        }
        clock();
        bench.set(port + "_valid", false);
    }

    private int allocate(int pool) {
        bench.set("hostAllocate_payload", pool);
        ask("hostAllocate");
        while (!bench.is("hostGranted_valid")) {
            clock();
        }
        return (int) bench.get("hostGranted_payload_block");
    }

    private void link(int block, int next) {
        bench.set("chain_payload_write", true);
        bench.set("chain_payload_block", block);
        bench.set("chain_payload_value", next);
        ask("chain");
        for (int i = 0; i < 6; i++) {
            clock();
        }
    }

    private int store(byte[] payload, int scale) {
        int bytesOfBlock = BLOCK_BYTES << scale;
        List<Integer> blocks = new ArrayList<>();
        for (int at = 0; at < payload.length; at += bytesOfBlock) {
            blocks.add(allocate(0));
        }
        for (int i = 0; i + 1 < blocks.size(); i++) {
            link(blocks.get(i), blocks.get(i + 1));
        }
        var padded = ByteBuffer.wrap(Arrays.copyOf(payload, payload.length + 7 & ~7));
        padded.order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < payload.length; at += 8) {
            int block = blocks.get(at / bytesOfBlock);
            write((block * bytesOfBlock + at % bytesOfBlock) / 8, padded.getLong(at));
        }
        return blocks.getFirst();
    }

    private void write(int cell, long data) {
        bench.set("blockWrite_payload_address", cell);
        bench.set("blockWrite_payload_data", data);
        bench.set("blockWrite_payload_mask", 0xFF);
        ask("blockWrite");
    }

    private void offer(int block, int bytes, boolean insert, int start, int offset, boolean crc) {
        bench.set("job_payload_good", true);
        bench.set("job_payload_firstBlock", block);
        bench.set("job_payload_words", bytes / 4);
        bench.set("job_payload_insert", insert);
        bench.set("job_payload_sumStart", start);
        bench.set("job_payload_sumOffset", offset);
        bench.set("job_payload_insertCrc", crc);
        ask("job");
    }

    private byte[] sent() {
        while (!ended) {
            clock();
        }
        clock();
        byte[] bytes = new byte[sent.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = sent.get(i);
        }
        sent.clear();
        ended = false;
        return bytes;
    }

    private byte[] random(int bytes) {
        byte[] payload = new byte[bytes];
        random.nextBytes(payload);
        return payload;
    }

    /// As RFC 1071 has it, byte pairs from `start` on; 0 goes as all ones.
    private static int checksum(byte[] payload, int start, int end) {
        int sum = 0;
        for (int i = start; i < end; i++) {
            sum += (i - start) % 2 == 0 ? (payload[i] & 0xFF) << 8 : payload[i] & 0xFF;
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum == 0xFFFF ? 0xFFFF : ~sum & 0xFFFF;
    }

    private static byte[] expected(byte[] payload, int start, int offset, boolean crc) {
        byte[] expected = payload.clone();
        int field = checksum(payload, start, payload.length - (crc ? 8 : 0));
        expected[offset] = (byte) (field >>> 8);
        expected[offset + 1] = (byte) field;
        return expected;
    }

    @ParameterizedTest(name = "{0} bytes in blocks of 2 KiB x 2^{4}: from {1} on at {2}, CRC {3}")
    @CsvSource({
        "48, 0, 0, false, 0",
        "48, 8, 14, true, 0",
        "52, 20, 36, true, 0",
        "52, 21, 50, false, 0",
        "2048, 28, 34, true, 0",
        "2052, 2047, 2046, false, 0",
        "4100, 0, 4098, false, 0",
        "10000, 33, 2048, true, 0",
        "65528, 28, 36, true, 0",
        "65528, 65519, 4, true, 0",
        "65528, 1, 65526, false, 5",
        "20000, 30, 16384, true, 3",
        "100, 99, 2, true, 0",
        "100, 300, 2, false, 0",
        "64, 0, 60000, false, 0"
    })
    void theChecksumIsInItsField(int bytes, int start, int offset, boolean crc, int scale) {
        bench.set("scale", scale);
        byte[] payload = random(bytes);
        int block = store(payload, scale);
        offer(block, bytes, true, start, offset, crc);
        byte[] expected =
                offset < bytes
                        ? expected(
                                payload, Math.min(start, bytes), offset, crc && start < bytes - 8)
                        : payload;
        if (start >= bytes - (crc ? 8 : 0)) {
            expected = payload.clone();
            expected[offset] = -1;
            expected[offset + 1] = -1;
        }
        assertThat(sent()).isEqualTo(expected);
    }

    @Test
    void aSumOfAllOnesGoesAsAllOnes() {
        byte[] payload = new byte[48];
        payload[10] = -1;
        payload[11] = -1;
        offer(store(payload, 0), 48, true, 0, 20, false);
        byte[] sent = sent();
        assertThat(sent[20]).isEqualTo((byte) -1);
        assertThat(sent[21]).isEqualTo((byte) -1);
    }

    /// Those that want none pass unchanged between those that do; the host reads now and then, or always.
    @ParameterizedTest(name = "host reads {0} of 8 clocks")
    @CsvSource({"0", "4", "7"})
    void framesOneBehindTheOther(int busy) {
        hostReads = () -> random.nextInt(8) < busy;
        for (int i = 0; i < 25; i++) {
            int bytes = 48 + 4 * random.nextInt(i % 8 == 0 ? 1_500 : 50);
            byte[] payload = random(bytes);
            int block = store(payload, 0);
            boolean insert = random.nextBoolean();
            boolean crc = random.nextBoolean();
            int start = random.nextInt(bytes - 8);
            int offset = random.nextInt(bytes / 2) * 2;
            offer(block, bytes, insert, start, offset, crc);
            assertThat(sent())
                    .as("frame %d", i)
                    .isEqualTo(insert ? expected(payload, start, offset, crc) : payload);
        }
    }

    /// A field before another pool's block does not tell of what is in that.
    @Test
    void theSumEndsBeforeAnothersBlock() {
        int own = allocate(0);
        int others = allocate(OTHER_POOL);
        link(own, others);
        byte[] first = {};
        for (int secret = 0; secret < 2; secret++) {
            write(others * BLOCK_BYTES / 8, secret);
            offer(own, BLOCK_BYTES + 100, true, 0, 4, false);
            byte[] sent = sent();
            assertThat(foreign).isTrue();
            byte[] ofFirst = Arrays.copyOf(sent, BLOCK_BYTES);
            first = secret == 0 ? ofFirst : first;
            assertThat(ofFirst).as("secret %d", secret).isEqualTo(first);
        }
    }

    /// A long frame's sum is ready when the one before has been read.
    @Test
    void aLongFrameIsSummedWhileTheOneBeforeIsRead() {
        int bytes = 40_000;
        int block = store(random(bytes), 0);
        int[] room = {0};
        hostReads =
                () -> {
                    bench.set("cellRoom", room[0]++ % 2 == 0);
                    return false;
                };
        offer(block, bytes, true, 0, 2, false);
        long begin = bench.cycle();
        offer(block, bytes, true, 0, 2, false);
        sent();
        long first = bench.cycle() - begin;
        sent();
        long both = bench.cycle() - begin;
        assertThat(both - first).as("clocks of the second frame").isLessThan(bytes / 4 + 500);
    }
}
