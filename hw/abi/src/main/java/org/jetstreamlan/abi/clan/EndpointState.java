package org.jetstreamlan.abi.clan;

/// States of an endpoint; the ordinal is the code.
///
/// ```
///             OPEN                     no member any more
///  CLOSED ────────────────────> OPEN ────────────────────> HELD
///     ^                        │  │ <───────── OPEN ─────── │
///     │ nothing on its way     │  │ reason                  │
///     │              CLOSE     │  v          reason         │
///  CLOSING <───────────────────┴ BROKEN <───────────────────┘
/// ```
/// CLOSE goes from each but CLOSED. A word at an arrow is the driver's command where it is in capitals.
public enum EndpointState {
    CLOSED("no connection; the driver may write its entry"),
    OPEN("sends and takes frames"),
    HELD(
            "the ring has new ids: sends and takes nothing until the driver has written the peer's and opened it"),
    BROKEN("its end told, or to be told, to the peer"),
    CLOSING("waits for what is on its way");

    private static final EndpointState[] BY_CODE = values();

    private final String description;

    EndpointState(String description) {
        this.description = description;
    }

    /// One sentence without a capital, as in a table.
    public String description() {
        return description;
    }

    /// The state with this code; 5..7 do not occur and read as CLOSED.
    public static EndpointState of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : CLOSED;
    }
}
