package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.Window;
import org.jspecify.annotations.Nullable;

/// The host's side of transmit ring and completion ring.
///
/// Completions come in descriptor order, one for each, so the slot says whose it is; the cookie
/// is the descriptor's index and checks that.
final class TransmitQueue {
    private final Adapter adapter;
    private final BlockLedger ledger;
    private final ChainTable chains;
    private final int ring;
    private final int completions;

    /// Free-running; the hardware sees the lower 16 bits.
    private int produced;

    private int completed;

    private final @Nullable SendTicket[] tickets;
    private final int[] firstBlock;
    private final int[] blockCount;
    private final MemorySegment entries;

    TransmitQueue(
            Adapter adapter, Capabilities capabilities, BlockLedger ledger, ChainTable chains) {
        this.adapter = adapter;
        this.ledger = ledger;
        this.chains = chains;
        ring = capabilities.transmitRing();
        completions = capabilities.completionRing();
        tickets = new SendTicket[ring];
        firstBlock = new int[ring];
        blockCount = new int[ring];
        entries = Arena.ofAuto().allocate((long) completions * Window.ENTRY_BYTES, 8);
    }

    int size() {
        return ring;
    }

    /// Descriptors without a completion that has been read.
    int outstanding() {
        return produced - completed;
    }

    /// Index of the descriptor that comes next.
    int nextFrame() {
        return produced;
    }

    boolean full() {
        return outstanding() == ring;
    }

    /// Sends; the ring is not full, the chain is linked and its blocks are marked.
    void send(
            BlockChain chain,
            int blocks,
            boolean insertCrc,
            int payloadBytes,
            int atmWord,
            @Nullable SendTicket ticket) {
        int slot = produced & ring - 1;
        tickets[slot] = ticket;
        firstBlock[slot] = BlockLedger.number(chain.handle(0));
        blockCount[slot] = blocks;
        TransmitDescriptor.write(
                entries, 0, firstBlock[slot], insertCrc, false, payloadBytes, atmWord, produced);
        if (ticket != null) {
            ticket.begin();
        }
        adapter.writeWindow(
                Window.TRANSMIT_RING + slot * Window.ENTRY_BYTES, entries, 0, Window.ENTRY_BYTES);
        produced++;
        adapter.writeRegister(Registers.TRANSMIT_PRODUCER.offset(), produced & 0xFFFF);
    }

    /// Takes all completions below this index of the hardware.
    ///
    /// @return how many
    int reap(int producer) {
        int count = producer - completed & 0xFFFF;
        if (count == 0) {
            return 0;
        }
        if (count > outstanding()) {
            throw new AdapterFault(
                    "completion producer at %d: %d completions for %d descriptors"
                            .formatted(producer, count, outstanding()));
        }
        int at = 0;
        while (at < count) {
            int slot = completed & completions - 1;
            int run = Math.min(count - at, completions - slot);
            adapter.readWindow(
                    Window.COMPLETION_RING + slot * Window.ENTRY_BYTES,
                    entries,
                    0,
                    run * Window.ENTRY_BYTES);
            for (int i = 0; i < run; i++) {
                complete(i * Window.ENTRY_BYTES);
            }
            at += run;
        }
        adapter.writeRegister(Registers.COMPLETION_CONSUMER.offset(), completed & 0xFFFF);
        return count;
    }

    private void complete(int entry) {
        if (Completion.cookie(entries, entry) != completed) {
            throw new AdapterFault(
                    "completion %d carries the cookie of descriptor %d"
                            .formatted(completed, Completion.cookie(entries, entry)));
        }
        int slot = completed & ring - 1;
        var ticket = tickets[slot];
        tickets[slot] = null;
        if (ticket != null) {
            ticket.complete(
                    Completion.resultWord(entries, entry),
                    Completion.accessDelay(entries, entry),
                    Completion.timestamp(entries, entry));
        }
        int block = firstBlock[slot];
        for (int i = 0; i < blockCount[slot]; i++) {
            int next = chains.after(block);
            ledger.arrive(block);
            block = next;
        }
        completed++;
    }

    /// The driver closes: nothing will complete any more.
    void abort() {
        while (outstanding() > 0) {
            int slot = completed & ring - 1;
            var ticket = tickets[slot];
            tickets[slot] = null;
            if (ticket != null) {
                ticket.abort();
            }
            completed++;
        }
    }
}
