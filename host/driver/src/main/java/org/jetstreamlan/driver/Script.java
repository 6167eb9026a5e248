package org.jetstreamlan.driver;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.OperationCode;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.ScriptOperation;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jspecify.annotations.Nullable;

/// Up to 64 operations on a pool that one call does: made once, edited in place, run again and again. Its memory is
/// laid out by [ScriptMemory], so that another process or language can write it, too.
///
/// ```java
/// var script = Script.allocate(arena, user);
/// var blocks = script.allocFor(0, bytes);         // their handles go to entries 0.. of the list
/// script.copyIn(blocks, 0, address, bytes);
/// script.send(blocks, bytes, vci);
/// script.free(blocks);                            // when the frame has completed
/// if (!pool.run(script).ok()) {
///     log(script.message());
/// }
/// ```
/// Operations run in order until one fails; what was done stays. [#done()] says how many were, [#outcome(int)]
/// how each ended. A run allocates nothing. Rules and layout: `docs/driver.md`.
public final class Script {
    private static final VarHandle SHARED = WORD.varHandle();
    private static final Blocks NONE = Blocks.list(0, 0);

    private final MemorySegment memory;
    private final MemorySegment user;
    private final ScriptFiles files;
    private @Nullable ScriptRun run;

    private Script(MemorySegment memory, MemorySegment user, ScriptFiles files) {
        this.memory = memory;
        this.user = user;
        this.files = files;
    }

    /// An empty script in memory of its own.
    ///
    /// @param arena how long it lives
    /// @param user what copies read and write; addresses count from its start
    public static Script allocate(Arena arena, MemorySegment user) {
        return allocate(arena, user, ScriptFiles.NONE);
    }

    /// The same, with files for [#readFile] and [#writeFile].
    public static Script allocate(Arena arena, MemorySegment user, ScriptFiles files) {
        var memory = arena.allocate(ScriptMemory.BYTES, ScriptMemory.SLOT_BYTES);
        memory.set(WORD, ScriptMemory.IDENTIFICATION_AT, ScriptMemory.IDENTIFICATION_VALUE);
        return over(memory, user, files);
    }

    /// The script in memory that somebody else writes, at any time.
    ///
    /// @param memory [ScriptMemory#BYTES] bytes or more, off-heap or an `int[]`, aligned to 4
    /// @param user as in [#allocate]
    /// @throws IllegalArgumentException if one is read-only, or the first too small or not aligned
    public static Script over(MemorySegment memory, MemorySegment user) {
        return over(memory, user, ScriptFiles.NONE);
    }

    /// The same, with files for [#readFile] and [#writeFile].
    public static Script over(MemorySegment memory, MemorySegment user, ScriptFiles files) {
        if (memory.byteSize() < ScriptMemory.BYTES
                || memory.maxByteAlignment() < ScriptMemory.ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "script: memory of %d bytes aligned to %d; %d aligned to %d are needed"
                            .formatted(
                                    memory.byteSize(),
                                    memory.maxByteAlignment(),
                                    ScriptMemory.BYTES,
                                    ScriptMemory.ENTRY_BYTES));
        }
        if (memory.isReadOnly() || user.isReadOnly()) {
            throw new IllegalArgumentException(
                    "script: its memory and the user's have to be writable; results go there");
        }
        return new Script(memory, user, files);
    }

    // Building

    /// Takes `count` blocks; their handles go to the block list from entry `entry` on.
    public Blocks alloc(int entry, int count) {
        return Blocks.of(add(OperationCode.ALLOC, Blocks.list(entry, count)));
    }

    /// Takes the blocks that a PDU of `bytes` needs with the pool's framing; else as [#alloc].
    public Blocks allocFor(int entry, int bytes) {
        int operation = add(OperationCode.ALLOC, Blocks.list(entry, 0));
        length(operation, bytes);
        return Blocks.of(operation);
    }

    /// Takes the oldest PDU; its blocks' handles go to the block list from entry `entry` on. Without one the run ends with
    /// EMPTY. One with BAD_CRC, NO_CRC or BAD_TRAILER ends the run, too, but is held.
    public Blocks rx(int entry) {
        return Blocks.of(add(OperationCode.RX, Blocks.list(entry, 0)));
    }

    /// As [#rx], but the run goes on with a PDU that is BAD_CRC, NO_CRC or BAD_TRAILER.
    public Blocks rxAny(int entry) {
        return Blocks.of(flag(add(OperationCode.RX, Blocks.list(entry, 0)), ScriptOperation.ANY));
    }

    /// Gives blocks back. Returns the operation's index, as the others do.
    public int free(Blocks blocks) {
        return add(OperationCode.FREE, blocks);
    }

    /// Copies `bytes` bytes of user memory from `address` on into blocks, from byte `offset` of these on.
    public int copyIn(Blocks blocks, int offset, long address, int bytes) {
        return copy(OperationCode.COPY_IN, blocks, offset, address, bytes);
    }

    /// Copies to user memory; as [#copyIn].
    public int copyOut(Blocks blocks, int offset, long address, int bytes) {
        return copy(OperationCode.COPY_OUT, blocks, offset, address, bytes);
    }

    /// Copies all that the blocks hold from `offset` on, of a PDU to its end.
    public int copyOutRest(Blocks blocks, int offset, long address) {
        return flag(copy(OperationCode.COPY_OUT, blocks, offset, address, 0), ScriptOperation.REST);
    }

    /// Copies bytes of a file into blocks; the run ends with FILE_END if it has not as many.
    ///
    /// @param file its number
    /// @param at first byte in it
    /// @param bytes at most [ScriptFiles#BYTES]
    public int readFile(Blocks blocks, int offset, int file, long at, int bytes) {
        return file(copy(OperationCode.READ_FILE, blocks, offset, at, bytes), file);
    }

    /// Copies to a file, which grows if need be; as [#readFile].
    public int writeFile(Blocks blocks, int offset, int file, long at, int bytes) {
        return file(copy(OperationCode.WRITE_FILE, blocks, offset, at, bytes), file);
    }

    /// Copies all that the blocks hold from `offset` on, of a PDU to its end, to a file.
    public int writeFileRest(Blocks blocks, int offset, int file, long at) {
        return flag(writeFile(blocks, offset, file, at, 0), ScriptOperation.REST);
    }

    private int copy(OperationCode code, Blocks blocks, int offset, long address, int bytes) {
        int operation = add(code, blocks);
        offset(operation, offset);
        address(operation, address);
        length(operation, bytes);
        return operation;
    }

    /// Sends the first `bytes` bytes of blocks with the pool's framing.
    public int send(Blocks blocks, int bytes, int vci) {
        int operation = add(OperationCode.SEND, blocks);
        length(operation, bytes);
        vci(operation, vci);
        return operation;
    }

    /// Sends all that the blocks hold, of a PDU to its end.
    public int sendRest(Blocks blocks, int vci) {
        return flag(send(blocks, 0, vci), ScriptOperation.REST);
    }

    /// Lets [#ticket] tell what becomes of the frame of this SEND. The operation is refused while its last frame has not completed.
    public void withTicket(int operation) {
        flag(operation, ScriptOperation.TICKET);
    }

    /// Lets the adapter write an Internet checksum into the frame of this SEND, as [Pool#sendWithChecksum]; changes where.
    ///
    /// @param start first byte that is summed
    /// @param place byte where it goes, even
    /// @throws IllegalArgumentException if one has more than 16 bits
    public void withChecksum(int operation, int start, int place) {
        offset(
                operation,
                TransmitDescriptor.CHECKSUM_START.of(start)
                        | TransmitDescriptor.CHECKSUM_OFFSET.of(place));
        flag(operation, ScriptOperation.CHECKSUM);
    }

    /// Receives on a VCI from now on, as [Pool#assoc].
    public int assoc(int vci) {
        int operation = add(OperationCode.ASSOC, NONE);
        vci(operation, vci);
        return operation;
    }

    /// Receives on a VCI no more.
    public int deassoc(int vci) {
        int operation = add(OperationCode.DEASSOC, NONE);
        vci(operation, vci);
        return operation;
    }

    /// Sleeps until a PDU has arrived, for an RX behind it; the run ends with TIME_OUT if none does.
    ///
    /// @param clocks longest wait in core clocks; a daemon counts them in real time
    public int waitRx(long clocks) {
        int operation = add(OperationCode.WAIT_RX, NONE);
        address(operation, clocks);
        return operation;
    }

    private int add(OperationCode code, Blocks blocks) {
        int index = size();
        if (index < 0 || index >= ScriptMemory.OPERATIONS) {
            throw new DriverException(
                    DriverException.Reason.SCRIPT_FULL,
                    "script: operation %d (%s) does not fit, it has %d of %d; run this one and use a second"
                            .formatted(index, code, index, ScriptMemory.OPERATIONS));
        }
        long at = ScriptMemory.operation(index);
        memory.asSlice(at, ScriptMemory.SLOT_BYTES).fill((byte) 0);
        memory.set(WORD, at + ScriptOperation.WORD_AT, code.code());
        memory.set(WORD, at + ScriptOperation.BLOCKS_AT, blocks.word());
        memory.set(WORD, ScriptMemory.COUNT_AT, index + 1);
        return index;
    }

    private int flag(int operation, org.jetstreamlan.regs.Field flag) {
        long at = place(operation) + ScriptOperation.WORD_AT;
        memory.set(WORD, at, memory.get(WORD, at) | flag.mask());
        return operation;
    }

    // Editing in place

    /// Operations in it.
    public int size() {
        return memory.get(WORD, ScriptMemory.COUNT_AT);
    }

    /// Keeps the first `operations` operations only.
    public void truncate(int operations) {
        if (operations < 0 || operations > size()) {
            throw new IndexOutOfBoundsException(
                    "script: %d operations of %d".formatted(operations, size()));
        }
        memory.set(WORD, ScriptMemory.COUNT_AT, operations);
    }

    /// Changes which blocks an operation works on.
    public void blocks(int operation, Blocks blocks) {
        memory.set(WORD, place(operation) + ScriptOperation.BLOCKS_AT, blocks.word());
    }

    /// Changes the first byte of a copy in its blocks.
    public void offset(int operation, int offset) {
        memory.set(WORD, place(operation) + ScriptOperation.OFFSET_AT, offset);
    }

    /// Changes the length of a copy or frame, or for which an ALLOC takes blocks.
    public void length(int operation, int bytes) {
        memory.set(WORD, place(operation) + ScriptOperation.LENGTH_AT, bytes);
    }

    /// Changes the first byte of a copy in user memory or a file, or the longest wait of a WAIT_RX.
    public void address(int operation, long address) {
        long at = place(operation);
        memory.set(WORD, at + ScriptOperation.ADDRESS_LOW_AT, (int) address);
        memory.set(WORD, at + ScriptOperation.ADDRESS_HIGH_AT, (int) (address >>> 32));
    }

    /// Changes where a frame goes, or the VCI of ASSOC and DEASSOC.
    public void vci(int operation, int vci) {
        memory.set(WORD, place(operation) + ScriptOperation.VCI_AT, vci);
    }

    /// Changes the file of a READ_FILE or WRITE_FILE. Returns the operation's index.
    public int file(int operation, int number) {
        memory.set(WORD, place(operation) + ScriptOperation.FILE_AT, number);
        return operation;
    }

    /// Puts a block's handle into the block list.
    public void handle(int entry, int handle) {
        memory.set(WORD, entryPlace(entry), handle);
    }

    // Results

    /// A block's handle in the block list.
    public int handle(int entry) {
        return memory.get(WORD, entryPlace(entry));
    }

    /// How the last run ended: OK, or as the operation that failed.
    public Outcome outcome() {
        return Outcome.of(memory.get(WORD, ScriptMemory.OUTCOME_AT));
    }

    /// Operations that the last run has done; the next one is what failed, if one did. Results of later
    /// ones are of earlier runs.
    public int done() {
        return memory.get(WORD, ScriptMemory.DONE_AT);
    }

    /// How an operation ended.
    public Outcome outcome(int operation) {
        return Outcome.of(result(operation, ScriptOperation.OUTCOME_AT));
    }

    /// Blocks that an ALLOC or RX gave.
    public int blocksOf(Blocks blocks) {
        return result(blocks.operation(), ScriptOperation.RESULT_AT);
    }

    /// User bytes of the PDU that an RX gave.
    public int bytesOf(Blocks blocks) {
        return result(blocks.operation(), ScriptOperation.PDU_BYTES_AT);
    }

    /// ATM header of the PDU that an RX gave, see [org.jetstreamlan.abi.AtmHeader#of(int)].
    public int headerOf(Blocks blocks) {
        return result(blocks.operation(), ScriptOperation.HEADER_AT);
    }

    /// Core clocks at the end of the PDU that an RX gave, low 32 bits.
    public long timestampOf(Blocks blocks) {
        return Integer.toUnsignedLong(result(blocks.operation(), ScriptOperation.TIME_AT));
    }

    /// The sum that a copy returned, 16 bits; 0 where the pool has Checksum.NONE.
    public int checksum(int operation) {
        return result(operation, ScriptOperation.RESULT_AT);
    }

    /// Running number of a sent frame among all of the adapter.
    public int frame(int operation) {
        return result(operation, ScriptOperation.RESULT_AT);
    }

    /// What becomes of the frame of a SEND that has a ticket ([#withTicket]) and has run here.
    public SendTicket ticket(int operation) {
        return runState().ticket(operation);
    }

    /// Whether frames of SENDs with tickets have not completed, as far as [#settle()] has seen.
    public boolean hasFramesUnderWay() {
        return run != null && run.hasFramesUnderWay();
    }

    /// Whether its run stands at a WAIT_RX, a READ_FILE or a WRITE_FILE, see [Pool#runAwake].
    public boolean waits() {
        return run != null && run.waits();
    }

    /// Whether what it waits for has come.
    public boolean mayResume() {
        return run != null && run.mayResume();
    }

    /// Longest wait of that WAIT_RX in core clocks; a file is waited for as long as it takes.
    public long waitClocks() {
        return runState().waitClocks();
    }

    /// Writes what has become of frames with tickets into this memory, for [#fate] and for another process that shares it. Takes nothing from the adapter: [Driver#poll()] does.
    ///
    /// @return whether there was one
    public boolean settle() {
        return run != null && run.settle();
    }

    /// What has become of the frame of a SEND that has a ticket, as this memory says: [#settle()] or the daemon writes it there.
    public SendTicket.State fate(int operation) {
        return SendTicket.State.of(ScriptOperation.FATE_STATE.get(fateWord(operation)));
    }

    /// Whether the one receiver of that frame has it whole, as [SendTicket#accepted()].
    public boolean accepted(int operation) {
        int word = fateWord(operation);
        return ScriptOperation.FATE_STATE.get(word) == SendTicket.State.RETURNED.ordinal()
                && FrameStatus.accepted(ScriptOperation.FATE_STATUS.get(word));
    }

    private int fateWord(int operation) {
        return (int) SHARED.getAcquire(memory, place(operation) + ScriptOperation.FATE_AT);
    }

    /// What failed in the last run: operation, thing, value, limit and next step; `done` if nothing did. A run that was refused before it
    /// began, POOL_CLOSED or NOT_A_SCRIPT, left nothing here: [Pool#lastRefusal()] tells.
    public String message() {
        var outcome = outcome();
        int index = done();
        if (outcome.ok() || outcome == Outcome.TOO_MANY_OPERATIONS || index >= size()) {
            return outcome.message(
                    "script", Integer.toUnsignedLong(size()), ScriptMemory.OPERATIONS);
        }
        long at = place(index);
        int code = ScriptOperation.CODE.get(memory.get(WORD, at));
        var name =
                OperationCode.exists(code) ? OperationCode.of(code).name() : Integer.toString(code);
        return outcome.message(
                "script, operation %d (%s) of %d".formatted(index, name, size()),
                wide(at + ScriptOperation.VALUE_AT),
                wide(at + ScriptOperation.LIMIT_AT));
    }

    private long wide(long at) {
        return Integer.toUnsignedLong(memory.get(WORD, at)) | (long) memory.get(WORD, at + 4) << 32;
    }

    private int result(int operation, int at) {
        return memory.get(WORD, place(operation) + at);
    }

    private long place(int operation) {
        if (operation < 0 || operation >= size() || operation >= ScriptMemory.OPERATIONS) {
            throw new IndexOutOfBoundsException(
                    "script: operation %d of %d".formatted(operation, size()));
        }
        return ScriptMemory.operation(operation);
    }

    private static long entryPlace(int entry) {
        if (entry < 0 || entry >= ScriptMemory.LIST_ENTRIES) {
            throw new IndexOutOfBoundsException(
                    "script: entry %d of %d in its block list"
                            .formatted(entry, ScriptMemory.LIST_ENTRIES));
        }
        return ScriptMemory.entry(entry);
    }

    /// Where it is.
    public MemorySegment memory() {
        return memory;
    }

    ScriptRun runState() {
        if (run == null) {
            run = new ScriptRun(memory, user, files);
        }
        return run;
    }
}
