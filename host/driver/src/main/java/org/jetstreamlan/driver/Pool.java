package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.POOL_CLOSED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.WindowWords;
import org.jspecify.annotations.Nullable;

/// A client's share of an adapter: blocks within its limits, the VCIs it receives on, its framing.
/// Opened by [Driver#openPool].
///
/// | operation | gives |
/// | --- | --- |
/// | [#alloc] / [#free(BlockChain)] | blocks for transmission |
/// | [#copyIn] / [#copyOut(BlockChain, int, MemorySegment, long, int)] | bytes to and from blocks |
/// | [#send] | a frame, whose fate the ticket tells |
/// | [#assoc] / [#deassoc] | a VCI to receive on |
/// | [#waitRx] / [#rx] | a received PDU |
public final class Pool implements AutoCloseable {
    private final Driver driver;
    private final Adapter adapter;
    private final int number;
    private final int handle;
    private final PoolOptions options;
    private final Refusal refusal;
    private final EventQueue events;
    private final BooleanSupplier arrived;
    private final WindowRuns runs = new WindowRuns();

    /// The first word of a trailer.
    private final MemorySegment trailerWord = Arena.ofAuto().allocate(WindowWords.WIRE);

    private final FrameSender sender;
    private final Associations associations;
    private boolean closed;
    private int copyChecksum;

    Pool(Driver driver, int number, PoolOptions options, TransmitShare share, VciQuota quota) {
        this.driver = driver;
        this.adapter = driver.adapter();
        this.number = number;
        this.handle = driver.handleOf(number);
        this.options = options;
        refusal = new Refusal("pool '%s'".formatted(options.name()));
        events = new EventQueue(options.limits().receive(), options.dropOld());
        arrived = () -> !events.isEmpty();
        sender = new FrameSender(driver, number, options, share, refusal);
        associations = new Associations(driver, number, options, quota);
        driver.receive.open(number, events);
    }

    /// Names this pool to [Driver#pool(int)]; never used for another one soon.
    public int handle() {
        return handle;
    }

    int number() {
        return number;
    }

    public PoolOptions options() {
        return options;
    }

    /// Words for the last outcome that was not OK.
    public Refusal lastRefusal() {
        return refusal;
    }

    /// An empty chain that holds the longest frame.
    public BlockChain newChain() {
        return new BlockChain(driver.blocksOfLongestFrame());
    }

    /// An empty PDU object.
    public ReceivedPdu newPdu() {
        return new ReceivedPdu(driver.blocksOfLongestFrame());
    }

    /// Takes `count` blocks for transmission and appends them to `chain`; all or none.
    ///
    /// @return OK, NO_FREE_BLOCK, TRANSMIT_LIMIT, CHAIN_FULL or POOL_CLOSED
    public Outcome alloc(BlockChain chain, int count) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        int before = chain.size();
        if (count < 0 || count > chain.capacity() - before) {
            return refuse(Outcome.CHAIN_FULL, (long) before + count, chain.capacity());
        }
        for (int i = 0; i < count; i++) {
            int answer = adapter.readRegister(Registers.ALLOC.offset(number));
            if (Registers.ALLOC_REFUSED.isSet(answer)) {
                for (int taken = before; taken < chain.size(); taken++) {
                    driver.ledger.release(chain.handle(taken));
                }
                chain.truncate(before);
                return Registers.ALLOC_REASON_FIELD.get(answer) == Registers.REASON_LIMIT
                        ? refuse(Outcome.TRANSMIT_LIMIT, count, options.limits().transmit())
                        : refuse(Outcome.NO_FREE_BLOCK, count, driver.ledger.blocks());
            }
            int block = Registers.ALLOC_BLOCK.get(answer);
            chain.add(driver.ledger.take(block, number));
            driver.contents.forget(block);
            driver.chains.forget(block);
        }
        return Outcome.OK;
    }

    /// Takes the blocks that a PDU of `bytes` needs with this pool's framing.
    ///
    /// @return as [#alloc(BlockChain, int)]
    public Outcome allocFor(BlockChain chain, int bytes) {
        return alloc(chain, blocksFor(bytes));
    }

    /// Gives all blocks of a chain back and empties it. A block that is being sent stays until its
    /// frame has completed; its handle is dead at once.
    ///
    /// @return OK, POOL_CLOSED, or what is wrong with one of the blocks: then none is freed
    public Outcome free(BlockChain chain) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        for (int i = 0; i < chain.size(); i++) {
            var held = driver.ledger.check(chain.handle(i), number, refusal);
            if (!held.ok()) {
                return held;
            }
            for (int j = 0; j < i; j++) {
                if (chain.handle(j) == chain.handle(i)) {
                    return refuse(Outcome.NOT_HELD, chain.handle(i), 0);
                }
            }
        }
        for (int i = 0; i < chain.size(); i++) {
            driver.ledger.release(chain.handle(i));
        }
        chain.clear();
        return Outcome.OK;
    }

    /// Gives one block back.
    ///
    /// @return OK, POOL_CLOSED, NO_SUCH_BLOCK, NOT_HELD or FOREIGN_BLOCK
    public Outcome free(int blockHandle) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        var held = driver.ledger.check(blockHandle, number, refusal);
        if (held.ok()) {
            driver.ledger.release(blockHandle);
        }
        return held;
    }

    /// Copies user memory into the blocks of a chain.
    ///
    /// @param chain its blocks count as one memory, the first block's first byte at 0
    /// @param offset first byte in the chain
    /// @param from user memory
    /// @param at first byte in it
    /// @param bytes how many
    /// @return OK, POOL_CLOSED, PAST_END, SEGMENT_TOO_SHORT, BLOCK_IN_FLIGHT, or what is wrong
    ///     with a block; out of mapped memory also MEMORY_ERROR: who holds a block has been lost
    /// @throws AdapterFault if the host's bus refuses mapped memory
    public Outcome copyIn(BlockChain chain, int offset, MemorySegment from, long at, int bytes) {
        var outcome = prepareCopy(chain, offset, from, at, bytes, true);
        if (outcome.ok()) {
            driver.contents.beforeWriting(chain, offset, bytes);
            var mapped = driver.copies.worth(from, at, bytes);
            if (mapped != null) {
                return copyByAdapter(mapped, from.address() + at, bytes, false);
            }
            if (options.checksum() == Checksum.IP) {
                copyChecksum = adapter.writeWindowSummed(runs, from, at);
            } else {
                adapter.writeWindow(runs, from, at);
            }
        }
        return outcome;
    }

    /// Copies from the blocks of a chain to user memory; as [#copyIn]. What their holder has neither written nor received reads as zeros.
    ///
    /// @return also MEMORY_ERROR: some of the user's memory may be written
    public Outcome copyOut(BlockChain chain, int offset, MemorySegment into, long at, int bytes) {
        var outcome = prepareCopy(chain, offset, into, at, bytes, false);
        if (outcome.ok()) {
            driver.contents.beforeReading(chain, offset, bytes);
            var mapped = driver.copies.worth(into, at, bytes);
            if (mapped != null) {
                return copyByAdapter(mapped, into.address() + at, bytes, true);
            }
            try {
                if (options.checksum() == Checksum.IP) {
                    copyChecksum = adapter.readWindowSummed(runs, into, at);
                } else {
                    adapter.readWindow(runs, into, at);
                }
            } catch (AdapterFault fault) {
                MemoryLoss.require(adapter, fault);
                return refuse(Outcome.MEMORY_ERROR, bytes, 0);
            }
        }
        return outcome;
    }

    /// Copies any part of a received PDU to user memory.
    ///
    /// @param offset first byte of the PDU
    /// @return OK, PDU_NOT_HELD, PAST_END (of the user's bytes), or as [#copyIn]
    public Outcome copyOut(ReceivedPdu pdu, int offset, MemorySegment into, long at, int bytes) {
        if (!pdu.held()) {
            return refuse(Outcome.PDU_NOT_HELD, 0, 0);
        }
        if ((long) offset + bytes > pdu.length()) {
            return refuse(Outcome.PAST_END, (long) offset + bytes, pdu.length());
        }
        return copyOut(pdu.blocks(), offset, into, at, bytes);
    }

    /// Has the runs copied by the adapter.
    private Outcome copyByAdapter(MappedMemory memory, long address, int bytes, boolean toHost) {
        boolean sums = options.checksum() == Checksum.IP;
        var outcome = driver.copies.copy(runs, number, memory, address, toHost, sums);
        if (!outcome.ok()) {
            adapter.writeRegister(Registers.MEMORY_ERROR.offset(), 0);
            return refuse(outcome, bytes, 0);
        }
        if (sums) {
            copyChecksum = driver.copies.sum();
        }
        return Outcome.OK;
    }

    private Outcome prepareCopy(
            BlockChain chain,
            int offset,
            MemorySegment memory,
            long at,
            int bytes,
            boolean writing) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        if (at < 0 || bytes < 0 || bytes > memory.byteSize() - at) {
            return refuse(Outcome.SEGMENT_TOO_SHORT, at + bytes, memory.byteSize());
        }
        return driver.ledger.runs(chain, offset, bytes, number, writing, runs, refusal);
    }

    /// The RFC 1071 sum of the last copy, 16 bits, not complemented; 0 for Checksum.NONE.
    public int copyChecksum() {
        return copyChecksum;
    }

    /// Sends the first `bytes` bytes of a chain with this pool's framing, zeros where nobody has written them. Before the first bring-up frames wait in
    /// the adapter; later, while the ring is down, they are refused. The blocks remain the
    /// pool's: free them, or send them again, when the ticket is done.
    ///
    /// @param bytes AAL5: 1..65,512; RAW: a multiple of 4, 48..65,528
    /// @param vci where to, 24 bits
    /// @param ticket tells what becomes of the frame
    /// @return OK, or what was wrong: POOL_CLOSED, NOT_STARTED, RING_DOWN, BAD_LENGTH, CHAIN_TOO_SHORT,
    ///     VCI_OUT_OF_RANGE, VCI_NOT_PERMITTED, TICKET_IN_USE, TRANSMIT_RING_FULL, BLOCK_IN_FLIGHT, or a block's fault
    public Outcome send(BlockChain chain, int bytes, int vci, SendTicket ticket) {
        if (vci < 0 || vci >= AtmHeader.VCIS) {
            return refuse(Outcome.VCI_OUT_OF_RANGE, vci, AtmHeader.VCIS - 1);
        }
        return sendWithHeader(chain, bytes, header(vci), ticket);
    }

    /// As [#send], and the adapter writes an Internet checksum (RFC 1071) into the frame as it goes out: that of the bytes from `start` to the frame's end, complemented, and 0xFFFF for 0. What lies in its own place counts,
    /// too: 0, or the sum of a pseudo header.
    ///
    /// @param start first byte that is summed
    /// @param place byte where it goes, even
    /// @return also CHECKSUM_OUT_OF_RANGE
    public Outcome sendWithChecksum(
            BlockChain chain, int bytes, int vci, int start, int place, SendTicket ticket) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        if (vci < 0 || vci >= AtmHeader.VCIS) {
            return refuse(Outcome.VCI_OUT_OF_RANGE, vci, AtmHeader.VCIS - 1);
        }
        if ((start | place) >>> 16 != 0) {
            return refuse(
                    Outcome.CHECKSUM_OUT_OF_RANGE, start >>> 16 != 0 ? start : place, bytes - 1);
        }
        long word =
                Integer.toUnsignedLong(
                        TransmitDescriptor.CHECKSUM_START.of(start)
                                | TransmitDescriptor.CHECKSUM_OFFSET.of(place));
        return sendPermitted(chain, bytes, header(vci), word, ticket);
    }

    private int header(int vci) {
        int pt = options.framing() == Framing.AAL5 ? AtmHeader.PT_END : 0;
        return AtmHeader.word(0, vci, pt, false);
    }

    /// As [#send], with the whole ATM header ([AtmHeader#word()]) by the caller.
    public Outcome sendWithHeader(BlockChain chain, int bytes, int atmWord, SendTicket ticket) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        return sendPermitted(chain, bytes, atmWord, FrameSender.NO_CHECKSUM, ticket);
    }

    /// As [#send]; without a ticket nobody is told what becomes of the frame.
    Outcome sendUntold(
            BlockChain chain, int bytes, int vci, long checksum, @Nullable SendTicket ticket) {
        return sendPermitted(chain, bytes, header(vci), checksum, ticket);
    }

    private Outcome sendPermitted(
            BlockChain chain, int bytes, int atmWord, long checksum, @Nullable SendTicket ticket) {
        int vci = AtmHeader.VCI.get(atmWord);
        return options.sends().contains(vci)
                ? sender.send(chain, bytes, atmWord, checksum, ticket)
                : refuse(Outcome.VCI_NOT_PERMITTED, vci, options.sends().last());
    }

    /// Waits until a ticket's frame has completed.
    ///
    /// @return OK or FRAME_TIME_OUT
    public Outcome await(SendTicket ticket, long timeoutClocks) {
        return sleep(ticket.over, timeoutClocks, Outcome.FRAME_TIME_OUT);
    }

    /// PDUs that have been taken from the adapter and wait for [#rx]; of a pool that drops old ones first, one at most.
    public int waiting() {
        return events.size();
    }

    /// Blocks that the adapter counts as this pool's.
    public PoolOptions.Share held() {
        return driver.held(number);
    }

    /// Whether a PDU waits that has been taken from the adapter.
    boolean hasMail() {
        return arrived.getAsBoolean();
    }

    /// Sleeps from interrupt to interrupt until `over`: arms, looks, sleeps.
    private Outcome sleep(BooleanSupplier over, long timeoutClocks, Outcome timeOut) {
        if (over.getAsBoolean()) {
            return Outcome.OK;
        }
        long begin = adapter.clocks();
        while (true) {
            driver.arm();
            driver.poll();
            if (over.getAsBoolean()) {
                return Outcome.OK;
            }
            driver.ringTurn();
            long left = timeoutClocks - (adapter.clocks() - begin);
            if (left <= 0) {
                return refuse(timeOut, timeoutClocks, 0);
            }
            adapter.awaitInterrupt(Math.min(left, driver.ringDue()));
        }
    }

    /// Receives on a VCI from now on.
    ///
    /// @throws DriverException POOL_CLOSED, VCI_OUT_OF_RANGE, VCI_TAKEN, VCI_TABLE_FULL,
    ///     NOT_OPERATIONAL (no station id yet), QUOTA_EXCEEDED; without privilege VCI_OF_OTHER_STATION and
    ///     VCI_RESERVED. With privilege, another station's VCI becomes a tap
    public void assoc(int vci) {
        requireOpen();
        associations.add(vci);
    }

    /// Receives on a VCI no more. Frames that have arrived stay.
    ///
    /// @throws DriverException POOL_CLOSED, VCI_NOT_ASSOCIATED
    public void deassoc(int vci) {
        requireOpen();
        associations.remove(vci);
    }

    /// Sleeps until a PDU has arrived for this pool.
    ///
    /// @param timeoutClocks longest wait in core clocks
    /// @return OK, TIME_OUT or POOL_CLOSED
    public Outcome waitRx(long timeoutClocks) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        expect();
        return sleep(arrived, timeoutClocks, Outcome.TIME_OUT);
    }

    /// Of a pool that drops old frames first: asks for the oldest one, or the next one that comes, unless one is there or has been asked for. For who does not
    /// wait in [#waitRx]; does nothing for other pools.
    public void expect() {
        if (!closed && events.mayClaim()) {
            events.asked();
            driver.receive.claim(number);
        }
    }

    /// Takes what has come; the oldest frame that waits is asked for, and comes.
    ///
    /// @return whether there is one
    private boolean fetch() {
        if (events.isEmpty()) {
            driver.poll();
        }
        if (events.mayClaim()) {
            events.asked();
            if (driver.receive.claim(number)) {
                driver.receive.await(events);
            }
        }
        return !events.isEmpty();
    }

    /// Takes the oldest PDU, without waiting.
    ///
    /// @param pdu an object that holds none
    /// @return OK; or EMPTY, PDU_IN_USE, POOL_CLOSED; MEMORY_ERROR, and the PDU is gone; or with the PDU held BAD_CRC (only a pool
    ///     that keeps such frames), NO_CRC, BAD_TRAILER (AAL5 only)
    public Outcome rx(ReceivedPdu pdu) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        if (pdu.held()) {
            return refuse(Outcome.PDU_IN_USE, pdu.blocks().size(), 0);
        }
        if (!fetch()) {
            return refuse(Outcome.EMPTY, 0, 0);
        }
        int blockWord = events.word(0);
        pdu.begin(
                ReceiveEvent.PAYLOAD_BYTES.get(events.word(1)),
                events.word(2),
                CrcVerdict.of(ReceiveEvent.VERDICT.get(blockWord)),
                ReceiveEvent.CODE_ERROR.isSet(blockWord),
                events.timestamp(),
                events.word(3));
        if (!driver.receive.claim(events, number, pdu.blocks())) {
            pdu.clear();
            return refuse(Outcome.MEMORY_ERROR, pdu.payloadBytes(), 0);
        }
        driver.contents.received(pdu.blocks(), pdu.payloadBytes());
        return verdict(pdu);
    }

    private Outcome verdict(ReceivedPdu pdu) {
        int payload = pdu.payloadBytes();
        return switch (pdu.verdict()) {
            case BAD -> refuse(Outcome.BAD_CRC, payload, 0);
            case NONE ->
                    options.framing() == Framing.RAW
                            ? Outcome.OK
                            : refuse(Outcome.NO_CRC, payload, 0);
            case GOOD -> options.framing() == Framing.RAW ? Outcome.OK : readTrailer(pdu);
        };
    }

    private Outcome readTrailer(ReceivedPdu pdu) {
        int payload = pdu.payloadBytes();
        int at = payload - Aal5.TRAILER_BYTES;
        var outcome = driver.ledger.runs(pdu.blocks(), at, 4, number, false, runs, refusal);
        if (!outcome.ok()) {
            return outcome;
        }
        try {
            adapter.readWindow(runs, trailerWord, 0);
        } catch (AdapterFault fault) {
            MemoryLoss.require(adapter, fault);
            free(pdu);
            return refuse(Outcome.MEMORY_ERROR, payload, 0);
        }
        int trailer = trailerWord.get(WindowWords.WIRE, 0);
        int userBytes = Aal5.userBytes(trailer);
        if (!Aal5.lengthGood(payload, userBytes)) {
            return refuse(Outcome.BAD_TRAILER, userBytes, payload);
        }
        pdu.trailer(userBytes, trailer >>> 24);
        return Outcome.OK;
    }

    /// Gives the blocks of a received PDU back; the object can take the next one.
    ///
    /// @return OK, PDU_NOT_HELD, or as [#free(BlockChain)]
    public Outcome free(ReceivedPdu pdu) {
        if (!pdu.held()) {
            return refuse(Outcome.PDU_NOT_HELD, 0, 0);
        }
        var freed = free(pdu.blocks());
        if (freed.ok()) {
            pdu.clear();
        }
        return freed;
    }

    /// Does the operations of a script in order until one fails; what was done stays. Takes completions and events
    /// from the adapter first. Sleeps in WAIT_RX only; allocates nothing, but where a VCI is refused.
    ///
    /// @return OK, or why the operation failed that ended it, see [Script#done()]; POOL_CLOSED, NOT_A_SCRIPT and
    ///     TOO_MANY_OPERATIONS for the whole
    public Outcome run(Script script) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        driver.poll();
        return script.runState().run(this);
    }

    /// As [#run], for who has others to serve: where that would sleep, it returns OK, and the script [Script#waits()] for [#resume].
    public Outcome runAwake(Script script) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        driver.poll();
        return script.runState().runAwake(this);
    }

    /// Goes on with a script that waits, if a PDU has arrived or the time is over; it may wait again then.
    ///
    /// @param over the wait has lasted its time
    /// @return as [#runAwake]
    public Outcome resume(Script script, boolean over) {
        if (closed) {
            return refuse(Outcome.POOL_CLOSED, 0, 0);
        }
        return script.runState().resume(this, over);
    }

    boolean lengthGood(int bytes) {
        return sender.lengthGood(bytes);
    }

    /// Most bytes of a frame with this framing.
    int lengthMaximum() {
        return sender.lengthMaximum();
    }

    /// Blocks of a frame with `bytes` user bytes.
    int blocksFor(int bytes) {
        int payload = options.framing() == Framing.AAL5 ? Aal5.pduBytes(bytes) : bytes;
        return driver.capabilities().blocksFor(payload);
    }

    int blockBytes() {
        return driver.capabilities().blockBytes();
    }

    /// Blocks of the oldest PDU, 0 without one.
    int blocksOfOldest() {
        return fetch() ? ReceiveEvent.BLOCKS.get(events.word(1)) : 0;
    }

    /// Running number of the next frame.
    int nextFrame() {
        return driver.transmit.nextFrame();
    }

    /// Breaks its associations and gives back every block that it holds; those being sent follow
    /// when their frames have completed. Closing twice does nothing.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            driver.closePool(this);
        }
    }

    boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new DriverException(
                    POOL_CLOSED, "pool '%s' is closed; open another".formatted(options.name()));
        }
    }

    Outcome refuse(Outcome outcome, long value, long limit) {
        return refusal.of(outcome, value, limit);
    }
}
