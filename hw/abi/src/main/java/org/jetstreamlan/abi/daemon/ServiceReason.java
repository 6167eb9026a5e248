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
    POOL_TAKEN("somebody else has the ARP or IP pool");

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
