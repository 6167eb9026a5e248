package org.jetstreamlan.driver;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.BlockRange;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.OperationCode;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.ScriptOperation;
import org.jspecify.annotations.Nullable;

/// Does the operations of a script, and keeps what they refer to in memory of its own.
///
/// Whoever shares the script's memory may change it at any time. So each word is read once, into a local or a field here,
/// and judged there; what earlier operations of the run gave is taken from here, not from the memory; handles of
/// the block list are as good as any that a client passes: the ledger judges them.
final class ScriptRun {
    /// Most blocks of one operation: those of the longest frame in the smallest blocks.
    static final int BLOCKS = (Frame.PAYLOAD_BYTES_MAXIMUM + 2_047) >>> 11;

    private static final VarHandle SHARED = WORD.varHandle();

    private static final int NOT_A_LIST = BlockRange.LIST_RESERVED | BlockRange.RESULT.mask();
    private static final int NOT_AN_ENTRY = ~BlockRange.FIRST.mask();

    private final MemorySegment memory;
    private final MemorySegment user;
    private final ScriptFiles files;

    /// What the operations done so far are, and the blocks that they gave.
    private final OperationCode[] codes = new OperationCode[ScriptMemory.OPERATIONS];

    private final @Nullable ReceivedPdu[] results = new ReceivedPdu[ScriptMemory.OPERATIONS];
    private final @Nullable SendTicket[] tickets = new SendTicket[ScriptMemory.OPERATIONS];

    /// A bit for each operation whose ticket's frame is under way.
    private long underWay;

    /// The blocks of the operation whose turn it is, and how many bytes of them may be copied.
    private final BlockChain operand = new BlockChain(BLOCKS);

    private long operandBytes;

    /// Of the run.
    private int count;

    /// What it stands at, operation `waitsAt`.
    private enum Waiting {
        NOT,
        FOR_PDU,
        FOR_FILE
    }

    private Waiting waiting = Waiting.NOT;
    private int waitsAt;

    /// For a PDU at most so long.
    private long waitClocks;

    private @Nullable Pool waitingPool;

    /// The transfer of a file that is under way: to or from byte `fileOffset` of [#operand].
    private boolean fileWrites;

    private int fileOffset;
    private int fileBytes;
    private long filePlace;
    private int fileChecksum;

    ScriptRun(MemorySegment memory, MemorySegment user, ScriptFiles files) {
        this.memory = memory;
        this.user = user;
        this.files = files;
    }

    SendTicket ticket(int operation) {
        var ticket = tickets[operation];
        if (ticket == null) {
            ticket = new SendTicket();
            tickets[operation] = ticket;
        }
        return ticket;
    }

    private ReceivedPdu result(int operation) {
        var result = results[operation];
        if (result == null) {
            result = new ReceivedPdu(BLOCKS);
            results[operation] = result;
        }
        return result;
    }

    /// Runs it, and sleeps where it waits.
    ///
    /// @return OK, or why the operation failed that ended it
    Outcome run(Pool pool) {
        var outcome = runAwake(pool);
        while (waits()) {
            outcome = resume(pool, waiting == Waiting.FOR_PDU && !pool.waitRx(waitClocks).ok());
        }
        return outcome;
    }

    /// Runs it up to an operation that has to wait.
    ///
    /// @return as [#run]; OK while it [#waits()]
    Outcome runAwake(Pool pool) {
        waiting = Waiting.NOT;
        int identification = memory.get(WORD, ScriptMemory.IDENTIFICATION_AT);
        if (identification != ScriptMemory.IDENTIFICATION_VALUE) {
            return pool.refuse(
                    Outcome.NOT_A_SCRIPT, identification, ScriptMemory.IDENTIFICATION_VALUE);
        }
        count = memory.get(WORD, ScriptMemory.COUNT_AT);
        if (count < 0 || count > ScriptMemory.OPERATIONS) {
            return end(
                    pool.refuse(
                            Outcome.TOO_MANY_OPERATIONS,
                            Integer.toUnsignedLong(count),
                            ScriptMemory.OPERATIONS),
                    0);
        }
        return runFrom(pool, 0);
    }

    private Outcome runFrom(Pool pool, int first) {
        for (int index = first; index < count; index++) {
            int at = (int) ScriptMemory.operation(index);
            int head = memory.get(WORD, at + ScriptOperation.WORD_AT);
            var outcome = operation(pool, index, at, head);
            if (waits()) {
                waitsAt = index;
                waitingPool = pool;
                return Outcome.OK;
            }
            note(pool, at, outcome);
            if (!outcome.ok() && (!ScriptOperation.ANY.isSet(head) || !outcome.holdsPdu())) {
                return end(outcome, index);
            }
        }
        return end(Outcome.OK, count);
    }

    private void note(Pool pool, int at, Outcome outcome) {
        memory.set(WORD, at + ScriptOperation.OUTCOME_AT, outcome.ordinal());
        if (!outcome.ok()) {
            var refusal = pool.lastRefusal();
            wide(at + ScriptOperation.VALUE_AT, refusal.value());
            wide(at + ScriptOperation.LIMIT_AT, refusal.limit());
        }
    }

    /// Goes on where it waits, if it need not any more.
    ///
    /// @param over the wait has lasted its time
    Outcome resume(Pool pool, boolean over) {
        boolean pastTime = over && waiting == Waiting.FOR_PDU;
        if (!pastTime && !mayResume()) {
            return Outcome.OK;
        }
        boolean file = waiting == Waiting.FOR_FILE;
        waiting = Waiting.NOT;
        int at = (int) ScriptMemory.operation(waitsAt);
        var outcome =
                file
                        ? moved(pool, at)
                        : pool.hasMail()
                                ? Outcome.OK
                                : pool.refuse(Outcome.TIME_OUT, waitClocks, 0);
        note(pool, at, outcome);
        return outcome.ok() ? runFrom(pool, waitsAt + 1) : end(outcome, waitsAt);
    }

    boolean waits() {
        return waiting != Waiting.NOT;
    }

    /// Whether what it waits for has come.
    boolean mayResume() {
        return switch (waiting) {
            case NOT -> false;
            case FOR_PDU -> waitingPool != null && waitingPool.hasMail();
            case FOR_FILE -> files.isOver();
        };
    }

    long waitClocks() {
        return waiting == Waiting.FOR_FILE ? Long.MAX_VALUE : waitClocks;
    }

    private Outcome end(Outcome outcome, int done) {
        memory.set(WORD, ScriptMemory.OUTCOME_AT, outcome.ordinal());
        memory.set(WORD, ScriptMemory.DONE_AT, done);
        return outcome;
    }

    private void wide(long at, long value) {
        memory.set(WORD, at, (int) value);
        memory.set(WORD, at + 4, (int) (value >>> 32));
    }

    private Outcome operation(Pool pool, int index, int at, int head) {
        int number = ScriptOperation.CODE.get(head);
        if (!OperationCode.exists(number)) {
            return pool.refuse(Outcome.UNKNOWN_OPERATION, number, OperationCode.maximum());
        }
        var code = OperationCode.of(number);
        int strange = head & ~(ScriptOperation.CODE.mask() | code.flags());
        if (strange != 0) {
            return pool.refuse(Outcome.RESERVED_BITS, strange, head);
        }
        codes[index] = code;
        int blocks = memory.get(WORD, at + ScriptOperation.BLOCKS_AT);
        return switch (code) {
            case ALLOC -> alloc(pool, index, at, blocks);
            case FREE -> free(pool, index, blocks);
            case COPY_IN, COPY_OUT -> copy(pool, index, at, head, blocks, code);
            case SEND -> send(pool, index, at, head, blocks);
            case RX -> receive(pool, index, at, blocks);
            case ASSOC, DEASSOC -> associate(pool, at, blocks, code);
            case WAIT_RX -> await(pool, at, blocks);
            case READ_FILE, WRITE_FILE ->
                    file(pool, index, at, head, blocks, code == OperationCode.WRITE_FILE);
        };
    }

    private Outcome alloc(Pool pool, int index, int at, int blocks) {
        var result = result(index);
        result.clear();
        if ((blocks & NOT_A_LIST) != 0) {
            return strange(pool, blocks, NOT_A_LIST);
        }
        int first = BlockRange.FIRST.get(blocks);
        int count = BlockRange.COUNT.get(blocks);
        if (count == 0) {
            int bytes = memory.get(WORD, at + ScriptOperation.LENGTH_AT);
            if (!pool.lengthGood(bytes)) {
                return pool.refuse(
                        Outcome.BAD_LENGTH, Integer.toUnsignedLong(bytes), pool.lengthMaximum());
            }
            count = pool.blocksFor(bytes);
        }
        if (first + count > ScriptMemory.LIST_ENTRIES) {
            return pool.refuse(Outcome.BLOCKS_PAST_END, first + count, ScriptMemory.LIST_ENTRIES);
        }
        var outcome = pool.alloc(result.blocks(), count);
        if (outcome.ok()) {
            list(first, result.blocks());
            memory.set(WORD, at + ScriptOperation.RESULT_AT, count);
        }
        return outcome;
    }

    private Outcome free(Pool pool, int index, int blocks) {
        var outcome = operand(pool, index, blocks);
        return outcome.ok() ? pool.free(operand) : outcome;
    }

    private Outcome copy(Pool pool, int index, int at, int head, int blocks, OperationCode code) {
        var outcome = operand(pool, index, blocks);
        if (!outcome.ok()) {
            return outcome;
        }
        long offset = unsigned(at + ScriptOperation.OFFSET_AT);
        long bytes = bytes(at, head, offset);
        if (offset + bytes > operandBytes) {
            return pool.refuse(Outcome.PAST_END, offset + bytes, operandBytes);
        }
        long address = address(at);
        outcome =
                code == OperationCode.COPY_IN
                        ? pool.copyIn(operand, (int) offset, user, address, (int) bytes)
                        : pool.copyOut(operand, (int) offset, user, address, (int) bytes);
        if (outcome.ok()) {
            memory.set(WORD, at + ScriptOperation.RESULT_AT, pool.copyChecksum());
        }
        return outcome;
    }

    /// LENGTH, or with REST what the blocks hold from `offset` on.
    private long bytes(int at, int head, long offset) {
        return ScriptOperation.REST.isSet(head)
                ? Math.max(0, operandBytes - offset)
                : unsigned(at + ScriptOperation.LENGTH_AT);
    }

    private long address(int at) {
        return unsigned(at + ScriptOperation.ADDRESS_LOW_AT)
                | unsigned(at + ScriptOperation.ADDRESS_HIGH_AT) << 32;
    }

    /// Begins to move bytes of a file; what is to be written is copied out of the blocks now, what is read goes into them when it is there.
    private Outcome file(Pool pool, int index, int at, int head, int blocks, boolean writing) {
        var outcome = operand(pool, index, blocks);
        if (!outcome.ok()) {
            return outcome;
        }
        long offset = unsigned(at + ScriptOperation.OFFSET_AT);
        long bytes = bytes(at, head, offset);
        if (offset + bytes > operandBytes) {
            return pool.refuse(Outcome.PAST_END, offset + bytes, operandBytes);
        }
        if (bytes > ScriptFiles.BYTES) {
            return pool.refuse(Outcome.PAST_END, bytes, ScriptFiles.BYTES);
        }
        long number = unsigned(at + ScriptOperation.FILE_AT);
        if (!files.has(number)) {
            return pool.refuse(Outcome.NO_SUCH_FILE, number, files.limit());
        }
        fileWrites = writing;
        fileOffset = (int) offset;
        fileBytes = (int) bytes;
        filePlace = address(at);
        if (writing) {
            outcome = pool.copyOut(operand, fileOffset, files.memory(), 0, fileBytes);
            if (!outcome.ok()) {
                return outcome;
            }
            fileChecksum = pool.copyChecksum();
        }
        files.begin(writing, (int) number, filePlace, fileBytes);
        if (files.isOver()) {
            return moved(pool, at);
        }
        waiting = Waiting.FOR_FILE;
        return Outcome.OK;
    }

    private Outcome moved(Pool pool, int at) {
        long moved = files.moved();
        if (moved < 0) {
            return pool.refuse(Outcome.FILE_ERROR, -moved, filePlace);
        }
        if (moved < fileBytes) {
            return pool.refuse(Outcome.FILE_END, filePlace + fileBytes - 1, filePlace + moved);
        }
        if (!fileWrites) {
            var outcome = pool.copyIn(operand, fileOffset, files.memory(), 0, fileBytes);
            if (!outcome.ok()) {
                return outcome;
            }
            fileChecksum = pool.copyChecksum();
        }
        memory.set(WORD, at + ScriptOperation.RESULT_AT, fileChecksum);
        return Outcome.OK;
    }

    private Outcome send(Pool pool, int index, int at, int head, int blocks) {
        var outcome = operand(pool, index, blocks);
        if (!outcome.ok()) {
            return outcome;
        }
        long bytes =
                ScriptOperation.REST.isSet(head)
                        ? operandBytes
                        : unsigned(at + ScriptOperation.LENGTH_AT);
        if (bytes > Integer.MAX_VALUE) {
            return pool.refuse(Outcome.BAD_LENGTH, bytes, pool.lengthMaximum());
        }
        long vci = unsigned(at + ScriptOperation.VCI_AT);
        if (vci >= AtmHeader.VCIS) {
            return pool.refuse(Outcome.VCI_OUT_OF_RANGE, vci, AtmHeader.VCIS - 1);
        }
        int frame = pool.nextFrame();
        outcome =
                pool.sendUntold(
                        operand,
                        (int) bytes,
                        (int) vci,
                        ScriptOperation.CHECKSUM.isSet(head)
                                ? unsigned(at + ScriptOperation.OFFSET_AT)
                                : FrameSender.NO_CHECKSUM,
                        ScriptOperation.TICKET.isSet(head) ? ticket(index) : null);
        if (outcome.ok()) {
            memory.set(WORD, at + ScriptOperation.RESULT_AT, frame);
            if (ScriptOperation.TICKET.isSet(head)) {
                underWay |= 1L << index;
                tell(index);
            }
        }
        return outcome;
    }

    boolean hasFramesUnderWay() {
        return underWay != 0;
    }

    /// Writes what has become of frames with tickets.
    ///
    /// @return whether there was one
    boolean settle() {
        long before = underWay;
        long left = before;
        while (left != 0) {
            int index = Long.numberOfTrailingZeros(left);
            left &= left - 1;
            if (ticket(index).idle()) {
                underWay &= ~(1L << index);
                tell(index);
            }
        }
        return underWay != before;
    }

    private void tell(int index) {
        SHARED.setRelease(
                memory,
                ScriptMemory.operation(index) + ScriptOperation.FATE_AT,
                ticket(index).word());
    }

    private Outcome associate(Pool pool, int at, int blocks, OperationCode code) {
        if (blocks != 0) {
            return strange(pool, blocks, blocks);
        }
        long vci = unsigned(at + ScriptOperation.VCI_AT);
        if (vci >= AtmHeader.VCIS) {
            return pool.refuse(Outcome.VCI_OUT_OF_RANGE, vci, AtmHeader.VCIS - 1);
        }
        try {
            if (code == OperationCode.ASSOC) {
                pool.assoc((int) vci);
            } else {
                pool.deassoc((int) vci);
            }
            return Outcome.OK;
        } catch (DriverException refused) {
            return pool.refuse(Outcome.valueOf(refused.reason().name()), vci, 0);
        }
    }

    private Outcome await(Pool pool, int at, int blocks) {
        if (blocks != 0) {
            return strange(pool, blocks, blocks);
        }
        long clocks = address(at);
        waitClocks = clocks < 0 ? Long.MAX_VALUE : clocks;
        waiting = pool.blocksOfOldest() == 0 ? Waiting.FOR_PDU : Waiting.NOT;
        return Outcome.OK;
    }

    private Outcome receive(Pool pool, int index, int at, int blocks) {
        var pdu = result(index);
        pdu.clear();
        if ((blocks & NOT_AN_ENTRY) != 0) {
            return strange(pool, blocks, NOT_AN_ENTRY);
        }
        int first = BlockRange.FIRST.get(blocks);
        int count = pool.blocksOfOldest();
        if (count == 0) {
            return pool.refuse(Outcome.EMPTY, 0, 0);
        }
        if (first + count > ScriptMemory.LIST_ENTRIES) {
            return pool.refuse(Outcome.BLOCKS_PAST_END, first + count, ScriptMemory.LIST_ENTRIES);
        }
        var outcome = pool.rx(pdu);
        if (pdu.held()) {
            list(first, pdu.blocks());
            memory.set(WORD, at + ScriptOperation.RESULT_AT, pdu.blocks().size());
            memory.set(WORD, at + ScriptOperation.PDU_BYTES_AT, pdu.length());
            memory.set(WORD, at + ScriptOperation.HEADER_AT, pdu.atmWord());
            memory.set(WORD, at + ScriptOperation.TIME_AT, (int) pdu.timestamp());
        }
        return outcome;
    }

    private void list(int first, BlockChain blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            memory.set(WORD, ScriptMemory.entry(first + i), blocks.handle(i));
        }
    }

    private static Outcome strange(Pool pool, int word, int reserved) {
        return pool.refuse(Outcome.RESERVED_BITS, word & reserved, word);
    }

    private long unsigned(long at) {
        return Integer.toUnsignedLong(memory.get(WORD, at));
    }

    /// Sets [#operand] to the blocks of a range.
    private Outcome operand(Pool pool, int index, int range) {
        operand.clear();
        int first = BlockRange.FIRST.get(range);
        int count = BlockRange.COUNT.get(range);
        if (BlockRange.RESULT.isSet(range)) {
            return result(pool, index, range, first, count);
        }
        if ((range & BlockRange.LIST_RESERVED) != 0) {
            return strange(pool, range, BlockRange.LIST_RESERVED);
        }
        if (first + count > ScriptMemory.LIST_ENTRIES) {
            return pool.refuse(Outcome.BLOCKS_PAST_END, first + count, ScriptMemory.LIST_ENTRIES);
        }
        if (count > BLOCKS) {
            return pool.refuse(Outcome.CHAIN_FULL, count, BLOCKS);
        }
        for (int i = 0; i < count; i++) {
            operand.add(memory.get(WORD, ScriptMemory.entry(first + i)));
        }
        operandBytes = (long) count * pool.blockBytes();
        return Outcome.OK;
    }

    private Outcome result(Pool pool, int index, int range, int first, int count) {
        if ((range & BlockRange.RESULT_RESERVED) != 0) {
            return strange(pool, range, BlockRange.RESULT_RESERVED);
        }
        int source = BlockRange.OPERATION.get(range);
        if (source >= index) {
            return pool.refuse(Outcome.FORWARD_REFERENCE, source, index);
        }
        if (!codes[source].givesBlocks()) {
            return pool.refuse(Outcome.NOT_BLOCKS, source, 0);
        }
        var result = result(source);
        var blocks = result.blocks();
        if (first + count > blocks.size()) {
            return pool.refuse(Outcome.BLOCKS_PAST_END, first + count, blocks.size());
        }
        int end = count == 0 ? blocks.size() : first + count;
        for (int i = first; i < end; i++) {
            operand.add(blocks.handle(i));
        }
        long before = (long) first * pool.blockBytes();
        operandBytes = (long) operand.size() * pool.blockBytes();
        if (result.held()) {
            operandBytes = Math.clamp(result.length() - before, 0, operandBytes);
        }
        return Outcome.OK;
    }
}
