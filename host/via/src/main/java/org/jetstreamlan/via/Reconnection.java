package org.jetstreamlan.via;

import org.jetstreamlan.driver.clan.ClanConnection;
import org.jspecify.annotations.Nullable;

/// A connection of level UNRELIABLE that a loss has broken, and that is made again behind the programs' backs: they see that some messages are lost. Who sees the loss calls; who
/// is called ends what is left on its side. Where both call, the one counts that has called for the lost connection.
final class Reconnection {
    private static final int PATIENCE_MS = 200;
    private static final long AGAIN_CLOCKS = 60_000;

    private final ViLink link;
    private final ViLink.Peer lost;
    private final long endsAt;
    private @Nullable ClanConnection call;
    private long againAt;

    /// @param lost the connection
    Reconnection(ViLink link, ViLink.Peer lost, VipNic nic) {
        this.link = link;
        this.lost = lost;
        endsAt = nic.clan().clocks() + nic.clocks(PATIENCE_MS);
    }

    ViLink.Peer lost() {
        return lost;
    }

    /// Whether the other end's call does not count.
    boolean callsItself() {
        return lost.calls() && call != null && call.state() == ClanConnection.State.CONNECTING;
    }

    /// The own call is no use any more.
    void cancel(VipNic nic) {
        if (call != null) {
            nic.connections().forget(call);
        }
    }

    void turn(long now) {
        if (now > endsAt) {
            link.giveUp(call);
        } else {
            call(now);
        }
    }

    private void call(long now) {
        var under = call;
        if (under == null) {
            if (now >= againAt) {
                call = link.call(lost.local(), lost.remote(), endsAt - now, ConnectText.Kind.AGAIN);
            }
            return;
        }
        switch (under.state()) {
            case CONNECTING, ENDING -> {}
            case CONNECTED -> {
                if (!link.open(under)) {
                    link.giveUp(under);
                }
            }
            case REJECTED, TIMED_OUT, ENDED -> {
                if (ConnectText.refusal(under.text()) == VipResult.NO_MATCH
                        && under.state() == ClanConnection.State.REJECTED) {
                    link.giveUp(null);
                    return;
                }
                call = null;
                againAt = now + AGAIN_CLOCKS;
            }
        }
    }
}
