package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipRemoteAttributes;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;

/// Connections that both ends ask for.
final class PeerCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;
    private static final int LONG = 50;

    private PeerCases() {}

    private static VipResult ask(ViaHost host, VipVi vi, String discriminator, int timeout) {
        return vi.connectPeerRequest(
                ViaBench.at(host.station(), discriminator),
                ViaBench.at(1 - host.station(), discriminator),
                timeout);
    }

    private static VipResult done(VipVi vi) {
        return vi.connectPeerDone(new VipOut<VipRemoteAttributes>());
    }

    private static VipResult await(VipVi vi) {
        return vi.connectPeerWait(new VipOut<VipRemoteAttributes>());
    }

    /// One asks, some time goes by, the other one asks.
    private static void meet(ViaBench bench, ViaHost first, ViaHost second) {
        var one = first.vi(LEVEL);
        var two = second.vi(LEVEL);
        expect(ask(first, one, "p", LONG), VipResult.SUCCESS);
        expect(ViaHost.stateOf(one), VipViState.CONNECT_PENDING);
        bench.turns(20_000);
        expect(ask(second, two, "p", LONG), VipResult.SUCCESS);
        expect(await(one), VipResult.SUCCESS);
        expect(await(two), VipResult.SUCCESS);
        expect(ViaHost.stateOf(one), VipViState.CONNECTED);
        expect(ViaHost.stateOf(two), VipViState.CONNECTED);
    }

    /// Both ask, and both get an answer.
    private static void both(ViaBench bench, VipVi near, VipVi far, VipResult code) {
        expect(ask(bench.near(), near, "p", LONG), VipResult.SUCCESS);
        expect(ask(bench.far(), far, "p", LONG), VipResult.SUCCESS);
        expect(await(near), code);
        expect(await(far), code);
        var state = code == VipResult.SUCCESS ? VipViState.CONNECTED : VipViState.IDLE;
        expect(ViaHost.stateOf(near), state);
        expect(ViaHost.stateOf(far), state);
    }

    static List<Case> list() {
        var list = new Cases(Row.PEER);
        list.early(
                "both ask, the lower address first",
                bench -> meet(bench, bench.near(), bench.far()));
        list.early(
                "both ask, the higher address first",
                bench -> meet(bench, bench.far(), bench.near()));
        functional(list);
        full(list);
        return list.list();
    }

    private static void functional(Cases list) {
        list.functional(
                "the other end has not asked: NOT_DONE, CONNECT_PENDING",
                bench -> {
                    for (var host : List.of(bench.near(), bench.far())) {
                        var vi = host.vi(LEVEL);
                        ask(host, vi, "solo" + host.station(), VipNic.INFINITE);
                        expect(done(vi), VipResult.NOT_DONE);
                        expect(ViaHost.stateOf(vi), VipViState.CONNECT_PENDING);
                    }
                });
        list.functional(
                "the other end does not ask: TIMEOUT, IDLE",
                bench -> {
                    for (var host : List.of(bench.near(), bench.far())) {
                        var vi = host.vi(LEVEL);
                        ask(host, vi, "solo" + host.station(), 1);
                        expect(await(vi), VipResult.TIMEOUT);
                        expect(ViaHost.stateOf(vi), VipViState.IDLE);
                    }
                });
        list.functional(
                "a server waits there, no peer: REJECT, IDLE",
                bench -> {
                    bench.serve(bench.far(), "p", asked -> expect(false, "a server is asked"));
                    var vi = bench.near().vi(LEVEL);
                    ask(bench.near(), vi, "p", LONG);
                    expect(await(vi), VipResult.REJECT);
                    expect(ViaHost.stateOf(vi), VipViState.IDLE);
                });
        list.functional(
                "a client asks there, no peer: NO_MATCH for it",
                bench -> {
                    ask(bench.far(), bench.far().vi(LEVEL), "p", LONG);
                    expect(
                            bench.ask(bench.near(), bench.near().vi(LEVEL), 1, "p", 5),
                            VipResult.NO_MATCH);
                });
        list.functional(
                "Done and Wait without a request: INVALID_STATE",
                bench -> {
                    expect(done(bench.near().vi(LEVEL)), VipResult.INVALID_STATE);
                    expect(await(bench.near().vi(LEVEL)), VipResult.INVALID_STATE);
                });
        list.functional(
                "a request is answered once",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    ask(bench.near(), vi, "p", 1);
                    await(vi);
                    expect(done(vi), VipResult.INVALID_STATE);
                });
        list.functional(
                "a request in CONNECTED and in CONNECT_PENDING: INVALID_STATE",
                bench -> {
                    var vi = bench.pair(LEVEL).client();
                    expect(ask(bench.near(), vi, "p", 1), VipResult.INVALID_STATE);
                    var other = bench.near().vi(LEVEL);
                    ask(bench.near(), other, "p", 1);
                    expect(ask(bench.near(), other, "p", 1), VipResult.INVALID_STATE);
                });
        list.functional(
                "the own station, or a time-out of 0: INVALID_PARAMETER",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    expect(
                            vi.connectPeerRequest(ViaBench.at(0, "a"), ViaBench.at(0, "b"), 1),
                            VipResult.INVALID_PARAMETER);
                    expect(ask(bench.near(), vi, "p", 0), VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "ends of different levels: INVALID_RELIABILITY_LEVEL at both",
                bench ->
                        both(
                                bench,
                                bench.near().vi(LEVEL),
                                bench.far().vi(VipReliability.UNRELIABLE),
                                VipResult.INVALID_RELIABILITY_LEVEL));
        list.functional(
                "ends of different transfers: INVALID_MTU at both",
                bench ->
                        both(
                                bench,
                                bench.near().vi(LEVEL),
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
                "each end learns what the other is like",
                bench -> {
                    var near =
                            bench.near()
                                    .vi(
                                            new VipViAttributes(
                                                    bench.near().tag(), LEVEL, 64, 0, true, false));
                    var far =
                            bench.far()
                                    .vi(
                                            new VipViAttributes(
                                                    bench.far().tag(), LEVEL, 64, 0, false, true));
                    ask(bench.near(), near, "p", LONG);
                    ask(bench.far(), far, "p", LONG);
                    var told = new VipOut<VipRemoteAttributes>();
                    expect(near.connectPeerWait(told), VipResult.SUCCESS);
                    expect(told.value(), new VipRemoteAttributes(LEVEL, 64, false, true));
                    expect(far.connectPeerWait(told), VipResult.SUCCESS);
                    expect(told.value(), new VipRemoteAttributes(LEVEL, 64, true, false));
                });
    }

    private static void full(Cases list) {
        list.full(
                "both ask at the same time, 20 times over",
                bench -> {
                    var near = bench.near().vi(LEVEL);
                    var far = bench.far().vi(LEVEL);
                    for (int i = 0; i < 20; i++) {
                        both(bench, near, far, VipResult.SUCCESS);
                        near.disconnect();
                        far.disconnect();
                    }
                });
        list.full(
                "8 pairs with the same addresses find one VI each",
                bench -> {
                    var near = new ArrayList<VipVi>();
                    var far = new ArrayList<VipVi>();
                    for (int i = 0; i < 8; i++) {
                        near.add(bench.near().vi(LEVEL));
                        far.add(bench.far().vi(LEVEL));
                        ask(bench.near(), near.get(i), "same", LONG);
                        ask(bench.far(), far.get(i), "same", LONG);
                    }
                    near.forEach(vi -> expect(await(vi), VipResult.SUCCESS));
                    far.forEach(vi -> expect(await(vi), VipResult.SUCCESS));
                });
        list.full(
                "Disconnect takes a request back: IDLE here, TIMEOUT there",
                bench -> {
                    for (var host : List.of(bench.near(), bench.far())) {
                        var vi = host.vi(LEVEL);
                        ask(host, vi, "p", LONG);
                        expect(vi.disconnect(), VipResult.SUCCESS);
                        expect(ViaHost.stateOf(vi), VipViState.IDLE);
                        bench.turns(20_000);
                        var other = host == bench.near() ? bench.far() : bench.near();
                        var left = other.vi(LEVEL);
                        ask(other, left, "p", 2);
                        expect(await(left), VipResult.TIMEOUT);
                    }
                });
        list.full(
                "both ask while the links lose words",
                bench -> {
                    for (int link = 0; link < 2; link++) {
                        bench.ring().errorRate(link, 1e-4, bench.random());
                    }
                    both(bench, bench.near().vi(LEVEL), bench.far().vi(LEVEL), VipResult.SUCCESS);
                });
        list.fullAlone(
                "the other end's station dies: TIMEOUT",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    ask(bench.near(), vi, "p", 2);
                    bench.far().program(() -> {});
                    bench.ring().powerOff(1);
                    expect(await(vi), VipResult.TIMEOUT);
                });
    }
}
