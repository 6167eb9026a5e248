package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;

/// Somebody wants a connection; to be accepted or rejected by [ConnectionManager].
public final class ConnectRequest {
    final ConnectMessage message;

    ConnectRequest(ConnectMessage message) {
        this.message = message;
    }

    /// Address of the station that asks.
    public long station() {
        return message.station();
    }

    public int service() {
        return message.service();
    }

    /// Wanted.
    public ClanLevel level() {
        return message.level();
    }

    /// What its program tells.
    public byte[] text() {
        return message.text().clone();
    }
}
