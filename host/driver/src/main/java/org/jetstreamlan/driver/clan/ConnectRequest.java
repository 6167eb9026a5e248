package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanLevel;

/// Somebody wants a connection; to be accepted or rejected by [Connections].
public interface ConnectRequest {
    /// Address of the station that asks.
    long station();

    int service();

    /// Wanted.
    ClanLevel level();

    /// What its program tells.
    byte[] text();
}
