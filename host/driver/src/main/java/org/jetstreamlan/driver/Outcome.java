package org.jetstreamlan.driver;

/// How a data operation ended. Anything but [#OK] has changed nothing, save where it says that a
/// PDU is held. The words with values are in [Pool#lastRefusal()].
public enum Outcome {
    /// Done.
    OK("done"),

    /// Nothing has arrived.
    EMPTY("%1$s: nothing has arrived; waitRx waits for it"),
    /// No PDU came in time.
    TIME_OUT("%1$s: no PDU within %2$d clocks; wait longer or look at the ring's counters"),
    /// A frame was not over in time.
    FRAME_TIME_OUT(
            "%1$s: the frame has not completed within %2$d clocks; wait longer or look at the ring's state"),

    /// All blocks of the adapter are in use.
    NO_FREE_BLOCK(
            "%1$s: none of the adapter's %3$d blocks is free, or all that are free are promised to other pools; free one"),
    /// The pool holds as many blocks for transmission as it may.
    TRANSMIT_LIMIT(
            "%1$s: transmit limit %3$d blocks reached; free one or open with a higher limit"),
    /// The chain object has no room.
    CHAIN_FULL("%1$s: a chain of %2$d blocks is asked for, this one holds %3$d; make it larger"),

    /// The pool has been closed.
    POOL_CLOSED("%1$s is closed; open another"),
    /// The driver has not been started.
    NOT_STARTED("%1$s: the driver is not started; call start first"),

    /// The ring was up and is down.
    RING_DOWN(
            "%1$s: the ring is down after bring-up %2$d; awaitOperational, then take ids and VCIs anew"),

    /// A number that no block has.
    NO_SUCH_BLOCK("%1$s: block handle %2$#x names none of the %3$d blocks"),
    /// Freed before, or never given out.
    NOT_HELD("%1$s: block handle %2$#x is not held: freed before; drop it"),
    /// Another pool holds it.
    FOREIGN_BLOCK("%1$s: block handle %2$#x belongs to pool number %3$d; use that pool"),
    /// A frame with this block has not completed yet, or the block is twice in the chain.
    BLOCK_IN_FLIGHT(
            "%1$s: block handle %2$#x is being sent, or is twice in the chain; await its ticket"),

    /// Offset and length reach beyond the chain or PDU.
    PAST_END("%1$s: byte %2$d lies past the end at %3$d; shorten the copy"),
    /// Offset and length reach beyond the user's memory.
    SEGMENT_TOO_SHORT("%1$s: memory of %3$d bytes ends before byte %2$d; give more"),

    /// A length that no frame can have.
    BAD_LENGTH(
            "%1$s: cannot send %2$d bytes, at most %3$d; RAW takes multiples of 4 from 48 on,"
                    + " AAL5 any number from 1 on"),
    /// A frame longer than the ring's largest, F.
    FRAME_TOO_LONG(
            "%1$s: the frame has %2$d payload bytes, this ring takes %3$d (F); send less, or start the"
                    + " stations with a longer TTRT"),
    /// The chain has too few blocks for the length.
    CHAIN_TOO_SHORT("%1$s: the frame needs %2$d blocks, the chain has %3$d; alloc more"),
    /// Not 24 bits.
    VCI_OUT_OF_RANGE("%1$s: VCI %2$#x is not in 0..%3$#x"),
    /// As many frames as the ring holds have not completed.
    TRANSMIT_RING_FULL("%1$s: %2$d of %3$d descriptors are outstanding; poll and try again"),
    /// The ticket belongs to a frame that has not completed.
    TICKET_IN_USE("%1$s: this ticket's frame has not completed; await it or use another"),

    /// The PDU object still holds blocks.
    PDU_IN_USE("%1$s: this PDU object still holds %2$d blocks; free it first"),
    /// The PDU object holds nothing.
    PDU_NOT_HELD("%1$s: this PDU object holds nothing; rx fills it"),

    /// A PDU is held, but its CRC-32 is wrong; its length is that of the whole payload.
    BAD_CRC("%1$s: a PDU of %2$d bytes came with a bad CRC; it is held, free it"),
    /// A PDU is held, but it does not end one: its PT says that no CRC is there.
    NO_CRC("%1$s: %2$d bytes came without end-of-PDU mark; they are held, free them"),
    /// A PDU is held with a good CRC, but its trailer's Length does not fit it.
    BAD_TRAILER("%1$s: trailer says %2$d bytes in a PDU of %3$d; it is held, free it"),

    /// The memory is no script of this version; nothing is written to it.
    NOT_A_SCRIPT("%1$s: the memory begins with %2$#x, a script with %3$#x; use Script.allocate"),
    /// A script has at most 64.
    TOO_MANY_OPERATIONS("%1$s: %2$d operations, a script has at most %3$d; make two"),
    /// A code that no operation has.
    UNKNOWN_OPERATION("%1$s: operation code %2$d is none of 1..%3$d; see OperationCode"),
    /// Bits of a word of a script that mean nothing in this operation.
    RESERVED_BITS("%1$s: bits %2$#x of word %3$#x mean nothing here; clear them"),
    /// An operation of a script uses the blocks of one that is not earlier.
    FORWARD_REFERENCE(
            "%1$s: operation %3$d uses the blocks of operation %2$d, which is not earlier; refer to one before it"),
    /// An operation of a script uses the blocks of one that gives none.
    NOT_BLOCKS("%1$s: operation %2$d gives no blocks; refer to an ALLOC or RX"),
    /// More blocks than a result has, or than the block list has entries.
    BLOCKS_PAST_END("%1$s: blocks up to %2$d where there are %3$d; name fewer"),

    /// The pool was opened without the right to send there.
    VCI_NOT_PERMITTED(
            "%1$s: may not send to VCI %2$#x, its channels end with %3$#x; ask for the right in the daemon's settings"),
    /// The daemon that the pool was opened with has ended the connection, or is no more.
    DAEMON_GONE("%1$s: its daemon has ended the connection; connect again and open it anew"),
    /// A word of the blocks, or of their chain, is not in the adapter's memory any more. What was to be received is gone, with its blocks.
    MEMORY_ERROR(
            "%1$s: the adapter's memory has lost some of these %2$d bytes; write them anew, or have them sent again"),
    /// Bytes that a checksum cannot begin with, or be written to.
    CHECKSUM_OUT_OF_RANGE(
            "%1$s: a checksum cannot begin or lie at byte %2$d; take one up to %3$d, an even one for its place"),

    /// The VCI cannot be judged without this station's id.
    NOT_OPERATIONAL(
            "%1$s: VCI %2$#x cannot be judged without this station's id; call awaitOperational first"),
    /// The VCI's top 6 bits name another station.
    VCI_OF_OTHER_STATION("%1$s: VCI %2$#x belongs to another station; take one of this station's"),
    /// A system VCI or well-known channel, and the pool has no privilege.
    VCI_RESERVED("%1$s: VCI %2$#x is reserved; take a free channel, or open with privilege"),
    /// The VCI belongs to a pool already.
    VCI_TAKEN("%1$s: VCI %2$#x belongs to a pool; deassociate it there first"),
    /// The VCI does not belong to this pool.
    VCI_NOT_ASSOCIATED("%1$s: VCI %2$#x is not associated with it; associate it first"),
    /// No place can be made in the VCI table.
    VCI_TABLE_FULL("%1$s: VCI %2$#x finds no place in the adapter's table; deassociate one"),
    /// More VCIs than the daemon's settings let this user have.
    QUOTA_EXCEEDED(
            "%1$s: VCI %2$#x would be more than the user's quota; deassociate one, or change the daemon's settings"),

    /// A number that no file of the script has.
    NO_SUCH_FILE("%1$s: file %2$d is not open, numbers are below %3$d; pass it first"),
    /// The file ends before the last byte that is to be read. Nothing has changed.
    FILE_END("%1$s: byte %2$d of the file is to be read, it ends at %3$d; read less"),
    /// The system does not read or write the file.
    FILE_ERROR(
            "%1$s: the system refuses the file at byte %3$d, errno %2$d; look at how it is opened, and at its disk");

    private static final Outcome[] BY_CODE = values();

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    /// Whether the operation was done.
    public boolean ok() {
        return this == OK;
    }

    /// Whether a PDU is held all the same.
    boolean holdsPdu() {
        return this == BAD_CRC || this == NO_CRC || this == BAD_TRAILER;
    }

    /// The outcome with this number ([org.jetstreamlan.abi.PoolOutcome]).
    ///
    /// @throws IllegalArgumentException if there is none
    public static Outcome of(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new IllegalArgumentException(
                    "outcome %d is none of 0..%d; the memory is damaged, or of a newer driver"
                            .formatted(code, BY_CODE.length - 1));
        }
        return BY_CODE[code];
    }

    /// The message.
    ///
    /// @param thing as `pool 'IP'`
    String message(String thing, long value, long limit) {
        return words.formatted(thing, value, limit);
    }
}
