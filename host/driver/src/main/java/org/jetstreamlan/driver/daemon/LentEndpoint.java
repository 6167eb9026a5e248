package org.jetstreamlan.driver.daemon;

import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.driver.clan.AdapterClan;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.ConnectionEnd;
import org.jspecify.annotations.Nullable;

/// An endpoint that a client has. When it is given back, its number may be another client's: what comes late for it does nothing.
final class LentEndpoint implements ConnectionEnd {
    private final AdapterClan clan;
    private final int number;
    final int tag;
    final int cells;

    /// The one that it is in, or was.
    @Nullable ClanConnection connection;

    private boolean givenBack;

    LentEndpoint(AdapterClan clan, int number, int tag, int cells) {
        this.clan = clan;
        this.number = number;
        this.tag = tag;
        this.cells = cells;
    }

    /// Whether a connection of it is made or under way.
    boolean isConnected() {
        return connection != null
                && (connection.state() == ClanConnection.State.CONNECTED
                        || connection.state() == ClanConnection.State.CONNECTING);
    }

    void giveBack() {
        givenBack = true;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int incarnation() {
        return clan.incarnation(number);
    }

    @Override
    public void open(ClanPeer peer, ClanLevel level) {
        if (givenBack) {
            throw new ClanException(
                    ClanException.Reason.CLOSED,
                    "endpoint %d: its client has given it back".formatted(number));
        }
        clan.open(number, peer, level);
    }

    @Override
    public void breakOff() {
        if (!givenBack) {
            clan.breakOff(number);
        }
    }
}
