package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.BlockRange;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.OperationCode;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.abi.daemon.Submission;
import org.jetstreamlan.driver.ChannelRange;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.LoopbackAdapter;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.shared.EventFlag;
import org.jetstreamlan.driver.shared.RingFault;
import org.jetstreamlan.driver.shared.UnixSocket;

/// A target of coverage-guided fuzzing: anything in the memory that a client shares with the daemon, at any time between the daemon's turns.
public final class SubmissionFuzzer {
    private static final int MOST_STEPS = 64;
    private static final int OPERATION_BYTES = 28;
    private static final int SUBMISSION_WORDS = 16;
    private static final ClientMemory SIZES = new ClientMemory(4, 2, 4_096);
    private static final Quota QUOTA = new Quota(1, 4, 20, 20, 8, 4, 2, 1, 4_096);
    private static final UnixSocket.Peer PEER = new UnixSocket.Peer(1, 1_000, 1_000);
    private static final DaemonSettings.User USER =
            new DaemonSettings.User(null, null, QUOTA, false, ChannelRange.FREE);
    private static final LoopbackAdapter ADAPTER =
            new LoopbackAdapter(new Capabilities(32, 11, 8, 4, 4, 3, 6, 4), new Random(1));
    private static final Driver DRIVER = opened();
    private static final int BLOCKS_FREE = DRIVER.freeBlocks();

    private SubmissionFuzzer() {}

    private static Driver opened() {
        var driver = Driver.open(ADAPTER);
        driver.start(RingOptions.station(1));
        driver.awaitOperational(1_000_000);
        return driver;
    }

    /// Inputs to begin with: a pool is opened, has a VCI, runs a script, and is closed.
    public static List<byte[]> examples() {
        var input = ByteBuffer.allocate(1_024).order(ByteOrder.LITTLE_ENDIAN);
        input.put((byte) 3);
        put(input, OPERATION_BYTES / 4, OperationCode.ALLOC.code(), BlockRange.ofList(0, 2));
        input.put((byte) 3);
        put(input, OPERATION_BYTES / 4, OperationCode.FREE.code(), BlockRange.ofResult(0, 0, 0));
        submit(input, Request.OPEN, 0, 8, 8, 1, 1);
        submit(input, Request.ASSOC, 0x200);
        submit(input, Request.RUN, 0);
        submit(input, Request.DEASSOC, 0x200);
        submit(input, Request.FILE, 3);
        submit(input, Request.CLOSE_FILE, 3);
        submit(input, Request.CLOSE, 0);
        input.put((byte) 7);
        return List.of(Arrays.copyOf(input.array(), input.position()));
    }

    private static void submit(ByteBuffer input, Request request, int... behind) {
        int[] words = new int[3 + behind.length];
        words[0] = request.ordinal();
        System.arraycopy(behind, 0, words, 3, behind.length);
        put(input.put((byte) 0), SUBMISSION_WORDS, words);
    }

    private static void put(ByteBuffer input, int count, int... words) {
        for (int i = 0; i < count; i++) {
            input.putInt(i < words.length ? words[i] : 0);
        }
    }

    /// One execution: the input is a list of steps, each of a byte that says what, and its bytes.
    public static void run(byte[] data) throws IOException, ServiceException {
        var account = new Account(PEER.uid());
        var connection = Quota.client(SIZES.scripts(), SIZES.userBytes());
        account.take(connection, QUOTA);
        var bell = EventFlag.create();
        var files =
                new ClientFiles(
                        (_, _) -> new UnixSocket.Received(-1, 0),
                        account,
                        QUOTA,
                        bell::raise,
                        ClientFiles.SYSTEM);
        var pools = new ClientPools(DRIVER, USER, account, connection, files);
        var clan =
                new ClientClan(
                        new StationClan(DRIVER, ADAPTER, 1),
                        USER,
                        PEER.uid(),
                        PEER.uid(),
                        PEER.pid(),
                        account,
                        files,
                        () -> {});
        try (var client = new ServedClient(1, PEER, SIZES, pools, files, _ -> clan, bell)) {
            try {
                steps(
                        client,
                        client.file.memory(),
                        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
            } catch (RingFault lie) {
                // The end of this client.
            }
            pools.closeAll();
        }
        DRIVER.poll();
        account.take(QUOTA, QUOTA);
        if (DRIVER.freeBlocks() != BLOCKS_FREE) {
            throw new AssertionError(
                    "%d blocks are free, not %d".formatted(DRIVER.freeBlocks(), BLOCKS_FREE));
        }
    }

    private static void steps(ServedClient client, MemorySegment memory, ByteBuffer data) {
        int submitted = 0;
        for (int step = 0; step < MOST_STEPS && data.hasRemaining(); step++) {
            switch (data.get() & 7) {
                case 0, 1, 2 -> {
                    int slot = submitted++ & SIZES.entries() - 1;
                    long at = ClientMemory.SUBMISSIONS_AT + 64L * slot;
                    words(memory, at, SUBMISSION_WORDS, data);
                    name(client.pools(), memory, at + Submission.POOL_AT);
                    memory.set(WORD, ClientMemory.SUBMISSION_PRODUCER_AT, submitted);
                    memory.set(
                            WORD,
                            ClientMemory.ANSWER_CONSUMER_AT,
                            memory.get(WORD, ClientMemory.ANSWER_PRODUCER_AT));
                    client.turn();
                }
                case 3 -> operation(memory, data);
                case 4 -> words(memory, ClientMemory.SUBMISSION_PRODUCER_AT, 1, data);
                case 5 -> words(memory, ClientMemory.ANSWER_CONSUMER_AT, 1, data);
                case 6 -> words(memory, ClientMemory.CLIENT_SLEEPS_AT, 1, data);
                default -> {
                    for (int turn = 0; turn < SIZES.entries() && client.turn(); turn++) {
                        client.arrived();
                    }
                }
            }
        }
    }

    /// A small number as a handle stands for the pool in that slot: handles are others in each execution.
    private static void name(ClientPools pools, MemorySegment memory, long at) {
        int slot = memory.get(WORD, at);
        var pool = slot >= 0 && slot < ClientMemory.SLOTS ? pools.pool(slot) : null;
        if (pool != null) {
            memory.set(WORD, at, pool.handle());
        }
    }

    /// Behind those that script 0 has.
    private static void operation(MemorySegment memory, ByteBuffer data) {
        long script = SIZES.script(0);
        memory.set(
                WORD, script + ScriptMemory.IDENTIFICATION_AT, ScriptMemory.IDENTIFICATION_VALUE);
        int count = memory.get(WORD, script + ScriptMemory.COUNT_AT);
        words(
                memory,
                script + ScriptMemory.operation(count & ScriptMemory.OPERATIONS - 1),
                OPERATION_BYTES / 4,
                data);
        memory.set(WORD, script + ScriptMemory.COUNT_AT, count + 1);
    }

    private static void words(MemorySegment memory, long at, int count, ByteBuffer data) {
        for (int i = 0; i < count && data.remaining() >= 4; i++) {
            memory.set(WORD, at + 4L * i, data.getInt());
        }
    }
}
