package org.jetstreamlan.driver;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.StationVci;

/// A target of coverage-guided fuzzing: any operations as a script on a pool, with a neighbour whose block has to stay as it is.
final class ScriptFuzzer {
    private static final int VCI = StationVci.of(0, StationVci.FIRST_FREE_CHANNEL);
    private static final int OPERATION_BYTES = 28;
    private static final int USER_BYTES = 4_096;
    private static final int SECRET_ENTRY = 500;
    private static final byte SECRET = 0x5E;

    private static final LoopbackAdapter CARD =
            new LoopbackAdapter(new Capabilities(32, 11, 8, 4, 4, 3, 6, 4), new Random(1));
    private static final Driver DRIVER = opened();
    private static final Pool NEIGHBOUR =
            DRIVER.openPool(PoolOptions.named("neighbour").limits(1, 0));
    private static final BlockChain SECRETS = NEIGHBOUR.newChain();
    private static final MemorySegment SECRET_WORDS = MemorySegment.ofArray(new int[512]);
    private static final MemorySegment USER = Arena.global().allocate(USER_BYTES);
    private static final int BLOCKS_FREE = prepared();

    private ScriptFuzzer() {}

    private static Driver opened() {
        var driver = Driver.open(CARD);
        driver.start(RingOptions.station(1));
        driver.awaitOperational(1_000_000);
        return driver;
    }

    private static int prepared() {
        NEIGHBOUR.alloc(SECRETS, 1);
        SECRET_WORDS.fill(SECRET);
        NEIGHBOUR.copyIn(SECRETS, 0, SECRET_WORDS, 0, 2_048);
        return DRIVER.freeBlocks();
    }

    /// Inputs to begin with: a script that uses every operation, and one that wants what is not its own.
    static List<byte[]> examples() {
        try (var arena = Arena.ofConfined()) {
            var script = Script.allocate(arena, USER);
            var blocks = script.allocFor(0, 3_000);
            script.copyIn(blocks, 0, 0, 3_000);
            int send = script.send(blocks, 3_000, VCI);
            script.withTicket(send);
            script.withChecksum(send, 20, 26);
            script.free(blocks);
            script.deassoc(VCI);
            script.assoc(VCI);
            script.waitRx(1_000);
            var pdu = script.rxAny(4);
            script.copyOutRest(pdu, 2, 10);
            script.sendRest(Blocks.list(4, 1), VCI);
            script.free(pdu);
            var thief = Script.allocate(arena, USER);
            thief.copyOut(Blocks.list(SECRET_ENTRY, 1), 0, 0, 100);
            thief.free(Blocks.list(0, ScriptRun.BLOCKS));
            return List.of(input(script), input(thief));
        }
    }

    private static byte[] input(Script script) {
        var input =
                ByteBuffer.allocate(1 + script.size() * OPERATION_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        input.put((byte) 2);
        for (int i = 0; i < script.size(); i++) {
            for (int word = 0; word < OPERATION_BYTES / 4; word++) {
                input.putInt(script.memory().get(WORD, ScriptMemory.operation(i) + 4L * word));
            }
        }
        return input.array();
    }

    /// One execution: first byte, whether a PDU waits, framing, and whether the count is the input's; then 28 bytes an operation.
    static void run(byte[] data) {
        if (data.length == 0) {
            return;
        }
        var options = PoolOptions.named("fuzz").limits(8, 8).sends(ChannelRange.FREE);
        var pool = DRIVER.openPool((data[0] & 1) == 0 ? options : options.framing(Framing.RAW));
        pool.assoc(VCI);
        if ((data[0] & 2) != 0) {
            CARD.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(new byte[100], 0, 0));
        }
        try (var arena = Arena.ofConfined()) {
            var script = Script.allocate(arena, USER);
            write(script.memory(), ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
            run(pool, script);
        }
        pool.close();
        DRIVER.poll();
        check();
    }

    private static void write(MemorySegment memory, ByteBuffer data) {
        boolean anyCount = (data.get() & 4) != 0;
        if (anyCount && data.remaining() >= 4) {
            memory.set(WORD, ScriptMemory.COUNT_AT, data.getInt());
        } else {
            memory.set(
                    WORD,
                    ScriptMemory.COUNT_AT,
                    Math.min(ScriptMemory.OPERATIONS, data.remaining() / OPERATION_BYTES));
        }
        memory.set(WORD, ScriptMemory.entry(SECRET_ENTRY), SECRETS.handle(0));
        for (int i = 0; i < ScriptMemory.OPERATIONS && data.remaining() >= OPERATION_BYTES; i++) {
            for (int word = 0; word < OPERATION_BYTES / 4; word++) {
                memory.set(WORD, ScriptMemory.operation(i) + 4L * word, data.getInt());
            }
        }
    }

    private static void run(Pool pool, Script script) {
        var outcome = pool.runAwake(script);
        while (script.waits()) {
            outcome = pool.resume(script, true);
        }
        int done = script.done();
        if (outcome != script.outcome()
                || done < 0
                || done > ScriptMemory.OPERATIONS
                || !outcome.ok() && pool.lastRefusal().message().isEmpty()) {
            throw new AssertionError("%s after %d operations".formatted(outcome, done));
        }
    }

    private static void check() {
        if (DRIVER.freeBlocks() != BLOCKS_FREE) {
            throw new AssertionError(
                    "%d blocks are free, not %d".formatted(DRIVER.freeBlocks(), BLOCKS_FREE));
        }
        long at = (long) BlockLedger.number(SECRETS.handle(0)) << 11;
        if (MemorySegment.mismatch(CARD.window, at, at + 2_048, SECRET_WORDS, 0, 2_048) >= 0) {
            throw new AssertionError("another pool's block is written");
        }
        if (USER.get(ValueLayout.JAVA_INT, 0) == SECRET_WORDS.get(ValueLayout.JAVA_INT, 0)) {
            throw new AssertionError("another pool's block is read");
        }
    }
}
