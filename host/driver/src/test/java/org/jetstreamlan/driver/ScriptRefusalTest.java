package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.OperationCode;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.ScriptOperation;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything that a script can have wrong: reason, numbers, index, and that the operation changed nothing.
class ScriptRefusalTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);
    private static final int USER_BYTES = 10_000;
    private static final int FILE_BYTES = 5_000;
    private static final int STEP = 6;

    /// A driver with a pool, a script, and things to do wrong with them; two of the same seed are equal.
    private static final class Bench {
        final LoopbackAdapter card;
        final Driver driver;
        final Pool pool;
        final MemorySegment user = Arena.ofAuto().allocate(USER_BYTES);
        final Script script =
                Script.allocate(Arena.ofAuto(), user, new MemoryFiles(new byte[FILE_BYTES]));

        Bench(long seed) {
            card = new LoopbackAdapter(Capabilities.ECP5, new Random(seed));
            card.station = STATION;
            driver = Driver.open(card);
            driver.start(RingOptions.station(1).nonce(1));
            driver.awaitOperational(1_000_000);
            pool = driver.openPool(PoolOptions.named("p").limits(70, 70));
            var other = driver.openPool(PoolOptions.named("other").limits(1, 0));
            var chain = new BlockChain(1);
            other.alloc(chain, 1);
            script.handle(500, chain.handle(0));
            pool.assoc(VCI);
            card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(new byte[100], 0, 0));
            driver.poll();
        }

        void word(int operation, int at, int value) {
            script.memory().set(WORD, ScriptMemory.operation(operation) + at, value);
        }

        byte[] memory() {
            return script.memory().toArray(ValueLayout.JAVA_BYTE);
        }

        /// A good operation: takes blocks, writes, sends or frees them.
        void good(int index) {
            switch (index % 4) {
                case 0 -> script.alloc(index, 1);
                case 1 -> script.copyIn(before(index - 1), 0, 0, 40);
                case 2 -> script.send(before(index - 2), 40, VCI + 1);
                default -> script.free(before(index - 3));
            }
        }

        private static Blocks before(int operation) {
            return Blocks.of(operation);
        }
    }

    /// Something wrong with one operation.
    private record Wrong(
            OperationCode code,
            String what,
            Outcome outcome,
            long value,
            long limit,
            Consumer<Bench> write) {
        @Override
        public String toString() {
            return code + " with " + what;
        }
    }

    /// Behind `index` good operations, of which 0 is an ALLOC of one block that is held (or 0, and then nothing refers to it).
    private static List<Wrong> wrongs() {
        var all = new ArrayList<Wrong>();
        for (var code : OperationCode.values()) {
            all.add(
                    new Wrong(
                            code,
                            "bit 12 of word 0",
                            Outcome.RESERVED_BITS,
                            0x1000,
                            0x1000 | code.code(),
                            b -> write(b, code, 0x1000, 0)));
            all.add(
                    new Wrong(
                            code,
                            "bit 30 of BLOCKS",
                            Outcome.RESERVED_BITS,
                            1 << 30,
                            1 << 30,
                            b -> write(b, code, 0, 1 << 30)));
            for (int flag : new int[] {0x100, 0x200, 0x400, 0x800}) {
                if ((code.flags() & flag) == 0) {
                    all.add(
                            new Wrong(
                                    code,
                                    "flag %#x".formatted(flag),
                                    Outcome.RESERVED_BITS,
                                    flag,
                                    flag | code.code(),
                                    b -> write(b, code, flag, 0)));
                }
            }
            if (code.usesBlocks()) {
                uses(all, code);
            }
        }
        int alloc = OperationCode.ALLOC.code();
        all.add(
                new Wrong(
                        OperationCode.ALLOC,
                        "LENGTH 0",
                        Outcome.BAD_LENGTH,
                        0,
                        65_512,
                        b -> write(b, OperationCode.ALLOC, 0, 0)));
        all.add(
                new Wrong(
                        OperationCode.ALLOC,
                        "LENGTH 2^32 - 1",
                        Outcome.BAD_LENGTH,
                        0xFFFF_FFFFL,
                        65_512,
                        b -> {
                            write(b, OperationCode.ALLOC, 0, 0);
                            b.word(b.script.size() - 1, ScriptOperation.LENGTH_AT, -1);
                        }));
        all.add(
                new Wrong(
                        OperationCode.ALLOC,
                        "entries behind the list",
                        Outcome.BLOCKS_PAST_END,
                        513,
                        512,
                        b -> b.script.alloc(511, 2)));
        all.add(
                new Wrong(
                        OperationCode.ALLOC,
                        "33 blocks",
                        Outcome.CHAIN_FULL,
                        33,
                        32,
                        b -> b.script.alloc(0, 33)));
        all.add(
                new Wrong(
                        OperationCode.ALLOC,
                        "RESULT",
                        Outcome.RESERVED_BITS,
                        Integer.MIN_VALUE,
                        1 << 31 | 1 << 12,
                        b -> write(b, OperationCode.ALLOC, 0, 1 << 31 | alloc << 12)));
        all.add(
                new Wrong(
                        OperationCode.RX,
                        "COUNT",
                        Outcome.RESERVED_BITS,
                        1 << 12,
                        1 << 12,
                        b -> write(b, OperationCode.RX, 0, 1 << 12)));
        all.add(
                new Wrong(
                        OperationCode.RX,
                        "an entry behind the list",
                        Outcome.BLOCKS_PAST_END,
                        513,
                        512,
                        b -> b.script.rx(512)));
        vcis(all);
        return all;
    }

    /// What is wrong with the VCI of an ASSOC or DEASSOC, and with a WAIT_RX.
    private static void vcis(List<Wrong> all) {
        for (var code : List.of(OperationCode.ASSOC, OperationCode.DEASSOC)) {
            for (int vci : new int[] {1 << 24, -1}) {
                all.add(
                        new Wrong(
                                code,
                                "VCI %#x".formatted(vci),
                                Outcome.VCI_OUT_OF_RANGE,
                                Integer.toUnsignedLong(vci),
                                0xFF_FFFF,
                                b -> vci(b, code, vci)));
            }
        }
        for (var code :
                List.of(OperationCode.ASSOC, OperationCode.DEASSOC, OperationCode.WAIT_RX)) {
            all.add(
                    new Wrong(
                            code,
                            "blocks of the list",
                            Outcome.RESERVED_BITS,
                            3 << 12,
                            3 << 12,
                            b -> write(b, code, 0, 3 << 12)));
        }
        assoc(all, "the VCI that it has", Outcome.VCI_TAKEN, VCI);
        assoc(all, "another station's", Outcome.VCI_OF_OTHER_STATION, VCI + (1 << 18));
        assoc(all, "a well-known channel", Outcome.VCI_RESERVED, StationVci.of(STATION, 0x1FF));
        assoc(all, "a system VCI", Outcome.VCI_RESERVED, StationVci.ARP);
        all.add(
                new Wrong(
                        OperationCode.DEASSOC,
                        "a VCI that it has not",
                        Outcome.VCI_NOT_ASSOCIATED,
                        VCI + 9,
                        0,
                        b -> vci(b, OperationCode.DEASSOC, VCI + 9)));
    }

    private static void assoc(List<Wrong> all, String what, Outcome outcome, int vci) {
        all.add(
                new Wrong(
                        OperationCode.ASSOC,
                        what,
                        outcome,
                        vci,
                        0,
                        b -> vci(b, OperationCode.ASSOC, vci)));
    }

    private static void vci(Bench bench, OperationCode code, int vci) {
        write(bench, code, 0, 0);
        bench.word(bench.script.size() - 1, ScriptOperation.VCI_AT, vci);
    }

    /// What is wrong with the blocks of an operation that uses some.
    private static void uses(List<Wrong> all, OperationCode code) {
        all.add(
                new Wrong(
                        code,
                        "its own blocks",
                        Outcome.FORWARD_REFERENCE,
                        -1,
                        -1,
                        b -> write(b, code, 0, Blocks.of(b.script.size()).word())));
        all.add(
                new Wrong(
                        code,
                        "blocks of a later one",
                        Outcome.FORWARD_REFERENCE,
                        63,
                        -1,
                        b -> write(b, code, 0, Blocks.of(63).word())));
        all.add(
                new Wrong(
                        code,
                        "entries behind the list",
                        Outcome.BLOCKS_PAST_END,
                        514,
                        512,
                        b -> write(b, code, 0, Blocks.list(511, 3).word())));
        all.add(
                new Wrong(
                        code,
                        "33 entries",
                        Outcome.CHAIN_FULL,
                        33,
                        32,
                        b -> write(b, code, 0, Blocks.list(0, 33).word())));
        all.add(
                new Wrong(
                        code,
                        "OPERATION without RESULT",
                        Outcome.RESERVED_BITS,
                        5 << 24,
                        5 << 24,
                        b -> write(b, code, 0, 5 << 24)));
        all.add(
                new Wrong(
                        code,
                        "a foreign block",
                        Outcome.FOREIGN_BLOCK,
                        -1,
                        4,
                        b -> write(b, code, 0, Blocks.list(500, 1).word())));
        all.add(
                new Wrong(
                        code,
                        "a block that is none",
                        Outcome.NO_SUCH_BLOCK,
                        -5,
                        128,
                        b -> {
                            b.script.handle(501, -5);
                            write(b, code, 0, Blocks.list(501, 1).word());
                        }));
        all.add(
                new Wrong(
                        code,
                        "a block that is free",
                        Outcome.NOT_HELD,
                        0x7FFF_0001,
                        0,
                        b -> {
                            b.script.handle(501, 0x7FFF_0001);
                            write(b, code, 0, Blocks.list(501, 1).word());
                        }));
        switch (code) {
            case COPY_IN, COPY_OUT -> copies(all, code);
            case READ_FILE, WRITE_FILE -> files(all, code);
            case SEND -> sends(all);
            case ALLOC, FREE, RX, ASSOC, DEASSOC, WAIT_RX -> {}
        }
    }

    private static void copies(List<Wrong> all, OperationCode code) {
        places(all, code);
        addresses(all, code);
    }

    private static void files(List<Wrong> all, OperationCode code) {
        places(all, code);
        for (int number : new int[] {1, -1}) {
            all.add(
                    new Wrong(
                            code,
                            "file %d".formatted(number),
                            Outcome.NO_SUCH_FILE,
                            Integer.toUnsignedLong(number),
                            1,
                            b -> write(b, code, ScriptOperation.FILE_AT, 0, number)));
        }
        all.add(
                new Wrong(
                        code,
                        "ADDRESS below 0",
                        Outcome.FILE_ERROR,
                        MemoryFiles.INVALID,
                        -1L << 32,
                        b -> write(b, code, ScriptOperation.ADDRESS_HIGH_AT, 0, -1)));
        if (code == OperationCode.READ_FILE) {
            all.add(
                    new Wrong(
                            code,
                            "ADDRESS one too far",
                            Outcome.FILE_END,
                            FILE_BYTES,
                            FILE_BYTES,
                            b ->
                                    write(
                                            b,
                                            code,
                                            ScriptOperation.ADDRESS_LOW_AT,
                                            0,
                                            FILE_BYTES - 39)));
        }
    }

    private static void places(List<Wrong> all, OperationCode code) {
        all.add(
                new Wrong(
                        code,
                        "OFFSET 2^32 - 1",
                        Outcome.PAST_END,
                        0xFFFF_FFFFL + 40,
                        2_048,
                        b -> write(b, code, ScriptOperation.OFFSET_AT, 0, -1)));
        all.add(
                new Wrong(
                        code,
                        "LENGTH one too long",
                        Outcome.PAST_END,
                        2_049,
                        2_048,
                        b -> write(b, code, ScriptOperation.LENGTH_AT, 0, 2_049)));
        all.add(
                new Wrong(
                        code,
                        "REST behind the end",
                        Outcome.PAST_END,
                        2_049,
                        2_048,
                        b -> write(b, code, ScriptOperation.OFFSET_AT, 0x100, 2_049)));
    }

    private static void addresses(List<Wrong> all, OperationCode code) {
        all.add(
                new Wrong(
                        code,
                        "ADDRESS one too far",
                        Outcome.SEGMENT_TOO_SHORT,
                        USER_BYTES + 1,
                        USER_BYTES,
                        b -> write(b, code, ScriptOperation.ADDRESS_LOW_AT, 0, USER_BYTES - 39)));
        all.add(
                new Wrong(
                        code,
                        "ADDRESS below 0",
                        Outcome.SEGMENT_TOO_SHORT,
                        (-1L << 32) + 40,
                        USER_BYTES,
                        b -> write(b, code, ScriptOperation.ADDRESS_HIGH_AT, 0, -1)));
        all.add(
                new Wrong(
                        code,
                        "ADDRESS 2^32",
                        Outcome.SEGMENT_TOO_SHORT,
                        (1L << 32) + 40,
                        USER_BYTES,
                        b -> write(b, code, ScriptOperation.ADDRESS_HIGH_AT, 0, 1)));
    }

    private static void sends(List<Wrong> all) {
        var code = OperationCode.SEND;
        int length = ScriptOperation.LENGTH_AT;
        all.add(
                new Wrong(
                        code,
                        "LENGTH 0",
                        Outcome.BAD_LENGTH,
                        0,
                        65_512,
                        b -> write(b, code, length, 0, 0)));
        all.add(
                new Wrong(
                        code,
                        "LENGTH 65,513",
                        Outcome.BAD_LENGTH,
                        65_513,
                        65_512,
                        b -> write(b, code, length, 0, 65_513)));
        all.add(
                new Wrong(
                        code,
                        "LENGTH 2^31",
                        Outcome.BAD_LENGTH,
                        1L << 31,
                        65_512,
                        b -> write(b, code, length, 0, 1 << 31)));
        all.add(
                new Wrong(
                        code,
                        "LENGTH of two blocks",
                        Outcome.CHAIN_TOO_SHORT,
                        2,
                        1,
                        b -> write(b, code, length, 0, 2_048)));
        int[][] sums = {{40, 0, 40, 39}, {0, 39, 39, 38}, {0, 40, 40, 38}, {0xFFFF, 8, 0xFFFF, 39}};
        for (int[] sum : sums) {
            all.add(
                    new Wrong(
                            code,
                            "checksum from byte %d at %d".formatted(sum[0], sum[1]),
                            Outcome.CHECKSUM_OUT_OF_RANGE,
                            sum[2],
                            sum[3],
                            b ->
                                    write(
                                            b,
                                            code,
                                            ScriptOperation.OFFSET_AT,
                                            0x800,
                                            sum[1] << 16 | sum[0])));
        }
        for (int vci : new int[] {1 << 24, -1}) {
            all.add(
                    new Wrong(
                            code,
                            "VCI %#x".formatted(vci),
                            Outcome.VCI_OUT_OF_RANGE,
                            Integer.toUnsignedLong(vci),
                            0xFF_FFFF,
                            b -> write(b, code, ScriptOperation.VCI_AT, 0, vci)));
        }
    }

    /// An operation with these blocks, and a length that is good.
    private static void write(Bench bench, OperationCode code, int flags, int blocks) {
        int index = bench.script.size();
        bench.script.memory().set(WORD, ScriptMemory.COUNT_AT, index + 1);
        bench.word(index, ScriptOperation.WORD_AT, code.code() | flags);
        bench.word(index, ScriptOperation.BLOCKS_AT, blocks);
        bench.word(index, ScriptOperation.LENGTH_AT, code == OperationCode.ALLOC ? 0 : 40);
    }

    /// An operation on a block of its own, with a word that is not good.
    private static void write(Bench bench, OperationCode code, int at, int flags, int value) {
        write(bench, code, flags, Blocks.list(400, 1).word());
        int index = bench.script.size() - 1;
        bench.word(index, at, value);
        var chain = new BlockChain(1);
        assertThat(bench.pool.alloc(chain, 1)).isEqualTo(Outcome.OK);
        bench.script.handle(400, chain.handle(0));
    }

    /// What can be wrong with one operation, at every sixth position; each operation has six ways or more, so that it fails at
    /// every position.
    static Stream<Arguments> wrongsAndPositions() {
        var ways = new EnumMap<OperationCode, Integer>(OperationCode.class);
        return wrongs().stream()
                .map(w -> Arguments.of(w, ways.merge(w.code, 1, Integer::sum) % STEP));
    }

    @Test
    void each_operation_fails_at_every_position() {
        var covered = EnumSet.noneOf(OperationCode.class);
        for (var code : OperationCode.values()) {
            if (wrongs().stream().filter(w -> w.code == code).count() >= STEP) {
                covered.add(code);
            }
        }
        assertThat(covered).containsExactly(OperationCode.values());
    }

    /// What came before is done as in a script that ends there, nothing else is.
    @ParameterizedTest
    @MethodSource("wrongsAndPositions")
    void an_operation_that_fails_ends_the_run_and_changes_nothing(Wrong wrong, int first) {
        for (int position = first; position < ScriptMemory.OPERATIONS; position += STEP) {
            var bench = new Bench(position);
            var twin = new Bench(position);
            for (int i = 0; i < position; i++) {
                bench.good(i);
                twin.good(i);
            }
            wrong.write.accept(bench);
            wrong.write.accept(twin);
            twin.script.truncate(position);
            while (bench.script.size() < ScriptMemory.OPERATIONS) {
                bench.script.alloc(0, 1);
            }
            var before = bench.memory();
            assertThat(twin.pool.run(twin.script)).isEqualTo(Outcome.OK);
            assertThat(bench.pool.run(bench.script)).as("at %d", position).isEqualTo(wrong.outcome);
            var script = bench.script;
            assertThat(script.done()).isEqualTo(position);
            assertThat(script.outcome()).isEqualTo(wrong.outcome);
            assertThat(script.outcome(position)).isEqualTo(wrong.outcome);
            var refusal = bench.pool.lastRefusal();
            assertThat(refusal.outcome()).isEqualTo(wrong.outcome);
            if (wrong.value != -1) {
                assertThat(refusal.value()).isEqualTo(wrong.value);
            }
            if (wrong.limit != -1) {
                assertThat(refusal.limit()).isEqualTo(wrong.limit);
            }
            assertThat(script.message())
                    .startsWith("script, operation %d (%s) of 64: ".formatted(position, wrong.code))
                    .endsWith(refusal.message().substring("pool 'p': ".length()));
            assertThat(bench.card.sameAs(twin.card)).as("card").isTrue();
            assertThat(bench.pool.hasMail()).isTrue();
            int behind = (int) ScriptMemory.operation(position + 1);
            assertThat(Arrays.copyOfRange(bench.memory(), behind, ScriptMemory.LIST))
                    .as("slots behind")
                    .isEqualTo(Arrays.copyOfRange(before, behind, ScriptMemory.LIST));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OperationCode.class,
            names = {"FREE", "COPY_IN", "COPY_OUT", "SEND", "READ_FILE", "WRITE_FILE"})
    void blocks_of_an_operation_that_gives_none(OperationCode code) {
        var bench = new Bench(1);
        bench.good(0);
        bench.good(1);
        write(bench, code, 0, Blocks.of(1).word());
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.NOT_BLOCKS);
        assertThat(bench.script.message())
                .isEqualTo(
                        "script, operation 2 (%s) of 3: operation 1 gives no blocks; refer to an ALLOC or RX"
                                .formatted(code));
    }

    @ParameterizedTest
    @EnumSource(
            value = OperationCode.class,
            names = {"FREE", "COPY_IN", "COPY_OUT", "SEND", "READ_FILE", "WRITE_FILE"})
    void blocks_that_a_result_has_not(OperationCode code) {
        var bench = new Bench(1);
        var two = bench.script.alloc(0, 2);
        write(bench, code, 0, two.part(1, 2).word());
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.BLOCKS_PAST_END);
        assertThat(bench.script.message()).contains("blocks up to 3 where there are 2");
        bench.script.blocks(1, two.from(3));
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.BLOCKS_PAST_END);
    }

    @Test
    void blocks_in_flight_or_twice() {
        var bench = new Bench(1);
        bench.card.paused = true;
        var block = bench.script.alloc(0, 1);
        bench.script.send(block, 40, VCI);
        bench.script.copyOut(block, 0, 0, 40);
        bench.script.copyIn(block, 0, 0, 40);
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.BLOCK_IN_FLIGHT);
        assertThat(bench.script.done()).isEqualTo(3);
        bench.script.truncate(2);
        bench.script.send(block, 40, VCI);
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.BLOCK_IN_FLIGHT);
        bench.script.truncate(1);
        bench.script.alloc(1, 1);
        bench.script.handle(1, bench.script.handle(0));
        bench.script.truncate(0);
        bench.script.free(Blocks.list(0, 2));
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.NOT_HELD);
    }

    @Test
    void a_copy_behind_the_end_of_a_pdu_that_ends_inside_its_block() {
        var bench = new Bench(1);
        var blocks = bench.script.rx(0);
        int copy = bench.script.copyOut(blocks, 0, 0, 100);
        bench.script.free(blocks);
        bench.script.length(copy, 101);
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.PAST_END);
        assertThat(bench.script.message()).contains("byte 101 lies past the end at 100");
        assertThat(bench.pool.free(bench.script.handle(0))).isEqualTo(Outcome.OK);
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.EMPTY);
    }

    @Test
    void codes_that_no_operation_has() {
        for (int code : new int[] {0, 12, 128, 255}) {
            var bench = new Bench(1);
            bench.good(0);
            bench.good(1);
            bench.word(1, ScriptOperation.WORD_AT, code);
            assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.UNKNOWN_OPERATION);
            assertThat(bench.script.message())
                    .isEqualTo(
                            "script, operation 1 (%d) of 2: operation code %d is none of 1..11; see OperationCode"
                                    .formatted(code, code));
        }
    }

    @Test
    void scripts_as_a_whole() {
        var bench = new Bench(1);
        bench.good(0);
        for (int count : new int[] {65, 1 << 31, -1}) {
            bench.script.memory().set(WORD, ScriptMemory.COUNT_AT, count);
            int before = bench.card.fingerprint();
            assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.TOO_MANY_OPERATIONS);
            assertThat(bench.card.fingerprint()).isEqualTo(before);
            assertThat(bench.pool.lastRefusal().value()).isEqualTo(Integer.toUnsignedLong(count));
            assertThat(bench.script.message())
                    .isEqualTo(
                            "script: %d operations, a script has at most 64; make two"
                                    .formatted(Integer.toUnsignedLong(count)));
        }
        bench.script.memory().set(WORD, ScriptMemory.IDENTIFICATION_AT, 0x4A53_4302);
        var before = bench.memory();
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.NOT_A_SCRIPT);
        assertThat(bench.memory()).isEqualTo(before);
        assertThat(bench.pool.lastRefusal().message())
                .isEqualTo(
                        "pool 'p': the memory begins with 0x4a534302, a script with 0x4a534301; use Script.allocate");
        bench.pool.close();
        assertThat(bench.pool.run(bench.script)).isEqualTo(Outcome.POOL_CLOSED);
    }
}
