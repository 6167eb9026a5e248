package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;

/// A connection of an endpoint, as [ConnectionManager] knows it.
///
/// ```
///                ACCEPT                        disconnect
///  CONNECTING ───────────> CONNECTED ──────────────────────> ENDING ── GONE, or no answer ──> ENDED
///      │ REJECT                │ DISCONNECT, GONE, or not heard of for long                     ^
///      │                       └────────────────────────────────────────────────────────────────┤
///      ├──> REJECTED                                                                            │
///      └──> TIMED_OUT: nobody has answered                              (its endpoint is broken)
/// ```
public final class ClanConnection {
    /// Where it is.
    public enum State {
        CONNECTING,
        CONNECTED,
        REJECTED,
        TIMED_OUT,
        ENDING,
        ENDED
    }

    final ClanEndpoint endpoint;
    final long station;
    final long attempt;

    /// What is told again until it is answered, or again when it is asked for: CONNECT, ACCEPT, DISCONNECT.
    ConnectMessage message;

    State state;
    ClanLevel level;
    byte[] text = new byte[0];
    long dueAt;
    long endsAt;
    long heardAt;

    ClanConnection(ClanEndpoint endpoint, long station, ConnectMessage message, State state) {
        this.endpoint = endpoint;
        this.station = station;
        this.attempt = message.attempt();
        this.message = message;
        this.state = state;
        level = message.level();
    }

    public State state() {
        return state;
    }

    public ClanEndpoint endpoint() {
        return endpoint;
    }

    /// Address of the peer's station.
    public long station() {
        return station;
    }

    public ClanLevel level() {
        return level;
    }

    /// What the peer's program has told with its CONNECT, ACCEPT or REJECT.
    public byte[] text() {
        return text.clone();
    }

    public boolean isConnected() {
        return state == State.CONNECTED;
    }
}
