package org.jetstreamlan.abi;

/// How an operation on a pool ended, as a number that other processes and languages read: the ordinal. Released ones do not move. The driver's
/// `Outcome` has the same names, and words with values.
public enum PoolOutcome {
    OK("done"),
    EMPTY("nothing has arrived"),
    TIME_OUT("no PDU came in time"),
    FRAME_TIME_OUT("the frame was not over in time"),
    NO_FREE_BLOCK("all blocks of the adapter are in use"),
    TRANSMIT_LIMIT("the pool holds as many blocks for transmission as it may"),
    CHAIN_FULL("more blocks than the longest frame takes"),
    POOL_CLOSED("the pool has been closed"),
    NOT_STARTED("the driver has not been started"),
    RING_DOWN("the ring was up and is down"),
    NO_SUCH_BLOCK("a number that no block has"),
    NOT_HELD("freed before, or never given out"),
    FOREIGN_BLOCK("another pool holds it"),
    BLOCK_IN_FLIGHT("its frame has not completed, or it is twice in the chain"),
    PAST_END("beyond the blocks or the PDU"),
    SEGMENT_TOO_SHORT("beyond the user's memory"),
    BAD_LENGTH("a length that no frame can have"),
    FRAME_TOO_LONG("longer than the ring's largest frame"),
    CHAIN_TOO_SHORT("too few blocks for the length"),
    VCI_OUT_OF_RANGE("not 24 bits"),
    TRANSMIT_RING_FULL("as many frames as the ring holds have not completed"),
    TICKET_IN_USE("the ticket's frame has not completed"),
    PDU_IN_USE("the PDU object still holds blocks"),
    PDU_NOT_HELD("the PDU object holds nothing"),
    BAD_CRC("a PDU is held, its CRC-32 is wrong"),
    NO_CRC("a PDU is held that does not end one"),
    BAD_TRAILER("a PDU is held, its trailer does not fit it"),
    NOT_A_SCRIPT("the memory is no script of this version"),
    TOO_MANY_OPERATIONS("more than 64"),
    UNKNOWN_OPERATION("a code that no operation has"),
    RESERVED_BITS("bits that mean nothing here are set"),
    FORWARD_REFERENCE("blocks of an operation that is not earlier"),
    NOT_BLOCKS("blocks of an operation that gives none"),
    BLOCKS_PAST_END("beyond a result's blocks or the block list"),
    VCI_NOT_PERMITTED("the pool may not send to it"),
    DAEMON_GONE("the daemon has ended the connection"),
    MEMORY_ERROR("the adapter's memory has lost some of it"),
    CHECKSUM_OUT_OF_RANGE("a checksum that begins or lies outside of the frame, or at an odd byte"),
    NOT_OPERATIONAL("the ring is not up, so that nobody knows whose VCI it is"),
    VCI_OF_OTHER_STATION("the VCI belongs to another station"),
    VCI_RESERVED("a system VCI or well-known channel"),
    VCI_TAKEN("a pool has the VCI"),
    VCI_NOT_ASSOCIATED("the pool does not have the VCI"),
    VCI_TABLE_FULL("the adapter has no place for the VCI"),
    QUOTA_EXCEEDED("more VCIs than the daemon's settings let this user have"),
    NO_SUCH_FILE("a number that no file of the script has"),
    FILE_END("the file ends before that byte"),
    FILE_ERROR("the system does not read or write the file");

    private final String description;

    PoolOutcome(String description) {
        this.description = description;
    }

    /// A few words without a capital, as in a table.
    public String description() {
        return description;
    }
}
