package org.jetstreamlan.driver.clan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;
import org.jetstreamlan.abi.clan.ConnectMessage.Kind;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.clan.ClanConnection.State;
import org.jspecify.annotations.Nullable;

/// Makes and ends connections, and sees that the other ends are there still, by messages on channel 0x101.
///
/// ```
///  connect ── CONNECT ─────> request
///                            accept: opens its endpoint
///  opens its endpoint <───── ACCEPT
///  disconnect ── DISCONNECT ─> ends: its endpoint breaks
///                <───────────── GONE
/// ```
/// What wants an answer is told again until it comes; what is told twice does no harm. Who was told ACCEPT and knows nothing of it says GONE. A connection of which nothing is
/// heard for 8 intervals ends, or for 2, if its station is not on the ring; times when the ring is down do not count.
public final class ConnectionManager implements Connections {
    private static final long AGAIN_CLOCKS = 60_000;
    private static final int TRIES = 40;
    private static final long ALIVE_CLOCKS = 2_000_000;
    private static final int SILENCES = 8;
    private static final int ABSENCES = 2;

    /// Rejected attempts whose CONNECT may still come again.
    private static final int REMEMBERED = 256;

    /// Requests of a service that nobody has looked at.
    private static final int BACKLOG = 64;

    private final AdapterClan clan;
    private final long address;
    private final RandomGenerator random;
    private final ConnectPort port;
    private final Map<Long, ManagedConnection> connections = new HashMap<>();
    private final Map<Integer, ArrayDeque<ManagedRequest>> services = new HashMap<>();
    private final Set<Long> unanswered = new HashSet<>();
    private final Map<Long, ConnectMessage> rejected =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, ConnectMessage> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private long turnedAt;

    /// For a ring that is up.
    ///
    /// @param address of this station
    /// @param random draws attempts
    /// @throws ClanException NOT_PERMITTED if the adapter is a daemon's
    public ConnectionManager(Clan clan, long address, RandomGenerator random) {
        this(clan.own(), address, random);
    }

    /// As above, for endpoints that are lent.
    public ConnectionManager(AdapterClan clan, long address, RandomGenerator random) {
        this.clan = clan;
        this.address = address;
        this.random = random;
        turnedAt = clan.clocks();
        port = new ConnectPort(clan.driver());
    }

    // ---- to be called by programs

    @Override
    public void listen(int service) {
        services.putIfAbsent(service, new ArrayDeque<>());
    }

    @Override
    public void ignore(int service) {
        var waiting = services.remove(service);
        if (waiting != null) {
            waiting.forEach(request -> reject(request, new byte[0]));
        }
    }

    @Override
    public Optional<ConnectRequest> nextRequest(int service) {
        var waiting = services.get(service);
        var request = waiting == null ? null : waiting.poll();
        if (request != null) {
            unanswered.add(request.message().attempt());
        }
        return Optional.ofNullable(request);
    }

    /// Asks for a connection; its state says what becomes of that.
    ///
    /// @param endpoint not open
    /// @param text for the peer's program, up to 192 bytes
    public ClanConnection connect(
            long station, int service, ClanEndpoint endpoint, ClanLevel level, byte[] text) {
        return connect(station, service, endpoint, level, text, TRIES * AGAIN_CLOCKS);
    }

    @Override
    public ClanConnection connect(
            long station,
            int service,
            ClanEndpoint endpoint,
            ClanLevel level,
            byte[] text,
            long patienceClocks) {
        return connectEnd(station, service, endpoint, level, text, patienceClocks);
    }

    /// As [#connect], of an endpoint that may be lent.
    public ClanConnection connectEnd(
            long station,
            int service,
            ConnectionEnd endpoint,
            ClanLevel level,
            byte[] text,
            long patienceClocks) {
        var message = message(Kind.CONNECT, random.nextLong(), endpoint, level, service, text);
        var connection = new ManagedConnection(endpoint, station, message, State.CONNECTING);
        connection.endsAt = clan.clocks() + patienceClocks;
        connections.put(connection.attempt, connection);
        say(connection);
        return connection;
    }

    private ConnectMessage message(
            Kind kind,
            long attempt,
            ConnectionEnd endpoint,
            ClanLevel level,
            int service,
            byte[] text) {
        Connections.requireText(text);
        return new ConnectMessage(
                kind,
                level,
                attempt,
                address,
                endpoint.number(),
                endpoint.incarnation(),
                service,
                text.clone());
    }

    @Override
    public ClanConnection accept(ConnectRequest request, ClanEndpoint endpoint, byte[] text) {
        return acceptEnd(request, endpoint, text);
    }

    /// As [#accept], with an endpoint that may be lent.
    public ClanConnection acceptEnd(ConnectRequest request, ConnectionEnd endpoint, byte[] text) {
        var asked = managed(request).message();
        var answer = message(Kind.ACCEPT, asked.attempt(), endpoint, asked.level(), 0, text);
        endpoint.open(peer(asked), asked.level());
        unanswered.remove(asked.attempt());
        var connection = new ManagedConnection(endpoint, asked.station(), answer, State.CONNECTED);
        connection.text = asked.text();
        connection.heardAt = clan.clocks();
        connections.put(connection.attempt, connection);
        say(connection);
        return connection;
    }

    private static ManagedRequest managed(ConnectRequest request) {
        if (request instanceof ManagedRequest own) {
            return own;
        }
        throw new IllegalArgumentException("connect: the request is none of this manager's");
    }

    private static ManagedConnection managed(ClanConnection connection) {
        if (connection instanceof ManagedConnection own) {
            return own;
        }
        throw new IllegalArgumentException("connect: the connection is none of this manager's");
    }

    private static ClanPeer peer(ConnectMessage message) {
        return new ClanPeer(message.station(), message.endpoint(), message.incarnation());
    }

    @Override
    public void reject(ConnectRequest request, byte[] text) {
        var asked = managed(request).message();
        var answer =
                new ConnectMessage(
                        Kind.REJECT, asked.level(), asked.attempt(), address, 0, 0, 0, text);
        rejected.put(asked.attempt(), answer);
        unanswered.remove(asked.attempt());
        port.send(asked.station(), answer);
    }

    @Override
    public void disconnect(ClanConnection ended) {
        var connection = managed(ended);
        if (connection.state == State.CONNECTED || connection.state == State.CONNECTING) {
            boolean open = connection.state == State.CONNECTED;
            connection.message = ConnectMessage.of(Kind.DISCONNECT, connection.attempt, address);
            connection.state = State.ENDING;
            connection.endsAt = clan.clocks() + TRIES * AGAIN_CLOCKS;
            if (open) {
                connection.endpoint.breakOff();
            }
            say(connection);
        }
    }

    @Override
    public void forget(ClanConnection connection) {
        end(managed(connection), State.ENDED);
    }

    /// PDUs on the channel that were no messages.
    public long malformed() {
        return port.malformed();
    }

    // ---- what is due

    @Override
    public void turn() {
        clan.poll();
        var message = port.take();
        while (message != null) {
            take(message);
            message = port.take();
        }
        long now = clan.clocks();
        for (var connection : List.copyOf(connections.values())) {
            if (clan.driver().isUp()) {
                turn(connection, now);
            } else {
                connection.heardAt += now - turnedAt;
            }
        }
        turnedAt = now;
    }

    private void turn(ManagedConnection connection, long now) {
        switch (connection.state) {
            case CONNECTING, ENDING -> {
                boolean connecting = connection.state == State.CONNECTING;
                if (now > connection.endsAt) {
                    end(connection, connecting ? State.TIMED_OUT : State.ENDED);
                } else if (now > connection.dueAt) {
                    say(connection);
                }
            }
            case CONNECTED -> {
                long silent = now - connection.heardAt;
                if (silent > SILENCES * ALIVE_CLOCKS
                        || silent > ABSENCES * ALIVE_CLOCKS
                                && clan.driver().map().lacks(connection.station)) {
                    connection.endpoint.breakOff();
                    end(connection, State.ENDED);
                } else if (silent > ALIVE_CLOCKS && now > connection.dueAt) {
                    connection.dueAt = now + ALIVE_CLOCKS;
                    port.send(
                            connection.station,
                            ConnectMessage.of(Kind.ALIVE, connection.attempt, address));
                }
            }
            case REJECTED, TIMED_OUT, ENDED -> {}
        }
    }

    private void say(ManagedConnection connection) {
        connection.dueAt = clan.clocks() + AGAIN_CLOCKS;
        port.send(connection.station, connection.message);
    }

    private void end(ManagedConnection connection, State state) {
        connection.state = state;
        connections.remove(connection.attempt);
    }

    private void take(ConnectMessage message) {
        var connection = connections.get(message.attempt());
        if (connection != null && connection.station != message.station()) {
            return;
        }
        if (connection != null) {
            connection.heardAt = clan.clocks();
        }
        switch (message.kind()) {
            case CONNECT -> asked(message, connection);
            case ACCEPT -> accepted(message, connection);
            case REJECT -> {
                if (connection != null && connection.state == State.CONNECTING) {
                    connection.text = message.text();
                    end(connection, State.REJECTED);
                }
            }
            case DISCONNECT -> {
                over(connection);
                gone(message);
            }
            case GONE -> over(connection);
            case ALIVE -> {
                if (connection == null) {
                    gone(message);
                } else {
                    port.send(
                            message.station(),
                            ConnectMessage.of(Kind.HERE, message.attempt(), address));
                }
            }
            case HERE -> {}
        }
    }

    private void gone(ConnectMessage message) {
        port.send(message.station(), ConnectMessage.of(Kind.GONE, message.attempt(), address));
    }

    private void over(@Nullable ManagedConnection connection) {
        if (connection != null && connection.state == State.CONNECTED) {
            connection.endpoint.breakOff();
        }
        if (connection != null && connection.state != State.CONNECTING) {
            end(connection, State.ENDED);
        }
    }

    private void asked(ConnectMessage message, @Nullable ManagedConnection connection) {
        var waiting = services.get(message.service());
        var refusal = rejected.get(message.attempt());
        if (connection != null) {
            if (connection.state == State.CONNECTED) {
                port.send(message.station(), connection.message);
            }
        } else if (refusal != null) {
            port.send(message.station(), refusal);
        } else if (unanswered.contains(message.attempt())) {
            return;
        } else if (waiting == null || waiting.size() >= BACKLOG) {
            reject(new ManagedRequest(message), new byte[0]);
        } else if (waiting.stream()
                .noneMatch(one -> one.message().attempt() == message.attempt())) {
            waiting.add(new ManagedRequest(message));
        }
    }

    private void accepted(ConnectMessage message, @Nullable ManagedConnection connection) {
        if (connection == null) {
            gone(message);
        } else if (connection.state == State.CONNECTING) {
            try {
                connection.endpoint.open(peer(message), message.level());
            } catch (ClanException | DriverException e) {
                // The ring has just gone down: CONNECT goes again, and ACCEPT comes again.
                return;
            }
            connection.level = message.level();
            connection.text = message.text();
            connection.state = State.CONNECTED;
        }
    }

    /// Whether something is asked for that has to be told again, or given up, in time.
    public boolean isWaiting() {
        for (var one : connections.values()) {
            if (one.state == State.CONNECTING || one.state == State.ENDING) {
                return true;
            }
        }
        return false;
    }

    /// Whether a request for a service waits to be taken.
    public boolean hasRequest(int service) {
        var waiting = services.get(service);
        return waiting != null && !waiting.isEmpty();
    }

    /// The connections that are not over.
    public List<ManagedConnection> connections() {
        return new ArrayList<>(connections.values());
    }

    @Override
    public void close() {
        for (var connection : connections()) {
            disconnect(connection);
        }
        port.close();
    }
}
