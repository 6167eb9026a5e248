package org.jetstreamlan.driver.clan;

import org.jetstreamlan.abi.clan.ClanLevel;

/// An endpoint, as [ConnectionManager] uses it: of this process, or one that a daemon has lent.
public interface ConnectionEnd {
    int number();

    /// Drawn for its next connection.
    int incarnation();

    /// Connects it.
    ///
    /// @throws ClanException WRONG_STATE, OFF, CLOSED
    void open(ClanPeer peer, ClanLevel level);

    /// Breaks it and tells the peer; without effect if it is not open.
    void breakOff();
}
