package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.List;
import org.jetstreamlan.via.VipAutodiscovery;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipNicAttributes;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;

/// Attributes of NICs, VIs and memory: asked for and set.
final class QueryCases {
    private QueryCases() {}

    static List<Case> list() {
        var list = new Cases(Row.QUERY);
        list.early(
                "QueryNic tells what there is",
                bench -> {
                    var out = new VipOut<VipNicAttributes>();
                    expect(bench.near().nic().query(out), VipResult.SUCCESS);
                    var told = out.value();
                    expect(told.station(), ViaBench.address(0));
                    expect(told.reliabilityLevelSupport(), 7);
                    expect(told.rdmaReadSupport(), 6);
                    expect(told.maxSegmentsPerDesc(), VipNic.MAX_SEGMENTS);
                });
        list.early(
                "QueryVi tells attributes, state and empty queues",
                bench -> {
                    var attributes =
                            ViCases.attributes(
                                    bench.near().tag(),
                                    VipReliability.RELIABLE_RECEPTION,
                                    777,
                                    0,
                                    true);
                    var vi = bench.near().vi(attributes);
                    var told = new VipOut<VipViAttributes>();
                    var empty = new VipOut<boolean[]>();
                    expect(vi.query(new VipOut<>(), told, empty), VipResult.SUCCESS);
                    expect(told.value(), attributes);
                    expect(empty.value()[0] && empty.value()[1], "both are empty");
                    bench.near().receive(vi, bench.near().memory().message(0, 0, 8));
                    vi.query(new VipOut<>(), told, empty);
                    expect(empty.value()[0] && !empty.value()[1], "one is not");
                });
        list.early("SetViAttributes: QueryVi tells them", QueryCases::setAll);
        list.early(
                "QueryMem tells attributes",
                bench -> {
                    var memory = bench.near().memory(100, true, false);
                    var out = new VipOut<VipMemAttributes>();
                    expect(
                            bench.near().nic().queryMem(memory.segment(), memory.handle(), out),
                            VipResult.SUCCESS);
                    expect(out.value(), new VipMemAttributes(bench.near().tag(), true, false));
                });
        list.early(
                "SetMemAttributes: QueryMem tells them, the handle stays",
                bench -> {
                    var memory = bench.near().memory(100, true, false);
                    var nic = bench.near().nic();
                    var other = new VipMemAttributes(bench.near().ptag(), false, true);
                    expect(
                            nic.setMemAttributes(memory.segment(), memory.handle(), other),
                            VipResult.SUCCESS);
                    var out = new VipOut<VipMemAttributes>();
                    nic.queryMem(memory.segment(), memory.handle(), out);
                    expect(out.value(), other);
                    expect(nic.destroyPtag(other.ptag()), VipResult.ERROR_RESOURCE);
                });
        list.early(
                "QuerySystemManagementInfo finds the other station",
                bench -> {
                    var out = new VipOut<VipAutodiscovery>();
                    expect(
                            bench.near()
                                    .nic()
                                    .querySystemManagementInfo(VipNic.SMI_AUTODISCOVERY, out),
                            VipResult.SUCCESS);
                    expect(out.value().addresses(), List.of(ViaBench.at(1, "")));
                    expect(out.value().numberOfHops(), 1);
                });
        refusals(list);
        states(list);
        return list.list();
    }

    private static void setAll(ViaBench bench) {
        var host = bench.near();
        var vi = host.vi(VipReliability.UNRELIABLE);
        var wanted =
                ViCases.attributes(host.ptag(), VipReliability.RELIABLE_DELIVERY, 4_096, 0, true);
        expect(vi.setAttributes(wanted), VipResult.SUCCESS);
        var told = new VipOut<VipViAttributes>();
        vi.query(new VipOut<>(), told, new VipOut<>());
        expect(told.value(), wanted);
        expect(host.nic().destroyPtag(wanted.ptag()), VipResult.ERROR_RESOURCE);
        bench.connect(
                vi,
                bench.far()
                        .vi(
                                ViCases.attributes(
                                        bench.far().tag(),
                                        VipReliability.RELIABLE_DELIVERY,
                                        4_096,
                                        0,
                                        true)));
    }

    private static void set(ViaBench bench, VipViAttributes attributes, VipResult code) {
        var vi = bench.near().vi(VipReliability.UNRELIABLE);
        var before = new VipOut<VipViAttributes>();
        vi.query(new VipOut<>(), before, new VipOut<>());
        expect(vi.setAttributes(attributes), code);
        var behind = new VipOut<VipViAttributes>();
        vi.query(new VipOut<>(), behind, new VipOut<>());
        expect(behind.value(), before.value());
    }

    private static void refusals(Cases list) {
        var level = VipReliability.UNRELIABLE;
        list.functional(
                "SetViAttributes: INVALID_MTU",
                bench ->
                        set(
                                bench,
                                ViCases.attributes(bench.near().tag(), level, 0, 0, false),
                                VipResult.INVALID_MTU));
        list.functional(
                "SetViAttributes: INVALID_QOS",
                bench ->
                        set(
                                bench,
                                ViCases.attributes(bench.near().tag(), level, 64, 7, false),
                                VipResult.INVALID_QOS));
        list.functional(
                "SetViAttributes: INVALID_PTAG",
                bench ->
                        set(
                                bench,
                                ViCases.attributes(bench.far().tag(), level, 64, 0, false),
                                VipResult.INVALID_PTAG));
        list.functional(
                "SetViAttributes: INVALID_RDMAREAD",
                bench ->
                        set(
                                bench,
                                ViCases.attributes(bench.near().tag(), level, 64, 0, true),
                                VipResult.INVALID_RDMAREAD));
        list.functional(
                "SetViAttributes: ERROR_RESOURCE, another tag while descriptors are posted",
                bench -> {
                    var vi = bench.near().vi(level);
                    bench.near().receive(vi, bench.near().memory().message(0, 0, 8));
                    expect(
                            vi.setAttributes(
                                    ViCases.attributes(bench.near().ptag(), level, 64, 0, false)),
                            VipResult.ERROR_RESOURCE);
                });
        list.functional(
                "SetViAttributes and QueryVi of a VI that is destroyed: INVALID_PARAMETER",
                bench -> {
                    var vi = bench.near().vi(level);
                    vi.destroy();
                    expect(
                            vi.setAttributes(VipViAttributes.of(bench.near().tag(), level)),
                            VipResult.INVALID_PARAMETER);
                    expect(
                            vi.query(new VipOut<>(), new VipOut<>(), new VipOut<>()),
                            VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "SetMemAttributes: INVALID_PTAG",
                bench -> {
                    var memory = bench.near().memory();
                    expect(
                            bench.near()
                                    .nic()
                                    .setMemAttributes(
                                            memory.segment(),
                                            memory.handle(),
                                            new VipMemAttributes(bench.far().tag(), true, true)),
                            VipResult.INVALID_PTAG);
                });
        list.functional(
                "SetMemAttributes of an unknown handle: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.near()
                                        .nic()
                                        .setMemAttributes(
                                                bench.near().memory().segment(),
                                                bench.near().memory().handle() + 1,
                                                new VipMemAttributes(
                                                        bench.near().tag(), true, true)),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "QueryMem of other memory: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.near()
                                        .nic()
                                        .queryMem(
                                                bench.near().memory().segment().asSlice(8),
                                                bench.near().memory().handle(),
                                                new VipOut<>()),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "QuerySystemManagementInfo of an unknown kind: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.near().nic().querySystemManagementInfo(2, new VipOut<>()),
                                VipResult.INVALID_PARAMETER));
    }

    private static void states(Cases list) {
        var level = VipReliability.RELIABLE_DELIVERY;
        list.full(
                "SetViAttributes in CONNECTED: INVALID_STATE",
                bench ->
                        expect(
                                bench.pair(level)
                                        .client()
                                        .setAttributes(
                                                VipViAttributes.of(bench.near().tag(), level)),
                                VipResult.INVALID_STATE));
        list.full(
                "SetViAttributes in CONNECT_PENDING: INVALID_STATE",
                bench -> {
                    var vi = bench.near().vi(level);
                    vi.connectPeerRequest(
                            ViaBench.at(0, "a"), ViaBench.at(1, "b"), VipNic.INFINITE);
                    expect(
                            vi.setAttributes(VipViAttributes.of(bench.near().tag(), level)),
                            VipResult.INVALID_STATE);
                });
        list.full(
                "SetViAttributes in ERROR: INVALID_STATE; IDLE again: SUCCESS",
                bench -> {
                    var pair = bench.pair(level);
                    pair.server().disconnect();
                    bench.awaitState(pair.client(), VipViState.ERROR);
                    var attributes = VipViAttributes.of(bench.near().tag(), level);
                    expect(pair.client().setAttributes(attributes), VipResult.INVALID_STATE);
                    pair.client().disconnect();
                    expect(pair.client().setAttributes(attributes), VipResult.SUCCESS);
                });
        list.full(
                "another level: what is posted stays, and is for the connection that comes",
                bench -> {
                    var server = bench.far().vi(VipReliability.UNRELIABLE);
                    bench.far().receive(server, bench.far().memory().message(0, 0, 8));
                    expect(
                            server.setAttributes(VipViAttributes.of(bench.far().tag(), level)),
                            VipResult.SUCCESS);
                    var client = bench.near().vi(level);
                    bench.connect(client, server);
                    bench.near().send(client, bench.near().memory().message(0, 0, 8));
                    bench.received(server, 0x1_0001);
                });
        list.full(
                "SetMemAttributes takes a right away: the peer's RDMA write is refused",
                bench -> {
                    var pair = bench.pair(VipReliability.RELIABLE_RECEPTION);
                    var open = bench.far().memory(64, true, true);
                    expect(
                            bench.far()
                                    .nic()
                                    .setMemAttributes(
                                            open.segment(),
                                            open.handle(),
                                            new VipMemAttributes(bench.far().tag(), false, true)),
                            VipResult.SUCCESS);
                    bench.near().send(pair.client(), Rdma.write(bench, 0, open, 0, 8));
                    bench.sent(pair.client(), 0x2_0081);
                });
        list.full(
                "SetMemAttributes gives a right: the peer's RDMA write goes",
                bench -> {
                    var pair = bench.pair(VipReliability.RELIABLE_RECEPTION);
                    var shut = bench.far().memory(64, false, false);
                    bench.far()
                            .nic()
                            .setMemAttributes(
                                    shut.segment(),
                                    shut.handle(),
                                    new VipMemAttributes(bench.far().tag(), true, false));
                    bench.near().send(pair.client(), Rdma.write(bench, 0, shut, 0, 8));
                    bench.sent(pair.client(), 0x2_0001);
                });
    }
}
