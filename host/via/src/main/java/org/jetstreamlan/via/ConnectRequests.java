package org.jetstreamlan.via;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.driver.clan.ConnectRequest;
import org.jetstreamlan.driver.clan.Connections;
import org.jspecify.annotations.Nullable;

/// Requests for connections that come to a device: for servers, by the address that is asked for, for VIs that ask for the same connection, and for
/// VIs whose connection is lost.
final class ConnectRequests {
    /// Requests that a server has not looked at.
    private static final int BACKLOG = 64;

    /// A request, and what it says.
    record Asked(ConnectRequest request, ConnectText text) {
        /// What the VI of who asks is like.
        VipRemoteAttributes attributes() {
            return text.attributes(VipReliability.values()[request.level().ordinal()]);
        }
    }

    private final Connections connections;
    private final long station;
    private final Map<VipAddress, ArrayDeque<Asked>> servers = new LinkedHashMap<>();
    private final List<PeerRequest> peers = new ArrayList<>();

    /// Ends that may be called again, behind a loss.
    private final List<ViLink> standing = new ArrayList<>();

    ConnectRequests(Connections connections, long station) {
        this.connections = connections;
        this.station = station;
    }

    /// Requests for an address of this station wait to be taken.
    void listen(VipAddress local) {
        connections.listen(local.service());
        servers.putIfAbsent(local, new ArrayDeque<>());
    }

    /// They find nobody again, those that wait among them.
    void ignore(VipAddress local) {
        var waiting = servers.remove(local);
        if (waiting != null) {
            waiting.forEach(asked -> reject(asked.request(), VipResult.NO_MATCH));
        }
        ignoreUnless(local.service());
    }

    /// The oldest request for an address.
    Optional<Asked> next(VipAddress local) {
        return Optional.ofNullable(servers.get(local)).map(ArrayDeque::poll);
    }

    void add(PeerRequest peer) {
        peers.add(peer);
        connections.listen(peer.local().service());
    }

    void remove(PeerRequest peer) {
        if (peers.remove(peer)) {
            ignoreUnless(peer.local().service());
        }
    }

    void stand(ViLink link) {
        standing.add(link);
        connections.listen(link.peer().local().service());
    }

    void standNoMore(ViLink link, VipAddress local) {
        if (standing.remove(link)) {
            ignoreUnless(local.service());
        }
    }

    private void ignoreUnless(int service) {
        if (!services().contains(service)) {
            connections.ignore(service);
        }
    }

    private LinkedHashSet<Integer> services() {
        var services = new LinkedHashSet<Integer>();
        servers.keySet().forEach(local -> services.add(local.service()));
        peers.forEach(peer -> services.add(peer.local().service()));
        standing.forEach(link -> services.add(link.local().service()));
        return services;
    }

    /// Gives what has come to whom it is for; what is for nobody is told so.
    void turn() {
        for (int service : services()) {
            var request = connections.nextRequest(service);
            while (request.isPresent()) {
                give(request.get());
                request = connections.nextRequest(service);
            }
        }
    }

    private void give(ConnectRequest request) {
        var text = ConnectText.of(request.text());
        if (text.isEmpty()) {
            reject(request, VipResult.NO_MATCH);
            return;
        }
        var asked = new Asked(request, text.get());
        switch (asked.text().kind()) {
            case REQUEST -> giveServer(asked);
            case PEER -> givePeer(asked);
            case AGAIN -> {
                var link = standing.stream().filter(one -> one.isAskedBy(asked)).findFirst();
                link.ifPresentOrElse(
                        one -> one.acceptAgain(asked), () -> reject(request, VipResult.NO_MATCH));
            }
        }
    }

    private void giveServer(Asked asked) {
        var waiting = waiting(asked);
        if (waiting == null || waiting.size() >= BACKLOG) {
            reject(asked.request(), VipResult.NO_MATCH);
        } else {
            waiting.add(asked);
        }
    }

    private void givePeer(Asked asked) {
        var none = waiting(asked) == null ? VipResult.NO_MATCH : VipResult.REJECT;
        var peer = peers.stream().filter(one -> one.isAskedBy(asked)).findFirst();
        peer.ifPresentOrElse(one -> one.answer(asked), () -> reject(asked.request(), none));
    }

    private @Nullable ArrayDeque<Asked> waiting(Asked asked) {
        return servers.get(new VipAddress(station, asked.text().remote()));
    }

    /// @param why as [ConnectText#rejection]
    void reject(ConnectRequest request, VipResult why) {
        connections.reject(request, ConnectText.rejection(why));
    }
}
