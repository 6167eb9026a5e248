package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.Window;
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
    private final MemorySegment entries;
    private final int[] found;

    /// Free-running; the hardware sees the lower 16 bits.
    private long consumed;

    ReceiveQueue(
            Adapter adapter, Capabilities capabilities, BlockLedger ledger, ChainTable chains) {
        this.adapter = adapter;
        this.ledger = ledger;
        this.chains = chains;
        ring = capabilities.eventRing();
        queues = new EventQueue[Registers.POOLS];
        entries = Arena.ofAuto().allocate((long) ring * Window.ENTRY_BYTES, 8);
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

    /// Takes all events below this index of the hardware.
    ///
    /// @return how many
    int take(int producer) {
        int count = producer - (int) consumed & 0xFFFF;
        if (count == 0) {
            return 0;
        }
        if (count > ring) {
            throw new AdapterFault(
                    "event producer at %d: %d events in a ring of %d"
                            .formatted(producer, count, ring));
        }
        int slot = (int) consumed & ring - 1;
        int run = Math.min(count, ring - slot);
        int bytes = run * Window.ENTRY_BYTES;
        adapter.readWindow(Window.EVENT_RING + slot * Window.ENTRY_BYTES, entries, 0, bytes);
        if (run < count) {
            adapter.readWindow(
                    Window.EVENT_RING, entries, bytes, (count - run) * Window.ENTRY_BYTES);
        }
        long first = consumed;
        consumed += count;
        adapter.writeRegister(Registers.EVENT_CONSUMER.offset(), (int) consumed & 0xFFFF);
        for (int i = 0; i < count; i++) {
            deal(first + i, i * Window.ENTRY_BYTES);
        }
        return count;
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

    /// Takes the blocks of a pool's oldest event into a chain.
    void claim(EventQueue queue, int pool, BlockChain chain) {
        int count = follow(queue.number(), queue.word(0), queue.word(1));
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
    }

    private int follow(long number, int blockWord, int lengthWord) {
        int count = ReceiveEvent.BLOCKS.get(lengthWord);
        chains.follow(ReceiveEvent.FIRST_BLOCK.get(blockWord), count, number, consumed, found);
        return count;
    }
}
