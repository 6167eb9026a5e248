package org.jetstreamlan.via;

import org.jetstreamlan.driver.clan.ConnectRequest;

/// Somebody asks for a connection: to be accepted or rejected, once. Given by [VipNic#connectWait].
public final class VipConnection {
    final VipNic nic;
    final ConnectRequest request;
    final ConnectText text;
    boolean answered;

    VipConnection(VipNic nic, ConnectRequest request, ConnectText text) {
        this.nic = nic;
        this.request = request;
        this.text = text;
    }

    /// Who asks.
    public VipAddress remoteAddress() {
        return new VipAddress(request.station(), text.local());
    }

    /// What the VI there is like.
    public VipRemoteAttributes remoteAttributes() {
        return text.attributes(VipReliability.values()[request.level().ordinal()]);
    }
}
