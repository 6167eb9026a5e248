package org.jetstreamlan.driver.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jetstreamlan.abi.WindowWords;

/// Messages both ways over a connection, by stores alone. Each end gives a region, to which the other one writes:
///
/// ```
/// 0x00  written   bytes that the peer has put into the ring, 32 bits, free-running          by the peer
/// 0x08  read      bytes that the peer has taken out of the other end's ring, free-running   by the peer
/// 0x40  ring      a power of two of bytes: records                                         by the peer
///
/// record: | length (32) | 0 | data | 0 to a multiple of 8 |
/// ```
/// So each pointer lies with who reads it, and its writer keeps its own copy: looking for a message, or for room, is a read of the own memory. A peer's pointers and lengths are read once
/// and held to what they can be.
public final class MessageQueue implements AutoCloseable {
    /// What became of a message.
    public enum Sent {
        SENT,
        /// The peer has not read enough: its ring has no room.
        FULL,
        /// The endpoint's store memory has no room, until earlier stores are acknowledged.
        NO_ROOM,
        /// The connection is over.
        BROKEN
    }

    /// What [#receive] gives where there is no message.
    public static final int NONE = -1;

    private static final int WRITTEN_AT = 0x00;
    private static final int READ_AT = 0x08;
    private static final int RING_AT = 0x40;
    private static final int HEAD_BYTES = 8;
    private static final int CELL_BYTES = 8;
    private static final VarHandle WORD =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final ClanEndpoint endpoint;
    private final MemorySegment own;
    private final Aperture peers;
    private final int ownBytes;
    private final int peersBytes;
    private final MemorySegment record;
    private final Tripwire arrival;
    private final Tripwire room;

    // Own copies: put into the peer's ring; taken from the own one, and as far as the peer has been
    // told.
    private int put;
    private int taken;
    private int told;
    private boolean bad;

    /// @param own memory of this end, zeroed, with right MESSAGE, of the endpoint's tag
    /// @param peer what the other end gave; its ring need not be as long
    /// @throws ClanException OUT_OF_RANGE if a ring's length is no power of two from 64 on, NO_PAGE_LEFT, NO_TRIPWIRE_LEFT
    public MessageQueue(Clan clan, ClanEndpoint endpoint, Region own, RemoteRegion peer) {
        this.endpoint = endpoint;
        this.own = own.memory();
        ownBytes = ringBytes(own.bytes());
        peersBytes = ringBytes(peer.bytes());
        peers = endpoint.aperture(Aperture.Kind.TRANSFER, peer, 0, peer.bytes());
        record = Arena.ofAuto().allocate(peersBytes, CELL_BYTES);
        arrival = clan.watch(endpoint, own, WRITTEN_AT);
        room = clan.watch(endpoint, own, READ_AT);
    }

    private static int ringBytes(long memory) {
        long ring = memory - RING_AT;
        if (Long.bitCount(ring) != 1 || ring < RING_AT || ring > 1 << 30) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "message queue: %,d bytes are a ring of %,d; give 64 more than a power of two from 64 to 2^30"
                            .formatted(memory, ring));
        }
        return (int) ring;
    }

    /// Memory of an end with a ring of so many bytes.
    ///
    /// @param ring a power of two
    public static long bytesFor(int ring) {
        return RING_AT + (long) ring;
    }

    private int word(int at) {
        return (int) WORD.getAcquire(own, (long) at);
    }

    private static int recordBytes(int bytes) {
        return HEAD_BYTES + (bytes + CELL_BYTES - 1 & -CELL_BYTES);
    }

    /// Longest message: a quarter of the peer's ring, and what the endpoint's store memory takes with its head, its end and two pointers.
    public int longest() {
        int stores = endpoint.options().cells() / 2;
        return Math.min(peersBytes / 4, (stores - 4) * CELL_BYTES);
    }

    /// Sends a message.
    ///
    /// @throws ClanException OUT_OF_RANGE if it is longer than [#longest()]
    public Sent send(MemorySegment from, long at, int bytes) {
        if (bytes < 0 || bytes > longest()) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "message: %,d bytes; the longest here are %,d, send more by DMA"
                            .formatted(bytes, longest()));
        }
        if (bad || endpoint.isBroken()) {
            return Sent.BROKEN;
        }
        int needed = recordBytes(bytes);
        if (!hasRoom(needed)) {
            return bad ? Sent.BROKEN : Sent.FULL;
        }
        int place = put & peersBytes - 1;
        int first = Math.min(needed, peersBytes - place);
        if (endpoint.room() < needed / CELL_BYTES + 1) {
            return Sent.NO_ROOM;
        }
        record.set(WindowWords.LONG, needed - CELL_BYTES, 0);
        record.set(WindowWords.LONG, 0, bytes);
        MemorySegment.copy(from, at, record, HEAD_BYTES, bytes);
        peers.put(RING_AT + (long) place, record, 0, first);
        peers.put(RING_AT, record, first, needed - first);
        put += needed;
        peers.put(WRITTEN_AT, put);
        return Sent.SENT;
    }

    private boolean hasRoom(int needed) {
        int unread = put - word(READ_AT);
        bad |= unread < 0 || unread > peersBytes;
        return !bad && needed <= peersBytes - unread;
    }

    /// Whether a message waits.
    public boolean hasMessage() {
        return word(WRITTEN_AT) != taken;
    }

    /// Takes the oldest message.
    ///
    /// @param into receives it from `at` on
    /// @return its length, or NONE
    /// @throws ClanException OUT_OF_RANGE if it is longer than what is there: it stays
    public int receive(MemorySegment into, long at) {
        tell(false);
        int waiting = word(WRITTEN_AT) - taken;
        if (waiting == 0 || bad) {
            return NONE;
        }
        int place = taken & ownBytes - 1;
        int length = own.get(WindowWords.INT, RING_AT + (long) place);
        boolean possible = length >= 0 && length <= ownBytes && recordBytes(length) <= waiting;
        if (!possible || waiting < 0 || waiting > ownBytes) {
            bad = true;
            endpoint.breakOff();
            return NONE;
        }
        if (length > into.byteSize() - at) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "message of %,d bytes into %,d; give as many"
                            .formatted(length, into.byteSize() - at));
        }
        int from = place + HEAD_BYTES & ownBytes - 1;
        int first = Math.min(length, ownBytes - from);
        MemorySegment.copy(own, RING_AT + (long) from, into, at, first);
        MemorySegment.copy(own, RING_AT, into, at + first, length - first);
        taken += recordBytes(length);
        tell(waiting == recordBytes(length));
        return length;
    }

    /// Tells the peer how far this end has read: a quarter of the ring at a time, or when all is read.
    private void tell(boolean now) {
        boolean due = now || taken - told >= ownBytes / 4;
        if (due && taken != told && peers.put(READ_AT, taken)) {
            told = taken;
        }
    }

    /// A pointer or a length of the peer's was none: the connection is broken.
    public boolean isBad() {
        return bad;
    }

    /// Sleeps until a message waits.
    ///
    /// @return whether one does
    public boolean awaitMessage(long timeoutClocks) {
        tell(true);
        return arrival.await(this::hasMessage, timeoutClocks);
    }

    /// Sleeps until the peer's ring has room for a message.
    ///
    /// @return whether it has
    public boolean awaitRoom(int bytes, long timeoutClocks) {
        return room.await(() -> hasRoom(recordBytes(bytes)), timeoutClocks);
    }

    /// Gives tripwires and apertures back.
    @Override
    public void close() {
        arrival.close();
        room.close();
        peers.close();
    }
}
