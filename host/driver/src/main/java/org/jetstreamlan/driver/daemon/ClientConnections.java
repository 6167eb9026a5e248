package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;
import static org.jetstreamlan.abi.WindowWords.LONG;
import static org.jetstreamlan.abi.daemon.ServiceReason.CLOSED;
import static org.jetstreamlan.abi.daemon.ServiceReason.NOT_PERMITTED;
import static org.jetstreamlan.abi.daemon.ServiceReason.OUT_OF_RANGE;
import static org.jetstreamlan.abi.daemon.ServiceReason.QUOTA_EXCEEDED;
import static org.jetstreamlan.abi.daemon.ServiceReason.WRONG_STATE;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;
import org.jetstreamlan.abi.daemon.ClanAnswer;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jetstreamlan.driver.clan.ConnectRequest;
import org.jetstreamlan.driver.clan.ConnectionManager;

/// The connections of a client: services at which it listens, requests that it has taken, connections that it has asked for or accepted. Each has a number of the client's own.
final class ClientConnections {
    static final int TEXT_BYTES_MAXIMUM = ConnectMessage.TEXT_BYTES_MAXIMUM;

    /// Services below are for privileged users.
    private static final int FIRST_FREE_SERVICE = 0x100;

    private static final int SERVICES = 64;
    private static final int REQUESTS = 64;
    private static final int CONNECTIONS = 1_024;

    /// A connection, and the state that the client knows of.
    private static final class Known {
        final ClanConnection connection;
        ClanConnection.State told;

        Known(ClanConnection connection) {
            this.connection = connection;
            told = connection.state();
        }
    }

    private final ClientClan client;
    private final ConnectionManager manager;
    private final Map<Integer, ClientClan> owners;

    /// Whether the client knows that a request waits there.
    private final Map<Integer, Boolean> services = new HashMap<>();

    private final Map<Integer, ConnectRequest> requests = new HashMap<>();
    private final Map<Integer, Known> connections = new HashMap<>();
    private int numbers;

    ClientConnections(ClientClan client, StationClan.Open station) {
        this.client = client;
        manager = station.connections();
        owners = station.services();
    }

    // ---- services

    void listen(int service) throws ServiceException {
        if (service >= 0 && service < FIRST_FREE_SERVICE && !client.isPrivileged()) {
            throw new ServiceException(
                    NOT_PERMITTED,
                    "service %#x: those below %#x are for privileged users; choose another"
                            .formatted(service, FIRST_FREE_SERVICE));
        }
        var owner = owners.get(service);
        if (owner != null && owner != client) {
            throw new ServiceException(
                    NOT_PERMITTED,
                    "service %#x: another client listens there; choose another".formatted(service));
        }
        if (owner == null && services.size() >= SERVICES) {
            throw new ServiceException(
                    QUOTA_EXCEEDED,
                    "service %#x: a client listens at %d at most; ignore one"
                            .formatted(service, SERVICES));
        }
        owners.put(service, client);
        services.putIfAbsent(service, false);
        manager.listen(service);
    }

    void ignore(int service) {
        if (services.remove(service) != null) {
            owners.remove(service);
            manager.ignore(service);
        }
    }

    void next(int service, long textAt, MemorySegment answer) throws ServiceException {
        if (!services.containsKey(service)) {
            throw new ServiceException(
                    CLOSED, "service %#x: this client does not listen there".formatted(service));
        }
        if (requests.size() >= REQUESTS) {
            throw new ServiceException(
                    QUOTA_EXCEEDED,
                    "request: %d are taken and not answered; accept or reject them"
                            .formatted(REQUESTS));
        }
        var next = manager.nextRequest(service);
        services.put(service, false);
        if (next.isEmpty()) {
            return;
        }
        var request = next.get();
        int number = newNumber();
        requests.put(number, request);
        tellText(request.text(), textAt, answer);
        answer.set(WORD, ClanAnswer.NUMBER_AT, number);
        answer.set(WORD, ClanAnswer.OTHER_AT, request.level().ordinal());
        answer.set(LONG, ClanAnswer.VALUE_AT, request.station());
    }

    private void tellText(byte[] text, long at, MemorySegment answer) {
        client.put(at, MemorySegment.ofArray(text), text.length);
        answer.set(LONG, ClanAnswer.LIMIT_AT, text.length);
    }

    private int newNumber() {
        do {
            numbers = numbers + 1 & Integer.MAX_VALUE;
        } while (numbers == 0 || requests.containsKey(numbers) || connections.containsKey(numbers));
        return numbers;
    }

    // ---- connections

    private static void requireUnconnected(LentEndpoint endpoint) throws ServiceException {
        if (endpoint.isConnected()) {
            throw new ServiceException(
                    WRONG_STATE,
                    "endpoint %d: it has a connection, or asks for one; disconnect it"
                            .formatted(endpoint.number()));
        }
    }

    private int add(LentEndpoint endpoint, ClanConnection connection) {
        int number = newNumber();
        endpoint.connection = connection;
        connections.put(number, new Known(connection));
        return number;
    }

    private void requireRoom() throws ServiceException {
        if (connections.size() >= CONNECTIONS) {
            throw new ServiceException(
                    QUOTA_EXCEEDED,
                    "connection: a client has %d at most; end some".formatted(CONNECTIONS));
        }
    }

    int connect(ClientClan.Words words, LentEndpoint endpoint) throws ServiceException {
        requireUnconnected(endpoint);
        requireRoom();
        int level = words.other();
        if (level < 0 || level >= ClanLevel.values().length) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "connect: level %d; choose 0..%d"
                            .formatted(level, ClanLevel.values().length - 1));
        }
        if (words.second() >>> 48 != 0 || words.bytes() < 0) {
            throw new ServiceException(
                    OUT_OF_RANGE,
                    "connect: station %#x, within %,d clocks; it has 48 bits, and clocks are not below 0"
                            .formatted(words.second(), words.bytes()));
        }
        return add(
                endpoint,
                manager.connectEnd(
                        words.second(),
                        words.argument(),
                        endpoint,
                        ClanLevel.of(level),
                        client.text(words),
                        words.bytes()));
    }

    private ConnectRequest request(int number) throws ServiceException {
        var request = requests.get(number);
        if (request == null) {
            throw new ServiceException(
                    CLOSED,
                    "request %d is none of this client's; take one by NEXT".formatted(number));
        }
        return request;
    }

    int accept(ClientClan.Words words, LentEndpoint endpoint) throws ServiceException {
        var request = request(words.number());
        requireUnconnected(endpoint);
        requireRoom();
        var connection = manager.acceptEnd(request, endpoint, client.text(words));
        requests.remove(words.number());
        return add(endpoint, connection);
    }

    void reject(int number, byte[] text) throws ServiceException {
        var request = request(number);
        requests.remove(number);
        manager.reject(request, text);
    }

    private Known connection(int number) throws ServiceException {
        var known = connections.get(number);
        if (known == null) {
            throw new ServiceException(
                    CLOSED, "connection %d is over, or none of this client's".formatted(number));
        }
        return known;
    }

    /// Of one that is over it tells once.
    void tell(int number, long textAt, MemorySegment answer) throws ServiceException {
        var known = connection(number);
        known.told = known.connection.state();
        tellText(known.connection.text(), textAt, answer);
        answer.set(WORD, ClanAnswer.NUMBER_AT, known.told.ordinal());
        answer.set(WORD, ClanAnswer.OTHER_AT, known.connection.level().ordinal());
        if (known.told.isFinal()) {
            connections.remove(number);
        }
    }

    void disconnect(int number) throws ServiceException {
        manager.disconnect(connection(number).connection);
    }

    /// The connection that an endpoint has, if it has one.
    void disconnect(LentEndpoint endpoint) {
        if (endpoint.isConnected() && endpoint.connection != null) {
            manager.disconnect(endpoint.connection);
        }
    }

    void forget(int number) throws ServiceException {
        manager.forget(connection(number).connection);
        connections.remove(number);
    }

    // ---- what the client is told

    void turn() {
        boolean changed = false;
        for (var known : connections.values()) {
            changed |= known.connection.state() != known.told;
            known.told = known.connection.state();
        }
        for (var service : services.entrySet()) {
            boolean waits = manager.hasRequest(service.getKey());
            changed |= waits && !service.getValue();
            service.setValue(waits);
        }
        if (changed) {
            client.connectionsChanged();
        }
    }

    /// The client has gone: its peers are told, and who asks for it.
    void end() {
        for (int service : List.copyOf(services.keySet())) {
            ignore(service);
        }
        requests.values().forEach(request -> manager.reject(request, new byte[0]));
        requests.clear();
        connections.values().forEach(known -> manager.disconnect(known.connection));
        connections.clear();
    }
}
