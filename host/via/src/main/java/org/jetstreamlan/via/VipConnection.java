package org.jetstreamlan.via;

/// Somebody asks for a connection: to be accepted or rejected, once. Given by [VipNic#connectWait].
public final class VipConnection {
    final VipNic nic;
    final ConnectRequests.Asked asked;
    boolean answered;

    VipConnection(VipNic nic, ConnectRequests.Asked asked) {
        this.nic = nic;
        this.asked = asked;
    }

    /// Who asks.
    public VipAddress remoteAddress() {
        return new VipAddress(asked.request().station(), asked.text().local());
    }

    /// What the VI there is like.
    public VipRemoteAttributes remoteAttributes() {
        return asked.attributes();
    }
}
