package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;

/// A request that [ConnectionManager] has taken.
record ManagedRequest(ConnectMessage message) implements ConnectRequest {
    @Override
    public long station() {
        return message.station();
    }

    @Override
    public int service() {
        return message.service();
    }

    @Override
    public ClanLevel level() {
        return message.level();
    }

    @Override
    public byte[] text() {
        return message.text().clone();
    }
}
