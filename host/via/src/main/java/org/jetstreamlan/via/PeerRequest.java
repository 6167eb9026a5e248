package org.jetstreamlan.via;

import java.util.Arrays;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jspecify.annotations.Nullable;

/// What a VI does for a connection that both ends ask for.
///
/// Of the two stations the one with the lower address calls, the other waits for the call: so no two calls cross. A call that comes before the other end has asked, or
/// meets no station, is made again until the time is over.
final class PeerRequest {
    private static final long AGAIN_CLOCKS = 60_000;

    private final ViLink link;
    private final VipAddress local;
    private final VipAddress remote;
    private final long endsAt;
    private @Nullable ClanConnection call;
    private long againAt;
    private VipResult result = VipResult.NOT_DONE;

    /// @param endsAt clock at which it is TIMEOUT
    PeerRequest(ViLink link, VipAddress local, VipAddress remote, long endsAt) {
        this.link = link;
        this.local = local;
        this.remote = remote;
        this.endsAt = endsAt;
    }

    VipAddress local() {
        return local;
    }

    /// NOT_DONE while it is under way.
    VipResult result() {
        return result;
    }

    boolean calls() {
        return local.station() < remote.station();
    }

    void turn(long now) {
        if (result == VipResult.NOT_DONE && calls()) {
            call(now);
        }
        if (result == VipResult.NOT_DONE && now > endsAt) {
            end(VipResult.TIMEOUT);
        }
    }

    private void call(long now) {
        var under = call;
        if (under == null) {
            if (now >= againAt) {
                call = link.call(local, remote, endsAt - now, ConnectText.Kind.PEER);
            }
            return;
        }
        switch (under.state()) {
            case CONNECTING -> {}
            case CONNECTED -> {
                result = VipResult.SUCCESS;
                if (!link.open(under)) {
                    end(VipResult.REJECT);
                }
            }
            case REJECTED -> {
                var why = ConnectText.refusal(under.text());
                call = null;
                againAt = now + AGAIN_CLOCKS;
                if (why != VipResult.NO_MATCH) {
                    end(why);
                }
            }
            case TIMED_OUT, ENDING, ENDED -> call = null;
        }
    }

    /// Whether a call is that of the other end.
    boolean isAskedBy(ConnectRequests.Asked asked) {
        return result == VipResult.NOT_DONE
                && !calls()
                && asked.request().station() == remote.station()
                && Arrays.equals(asked.text().local(), remote.discriminator())
                && Arrays.equals(asked.text().remote(), local.discriminator());
    }

    /// Takes the call, or says why not.
    void answer(ConnectRequests.Asked asked) {
        result = VipResult.SUCCESS;
        var fits = link.accept(asked);
        if (fits != VipResult.SUCCESS) {
            link.reject(asked, fits);
            end(fits);
        }
    }

    /// It is over, without a connection.
    void end(VipResult why) {
        result = why;
        link.abandon(call);
        call = null;
    }
}
