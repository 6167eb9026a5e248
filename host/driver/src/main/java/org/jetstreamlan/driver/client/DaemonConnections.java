package org.jetstreamlan.driver.client;

import static org.jetstreamlan.abi.ScriptMemory.WORD;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;
import org.jetstreamlan.abi.daemon.ClanAnswer;
import org.jetstreamlan.abi.daemon.ClanRequest;
import org.jetstreamlan.abi.daemon.ClanSubmission;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jetstreamlan.driver.clan.ClanConnection.State;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ConnectRequest;
import org.jetstreamlan.driver.clan.Connections;

/// The connections of a client's endpoints, which the daemon makes. It is asked how they are when it has told that something has changed.
final class DaemonConnections implements Connections {
    /// Those that the daemon knows under a number.
    private static final class Made implements ClanConnection {
        final int number;
        final long station;
        ClanLevel level;
        State state;
        byte[] text;

        Made(int number, long station, ClanLevel level, State state, byte[] text) {
            this.number = number;
            this.station = station;
            this.level = level;
            this.state = state;
            this.text = text;
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public long station() {
            return station;
        }

        @Override
        public ClanLevel level() {
            return level;
        }

        @Override
        public byte[] text() {
            return text.clone();
        }
    }

    private record Asked(int number, int service, long station, ClanLevel level, byte[] said)
            implements ConnectRequest {
        @Override
        public byte[] text() {
            return said.clone();
        }
    }

    private final JetstreamClient client;
    private final DaemonClan clan;
    private final MemorySegment text =
            Arena.ofAuto().allocate(ConnectMessage.TEXT_BYTES_MAXIMUM, Long.BYTES);
    private final Map<Integer, ArrayDeque<Asked>> services = new LinkedHashMap<>();
    private final List<Made> live = new ArrayList<>();
    private int seen;

    DaemonConnections(JetstreamClient client, DaemonClan clan) {
        this.client = client;
        this.clan = clan;
    }

    private MemorySegment begin(ClanRequest what, int number) {
        var wanted = client.begin(what);
        wanted.set(WORD, ClanSubmission.NUMBER_AT, number);
        wanted.set(LONG, ClanSubmission.ADDRESS_AT, text.address());
        return wanted;
    }

    private MemorySegment begin(ClanRequest what, int number, byte[] said) {
        Connections.requireText(said);
        MemorySegment.copy(MemorySegment.ofArray(said), 0, text, 0, said.length);
        var wanted = begin(what, number);
        wanted.set(WORD, ClanSubmission.TEXT_BYTES_AT, said.length);
        return wanted;
    }

    private byte[] told(MemorySegment answer) {
        return text.asSlice(0, answer.get(LONG, ClanAnswer.LIMIT_AT))
                .toArray(ValueLayout.JAVA_BYTE);
    }

    private static ClanLevel level(MemorySegment answer) {
        return ClanLevel.of(answer.get(WORD, ClanAnswer.OTHER_AT));
    }

    // ---- services

    @Override
    public void listen(int service) {
        if (!services.containsKey(service)) {
            begin(ClanRequest.LISTEN, service);
            client.answered();
            services.put(service, new ArrayDeque<>());
        }
    }

    @Override
    public void ignore(int service) {
        var waiting = services.remove(service);
        if (waiting != null) {
            waiting.forEach(request -> reject(request, new byte[0]));
            begin(ClanRequest.IGNORE, service);
            client.answered();
        }
    }

    @Override
    public Optional<ConnectRequest> nextRequest(int service) {
        var waiting = services.get(service);
        return Optional.ofNullable(waiting == null ? null : waiting.poll());
    }

    private void fetch(int service, ArrayDeque<Asked> into) {
        while (true) {
            begin(ClanRequest.NEXT, service);
            var answer = client.answered();
            int number = answer.get(WORD, ClanAnswer.NUMBER_AT);
            if (number == 0) {
                return;
            }
            into.add(
                    new Asked(
                            number,
                            service,
                            answer.get(LONG, ClanAnswer.VALUE_AT),
                            level(answer),
                            told(answer)));
        }
    }

    // ---- connections

    @Override
    public ClanConnection connect(
            long station,
            int service,
            ClanEndpoint endpoint,
            ClanLevel level,
            byte[] said,
            long patienceClocks) {
        var wanted = begin(ClanRequest.CONNECT, endpoint.number(), said);
        wanted.set(WORD, ClanSubmission.ARGUMENT_AT, service);
        wanted.set(WORD, ClanSubmission.OTHER_AT, level.ordinal());
        wanted.set(LONG, ClanSubmission.SECOND_AT, station);
        wanted.set(LONG, ClanSubmission.BYTES_AT, patienceClocks);
        int number = client.answered().get(WORD, ClanAnswer.NUMBER_AT);
        return add(new Made(number, station, level, State.CONNECTING, new byte[0]));
    }

    private Made add(Made connection) {
        live.add(connection);
        return connection;
    }

    private static Asked asked(ConnectRequest request) {
        if (request instanceof Asked own) {
            return own;
        }
        throw new IllegalArgumentException("connect: the request is none of this daemon's");
    }

    private static Made made(ClanConnection connection) {
        if (connection instanceof Made own) {
            return own;
        }
        throw new IllegalArgumentException("connect: the connection is none of this daemon's");
    }

    @Override
    public ClanConnection accept(ConnectRequest request, ClanEndpoint endpoint, byte[] said) {
        var own = asked(request);
        begin(ClanRequest.ACCEPT, own.number, said)
                .set(WORD, ClanSubmission.ARGUMENT_AT, endpoint.number());
        int number = client.answered().get(WORD, ClanAnswer.NUMBER_AT);
        return add(new Made(number, own.station, own.level, State.CONNECTED, own.said));
    }

    @Override
    public void reject(ConnectRequest request, byte[] said) {
        begin(ClanRequest.REJECT, asked(request).number, said);
        client.answered();
    }

    @Override
    public void disconnect(ClanConnection connection) {
        var own = made(connection);
        if (own.state == State.CONNECTED || own.state == State.CONNECTING) {
            begin(ClanRequest.DISCONNECT, own.number);
            client.answered();
            own.state = State.ENDING;
        }
    }

    @Override
    public void forget(ClanConnection connection) {
        var own = made(connection);
        if (live.remove(own)) {
            begin(ClanRequest.FORGET, own.number);
            client.answered();
        }
        own.state = State.ENDED;
    }

    /// Asks the daemon about connections, if it has told that something has changed.
    @Override
    public void turn() {
        clan.poll();
        int now = clan.connectionsChanged();
        if (now == seen) {
            return;
        }
        seen = now;
        live.forEach(this::look);
        live.removeIf(connection -> connection.state.isFinal());
        services.forEach(this::fetch);
    }

    private void look(Made connection) {
        begin(ClanRequest.CONNECTION, connection.number);
        var answer = client.answered();
        connection.state = State.values()[answer.get(WORD, ClanAnswer.NUMBER_AT)];
        connection.level = level(answer);
        connection.text = told(answer);
    }

    @Override
    public void close() {
        List.copyOf(live).forEach(this::disconnect);
        List.copyOf(services.keySet()).forEach(this::ignore);
    }
}
