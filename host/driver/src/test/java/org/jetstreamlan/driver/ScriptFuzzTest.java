package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.OperationCode;
import org.jetstreamlan.abi.PoolOutcome;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.Window;
import org.junit.jupiter.api.Test;

/// Random scripts, good ones and damaged ones, on a driver and on [ReferencePool]: after each run all of the script, user memory, all blocks, who holds them
/// and the order of the free list are the same.
class ScriptFuzzTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);
    private static final Capabilities SMALL = new Capabilities(64, 11, 8, 4, 4, 2, 6, 2);
    private static final int BLOCK_BYTES = 2_048;
    private static final int TRANSMIT_LIMIT = 30;
    private static final int RECEIVE_LIMIT = 25;
    private static final int LARGEST_WORDS = 8_000;
    private static final int USER_BYTES = 50_000;
    private static final int PAIRS = Integer.getInteger("jetstream.script.pairs", 40);
    private static final int RUNS = 180;

    /// How runs end, each at least once.
    private static final List<Outcome> ENDS =
            List.of(
                    Outcome.OK,
                    Outcome.EMPTY,
                    Outcome.TRANSMIT_LIMIT,
                    Outcome.CHAIN_FULL,
                    Outcome.NO_SUCH_BLOCK,
                    Outcome.NOT_HELD,
                    Outcome.FOREIGN_BLOCK,
                    Outcome.BLOCK_IN_FLIGHT,
                    Outcome.PAST_END,
                    Outcome.SEGMENT_TOO_SHORT,
                    Outcome.BAD_LENGTH,
                    Outcome.FRAME_TOO_LONG,
                    Outcome.CHAIN_TOO_SHORT,
                    Outcome.VCI_OUT_OF_RANGE,
                    Outcome.TRANSMIT_RING_FULL,
                    Outcome.TICKET_IN_USE,
                    Outcome.BAD_CRC,
                    Outcome.NO_CRC,
                    Outcome.BAD_TRAILER,
                    Outcome.NOT_A_SCRIPT,
                    Outcome.TOO_MANY_OPERATIONS,
                    Outcome.UNKNOWN_OPERATION,
                    Outcome.RESERVED_BITS,
                    Outcome.FORWARD_REFERENCE,
                    Outcome.NOT_BLOCKS,
                    Outcome.BLOCKS_PAST_END,
                    Outcome.CHECKSUM_OUT_OF_RANGE,
                    Outcome.TIME_OUT,
                    Outcome.VCI_RESERVED,
                    Outcome.VCI_TAKEN,
                    Outcome.VCI_NOT_ASSOCIATED,
                    Outcome.NO_SUCH_FILE,
                    Outcome.FILE_END);

    private final Random random = Seeds.random("script-fuzz");
    private final Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);

    /// Operations done, by code.
    private final int[] done = new int[OperationCode.maximum() + 1];

    /// A driver and the reference beside it.
    private final class Pair {
        final boolean aal5 = random.nextInt(3) > 0;
        final LoopbackAdapter card = new LoopbackAdapter(SMALL, random);
        final Pool pool;
        final ReferencePool reference;
        final MemorySegment user = MemorySegment.ofArray(new byte[USER_BYTES]);
        final MemoryFiles files = new MemoryFiles(randomBytes(9_000), randomBytes(700));
        final Script script = Script.over(MemorySegment.ofArray(new int[2_000]), user, files);
        final Driver driver;
        final int foreign;

        /// Passes in which nothing arrives, so that waits end.
        int quiet;

        Pair() {
            card.largest = LARGEST_WORDS;
            driver = PoolTest.operational(card);
            driver.poll();
            pool =
                    driver.openPool(
                            PoolOptions.named("fuzz")
                                    .limits(TRANSMIT_LIMIT, RECEIVE_LIMIT)
                                    .framing(aal5 ? Framing.AAL5 : Framing.RAW)
                                    .checksum(Checksum.IP)
                                    .keepingBadCrc());
            var other = driver.openPool(PoolOptions.named("other").limits(64, 0));
            pool.assoc(VCI);
            var all = new BlockChain(64);
            assertThat(other.alloc(all, 64)).isEqualTo(Outcome.OK);
            var handles = new ArrayList<Integer>();
            for (int i = 0; i < 64; i++) {
                handles.add(all.handle(i));
            }
            other.free(all);
            reference =
                    new ReferencePool(
                            List.copyOf(card.blocks.free),
                            BLOCK_BYTES,
                            aal5,
                            TRANSMIT_LIMIT,
                            RECEIVE_LIMIT,
                            SMALL.transmitRing(),
                            4 * LARGEST_WORDS,
                            VCI,
                            USER_BYTES);
            reference.files = files.files.stream().map(byte[]::clone).toArray(byte[][]::new);
            reference.mostFileBytes = MemoryFiles.MOST_BYTES;
            handles.forEach(h -> reference.generation[h & 0xFFFF] = (h >>> 16) + 1);
            for (int block = 0; block < 64; block++) {
                reference.data[block] = block(block);
            }
            reference.frames = driver.transmit.nextFrame();
            other.alloc(all, 1);
            reference.takenByOther();
            foreign = all.handle(0);
            random.nextBytes(reference.user);
            MemorySegment.copy(
                    reference.user, 0, user, ValueLayout.JAVA_BYTE, 0, reference.user.length);
            card.paused = true;
        }

        byte[] block(int block) {
            return card.window
                    .asSlice(Window.BLOCKS + (long) block * BLOCK_BYTES, BLOCK_BYTES)
                    .toArray(ValueLayout.JAVA_BYTE);
        }

        /// What happens between two runs.
        void pass() {
            if (random.nextBoolean()) {
                reference.carry((int) card.clocks());
                card.resume();
                card.paused = true;
            }
            if (reference.vcis.add(VCI)) {
                pool.assoc(VCI);
            }
            if (random.nextInt(3) == 0) {
                reference.heldByPool().forEach(pool::free);
                reference.freeAll();
            }
            if (quiet == 0 && random.nextInt(12) == 0) {
                quiet = 4;
            }
            quiet = Math.max(0, quiet - 1);
            int arrive = random.nextInt(8) == 0 ? 5 : random.nextInt(2);
            for (int i = quiet > 0 ? 0 : arrive; i > 0; i--) {
                var payload =
                        Aal5.pdu(randomBytes(1 + random.nextInt(random.nextInt(9_000) + 1)), 0, 0);
                var header = AtmHeader.endOfPdu(VCI);
                switch (random.nextInt(6)) {
                    case 0 -> payload[random.nextInt(payload.length)] ^= 16;
                    case 1 -> header = AtmHeader.noCrc(VCI);
                    case 2 -> payload = badTrailer(payload);
                    default -> {}
                }
                reference.deliver(header.word(), payload, (int) card.clocks());
                card.deliver(header, payload);
            }
        }

        private byte[] badTrailer(byte[] pdu) {
            pdu[pdu.length - 5] ^= (byte) (1 + random.nextInt(255));
            int at = pdu.length - 4;
            MemorySegment.ofArray(pdu)
                    .set(org.jetstreamlan.abi.WindowWords.WIRE, at, Aal5.crc(pdu, at));
            return pdu;
        }

        void run() {
            var copy =
                    script.memory().asSlice(0, ScriptMemory.BYTES).toArray(ValueLayout.JAVA_BYTE);
            files.looks = random.nextInt(3);
            var outcome = pool.runAwake(script);
            while (script.waits()) {
                outcome = pool.resume(script, true);
            }
            seen.merge(outcome, 1, Integer::sum);
            for (int i = 0; outcome != Outcome.NOT_A_SCRIPT && i < script.done(); i++) {
                done[script.memory().get(WORD, ScriptMemory.operation(i)) & 0xFF]++;
            }
            assertThat(outcome.name()).isEqualTo(reference.run(copy));
            assertThat(memory()).as("script").isEqualTo(copy);
            assertThat(user.toArray(ValueLayout.JAVA_BYTE)).as("user").isEqualTo(reference.user);
            assertThat(Arrays.deepEquals(files.files.toArray(), reference.files))
                    .as("files")
                    .isTrue();
            assertThat(card.blocks.free).as("free").containsExactlyElementsOf(reference.free);
            assertThat(driver.transmit.nextFrame()).as("frames").isEqualTo(reference.frames);
            var refusal = new Refusal("check");
            for (int block = 0; block < 64; block++) {
                int handle = reference.generation[block] << 16 | block;
                var held = driver.ledger.check(handle, pool.number(), refusal);
                var owner = reference.owner[block];
                assertThat(held)
                        .isEqualTo(
                                owner == null
                                        ? Outcome.NOT_HELD
                                        : owner.equals("pool")
                                                ? Outcome.OK
                                                : Outcome.FOREIGN_BLOCK);
                assertThat(driver.ledger.inFlight(handle)).isEqualTo(reference.inFlight[block]);
                assertThat(block(block)).as("block %d", block).isEqualTo(reference.data[block]);
            }
        }

        byte[] memory() {
            return script.memory().asSlice(0, ScriptMemory.BYTES).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private byte[] randomBytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void random_scripts_leave_behind_what_the_reference_does() {
        for (int i = 0; i < PAIRS; i++) {
            runPair();
        }
        for (int more = 0; !uncovered().isEmpty() && more < 10 * PAIRS; more++) {
            runPair();
        }
        assertThat(uncovered()).as("not met by %s, %s", Arrays.toString(done), seen).isEmpty();
    }

    private void runPair() {
        var pair = new Pair();
        for (int run = 0; run < RUNS; run++) {
            pair.pass();
            if (random.nextInt(4) > 0) {
                write(pair);
            }
            if (random.nextInt(4) == 0) {
                damage(pair.script.memory());
            } else if (random.nextInt(10) == 0) {
                spoil(pair.script.memory());
            }
            pair.run();
        }
    }

    /// What the scripts have met too seldom to be a test of it: operations, and ways in which runs end.
    private List<Object> uncovered() {
        var uncovered = new ArrayList<Object>(ENDS);
        uncovered.removeAll(seen.keySet());
        for (int code = 1; code < done.length; code++) {
            boolean ofBlocks = code <= OperationCode.RX.code();
            if (done[code] <= (ofBlocks ? 15 : 2) * PAIRS) {
                uncovered.add(OperationCode.of(code));
            }
        }
        return uncovered;
    }

    /// A script that could be meant so.
    private void write(Pair pair) {
        var memory = pair.script.memory();
        memory.set(WORD, 0, ScriptMemory.IDENTIFICATION_VALUE);
        int count = random.nextInt(random.nextInt(8) == 0 ? 65 : 12);
        memory.set(WORD, 4, count);
        var givers = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            int at = (int) ScriptMemory.operation(i);
            int code = random.nextInt(3) == 0 ? 6 : 1;
            if (!givers.isEmpty() && random.nextInt(4) > 0) {
                code = new int[] {2, 3, 3, 4, 4, 5, 5}[random.nextInt(7)];
                if (random.nextInt(10) == 0) {
                    code = 10 + random.nextInt(2);
                }
            }
            if (random.nextInt(8) == 0) {
                code = 7 + random.nextInt(3);
            }
            memory.set(WORD, at, code | flags(code));
            memory.set(WORD, at + 4, blocks(code, i, givers));
            memory.set(
                    WORD,
                    at + 8,
                    random.nextInt(9) == 0
                            ? random.nextInt(6_000)
                            : random.nextInt(40) | (code == 5 ? 2 * random.nextInt(16) << 16 : 0));
            memory.set(WORD, at + 12, length(pair.aal5));
            memory.set(WORD, at + 16, random.nextInt(USER_BYTES / 2));
            memory.set(WORD, at + 20, 0);
            memory.set(WORD, at + 24, vci(code));
            if (code == 1 || code == 6) {
                givers.add(i);
            }
        }
        if (random.nextInt(10) == 0) {
            int handle = random.nextBoolean() ? pair.foreign : random.nextInt() | 64;
            memory.set(WORD, ScriptMemory.entry(random.nextInt(32)), handle);
        }
    }

    private int vci(int code) {
        if (code > 9) {
            return random.nextInt(random.nextInt(8) == 0 ? 4 : 2);
        }
        if (code == 7 || code == 8) {
            return VCI + (random.nextInt(3) == 0 ? random.nextInt(600) - 520 : random.nextInt(3));
        }
        return random.nextInt(5) == 0 ? random.nextInt(1 << 24) : VCI;
    }

    private int flags(int code) {
        int flags = random.nextInt(2) == 0 ? random.nextInt() & 0xF00 : 0;
        return flags & new int[] {0, 0, 0, 0x100, 0x100, 0xD00, 0x200, 0, 0, 0, 0x100, 0x100}[code];
    }

    private int blocks(int code, int index, List<Integer> givers) {
        int entry = random.nextInt(32);
        if (code > 6 && code < 10) {
            return 0;
        }
        if (code == 6) {
            return entry;
        }
        if (code == 1) {
            return entry | (random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(2)) << 12;
        }
        if (givers.isEmpty() || random.nextInt(12) == 0) {
            return entry | random.nextInt(4) << 12;
        }
        int giver =
                random.nextInt(40) == 0
                        ? random.nextInt(index + 2) & 63
                        : givers.get(random.nextInt(givers.size()));
        return 1 << 31 | giver << 24 | (random.nextInt(20) == 0 ? random.nextInt(3) : 0);
    }

    private int length(boolean aal5) {
        int length = random.nextInt(random.nextInt(20) == 0 ? 70_000 : 2_000);
        return aal5 ? length : 48 + length & -4;
    }

    /// What bits that change at random seldom bring about.
    private void spoil(MemorySegment memory) {
        int code = 2 + random.nextInt(4);
        memory.set(WORD, 0, ScriptMemory.IDENTIFICATION_VALUE);
        memory.set(WORD, 4, 2);
        long first = ScriptMemory.operation(0);
        long second = ScriptMemory.operation(1);
        switch (random.nextInt(6)) {
            case 4 -> manyFrames(memory);
            case 0 -> memory.set(WORD, 4, random.nextBoolean() ? 65 : random.nextInt() | 128);
            case 1 -> {
                memory.set(WORD, first, code);
                memory.set(WORD, first + 4, (33 + random.nextInt(40)) << 12);
            }
            case 2 -> {
                memory.set(WORD, first, code);
                memory.set(WORD, first + 4, 1 << 12 | 7);
                memory.set(WORD, first + 8, 0);
                memory.set(WORD, first + 12, 48);
                memory.set(WORD, ScriptMemory.entry(7), random.nextInt() | 64);
            }
            case 3 -> {
                memory.set(WORD, first, 1);
                memory.set(WORD, first + 4, 1 << 12);
                memory.set(WORD, second, 5);
                memory.set(WORD, second + 4, 1 << 31);
                memory.set(WORD, second + 24, random.nextInt() | 1 << 24);
            }
            default -> {
                memory.set(WORD, first, 6);
                memory.set(WORD, first + 4, 512 - random.nextInt(3));
            }
        }
    }

    /// More than the transmit ring holds, perhaps.
    private static void manyFrames(MemorySegment memory) {
        int frames = SMALL.transmitRing() + 1;
        memory.set(WORD, 4, 2 * frames);
        for (int i = 0; i < frames; i++) {
            long alloc = ScriptMemory.operation(2 * i);
            memory.set(WORD, alloc, 1);
            memory.set(WORD, alloc + 4, 1 << 12 | i);
            long send = ScriptMemory.operation(2 * i + 1);
            memory.set(WORD, send, 5);
            memory.set(WORD, send + 4, 1 << 31 | 2 * i << 24);
            memory.set(WORD, send + 12, 48);
            memory.set(WORD, send + 24, VCI);
        }
    }

    /// Any word becomes anything.
    private void damage(MemorySegment memory) {
        int word =
                random.nextInt(20) == 0
                        ? random.nextInt(16)
                        : 16 * (1 + random.nextInt(12)) + random.nextInt(7);
        if (random.nextInt(20) == 0) {
            word = ScriptMemory.LIST / 4 + random.nextInt(32);
        }
        int bits = random.nextInt(3) == 0 ? random.nextInt() : 1 << random.nextInt(32);
        memory.set(WORD, 4L * word, memory.get(WORD, 4L * word) ^ bits);
    }

    @Test
    void outcomes_have_the_numbers_of_the_contract() {
        assertThat(Outcome.values())
                .extracting(Enum::name)
                .containsExactly(
                        Arrays.stream(PoolOutcome.values()).map(Enum::name).toArray(String[]::new));
    }
}
