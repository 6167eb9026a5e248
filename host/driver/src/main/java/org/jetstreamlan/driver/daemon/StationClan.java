package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.daemon.ServiceReason.NO_CLAN;
import static org.jetstreamlan.abi.daemon.ServiceReason.OFF;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.clan.AdapterClan;
import org.jetstreamlan.driver.clan.ConnectionManager;
import org.jspecify.annotations.Nullable;

/// The CLAN half of a station's adapter, whose entries are lent to clients, and the connections of all of them. Turned on by the first client that asks for it.
final class StationClan {
    private final Driver driver;
    private final Adapter adapter;
    private final long address;
    private @Nullable Open open;

    /// Clients that use it, and those that have gone and whose endpoints are not closed yet.
    private final List<ClientClan> clients = new ArrayList<>();

    /// What there is once it is on.
    ///
    /// @param services who listens
    record Open(
            AdapterClan adapter,
            ConnectionManager connections,
            @Nullable ClientClan[] endpointOwners,
            @Nullable ClientClan[] tripwireOwners,
            Map<Integer, ClientClan> services) {}

    /// @param address of the station, 48 bits
    StationClan(Driver driver, Adapter adapter, long address) {
        this.driver = driver;
        this.adapter = adapter;
        this.address = address;
    }

    long address() {
        return address;
    }

    int clockKhz() {
        return driver.clockKhz();
    }

    /// @throws ServiceException NO_CLAN, OFF
    Open on() throws ServiceException {
        var is = open;
        if (is == null) {
            if (!AdapterClan.isIn(adapter)) {
                throw new ServiceException(
                        NO_CLAN, "the adapter of this station has no CLAN; send through pools");
            }
            if (!driver.isUp()) {
                throw new ServiceException(
                        OFF, "the ring of this station is down; ask again when it is up");
            }
            var random = new SecureRandom();
            var clan = AdapterClan.open(driver, adapter, random);
            is =
                    new Open(
                            clan,
                            new ConnectionManager(clan, address, random),
                            new ClientClan[clan.sizes().endpoints()],
                            new ClientClan[clan.sizes().words()],
                            new HashMap<>());
            clan.listen(new Signals(is));
            open = is;
        }
        return is;
    }

    /// Tells owners what the adapter has told.
    private record Signals(Open open) implements AdapterClan.Listener {
        @Override
        public void fired(int wire) {
            var owner = open.tripwireOwners[wire];
            if (owner != null) {
                owner.fired(wire);
            }
        }

        @Override
        public void changed(int endpoint) {
            var owner = open.endpointOwners[endpoint];
            if (owner != null) {
                owner.changed(endpoint);
            }
        }
    }

    void add(ClientClan client) {
        clients.add(client);
    }

    /// Takes what the adapter has told, goes on with connections, and tells clients.
    void turn() {
        var is = open;
        if (is == null || clients.isEmpty()) {
            return;
        }
        is.connections.turn();
        for (int i = clients.size() - 1; i >= 0; i--) {
            if (!clients.get(i).turn()) {
                clients.remove(i);
            }
        }
    }

    /// Whether somebody waits for what takes time of the ring.
    boolean isBusy() {
        var is = open;
        if (is == null || clients.isEmpty()) {
            return false;
        }
        boolean ends = false;
        for (int i = 0; i < clients.size(); i++) {
            ends |= clients.get(i).isEnding();
        }
        return ends || is.connections.isWaiting();
    }
}
