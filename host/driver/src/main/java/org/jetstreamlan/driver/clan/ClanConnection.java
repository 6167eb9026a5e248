package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanLevel;

/// A connection of an endpoint, as [Connections] knows it.
///
/// ```
///                ACCEPT                        disconnect
///  CONNECTING ───────────> CONNECTED ──────────────────────> ENDING ── GONE, or no answer ──> ENDED
///      │ REJECT                │ DISCONNECT, GONE, or not heard of for long                     ^
///      │                       └────────────────────────────────────────────────────────────────┤
///      ├──> REJECTED                                                                            │
///      └──> TIMED_OUT: nobody has answered                              (its endpoint is broken)
/// ```
public interface ClanConnection {
    /// Where it is.
    enum State {
        CONNECTING,
        CONNECTED,
        REJECTED,
        TIMED_OUT,
        ENDING,
        ENDED;

        /// Whether it may become another one.
        public boolean isFinal() {
            return switch (this) {
                case CONNECTING, CONNECTED, ENDING -> false;
                case REJECTED, TIMED_OUT, ENDED -> true;
            };
        }
    }

    State state();

    /// Address of the peer's station.
    long station();

    ClanLevel level();

    /// What the peer's program has told with its CONNECT, ACCEPT or REJECT.
    byte[] text();

    default boolean isConnected() {
        return state() == State.CONNECTED;
    }
}
