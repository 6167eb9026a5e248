package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jetstreamlan.via.VipConnection;
import org.jetstreamlan.via.VipCq;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;

/// What is so of all functions: states and their transitions, handles that are none, and that nothing is written where it may not be.
final class AllCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;

    private AllCases() {}

    static List<Case> list() {
        var list = new Cases(Row.ALL);
        states(list);
        functions()
                .forEach(
                        (name, call) ->
                                list.functional(
                                        name + " with a handle that is none: INVALID_PARAMETER",
                                        bench ->
                                                expect(
                                                        call.apply(bench),
                                                        VipResult.INVALID_PARAMETER)));
        list.full(
                "fuzzed descriptors: nothing is written where it may not be (regress: 10^7)",
                DescriptorFuzz::run);
        return list.list();
    }

    private static void states(Cases list) {
        list.early(
                "a VI is made IDLE",
                bench -> expect(ViaHost.stateOf(bench.near().vi(LEVEL)), VipViState.IDLE));
        list.early(
                "IDLE to CONNECT_PENDING: a request",
                bench -> {
                    var vi = pending(bench);
                    expect(ViaHost.stateOf(vi), VipViState.CONNECT_PENDING);
                });
        list.early(
                "CONNECT_PENDING to CONNECTED: accepted",
                bench -> expect(ViaHost.stateOf(bench.pair(LEVEL).client()), VipViState.CONNECTED));
        list.early(
                "IDLE to CONNECTED: accepts",
                bench -> expect(ViaHost.stateOf(bench.pair(LEVEL).server()), VipViState.CONNECTED));
        list.early(
                "CONNECT_PENDING to IDLE: nobody there",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    bench.ask(bench.near(), vi, 1, "nobody", 5);
                    expect(ViaHost.stateOf(vi), VipViState.IDLE);
                });
        list.early(
                "CONNECT_PENDING to IDLE: disconnected",
                bench -> {
                    var vi = pending(bench);
                    expect(vi.disconnect(), VipResult.SUCCESS);
                    expect(ViaHost.stateOf(vi), VipViState.IDLE);
                });
        list.early(
                "CONNECTED to IDLE: disconnected",
                bench -> {
                    var vi = bench.pair(LEVEL).client();
                    vi.disconnect();
                    expect(ViaHost.stateOf(vi), VipViState.IDLE);
                });
        list.early(
                "CONNECTED to ERROR: a descriptor fails",
                bench -> {
                    var vi = bench.pair(LEVEL).client();
                    bench.near().send(vi, bench.near().memory().descriptor(0, 3, 0));
                    expect(ViaHost.stateOf(vi), VipViState.ERROR);
                });
        list.early(
                "CONNECTED to ERROR: the other end is gone",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    pair.client().disconnect();
                    bench.awaitState(pair.server(), VipViState.ERROR);
                });
        list.early(
                "ERROR to IDLE: disconnected",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    pair.client().disconnect();
                    bench.awaitState(pair.server(), VipViState.ERROR);
                    pair.server().disconnect();
                    expect(ViaHost.stateOf(pair.server()), VipViState.IDLE);
                });
    }

    private static VipVi pending(ViaBench bench) {
        var vi = bench.near().vi(LEVEL);
        vi.connectPeerRequest(ViaBench.at(0, "a"), ViaBench.at(1, "b"), VipNic.INFINITE);
        return vi;
    }

    // ---- handles

    private static VipNic nic(ViaBench bench) {
        var nic = bench.near().open();
        nic.close();
        return nic;
    }

    private static VipVi vi(ViaBench bench) {
        var vi = bench.near().vi(LEVEL);
        vi.destroy();
        return vi;
    }

    private static VipCq cq(ViaBench bench) {
        var cq = bench.near().cq(4);
        cq.destroy();
        return cq;
    }

    /// A request that was rejected.
    private static VipConnection asked(ViaBench bench) {
        var seen = new VipConnection[1];
        bench.serve(
                bench.far(),
                "shut",
                asked -> {
                    seen[0] = asked;
                    bench.far().nic().connectReject(asked);
                });
        bench.ask(bench.near(), bench.near().vi(LEVEL), 1, "shut", 20);
        return seen[0];
    }

    /// The 41 functions, in the order of the Developer's Guide, each with a handle that is closed, destroyed, answered or unknown.
    private static Map<String, Function<ViaBench, VipResult>> functions() {
        var all = new LinkedHashMap<String, Function<ViaBench, VipResult>>();
        all.put("OpenNic", bench -> bench.near().provider().openNic("", new VipOut<>()));
        all.put("CloseNic", bench -> nic(bench).close());
        all.put(
                "CreateVi",
                bench ->
                        nic(bench)
                                .createVi(
                                        VipViAttributes.of(bench.near().tag(), LEVEL),
                                        new VipOut<>()));
        all.put("DestroyVi", bench -> vi(bench).destroy());
        all.put(
                "ConnectWait",
                bench -> nic(bench).connectWait(ViaBench.at(0, "x"), 1, new VipOut<>()));
        all.put(
                "ConnectAccept",
                bench -> bench.far().nic().connectAccept(asked(bench), bench.far().vi(LEVEL)));
        all.put("ConnectReject", bench -> bench.far().nic().connectReject(asked(bench)));
        all.put("ConnectRequest", bench -> bench.ask(bench.near(), vi(bench), 1, "x", 1));
        all.put("Disconnect", bench -> vi(bench).disconnect());
        all.put(
                "ConnectPeerRequest",
                bench -> vi(bench).connectPeerRequest(ViaBench.at(0, "x"), ViaBench.at(1, "x"), 1));
        all.put("ConnectPeerDone", bench -> vi(bench).connectPeerDone(new VipOut<>()));
        all.put("ConnectPeerWait", bench -> vi(bench).connectPeerWait(new VipOut<>()));
        all.put("CreatePtag", bench -> nic(bench).createPtag(new VipOut<>()));
        all.put("DestroyPtag", bench -> bench.near().nic().destroyPtag(bench.far().tag()));
        all.put(
                "RegisterMem",
                bench ->
                        nic(bench)
                                .registerMem(
                                        bench.near().memory().segment(),
                                        new VipMemAttributes(bench.near().tag(), true, true),
                                        new VipOut<>()));
        all.put(
                "DeregisterMem",
                bench -> bench.near().nic().deregisterMem(bench.near().memory().segment(), 0));
        all.put("PostSend", bench -> vi(bench).postSend(bench.near().memory().message(0, 0, 8), 0));
        all.put("SendDone", bench -> vi(bench).sendDone(new VipOut<>()));
        all.put("SendWait", bench -> vi(bench).sendWait(1, new VipOut<>()));
        all.put("SendNotify", bench -> vi(bench).sendNotify((_, _) -> {}));
        all.put("PostRecv", bench -> vi(bench).postRecv(bench.near().memory().message(0, 0, 8), 0));
        all.put("RecvDone", bench -> vi(bench).recvDone(new VipOut<>()));
        all.put("RecvWait", bench -> vi(bench).recvWait(1, new VipOut<>()));
        all.put("RecvNotify", bench -> vi(bench).recvNotify((_, _) -> {}));
        all.put("CQDone", bench -> cq(bench).done(new VipOut<>()));
        all.put("CQWait", bench -> cq(bench).await(1, new VipOut<>()));
        all.put("CQNotify", bench -> cq(bench).notify((_, _) -> {}));
        all.put("CreateCQ", bench -> nic(bench).createCq(4, new VipOut<>()));
        all.put("DestroyCQ", bench -> cq(bench).destroy());
        all.put("ResizeCQ", bench -> cq(bench).resize(4));
        all.put("QueryNic", bench -> nic(bench).query(new VipOut<>()));
        all.put(
                "SetViAttributes",
                bench -> vi(bench).setAttributes(VipViAttributes.of(bench.near().tag(), LEVEL)));
        all.put(
                "QueryVi",
                bench -> vi(bench).query(new VipOut<>(), new VipOut<>(), new VipOut<>()));
        all.put(
                "SetMemAttributes",
                bench ->
                        bench.near()
                                .nic()
                                .setMemAttributes(
                                        bench.near().memory().segment(),
                                        0,
                                        new VipMemAttributes(bench.near().tag(), true, true)));
        all.put(
                "QueryMem",
                bench ->
                        bench.near()
                                .nic()
                                .queryMem(bench.near().memory().segment(), 0, new VipOut<>()));
        all.put(
                "QuerySystemManagementInfo",
                bench ->
                        nic(bench)
                                .querySystemManagementInfo(
                                        VipNic.SMI_AUTODISCOVERY, new VipOut<>()));
        all.put("ErrorCallback", bench -> nic(bench).errorCallback(_ -> {}));
        all.put("NSInit", bench -> nic(bench).nsInit());
        all.put("NSGetHostByName", bench -> nic(bench).nsGetHostByName("odd", 0, new VipOut<>()));
        all.put(
                "NSGetHostByAddr",
                bench -> nic(bench).nsGetHostByAddr(ViaBench.at(1, ""), 64, new VipOut<>()));
        all.put("NSShutdown", bench -> nic(bench).nsShutdown());
        return all;
    }
}
