package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipConnection;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipError;
import org.jetstreamlan.via.VipErrorCode;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipRemoteAttributes;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;

/// Client and server.
final class ConnectionCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;

    private ConnectionCases() {}

    static List<Case> list() {
        var list = new Cases(Row.CONNECTION);
        early(list);
        functional(list);
        full(list);
        LossCases.add(list);
        return list.list();
    }

    private static void early(Cases list) {
        list.early(
                "host 0 asks, host 1 accepts",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    expect(ViaHost.stateOf(pair.client()), VipViState.CONNECTED);
                    expect(ViaHost.stateOf(pair.server()), VipViState.CONNECTED);
                });
        list.early(
                "host 1 asks, host 0 accepts",
                bench ->
                        bench.connect(
                                bench.far(),
                                bench.far().vi(LEVEL),
                                bench.near(),
                                bench.near().vi(LEVEL)));
        list.early(
                "the client disconnects: IDLE, the server is told",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    expect(pair.client().disconnect(), VipResult.SUCCESS);
                    expect(ViaHost.stateOf(pair.client()), VipViState.IDLE);
                    bench.awaitState(pair.server(), VipViState.ERROR);
                });
        list.early(
                "the server disconnects, and both connect again",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    expect(pair.server().disconnect(), VipResult.SUCCESS);
                    bench.awaitState(pair.client(), VipViState.ERROR);
                    expect(pair.client().disconnect(), VipResult.SUCCESS);
                    bench.connect(pair.client(), pair.server());
                });
    }

    private static void functional(Cases list) {
        list.functional(
                "nobody waits: NO_MATCH, IDLE",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    expect(bench.ask(bench.near(), vi, 1, "none", 5), VipResult.NO_MATCH);
                    expect(ViaHost.stateOf(vi), VipViState.IDLE);
                });
        list.functional(
                "no such station: TIMEOUT, IDLE",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    expect(bench.ask(bench.near(), vi, 9, "none", 1), VipResult.TIMEOUT);
                    expect(ViaHost.stateOf(vi), VipViState.IDLE);
                });
        list.functional(
                "nobody asks: ConnectWait is TIMEOUT",
                bench ->
                        expect(
                                bench.far()
                                        .nic()
                                        .connectWait(ViaBench.at(1, "x"), 1, new VipOut<>()),
                                VipResult.TIMEOUT));
        list.functional(
                "ConnectReject: REJECT, IDLE, and once",
                bench -> {
                    var results = new ArrayList<VipResult>();
                    bench.serve(
                            bench.far(),
                            "shut",
                            asked -> {
                                results.add(bench.far().nic().connectReject(asked));
                                results.add(bench.far().nic().connectReject(asked));
                            });
                    var vi = bench.near().vi(LEVEL);
                    expect(bench.ask(bench.near(), vi, 1, "shut", 5), VipResult.REJECT);
                    expect(ViaHost.stateOf(vi), VipViState.IDLE);
                    expect(results, List.of(VipResult.SUCCESS, VipResult.INVALID_PARAMETER));
                });
        list.functional(
                "a request in CONNECTED: INVALID_STATE",
                bench ->
                        expect(
                                bench.ask(bench.near(), bench.pair(LEVEL).client(), 1, "x", 1),
                                VipResult.INVALID_STATE));
        list.functional(
                "a request in ERROR: INVALID_STATE",
                bench ->
                        expect(
                                bench.ask(bench.near(), inError(bench), 1, "x", 1),
                                VipResult.INVALID_STATE));
        list.functional(
                "an accept with one that is CONNECTED: INVALID_STATE, the request stays",
                bench -> {
                    var busy = bench.pair(LEVEL).server();
                    accepts(bench, busy, VipResult.INVALID_STATE);
                });
        list.functional(
                "an accept with one of another level: INVALID_RELIABILITY_LEVEL, the request stays",
                bench ->
                        accepts(
                                bench,
                                bench.far().vi(VipReliability.UNRELIABLE),
                                VipResult.INVALID_RELIABILITY_LEVEL));
        list.functional(
                "an accept with one of shorter transfers: INVALID_MTU, the request stays",
                bench ->
                        accepts(
                                bench,
                                bench.far()
                                        .vi(
                                                new VipViAttributes(
                                                        bench.far().tag(),
                                                        LEVEL,
                                                        64,
                                                        0,
                                                        true,
                                                        true)),
                                VipResult.INVALID_MTU));
        list.functional(
                "an accept with one that is destroyed: INVALID_PARAMETER, the request stays",
                bench -> {
                    var gone = bench.far().vi(LEVEL);
                    gone.destroy();
                    accepts(bench, gone, VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "a discriminator of 65 bytes: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.ask(
                                        bench.near(), bench.near().vi(LEVEL), 1, "x".repeat(65), 1),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "a time-out of 0: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.ask(bench.near(), bench.near().vi(LEVEL), 1, "x", 0),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "waiting at another station's address: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.far()
                                        .nic()
                                        .connectWait(ViaBench.at(0, "x"), 1, new VipOut<>()),
                                VipResult.INVALID_PARAMETER));
        list.functional("each end learns what the other is like", ConnectionCases::attributes);
        list.functional(
                "Disconnect of one that is IDLE: SUCCESS",
                bench -> expect(bench.near().vi(LEVEL).disconnect(), VipResult.SUCCESS));
    }

    private static VipVi inError(ViaBench bench) {
        var pair = bench.pair(LEVEL);
        pair.server().disconnect();
        bench.awaitState(pair.client(), VipViState.ERROR);
        return pair.client();
    }

    /// Accepts with one that must not be, then with one that may.
    private static void accepts(ViaBench bench, VipVi wrong, VipResult code) {
        var fits = bench.far().vi(LEVEL);
        var results = new ArrayList<VipResult>();
        bench.serve(
                bench.far(),
                "door",
                asked -> {
                    results.add(bench.far().nic().connectAccept(asked, wrong));
                    results.add(bench.far().nic().connectAccept(asked, fits));
                });
        expect(bench.ask(bench.near(), bench.near().vi(LEVEL), 1, "door", 20), VipResult.SUCCESS);
        expect(results, List.of(code, VipResult.SUCCESS));
    }

    private static void attributes(ViaBench bench) {
        var server =
                bench.far()
                        .vi(new VipViAttributes(bench.far().tag(), LEVEL, 5_000, 0, false, true));
        var client =
                bench.near()
                        .vi(new VipViAttributes(bench.near().tag(), LEVEL, 5_000, 0, true, false));
        var seen = new ArrayList<VipRemoteAttributes>();
        bench.serve(
                bench.far(),
                "door",
                asked -> {
                    seen.add(asked.remoteAttributes());
                    expect(asked.remoteAddress(), ViaBench.at(0, "me"));
                    bench.far().nic().connectAccept(asked, server);
                });
        var told = new VipOut<VipRemoteAttributes>();
        expect(
                client.connectRequest(ViaBench.at(0, "me"), ViaBench.at(1, "door"), 20, told),
                VipResult.SUCCESS);
        expect(told.value(), new VipRemoteAttributes(LEVEL, 5_000, false, true));
        expect(seen, List.of(new VipRemoteAttributes(LEVEL, 5_000, true, false)));
    }

    private static void full(Cases list) {
        for (var level : VipReliability.values()) {
            list.full(
                    "Disconnect flushes what is posted, in order, " + level,
                    bench -> flushed(bench, level));
        }
        list.full(
                "an accept that comes too late: the server is in ERROR, CONN_LOST",
                ConnectionCases::late);
        list.full(
                "who was rejected is accepted when it asks again",
                bench -> {
                    var server = bench.far().vi(LEVEL);
                    int[] asks = {0};
                    bench.serve(
                            bench.far(),
                            "moody",
                            asked -> {
                                if (asks[0]++ == 0) {
                                    bench.far().nic().connectReject(asked);
                                } else {
                                    bench.far().nic().connectAccept(asked, server);
                                }
                            });
                    var vi = bench.near().vi(LEVEL);
                    expect(bench.ask(bench.near(), vi, 1, "moody", 20), VipResult.REJECT);
                    expect(bench.ask(bench.near(), vi, 1, "moody", 20), VipResult.SUCCESS);
                });
        list.full(
                "100 connections, one after the other",
                bench -> {
                    var client = bench.near().vi(LEVEL);
                    var server = bench.far().vi(LEVEL);
                    for (int i = 0; i < 100; i++) {
                        bench.connect(client, server);
                        expect(client.disconnect(), VipResult.SUCCESS);
                        expect(server.disconnect(), VipResult.SUCCESS);
                    }
                });
        list.full(
                "16 connections at once carry their own",
                bench -> {
                    var pairs = new ArrayList<ViaBench.Pair>();
                    for (int i = 0; i < 16; i++) {
                        pairs.add(bench.pair(LEVEL));
                    }
                    for (int i = 0; i < 16; i++) {
                        bench.far()
                                .receive(
                                        pairs.get(i).server(),
                                        bench.far().memory().message(i, 64 * i, 64));
                        bench.near()
                                .send(
                                        pairs.get(i).client(),
                                        bench.near().memory().message(i, 64 * i, i));
                    }
                    for (int i = 0; i < 16; i++) {
                        expect(bench.received(pairs.get(i).server(), 0x1_0001).length(), i);
                    }
                });
        list.full(
                "connections are made while both links lose words",
                bench -> {
                    for (int link = 0; link < 2; link++) {
                        bench.ring().errorRate(link, 1e-4, bench.random());
                    }
                    var client = bench.near().vi(LEVEL);
                    var server = bench.far().vi(LEVEL);
                    for (int i = 0; i < 10; i++) {
                        bench.connect(client, server);
                        client.disconnect();
                        server.disconnect();
                    }
                });
        list.full(
                "a connection goes on behind a new claim of the ring",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 4_096));
                    bench.claim(1);
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 4_096));
                    expect(bench.await(() -> queueEmpty(pair.client())), "the send is done");
                    bench.received(pair.server(), 0x1_0001);
                });
        list.full(
                "requests beyond what waits for a server: NO_MATCH, and no other is lost",
                ConnectionCases::backlog);
    }

    private static boolean queueEmpty(VipVi vi) {
        var done = new VipOut<VipDescriptor>();
        return vi.sendDone(done) == VipResult.SUCCESS;
    }

    private static void flushed(ViaBench bench, VipReliability level) {
        var pair = bench.pair(level);
        var memory = bench.near().memory();
        for (int i = 0; i < 8; i++) {
            bench.near().send(pair.client(), memory.message(i, 0, 8));
            bench.near().receive(pair.client(), memory.message(8 + i, 0, 8));
        }
        expect(pair.client().disconnect(), VipResult.SUCCESS);
        for (int i = 0; i < 8; i++) {
            expect(memory.slotOf(bench.sent(pair.client(), 0x21)), i);
            expect(memory.slotOf(bench.received(pair.client(), 0x1_0021)), 8 + i);
        }
        bench.awaitState(pair.server(), VipViState.ERROR);
        expect(bench.far().errors(), List.of(new VipError(VipErrorCode.CONN_LOST, pair.server())));
    }

    private static void late(ViaBench bench) {
        var server = bench.far().vi(LEVEL);
        var waiting = new ArrayList<VipConnection>();
        bench.serve(bench.far(), "slow", waiting::add);
        expect(bench.ask(bench.near(), bench.near().vi(LEVEL), 1, "slow", 2), VipResult.TIMEOUT);
        bench.far().idle();
        expect(bench.far().nic().connectAccept(waiting.getFirst(), server), VipResult.SUCCESS);
        bench.awaitState(server, VipViState.ERROR);
        expect(bench.far().errors(), List.of(new VipError(VipErrorCode.CONN_LOST, server)));
    }

    private static void backlog(ViaBench bench) {
        // The first one is taken; what follows waits for the next call, which never comes.
        var vi = bench.near().vi(LEVEL);
        bench.serve(bench.far(), "crowd", _ -> bench.far().idle());
        expect(bench.ask(bench.near(), vi, 1, "crowd", 1), VipResult.TIMEOUT);
        int refused = 0;
        for (int i = 0; i < 70; i++) {
            refused += bench.ask(bench.near(), vi, 1, "crowd", 1) == VipResult.NO_MATCH ? 1 : 0;
        }
        expect(refused, 6);
    }
}
