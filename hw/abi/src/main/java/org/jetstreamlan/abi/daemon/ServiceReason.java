package org.jetstreamlan.abi.daemon;

/// Why the daemon refused a greeting or a request, as a number that other languages read: the ordinal. Released ones do not move.
public enum ServiceReason {
    DONE("not refused"),
    BAD_GREETING("a greeting of another version, or with sizes that cannot be"),
    NOT_PERMITTED("the settings do not let this user do that"),
    QUOTA_EXCEEDED("more than the settings let this user have"),
    UNKNOWN_REQUEST("a number that no request has"),
    RESERVED_BITS("bits that mean nothing are set"),
    UNKNOWN_POOL("no pool of this client has that handle"),
    UNKNOWN_SCRIPT("an index that no script of this client has"),
    NO_POOL_LEFT("all pools of the adapter are in use"),
    LIMIT_OUT_OF_RANGE("more blocks than the adapter has"),
    RESERVE_OUT_OF_RANGE("a reserve above its limit"),
    RESERVE_NOT_FREE("so many blocks are not free"),
    NOT_OPERATIONAL("the ring is down"),
    VCI_OUT_OF_RANGE("not 24 bits"),
    VCI_OF_OTHER_STATION("the VCI belongs to another station"),
    VCI_RESERVED("a system VCI or well-known channel"),
    VCI_TAKEN("a pool has the VCI"),
    VCI_NOT_ASSOCIATED("the pool does not have the VCI"),
    VCI_TABLE_FULL("the adapter has no place for the VCI"),
    ADAPTER_FAILED("the adapter did what it may not do"),
    UNKNOWN_FILE("a number that no file of this client has, or can have"),
    NO_DESCRIPTOR("no descriptor has been passed for it"),
    FILE_REFUSED("the descriptor is none of a file that scripts may have"),
    POOL_TAKEN("somebody else has the ARP or IP pool"),
    NO_CLAN("the adapter has no CLAN, or this client has not asked for it"),
    MEMORY_REFUSED("the descriptor is none of the client's own memory"),
    OFF("CLAN is off: the ring is down, or bids too little"),
    NO_TAG_LEFT("all tags are in use"),
    NO_REGION_LEFT("all regions are in use"),
    NO_ENDPOINT_LEFT("all endpoints are in use"),
    NO_PAGE_LEFT("not so many pages of the aperture window are free"),
    NO_STORE_MEMORY("not so much store memory is free"),
    NO_TRIPWIRE_LEFT("all tripwires are in use, or there is no place for this one"),
    OUT_OF_RANGE("a place outside of what it should lie in, or not aligned"),
    WRONG_STATE("what is named is in use, or not yet closed"),
    REFUSED("the adapter refused it"),
    TIME_OUT("the adapter did not do it in time"),
    CLOSED("nothing of this client has that number"),
    SYNCHRONOUS_OUT_OF_RANGE("a synchronous share in which no frame fits"),
    SYNCHRONOUS_NOT_FREE("so much of the synchronous allocation is not free");

    private static final ServiceReason[] ALL = values();

    private final String description;

    ServiceReason(String description) {
        this.description = description;
    }

    /// A few words without a capital, as in a table.
    public String description() {
        return description;
    }

    /// The reason with this number.
    ///
    /// @throws IllegalArgumentException if there is none
    public static ServiceReason of(int number) {
        if (number < 0 || number >= ALL.length) {
            throw new IllegalArgumentException(
                    "reason %d is none of 0..%d; the memory is damaged, or of a newer daemon"
                            .formatted(number, ALL.length - 1));
        }
        return ALL[number];
    }
}
