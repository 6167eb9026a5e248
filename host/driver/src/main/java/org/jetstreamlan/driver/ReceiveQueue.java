package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jspecify.annotations.Nullable;

/// The host's side of the receive event ring: deals events out to the pools' queues.
///
/// A frame for a pool that has been closed meanwhile is freed here.
final class ReceiveQueue {
    private final Adapter adapter;
    private final BlockLedger ledger;
    private final ChainTable chains;
    private final int ring;
    private final @Nullable EventQueue[] queues;
    private final MemorySegment events;

    /// What is dealt out, behind the slots' return.
    private final MemorySegment entries;

    private final int[] found;

    /// Free-running; the hardware sees the lower 16 bits.
    private long consumed;

    ReceiveQueue(
            Adapter adapter,
            Capabilities capabilities,
            HostRings rings,
            BlockLedger ledger,
            ChainTable chains) {
        this.adapter = adapter;
        this.ledger = ledger;
        this.chains = chains;
        ring = capabilities.eventRing();
        queues = new EventQueue[Registers.POOLS];
        events = rings.events();
        entries = Arena.ofAuto().allocate((long) ring * RingEntry.BYTES, 8);
        found = new int[capabilities.blocks()];
    }

    /// Events of this pool go to this queue from now on.
    void open(int pool, EventQueue queue) {
        queues[pool] = queue;
    }

    /// Events taken so far.
    long taken() {
        return consumed;
    }

    /// Frees what the pool has not taken, and all that still comes for it.
    void close(int pool) {
        var queue = queues[pool];
        queues[pool] = null;
        if (queue == null) {
            return;
        }
        while (!queue.isEmpty()) {
            freeFrame(queue.number(), queue.word(0), queue.word(1));
            queue.remove();
        }
    }

    /// Has the adapter hand over the oldest frame that waits, or the next one that comes.
    ///
    /// @return whether one waited: its event comes
    boolean claim(int pool) {
        return Registers.CLAIM_GIVEN.isSet(adapter.readRegister(Registers.CLAIM.offset(pool)));
    }

    /// Takes events until one has come for this queue.
    ///
    /// @throws AdapterFault if the bus has ended the event ring
    void await(EventQueue queue) {
        while (queue.isEmpty()) {
            if (take() > 0) {
                continue;
            }
            int bus = adapter.readRegister(Registers.BUS_STATUS.offset());
            if (Registers.BUS_EVENT_STOPPED.isSet(bus)) {
                throw new AdapterFault(
                        "adapter: the host's bus has refused a receive event (BUS_STATUS %#x); open the driver again"
                                .formatted(bus));
            }
            adapter.pause();
        }
    }

    /// Takes all events that are there: their sequence words tell.
    ///
    /// @return how many
    int take() {
        int count = 0;
        while (count < ring && isWritten(consumed + count)) {
            MemorySegment.copy(
                    events,
                    at(consumed + count),
                    entries,
                    (long) count * RingEntry.BYTES,
                    RingEntry.BYTES);
            count++;
        }
        if (count == 0) {
            return 0;
        }
        long first = consumed;
        consumed += count;
        adapter.writeRegister(Registers.EVENT_CONSUMER.offset(), (int) consumed & 0xFFFF);
        for (int i = 0; i < count; i++) {
            deal(first + i, i * RingEntry.BYTES);
        }
        return count;
    }

    private boolean isWritten(long event) {
        return RingEntry.isWritten(events, at(event), (int) event);
    }

    private long at(long event) {
        return (event & ring - 1) * RingEntry.BYTES;
    }

    private void deal(long number, int entry) {
        int blockWord = ReceiveEvent.blockWord(entries, entry);
        int lengthWord = ReceiveEvent.lengthWord(entries, entry);
        int pool = ReceiveEvent.POOL.get(blockWord);
        var queue = pool < queues.length ? queues[pool] : null;
        if (queue == null
                || !queue.add(
                        number,
                        blockWord,
                        lengthWord,
                        ReceiveEvent.atmWord(entries, entry),
                        ReceiveEvent.internetSum(entries, entry),
                        ReceiveEvent.timestamp(entries, entry))) {
            freeFrame(number, blockWord, lengthWord);
        }
    }

    private void freeFrame(long number, int blockWord, int lengthWord) {
        int count = follow(number, blockWord, lengthWord);
        for (int i = 0; i < count; i++) {
            ledger.giveBack(found[i]);
        }
    }

    /// Takes the blocks of a pool's oldest event into a chain; or gives them back, if the adapter has lost what follows some of them.
    ///
    /// @return whether it has them
    boolean claim(EventQueue queue, int pool, BlockChain chain) {
        int count = follow(queue.number(), queue.word(0), queue.word(1));
        if (count < ReceiveEvent.BLOCKS.get(queue.word(1))) {
            for (int i = 0; i < count; i++) {
                ledger.giveBack(found[i]);
            }
            chain.clear();
            queue.remove();
            return false;
        }
        if (count > chain.capacity()) {
            throw new AdapterFault(
                    "receive event with %d blocks; a frame has at most %d"
                            .formatted(count, chain.capacity()));
        }
        chain.clear();
        for (int i = 0; i < count; i++) {
            chains.forget(found[i]);
            chain.add(ledger.take(found[i], pool));
        }
        queue.remove();
        return true;
    }

    private int follow(long number, int blockWord, int lengthWord) {
        int count = ReceiveEvent.BLOCKS.get(lengthWord);
        int first = ReceiveEvent.FIRST_BLOCK.get(blockWord);
        return chains.follow(first, count, number, consumed, found);
    }
}
