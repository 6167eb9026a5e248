package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;

/// A connection that [ConnectionManager] looks after.
final class ManagedConnection implements ClanConnection {
    final ConnectionEnd endpoint;
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

    ManagedConnection(ConnectionEnd endpoint, long station, ConnectMessage message, State state) {
        this.endpoint = endpoint;
        this.station = station;
        this.attempt = message.attempt();
        this.message = message;
        this.state = state;
        level = message.level();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public long station() {
        return station;
    }

    @Override
    public ClanLevel level() {
        return level;
    }

    @Override
    public byte[] text() {
        return text.clone();
    }
}
