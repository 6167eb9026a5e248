package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.WindowWords;
import org.jspecify.annotations.Nullable;

/// Makes frames of a pool's chains: checks, padding, trailer, links, descriptor.
final class FrameSender {
    /// No word 4 of a descriptor.
    static final long NO_CHECKSUM = -1;

    private final Driver driver;
    private final int pool;
    private final boolean aal5;
    private final boolean synchronous;
    private final TransmitShare share;
    private final Refusal refusal;
    private final WindowRuns runs = new WindowRuns();

    /// Padding and trailer of an AAL5 PDU: at most 47 + 8 bytes.
    private final MemorySegment tail =
            Arena.ofAuto().allocate(Aal5.CELL_BYTES + Aal5.TRAILER_BYTES, 8);

    FrameSender(
            Driver driver, int pool, PoolOptions options, TransmitShare share, Refusal refusal) {
        this.driver = driver;
        this.pool = pool;
        this.share = share;
        this.aal5 = options.framing() == Framing.AAL5;
        this.synchronous = options.synchronousWords() > 0;
        this.refusal = refusal;
    }

    /// @param checksum where it begins and goes, word 4 of a descriptor, unsigned; or [#NO_CHECKSUM]
    Outcome send(
            BlockChain chain, int bytes, int atmWord, long checksum, @Nullable SendTicket ticket) {
        if (!driver.isStarted()) {
            return refusal.of(Outcome.NOT_STARTED, 0, 0);
        }
        if (driver.ringDown()) {
            return refusal.of(Outcome.RING_DOWN, driver.ringGeneration(), 0);
        }
        if (!lengthGood(bytes)) {
            return refusal.of(Outcome.BAD_LENGTH, bytes, lengthMaximum());
        }
        int payload = aal5 ? Aal5.pduBytes(bytes) : bytes;
        if (payload > driver.largestBytes()) {
            return refusal.of(Outcome.FRAME_TOO_LONG, payload, driver.largestBytes());
        }
        if (checksum != NO_CHECKSUM) {
            int start = TransmitDescriptor.CHECKSUM_START.get((int) checksum);
            int place = TransmitDescriptor.CHECKSUM_OFFSET.get((int) checksum);
            if (start >= bytes) {
                return refusal.of(Outcome.CHECKSUM_OUT_OF_RANGE, start, bytes - 1);
            }
            if (place > bytes - 2 || place % 2 != 0) {
                return refusal.of(Outcome.CHECKSUM_OUT_OF_RANGE, place, bytes - 2);
            }
        }
        int blocks = driver.capabilities().blocksFor(payload);
        if (blocks > chain.size()) {
            return refusal.of(Outcome.CHAIN_TOO_SHORT, blocks, chain.size());
        }
        if (ticket != null && !ticket.idle()) {
            return refusal.of(Outcome.TICKET_IN_USE, 0, 0);
        }
        var shares = driver.transmit.shares();
        if (!shares.mayTake(share)) {
            driver.poll();
            if (!shares.mayTake(share)) {
                return refusal.of(
                        Outcome.TRANSMIT_RING_FULL, share.outstanding(), shares.limit(share));
            }
        }
        var marked = mark(chain, blocks);
        if (!marked.ok()) {
            return marked;
        }
        driver.contents.beforeReading(chain, 0, bytes);
        if (aal5) {
            writeTail(chain, bytes, payload);
        }
        driver.chains.link(chain, blocks);
        driver.transmit.send(
                share, chain, blocks, aal5, synchronous, payload, atmWord, checksum, ticket);
        return Outcome.OK;
    }

    /// Most bytes that one frame takes.
    int lengthMaximum() {
        return aal5 ? Aal5.USER_BYTES_MAXIMUM : Frame.PAYLOAD_BYTES_MAXIMUM;
    }

    boolean lengthGood(int bytes) {
        return aal5
                ? bytes > 0 && bytes <= Aal5.USER_BYTES_MAXIMUM
                : bytes % 4 == 0
                        && bytes >= Frame.PAYLOAD_BYTES_MINIMUM
                        && bytes <= Frame.PAYLOAD_BYTES_MAXIMUM;
    }

    /// Checks the blocks and marks them as being sent; all or none. A block that is twice in the
    /// chain meets its own mark.
    private Outcome mark(BlockChain chain, int blocks) {
        for (int i = 0; i < blocks; i++) {
            int block = chain.handle(i);
            var outcome = driver.ledger.check(block, pool, refusal);
            if (outcome.ok() && driver.ledger.inFlight(block)) {
                outcome = refusal.of(Outcome.BLOCK_IN_FLIGHT, block, 0);
            }
            if (!outcome.ok()) {
                for (int j = 0; j < i; j++) {
                    driver.ledger.stay(chain.handle(j));
                }
                return outcome;
            }
            driver.ledger.depart(block);
        }
        return Outcome.OK;
    }

    /// Padding and trailer behind the user's bytes; the hardware writes the CRC.
    private void writeTail(BlockChain chain, int userBytes, int pduBytes) {
        int bytes = pduBytes - userBytes;
        tail.fill((byte) 0);
        tail.set(WindowWords.WIRE, bytes - Aal5.TRAILER_BYTES, Aal5.trailerWord(0, 0, userBytes));
        var placed = driver.ledger.runs(chain, userBytes, bytes, pool, false, runs, refusal);
        if (!placed.ok()) {
            throw new IllegalStateException("checked chain refused: " + refusal);
        }
        driver.contents.beforeWriting(chain, userBytes, bytes);
        driver.adapter().writeWindow(runs, tail, 0);
    }
}
