package org.jetstreamlan.abi;

/// Event counters of the adapter, 32 bits each, saturating at 2^32 - 1, cleared by reset only.
/// Counter `i` is element `i` of [Registers#COUNTERS].
///
/// Each frame whose START reaches the station ends in exactly one counter of group FRAME, so that
/// these, and the frames that wait for the host's claim, add up to the frames that came by.
public enum Counter {
    DELIVERED(Group.FRAME, "the host's: its blocks, and its receive event"),
    OWN_RETURNED(Group.FRAME, "this station's own frame, stripped on its return"),
    REPEATED(Group.FRAME, "not for this station, repeated"),
    MANAGEMENT(Group.FRAME, "management frame, handled by the MAC"),
    DROP_HEADER_CHECK(Group.FRAME, "header check wrong: START to end became fill"),
    DROP_HEC(Group.FRAME, "ATM header check (HEC) wrong: not taken, repeated"),
    DROP_UNKNOWN_VCI(Group.FRAME, "a VCI of this station that no pool has"),
    DROP_CRC(Group.FRAME, "AAL5 CRC-32 wrong and the pool does not keep such frames"),
    DROP_RUNT(Group.FRAME, "fewer than 12 payload words"),
    DROP_TOO_LONG(Group.FRAME, "more than 16,382 payload words"),
    DROP_POOL_LIMIT(Group.FRAME, "the pool holds as many receive blocks as it may"),
    DROP_NO_BLOCK(Group.FRAME, "no block free, or the next one not granted in time"),
    DROP_EVENT_RING_FULL(Group.FRAME, "receive event ring full"),
    DROP_ABORTED(
            Group.FRAME, "for this station, ended by ABORT or by a word that may not be there"),
    DROP_CIRCULATION(Group.FRAME, "stripped, or not taken, for its circulation bit"),
    DROP_DISABLED(Group.FRAME, "for this station while CONTROL.ENABLE is 0"),
    SENT(Group.TRANSMIT, "frames whose END has left"),
    RETURNED_GOOD(Group.TRANSMIT, "came back with A and C set and N clear"),
    RETURNED_BAD(Group.TRANSMIT, "came back with any other status"),
    LOST(Group.TRANSMIT, "did not come back before their MARK or the next token"),
    INVALID(
            Group.TRANSMIT,
            "descriptors refused: length or block out of bounds, or a VCI that the pool may not send to"),
    ALLOC_REFUSED(Group.HOST, "reads of ALLOC answered without a block"),
    FREE_REFUSED(Group.HOST, "writes to FREE of a block that nobody holds or that does not exist"),
    TOKENS(Group.RING, "tokens that arrived"),
    TOKEN_BAD(Group.RING, "tokens destroyed: another epoch, or while transmitting"),
    FOREIGN_START(Group.RING, "START of another station while transmitting: absorbed"),
    FOREIGN_MARK(
            Group.RING, "MARK of another station while transmitting, or twice round: absorbed"),
    BAD_SYMBOL(Group.RING, "broken control symbols: no complement, parity, opcode or argument"),
    STRAY_WORD(Group.RING, "data words outside a frame, turned into fill"),
    CODE_ERROR(Group.RING, "words that the link coder marked INVALID"),
    CLAIMS(Group.RING, "times that this station began to claim"),
    PURGED(Group.TRANSMIT, "asynchronous frames longer than F, not sent; they end as LOST"),
    LINK_UNDERFLOW(Group.RING, "frames that the elastic buffer ran dry in"),
    LINK_OVERFLOW(Group.RING, "times that the elastic buffer lost words"),
    BUS_ERRORS(Group.HOST, "ring entries in host memory that the bus refused"),
    BLOCK_ERROR(
            Group.MEMORY,
            "cells of block memory read with wrong parity, by a sent frame or by the host"),
    TABLE_ERROR(Group.MEMORY, "entries of the chain, owner and pool tables read with wrong parity"),
    VCI_ERROR(Group.MEMORY, "look-ups that met an entry of the VCI table with wrong parity"),
    COPIED(Group.COPY, "copies done"),
    COPY_INVALID(Group.COPY, "copy descriptors refused: out of bounds, or not the pool's block"),
    COPY_FAILED(Group.COPY, "copies that the host's bus or the adapter's memory has spoilt"),
    DROP_OLD(Group.FRAME, "given up for a newer one, before the host claimed it");

    /// What a counter counts.
    public enum Group {
        /// Fates of arriving frames; they add up.
        FRAME,
        /// Fates of this station's frames.
        TRANSMIT,
        /// What the host or its bus did wrong.
        HOST,
        /// What the ring did.
        RING,
        /// What the memories have lost.
        MEMORY,
        /// Fates of copy descriptors; they add up to the copy completions.
        COPY
    }

    private final Group group;
    private final String description;

    Counter(Group group, String description) {
        this.group = group;
        this.description = description;
    }

    public Group group() {
        return group;
    }

    /// One sentence without a capital, as in a table.
    public String description() {
        return description;
    }

    /// Offset of its register in bytes.
    public int offset() {
        return Registers.COUNTERS.offset(ordinal());
    }
}
