package org.jetstreamlan.via;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.RemoteRegion;
import org.jspecify.annotations.Nullable;

/// The connection of a VI: how it is asked for, made and ended.
final class ViLink {
    /// The other end, while there is a connection.
    ///
    /// @param calls whether this end has asked for it
    record Peer(
            ClanConnection connection,
            VipAddress local,
            VipAddress remote,
            boolean calls,
            RemoteRegion queue,
            Aperture aperture,
            VipRemoteAttributes attributes) {}

    private final VipVi vi;
    private final VipNic nic;
    private @Nullable Peer peer;
    private @Nullable PeerRequest asked;
    private @Nullable Reconnection again;

    // Of the last call of this end.
    private VipAddress calledFrom = VipAddress.NOBODY;
    private VipAddress called = VipAddress.NOBODY;

    ViLink(VipVi vi, VipNic nic) {
        this.vi = vi;
        this.nic = nic;
    }

    /// @throws IllegalStateException without a connection
    Peer peer() {
        if (peer == null) {
            throw new IllegalStateException("VI: not connected");
        }
        return peer;
    }

    private VipResult check(VipAddress local, VipAddress remote, int timeout) {
        if (!local.isPossible() || !remote.isPossible()) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "connect: from %s to %s; a station has 48 bits, a discriminator at most %d bytes"
                            .formatted(local, remote, VipAddress.DISCRIMINATOR_BYTES));
        }
        if (local.station() != nic.station() || remote.station() == nic.station()) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "connect: from %012x to %012x; the one must be this station, %012x, the other another one"
                            .formatted(local.station(), remote.station(), nic.station()));
        }
        if (timeout == 0 || timeout < VipNic.INFINITE) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "connect: time-out of %d ms; give at least 1, or INFINITE".formatted(timeout));
        }
        return vi.requireIdle("a request needs an IDLE one");
    }

    // ---- who asks

    VipResult request(
            VipAddress local,
            VipAddress remote,
            int timeout,
            VipOut<VipRemoteAttributes> remoteAttributes) {
        var wrong = check(local, remote, timeout);
        if (wrong != VipResult.SUCCESS) {
            return wrong;
        }
        vi.become(VipViState.CONNECT_PENDING);
        var connection = call(local, remote, nic.clocks(timeout), ConnectText.Kind.REQUEST);
        nic.await(() -> connection.state() != ClanConnection.State.CONNECTING, timeout);
        if (connection.isConnected() && open(connection)) {
            remoteAttributes.set(peer().attributes());
            return VipResult.SUCCESS;
        }
        boolean rejected = connection.state() == ClanConnection.State.REJECTED;
        abandon(connection);
        return rejected ? ConnectText.refusal(connection.text()) : VipResult.TIMEOUT;
    }

    /// Asks.
    ClanConnection call(
            VipAddress local, VipAddress remote, long patienceClocks, ConnectText.Kind kind) {
        calledFrom = local;
        called = remote;
        return nic.connections()
                .connect(
                        remote.station(),
                        remote.service(),
                        vi.end().endpoint,
                        vi.attributes().reliability().level(),
                        text(local.discriminator(), remote.discriminator(), kind).bytes(),
                        patienceClocks);
    }

    private ConnectText text(byte[] local, byte[] remote, ConnectText.Kind kind) {
        return new ConnectText(
                vi.end().region.key(),
                vi.end().region.address(),
                vi.attributes().maxTransferSize(),
                vi.attributes().rdmaWrite(),
                vi.attributes().rdmaRead(),
                kind,
                local,
                remote);
    }

    /// The other end has accepted.
    ///
    /// @return false if what it says of itself means nothing
    boolean open(ClanConnection connection) {
        var answer = ConnectText.of(connection.text());
        answer.ifPresent(text -> open(connection, text, calledFrom, called, true));
        return answer.isPresent();
    }

    /// There will be no connection.
    void abandon(@Nullable ClanConnection connection) {
        if (connection != null) {
            nic.connections().disconnect(connection);
        }
        if (asked != null) {
            nic.requests().remove(asked);
        }
        vi.end().endpoint.disconnect();
        vi.end().queue.clear();
        vi.become(VipViState.IDLE);
    }

    // ---- who is asked

    /// Whether a request fits: INVALID_RELIABILITY_LEVEL, INVALID_MTU.
    VipResult fits(VipRemoteAttributes remote) {
        var own = vi.attributes();
        if (remote.reliability() != own.reliability()) {
            return nic.refuse(
                    VipResult.INVALID_RELIABILITY_LEVEL,
                    "VI: level %s, asked for by one of %s; both ends need the same"
                            .formatted(own.reliability(), remote.reliability()));
        }
        if (remote.maxTransferSize() != own.maxTransferSize()) {
            return nic.refuse(
                    VipResult.INVALID_MTU,
                    "VI: transfers of %,d bytes, asked for by one of %,d; both ends need the same"
                            .formatted(own.maxTransferSize(), remote.maxTransferSize()));
        }
        return VipResult.SUCCESS;
    }

    /// Accepts, if it fits.
    ///
    /// @return SUCCESS, INVALID_RELIABILITY_LEVEL, INVALID_MTU; ERROR_RESOURCE if the ring is down, or there is no room in the window
    VipResult accept(ConnectRequests.Asked request) {
        var text = request.text();
        var fits = fits(request.attributes());
        if (fits != VipResult.SUCCESS) {
            return fits;
        }
        try {
            var own = text(text.remote(), text.local(), text.kind()).bytes();
            var connection = nic.connections().accept(request.request(), vi.end().endpoint, own);
            var local = new VipAddress(nic.station(), text.remote());
            var remote = new VipAddress(request.request().station(), text.local());
            open(connection, text, local, remote, false);
            return VipResult.SUCCESS;
        } catch (ClanException | DriverException e) {
            return nic.refuse(VipResult.ERROR_RESOURCE, String.valueOf(e.getMessage()));
        }
    }

    void reject(ConnectRequests.Asked request, VipResult why) {
        nic.requests().reject(request.request(), why);
    }

    private void open(
            ClanConnection connection,
            ConnectText text,
            VipAddress local,
            VipAddress remote,
            boolean calls) {
        var end = vi.end();
        var queue = new RemoteRegion(text.queueKey(), text.queueAddress(), QueueMemory.BYTES);
        var aperture = end.endpoint.aperture(Aperture.Kind.TRANSFER, queue, 0, QueueMemory.BYTES);
        var attributes = text.attributes(vi.attributes().reliability());
        peer = new Peer(connection, local, remote, calls, queue, aperture, attributes);
        boolean first = again == null;
        again = null;
        if (first && !vi.attributes().reliability().isReliable()) {
            nic.requests().stand(this);
        }
        if (asked != null) {
            nic.requests().remove(asked);
        }
        vi.become(VipViState.CONNECTED);
        vi.turn();
    }

    // ---- both ask

    VipResult peerRequest(VipAddress local, VipAddress remote, int timeout) {
        var wrong = check(local, remote, timeout);
        if (wrong != VipResult.SUCCESS) {
            return wrong;
        }
        long endsAt = nic.clan().clocks() + nic.clocks(timeout);
        var request = new PeerRequest(this, local, remote, endsAt);
        asked = request;
        vi.become(VipViState.CONNECT_PENDING);
        if (!request.calls()) {
            nic.requests().add(request);
        }
        nic.turn();
        return VipResult.SUCCESS;
    }

    /// What has become of it, once.
    VipResult peerDone(VipOut<VipRemoteAttributes> remoteAttributes) {
        var request = asked;
        if (request == null) {
            return nic.refuse(
                    VipResult.INVALID_STATE,
                    "VI: no peer-to-peer connection was asked for; call connectPeerRequest first");
        }
        nic.turn();
        if (request.result() == VipResult.NOT_DONE) {
            return VipResult.NOT_DONE;
        }
        asked = null;
        if (request.result() == VipResult.SUCCESS) {
            remoteAttributes.set(peer().attributes());
        }
        return request.result();
    }

    VipResult peerWait(VipOut<VipRemoteAttributes> remoteAttributes) {
        var request = asked;
        if (request != null) {
            nic.await(() -> request.result() != VipResult.NOT_DONE, VipNic.INFINITE);
        }
        return peerDone(remoteAttributes);
    }

    void turn() {
        if (asked != null) {
            asked.turn(nic.clan().clocks());
        }
        if (again != null) {
            again.turn(nic.clan().clocks());
        }
    }

    // ---- behind a loss

    /// Whether it can be used now: not while it is made again.
    boolean isUp() {
        return peer != null;
    }

    /// The own address, of a connection that is there, or is made again.
    VipAddress local() {
        return again == null ? peer().local() : again.lost().local();
    }

    /// The connection is lost, and is to be made again.
    void lose() {
        var lost = peer();
        drop();
        again = new Reconnection(this, lost, nic);
    }

    private void drop() {
        var lost = peer();
        nic.connections().forget(lost.connection());
        vi.end().endpoint.disconnect();
        lost.aperture().close();
        peer = null;
        vi.end().restart();
    }

    /// Whether a request is that of the other end, to make it again.
    boolean isAskedBy(ConnectRequests.Asked request) {
        var other = again == null ? peer() : again.lost();
        return vi.isConnected()
                && request.request().station() == other.remote().station()
                && request.text().queueKey() == other.queue().key()
                && request.text().queueAddress() == other.queue().address();
    }

    /// Takes it.
    void acceptAgain(ConnectRequests.Asked request) {
        if (again == null) {
            vi.end().sends.lose(ClanReason.NONE);
            lose();
        } else if (again.callsItself()) {
            reject(request, VipResult.REJECT);
            return;
        } else {
            again.cancel(nic);
        }
        var result = accept(request);
        if (result != VipResult.SUCCESS) {
            reject(request, result);
        }
    }

    /// It cannot be made again.
    void giveUp(@Nullable ClanConnection call) {
        if (call != null) {
            nic.connections().disconnect(call);
        }
        standNoMore();
        again = null;
        vi.lost();
    }

    private void standNoMore() {
        if (peer != null || again != null) {
            nic.requests().standNoMore(this, local());
        }
    }

    // ---- its end

    /// Ends what there is of it. Behind that nothing of it is on its way.
    void disconnect() {
        if (asked != null) {
            var request = asked;
            asked = null;
            nic.requests().remove(request);
            if (request.result() == VipResult.NOT_DONE) {
                request.end(VipResult.INVALID_STATE);
            }
        }
        standNoMore();
        if (again != null) {
            again.cancel(nic);
            again = null;
        }
        var ended = peer;
        if (ended != null) {
            nic.connections().disconnect(ended.connection());
            vi.end().endpoint.disconnect();
            vi.end().sends.finish();
            vi.end().receives.take();
            ended.aperture().close();
            peer = null;
        }
    }
}
