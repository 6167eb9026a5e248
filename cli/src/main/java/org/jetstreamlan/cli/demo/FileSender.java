package org.jetstreamlan.cli.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LongSummaryStatistics;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.SendTicket;

/// Sends a file through a pool: several PDUs under way, each sent again until the ring's status says that the receiver has it.
final class FileSender {
    private static final long PATIENCE_CLOCKS = 20_000_000;

    /// One PDU under way: its blocks, its ticket, its length.
    private static final class Piece {
        final BlockChain chain;
        final SendTicket ticket = new SendTicket();
        int bytes;
        int attempts;

        Piece(BlockChain chain) {
            this.chain = chain;
        }
    }

    private final Adapter adapter;
    private final Driver driver;
    private final Pool pool;
    private final int vci;
    private final int attemptsMaximum;
    private final Runnable atFirstDoorbell;
    private final Deque<Piece> underWay = new ArrayDeque<>();
    private final Deque<Piece> spare = new ArrayDeque<>();
    private final LongSummaryStatistics accessDelay = new LongSummaryStatistics();
    private long pdus;
    private long sentAgain;
    private long firstDoorbell = -1;

    /// @param vci of the receiver
    /// @param attemptsMaximum how often a PDU is sent before giving up
    FileSender(
            Adapter adapter,
            Driver driver,
            Pool pool,
            int vci,
            int attemptsMaximum,
            Runnable atFirstDoorbell) {
        this.adapter = adapter;
        this.driver = driver;
        this.pool = pool;
        this.vci = vci;
        this.attemptsMaximum = attemptsMaximum;
        this.atFirstDoorbell = atFirstDoorbell;
    }

    /// Sends all of `file` and returns when the receiver has it.
    ///
    /// @throws IOException if the file can be read no more
    void send(InputFile file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(FilePdu.HEADER_BYTES);
            MemorySegment content = arena.allocate(FilePdu.PIECE_BYTES_MAXIMUM);
            long offset = 0;
            do {
                int bytes = (int) Math.min(FilePdu.PIECE_BYTES_MAXIMUM, file.length() - offset);
                file.read(offset, content, bytes);
                Piece piece = allocate(FilePdu.HEADER_BYTES + bytes);
                FilePdu.write(
                        header, new FilePdu.Header(file.length(), offset, bytes, file.sha256()));
                check(pool.copyIn(piece.chain, 0, header, 0, FilePdu.HEADER_BYTES));
                if (bytes > 0) {
                    check(pool.copyIn(piece.chain, FilePdu.HEADER_BYTES, content, 0, bytes));
                }
                post(piece);
                offset += bytes;
                pdus++;
            } while (offset < file.length());
            while (!underWay.isEmpty()) {
                finishOldest();
            }
        }
    }

    /// Blocks for a PDU; while there are none the oldest PDU under way is waited for.
    private Piece allocate(int bytes) {
        Piece piece = spare.isEmpty() ? new Piece(pool.newChain()) : spare.pop();
        piece.bytes = bytes;
        piece.attempts = 0;
        driver.poll();
        while (!underWay.isEmpty() && underWay.peek().ticket.idle()) {
            finishOldest();
        }
        Outcome outcome = pool.allocFor(piece.chain, bytes);
        while ((outcome == Outcome.TRANSMIT_LIMIT || outcome == Outcome.NO_FREE_BLOCK)
                && !underWay.isEmpty()) {
            finishOldest();
            outcome = pool.allocFor(piece.chain, bytes);
        }
        check(outcome);
        return piece;
    }

    private void post(Piece piece) {
        if (firstDoorbell < 0) {
            firstDoorbell = adapter.clocks();
            atFirstDoorbell.run();
        }
        piece.attempts++;
        check(pool.send(piece.chain, piece.bytes, vci, piece.ticket));
        underWay.add(piece);
    }

    private void finishOldest() {
        Piece piece = underWay.remove();
        if (!piece.ticket.idle()) {
            check(pool.await(piece.ticket, PATIENCE_CLOCKS));
        }
        accessDelay.accept(piece.ticket.accessDelay());
        if (piece.ticket.accepted()) {
            check(pool.free(piece.chain));
            spare.push(piece);
            return;
        }
        if (piece.attempts >= attemptsMaximum) {
            throw new IllegalStateException(
                    "VCI %#x did not take a PDU in %d attempts; the last came back %s with %s"
                            .formatted(
                                    vci,
                                    piece.attempts,
                                    piece.ticket.state(),
                                    piece.ticket.status()));
        }
        sentAgain++;
        post(piece);
    }

    private void check(Outcome outcome) {
        if (!outcome.ok()) {
            throw new IllegalStateException(pool.lastRefusal().message());
        }
    }

    /// PDUs that carried the file.
    long pdus() {
        return pdus;
    }

    /// Transmissions beyond one a PDU.
    long sentAgain() {
        return sentAgain;
    }

    /// Core clock at the first doorbell.
    long firstDoorbell() {
        return firstDoorbell;
    }

    /// Over all transmissions, in clocks.
    LongSummaryStatistics accessDelay() {
        return accessDelay;
    }
}
