package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.IntSupplier;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.driver.InternetChecksum;
import org.jetstreamlan.model.RingModel;

/// Sends the frames of the transmit ring in order, and writes a completion for each in the same order.
///
/// ```
///  ──────┬─────────────────┬─────────────────┬──────  descriptors
///    completed            next           consumer
///        │ on the ring     │ read, the first │ not read: ENABLE is 0, or there might be no slot for the completion
///        │                 │ is offered      │
/// ```
/// A descriptor that is out of bounds, that has a bit set which means nothing, whose first block nobody holds, or whose pool may not send to its VCI, is INVALID: its completion comes when its turn does. So is a frame whose chain leads to a
/// block that is not its first block's pool's: it ends with ABORT before that.
final class TransmitSide {
    private static final int INDEX_MASK = 0xFFFF;

    private static final ValueLayout.OfShort FIELD =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /// What is known of a descriptor without completion.
    private enum State {
        WAITS,
        ON_RING,
        ENDED,
        INVALID
    }

    private final RingModel ring;
    private final int station;
    private final Capabilities sizes;
    private final BlockStore blocks;
    private final PoolAccounts pools;
    private final SynchronousShares shares;
    private final IntSupplier allocation;
    private final SentPayloads payloads;
    private final HostBus bus;
    private final HostRing descriptors;
    private final HostRing completions;
    private boolean enabled;

    // Indices: of the host, then of the picture.
    private int producer;
    private int completionConsumer;
    private int completed;
    private int next;
    private int consumer;

    /// The frame at `next` has been given to the station, in this class; what it and all before it are called.
    private boolean offered;

    private boolean offeredSynchronous;
    private int loadedLast;
    private long lastSerial;
    private long forgottenUpTo;

    // By index: of the descriptor, then of the completion.
    private final State[] states;
    private final int[] firstBlock;
    private final int[] pool;
    private final int[] flags;
    private final int[] bytes;
    private final int[] atm;
    private final int[] cookie;
    private final int[] checksum;
    private final int[] loaded;
    private final int[] result;
    private final int[] delay;

    /// @param allocation SA
    TransmitSide(
            RingModel ring,
            int station,
            Capabilities sizes,
            BlockStore blocks,
            PoolAccounts pools,
            SynchronousShares shares,
            IntSupplier allocation,
            SentPayloads payloads,
            HostBus bus,
            HostRing descriptors,
            HostRing completions) {
        this.ring = ring;
        this.station = station;
        this.sizes = sizes;
        this.blocks = blocks;
        this.pools = pools;
        this.shares = shares;
        this.allocation = allocation;
        this.payloads = payloads;
        this.bus = bus;
        this.descriptors = descriptors;
        this.completions = completions;
        int slots = sizes.completionRing();
        states = new State[slots];
        firstBlock = new int[slots];
        pool = new int[slots];
        loaded = new int[slots];
        flags = new int[slots];
        bytes = new int[slots];
        atm = new int[slots];
        cookie = new int[slots];
        checksum = new int[slots];
        result = new int[slots];
        delay = new int[slots];
    }

    /// Forgets everything; frames on the ring stay there, and what becomes of them is left out.
    void reset() {
        enabled = false;
        producer = 0;
        completionConsumer = 0;
        completed = 0;
        next = 0;
        consumer = 0;
        offered = false;
        forgottenUpTo = lastSerial;
        descriptors.reset();
        completions.reset();
        ring.withdraw(station);
    }

    /// TRANSMIT_CONSUMER.
    int consumer() {
        return consumer;
    }

    /// COMPLETION_PRODUCER.
    int completionProducer() {
        return completed;
    }

    void enable(boolean on, long timestamp) {
        enabled = on;
        read(timestamp);
    }

    /// TRANSMIT_PRODUCER.
    void produced(int index, long timestamp) {
        producer = index;
        read(timestamp);
    }

    /// COMPLETION_CONSUMER.
    void completionsConsumed(int index, long timestamp) {
        completionConsumer = index;
        read(timestamp);
    }

    private int slot(int index) {
        return index & states.length - 1;
    }

    private static int after(int index) {
        return index + 1 & INDEX_MASK;
    }

    /// Reads what there is to read, and writes what there is to write.
    void read(long timestamp) {
        while (enabled
                && descriptors.isUsable()
                && consumer != producer
                && (consumer - completionConsumer & INDEX_MASK) < states.length) {
            long at = descriptors.entry(consumer);
            if (at >= 0) {
                readDescriptor(at);
                consumer = after(consumer);
            }
        }
        offer();
        complete(timestamp);
    }

    private void readDescriptor(long at) {
        var memory = bus.memory();
        int word0 = memory.get(WindowWords.INT, at);
        int length = memory.get(WindowWords.INT, at + 4);
        int word4 = memory.get(WindowWords.INT, at + 16);
        int slot = slot(consumer);
        checksum[slot] = word4;
        firstBlock[slot] = TransmitDescriptor.FIRST_BLOCK.get(word0);
        flags[slot] = word0;
        bytes[slot] = length;
        atm[slot] = memory.get(WindowWords.INT, at + 8);
        cookie[slot] = memory.get(WindowWords.INT, at + 12);
        boolean legal =
                length % 4 == 0
                        && length >= Frame.PAYLOAD_BYTES_MINIMUM
                        && length <= Frame.PAYLOAD_BYTES_MAXIMUM
                        && (word0 & ~TransmitDescriptor.HEAD_MASK) == 0
                        && TransmitDescriptor.isChecksumLegal(word0, length, word4)
                        && memory.get(WindowWords.INT, at + 20) == 0
                        && memory.get(WindowWords.LONG, at + 24) == 0
                        && firstBlock[slot] < sizes.blocks()
                        && blocks.isHeld(firstBlock[slot])
                        && pools.sends(
                                blocks.payer(firstBlock[slot]), AtmHeader.VCI.get(atm[slot]));
        states[slot] = legal ? State.WAITS : State.INVALID;
        pool[slot] = legal ? blocks.payer(firstBlock[slot]) : 0;
    }

    /// Gives the station the first frame that waits, of the class that it has now: one queue for both.
    private void offer() {
        while (!offered && next != consumer) {
            int slot = slot(next);
            if (states[slot] == State.WAITS) {
                int words = bytes[slot] / 4;
                offeredSynchronous =
                        TransmitDescriptor.SYNCHRONOUS.isSet(flags[slot])
                                && shares.hasRoom(pool[slot], words, allocation.getAsInt());
                lastSerial = ring.offer(station, offeredSynchronous, atm[slot], words);
                offered = true;
            } else {
                next = after(next);
            }
        }
    }

    /// The frame that was offered leaves the queue; its payload is read now.
    ///
    /// @return whether it ends in its CRC, which counts where PT says so
    boolean taken(long serial, int tag, long waited) {
        int slot = slot(next);
        states[slot] = State.ON_RING;
        if (offeredSynchronous) {
            shares.spend(pool[slot], bytes[slot] / 4);
        }
        result[slot] = Completion.TAG.of(tag);
        delay[slot] = (int) waited;
        boolean right = load(serial, slot);
        next = after(next);
        offered = false;
        offer();
        return right;
    }

    /// How many words of the frame that was taken last may leave.
    int mayLeave() {
        return loadedLast;
    }

    private boolean load(long serial, int slot) {
        int length = bytes[slot];
        int crcAt = length - Aal5.CRC_BYTES;
        var payload = payloads.begin(serial, length);
        loaded[slot] = blocks.load(firstBlock[slot], pool[slot], payload, length);
        loadedLast = loaded[slot] < length ? loaded[slot] / 4 : Integer.MAX_VALUE;
        boolean inserts = TransmitDescriptor.INSERT_CRC.isSet(flags[slot]);
        if (TransmitDescriptor.INSERT_CHECKSUM.isSet(flags[slot])) {
            insertChecksum(payload, inserts ? length - Aal5.TRAILER_BYTES : length, checksum[slot]);
        }
        int crc = Aal5.crc(payload, 0, crcAt);
        boolean right = payload.get(WindowWords.WIRE, crcAt) == crc;
        if (inserts) {
            payload.set(WindowWords.WIRE, crcAt, crc);
        }
        return inserts || right;
    }

    private static void insertChecksum(MemorySegment payload, int end, int word4) {
        int start = TransmitDescriptor.CHECKSUM_START.get(word4);
        int field = InternetChecksum.field(InternetChecksum.sum(payload, start, end - start));
        payload.set(
                FIELD,
                TransmitDescriptor.CHECKSUM_OFFSET.get(word4),
                (short) (field == 0 ? 0xFFFF : field));
    }

    /// The oldest frame that was taken has ended.
    void ended(long serial, CompletionResult how, int status, long timestamp) {
        if (serial <= forgottenUpTo) {
            return;
        }
        int slot = slot(completed);
        states[slot] = State.ENDED;
        boolean foreign = loaded[slot] < bytes[slot];
        if (foreign) {
            ring.count(station, Counter.INVALID);
        }
        var code = foreign ? CompletionResult.INVALID : how;
        result[slot] |= Completion.RESULT.of(code.ordinal()) | Completion.STATUS.of(status);
        complete(timestamp);
    }

    private void complete(long timestamp) {
        while (completed != consumer && completions.isUsable()) {
            int slot = slot(completed);
            switch (states[slot]) {
                case WAITS, ON_RING -> {
                    return;
                }
                case ENDED -> {}
                case INVALID -> {
                    ring.count(station, Counter.INVALID);
                    result[slot] = Completion.RESULT.of(CompletionResult.INVALID.ordinal());
                    delay[slot] = 0;
                }
            }
            publish(slot, timestamp);
        }
    }

    private void publish(int slot, long timestamp) {
        long at = completions.entry(completed);
        if (at < 0) {
            return;
        }
        var memory = bus.memory();
        memory.set(WindowWords.INT, at, cookie[slot]);
        memory.set(WindowWords.INT, at + 4, result[slot]);
        memory.set(WindowWords.INT, at + 8, delay[slot]);
        memory.set(WindowWords.INT, at + 12, (int) timestamp);
        memory.set(WindowWords.INT, at + 16, 0);
        memory.set(WindowWords.INT, at + 20, (int) (timestamp >>> Integer.SIZE));
        memory.set(WindowWords.INT, at + 24, 0);
        RingEntry.publish(memory, at, completed);
        completed = after(completed);
    }
}
