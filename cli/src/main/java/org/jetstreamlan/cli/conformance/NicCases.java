package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipNicAttributes;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipPtag;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;

/// NICs, VIs, protection tags: what is made and ended.
final class NicCases {
    private NicCases() {}

    static List<Case> nics() {
        var list = new Cases(Row.NIC);
        list.early("a NIC is opened", bench -> bench.near().open());
        list.early(
                "a NIC is closed", bench -> expect(bench.near().open().close(), VipResult.SUCCESS));
        list.functional(
                "a NIC is opened twice: two handles, each by itself",
                bench -> {
                    var one = bench.near().open();
                    var two = bench.near().open();
                    expect(one.close(), VipResult.SUCCESS);
                    expect(two.query(new VipOut<>()), VipResult.SUCCESS);
                    expect(two.close(), VipResult.SUCCESS);
                });
        list.functional(
                "an unknown device is INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.near().provider().openNic("jetstream9", new VipOut<>()),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "a handle that is closed is INVALID_PARAMETER to CloseNic",
                bench -> {
                    var nic = bench.near().open();
                    nic.close();
                    expect(nic.close(), VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "a handle that is closed is INVALID_PARAMETER to others, and says so",
                bench -> {
                    var nic = bench.near().open();
                    nic.close();
                    expect(nic.query(new VipOut<>()), VipResult.INVALID_PARAMETER);
                    expect(nic.explanation().contains("closed"), nic.explanation());
                });
        list.full(
                "CloseNic with VIs left is ERROR_RESOURCE",
                bench -> {
                    var vi = bench.near().vi(VipReliability.UNRELIABLE);
                    expect(bench.near().nic().close(), VipResult.ERROR_RESOURCE);
                    expect(vi.destroy(), VipResult.SUCCESS);
                });
        list.full(
                "CloseNic gives regions and protection tags back: 1,000 times",
                bench -> {
                    for (int i = 0; i < 1_000; i++) {
                        var nic = bench.near().open();
                        var tag = new VipOut<VipPtag>();
                        expect(nic.createPtag(tag), VipResult.SUCCESS);
                        var attributes = new VipMemAttributes(tag.value(), true, true);
                        var memory = bench.near().memory().segment();
                        expect(
                                nic.registerMem(memory, attributes, new VipOut<>()),
                                VipResult.SUCCESS);
                        expect(nic.close(), VipResult.SUCCESS);
                    }
                });
        list.full(
                "CloseNic ends waiting for connections",
                bench -> {
                    var nic = bench.far().open();
                    expect(
                            nic.connectWait(ViaBench.at(1, "late"), 1, new VipOut<>()),
                            VipResult.TIMEOUT);
                    expect(nic.close(), VipResult.SUCCESS);
                    var vi = bench.near().vi(VipReliability.UNRELIABLE);
                    expect(bench.ask(bench.near(), vi, 1, "late", 5), VipResult.NO_MATCH);
                });
        return list.list();
    }

    // ---- VIs

    private static VipViAttributes attributes(
            VipPtag tag, VipReliability level, int mtu, int qos, boolean rdmaRead) {
        return new VipViAttributes(tag, level, mtu, qos, true, rdmaRead);
    }

    private static void refused(ViaBench bench, VipViAttributes attributes, VipResult code) {
        expect(bench.near().nic().createVi(attributes, new VipOut<>()), code);
        expect(!bench.near().nic().explanation().isEmpty(), "it is explained");
    }

    static List<Case> vis() {
        var list = new Cases(Row.VI);
        for (var level : VipReliability.values()) {
            list.early(
                    "a VI is made and ended, " + level,
                    bench -> expect(bench.near().vi(level).destroy(), VipResult.SUCCESS));
        }
        list.early(
                "a VI with a completion queue for its send queue",
                bench -> {
                    var host = bench.near();
                    var attributes =
                            VipViAttributes.of(host.tag(), VipReliability.RELIABLE_DELIVERY);
                    var vi = host.vi(attributes, host.cq(4), null);
                    expect(vi.destroy(), VipResult.SUCCESS);
                });
        list.early(
                "a VI with one completion queue for both",
                bench ->
                        expect(
                                bench.near()
                                        .vi(VipReliability.UNRELIABLE, bench.near().cq(4))
                                        .destroy(),
                                VipResult.SUCCESS));
        list.functional(
                "there is no other reliability level: INVALID_RELIABILITY_LEVEL where one is said by number",
                bench -> {
                    for (int code : new int[] {0, 3, 5, 8}) {
                        expect(VipReliability.of(code).isEmpty(), "no level " + code);
                    }
                });
        var level = VipReliability.UNRELIABLE;
        list.functional(
                "transfers of 0 bytes: INVALID_MTU",
                bench ->
                        refused(
                                bench,
                                attributes(bench.near().tag(), level, 0, 0, false),
                                VipResult.INVALID_MTU));
        list.functional(
                "longer transfers than there are: INVALID_MTU",
                bench ->
                        refused(
                                bench,
                                attributes(
                                        bench.near().tag(),
                                        level,
                                        VipNic.MAX_TRANSFER_SIZE + 1,
                                        0,
                                        false),
                                VipResult.INVALID_MTU));
        list.functional(
                "another quality of service: INVALID_QOS",
                bench ->
                        refused(
                                bench,
                                attributes(bench.near().tag(), level, 64, 1, false),
                                VipResult.INVALID_QOS));
        list.functional(
                "another NIC's protection tag: INVALID_PTAG",
                bench ->
                        refused(
                                bench,
                                attributes(bench.far().tag(), level, 64, 0, false),
                                VipResult.INVALID_PTAG));
        list.functional(
                "RDMA read at level UNRELIABLE: INVALID_RDMAREAD",
                bench ->
                        refused(
                                bench,
                                attributes(bench.near().tag(), level, 64, 0, true),
                                VipResult.INVALID_RDMAREAD));
        list.functional(
                "a NIC that is closed: INVALID_PARAMETER",
                bench -> {
                    var nic = bench.near().open();
                    nic.close();
                    expect(
                            nic.createVi(
                                    VipViAttributes.of(bench.near().tag(), level), new VipOut<>()),
                            VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "a completion queue that is destroyed: INVALID_PARAMETER",
                bench -> {
                    var cq = bench.near().cq(1);
                    cq.destroy();
                    expect(
                            bench.near()
                                    .nic()
                                    .createVi(
                                            VipViAttributes.of(bench.near().tag(), level),
                                            cq,
                                            null,
                                            new VipOut<>()),
                            VipResult.INVALID_PARAMETER);
                });
        list.full("all endpoints are used: ERROR_RESOURCE", NicCases::allEndpoints);
        list.full(
                "a VI that is connected is not destroyed: INVALID_STATE",
                bench ->
                        expect(
                                bench.pair(VipReliability.RELIABLE_DELIVERY).client().destroy(),
                                VipResult.INVALID_STATE));
        list.full(
                "a VI with descriptors is not destroyed: ERROR_RESOURCE",
                bench -> {
                    var vi = bench.near().vi(level);
                    bench.near().receive(vi, bench.near().memory().message(0, 0, 8));
                    expect(vi.destroy(), VipResult.ERROR_RESOURCE);
                    expect(vi.disconnect(), VipResult.SUCCESS);
                    expect(vi.destroy(), VipResult.ERROR_RESOURCE);
                    bench.received(vi, 0x1_0021);
                    expect(vi.destroy(), VipResult.SUCCESS);
                });
        list.full(
                "a VI is destroyed once",
                bench -> {
                    var vi = bench.near().vi(level);
                    expect(vi.destroy(), VipResult.SUCCESS);
                    expect(vi.destroy(), VipResult.INVALID_PARAMETER);
                });
        list.full(
                "1,000 VIs, one after the other",
                bench -> {
                    for (int i = 0; i < 1_000; i++) {
                        expect(bench.near().vi(level).destroy(), VipResult.SUCCESS);
                    }
                });
        return list.list();
    }

    private static void allEndpoints(ViaBench bench) {
        var nic = bench.near().nic();
        var wanted = VipViAttributes.of(bench.near().tag(), VipReliability.RELIABLE_DELIVERY);
        int[] counts = new int[2];
        for (int round = 0; round < counts.length; round++) {
            var vis = new ArrayList<VipVi>();
            var vi = new VipOut<VipVi>();
            var result = nic.createVi(wanted, vi);
            while (result == VipResult.SUCCESS) {
                vis.add(vi.value());
                result = nic.createVi(wanted, vi);
            }
            expect(result, VipResult.ERROR_RESOURCE);
            counts[round] = vis.size();
            vis.forEach(one -> expect(one.destroy(), VipResult.SUCCESS));
        }
        expect(counts[0] >= 16 && counts[0] == counts[1], "all come back: " + counts[1]);
    }

    // ---- protection tags

    static List<Case> ptags() {
        var list = new Cases(Row.PTAG);
        list.early("a protection tag is made", bench -> bench.near().ptag());
        list.early(
                "a protection tag is ended",
                bench ->
                        expect(
                                bench.near().nic().destroyPtag(bench.near().ptag()),
                                VipResult.SUCCESS));
        list.functional(
                "one of another NIC: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.near().nic().destroyPtag(bench.far().tag()),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "one that is ended: INVALID_PARAMETER",
                bench -> {
                    var tag = bench.near().ptag();
                    bench.near().nic().destroyPtag(tag);
                    expect(bench.near().nic().destroyPtag(tag), VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "one that a VI has: ERROR_RESOURCE, until it is destroyed",
                bench -> {
                    var tag = bench.near().ptag();
                    var vi = bench.near().vi(VipViAttributes.of(tag, VipReliability.UNRELIABLE));
                    expect(bench.near().nic().destroyPtag(tag), VipResult.ERROR_RESOURCE);
                    vi.destroy();
                    expect(bench.near().nic().destroyPtag(tag), VipResult.SUCCESS);
                });
        list.functional(
                "one that memory has: ERROR_RESOURCE",
                bench ->
                        expect(
                                bench.near().nic().destroyPtag(bench.near().tag()),
                                VipResult.ERROR_RESOURCE));
        list.full(
                "all are used: ERROR_RESOURCE; they come back",
                bench -> {
                    var nic = bench.near().nic();
                    for (int round = 0; round < 2; round++) {
                        var tags = new ArrayList<VipPtag>();
                        var tag = new VipOut<VipPtag>();
                        var result = nic.createPtag(tag);
                        while (result == VipResult.SUCCESS) {
                            tags.add(tag.value());
                            result = nic.createPtag(tag);
                        }
                        expect(result, VipResult.ERROR_RESOURCE);
                        expect(tags.size() > 4_000, tags.size() + " tags");
                        tags.forEach(one -> expect(nic.destroyPtag(one), VipResult.SUCCESS));
                    }
                });
        list.full(
                "a VI does not reach memory of another tag",
                bench -> {
                    var host = bench.near();
                    var vi =
                            host.vi(
                                    VipViAttributes.of(
                                            host.ptag(), VipReliability.RELIABLE_DELIVERY));
                    expect(
                            vi.postSend(host.memory().message(0, 0, 8), host.memory().handle()),
                            VipResult.INVALID_PARAMETER);
                });
        return list.list();
    }

    // ---- attributes

    static List<Case> queries() {
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
                            attributes(
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
        list.early("SetViAttributes: QueryVi tells them", NicCases::setAll);
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
                    var out = new VipOut<org.jetstreamlan.via.VipAutodiscovery>();
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
        var wanted = attributes(host.ptag(), VipReliability.RELIABLE_DELIVERY, 4_096, 0, true);
        expect(vi.setAttributes(wanted), VipResult.SUCCESS);
        var told = new VipOut<VipViAttributes>();
        vi.query(new VipOut<>(), told, new VipOut<>());
        expect(told.value(), wanted);
        expect(host.nic().destroyPtag(wanted.ptag()), VipResult.ERROR_RESOURCE);
        bench.connect(
                vi,
                bench.far()
                        .vi(
                                attributes(
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
                                attributes(bench.near().tag(), level, 0, 0, false),
                                VipResult.INVALID_MTU));
        list.functional(
                "SetViAttributes: INVALID_QOS",
                bench ->
                        set(
                                bench,
                                attributes(bench.near().tag(), level, 64, 7, false),
                                VipResult.INVALID_QOS));
        list.functional(
                "SetViAttributes: INVALID_PTAG",
                bench ->
                        set(
                                bench,
                                attributes(bench.far().tag(), level, 64, 0, false),
                                VipResult.INVALID_PTAG));
        list.functional(
                "SetViAttributes: INVALID_RDMAREAD",
                bench ->
                        set(
                                bench,
                                attributes(bench.near().tag(), level, 64, 0, true),
                                VipResult.INVALID_RDMAREAD));
        list.functional(
                "SetViAttributes: ERROR_RESOURCE, another tag while descriptors are posted",
                bench -> {
                    var vi = bench.near().vi(level);
                    bench.near().receive(vi, bench.near().memory().message(0, 0, 8));
                    expect(
                            vi.setAttributes(attributes(bench.near().ptag(), level, 64, 0, false)),
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
