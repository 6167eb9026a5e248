package org.jetstreamlan.driver;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jspecify.annotations.Nullable;

/// The host's side of transmit ring and completion ring.
///
/// Completions come in descriptor order, one for each, so the slot says whose it is; the cookie
/// is the descriptor's index and checks that. Their sequence words tell that they are there: no
/// access to the adapter is needed to see that.
final class TransmitQueue {
    private final Adapter adapter;
    private final BlockLedger ledger;
    private final ChainTable chains;
    private final int ring;
    private final int completions;

    /// Free-running; the hardware sees the lower 16 bits.
    private int produced;

    private int completed;

    private final TransmitShares shares;
    private final @Nullable TransmitShare[] senders;
    private final @Nullable SendTicket[] tickets;
    private final int[] firstBlock;
    private final int[] blockCount;
    private final MemorySegment descriptorRing;
    private final MemorySegment completionRing;

    TransmitQueue(
            Adapter adapter,
            Capabilities capabilities,
            HostRings rings,
            BlockLedger ledger,
            ChainTable chains) {
        this.adapter = adapter;
        this.ledger = ledger;
        this.chains = chains;
        ring = capabilities.transmitRing();
        completions = capabilities.completionRing();
        shares = new TransmitShares(ring);
        senders = new TransmitShare[ring];
        tickets = new SendTicket[ring];
        firstBlock = new int[ring];
        blockCount = new int[ring];
        descriptorRing = rings.transmit();
        completionRing = rings.completions();
    }

    TransmitShares shares() {
        return shares;
    }

    /// Descriptors without a completion that has been read.
    int outstanding() {
        return produced - completed;
    }

    /// Index of the descriptor that comes next.
    int nextFrame() {
        return produced;
    }

    /// Sends; its share may take a descriptor, the chain is linked and its blocks are marked.
    ///
    /// @param synchronous as far as its pool's share goes
    /// @param checksum word 4 of the descriptor, unsigned, or [FrameSender#NO_CHECKSUM]
    void send(
            TransmitShare share,
            BlockChain chain,
            int blocks,
            boolean insertCrc,
            boolean synchronous,
            int payloadBytes,
            int atmWord,
            long checksum,
            @Nullable SendTicket ticket) {
        int slot = produced & ring - 1;
        senders[slot] = share;
        shares.take(share);
        tickets[slot] = ticket;
        firstBlock[slot] = BlockLedger.number(chain.handle(0));
        blockCount[slot] = blocks;
        TransmitDescriptor.write(
                descriptorRing,
                (long) slot * RingEntry.BYTES,
                firstBlock[slot],
                insertCrc,
                synchronous,
                payloadBytes,
                atmWord,
                produced);
        if (checksum != FrameSender.NO_CHECKSUM) {
            TransmitDescriptor.writeChecksum(
                    descriptorRing,
                    (long) slot * RingEntry.BYTES,
                    TransmitDescriptor.CHECKSUM_START.get((int) checksum),
                    TransmitDescriptor.CHECKSUM_OFFSET.get((int) checksum));
        }
        if (ticket != null) {
            ticket.begin();
        }
        produced++;
        VarHandle.releaseFence();
        adapter.writeRegister(Registers.TRANSMIT_PRODUCER.offset(), produced & 0xFFFF);
    }

    /// Takes all completions that are there.
    ///
    /// @return how many
    int reap() {
        int count = 0;
        while (isWritten()) {
            if (outstanding() == 0) {
                throw new AdapterFault(
                        "completion %d without a descriptor".formatted(completed & 0xFFFF));
            }
            complete(completionAt());
            count++;
        }
        if (count > 0) {
            adapter.writeRegister(Registers.COMPLETION_CONSUMER.offset(), completed & 0xFFFF);
        }
        return count;
    }

    private boolean isWritten() {
        return RingEntry.isWritten(completionRing, completionAt(), completed);
    }

    private long completionAt() {
        return (long) (completed & completions - 1) * RingEntry.BYTES;
    }

    private void complete(long entry) {
        if (Completion.cookie(completionRing, entry) != completed) {
            throw new AdapterFault(
                    "completion %d carries the cookie of descriptor %d"
                            .formatted(completed, Completion.cookie(completionRing, entry)));
        }
        int slot = completed & ring - 1;
        giveBack(slot);
        var ticket = tickets[slot];
        tickets[slot] = null;
        if (ticket != null) {
            ticket.complete(
                    Completion.resultWord(completionRing, entry),
                    Completion.accessDelay(completionRing, entry),
                    Completion.timestamp(completionRing, entry));
        }
        int block = firstBlock[slot];
        for (int i = 0; i < blockCount[slot]; i++) {
            int next = chains.after(block);
            ledger.arrive(block);
            block = next;
        }
        completed++;
    }

    private void giveBack(int slot) {
        shares.giveBack(Objects.requireNonNull(senders[slot]));
        senders[slot] = null;
    }

    /// The driver closes: nothing will complete any more.
    void abort() {
        while (outstanding() > 0) {
            int slot = completed & ring - 1;
            giveBack(slot);
            var ticket = tickets[slot];
            tickets[slot] = null;
            if (ticket != null) {
                ticket.abort();
            }
            completed++;
        }
    }
}
