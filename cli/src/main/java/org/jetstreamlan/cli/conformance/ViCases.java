package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipPtag;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;

/// VIs: what is made and ended.
final class ViCases {
    private ViCases() {}

    /// Of a VI that takes RDMA writes.
    static VipViAttributes attributes(
            VipPtag tag, VipReliability level, int mtu, int qos, boolean rdmaRead) {
        return new VipViAttributes(tag, level, mtu, qos, true, rdmaRead);
    }

    private static void refused(ViaBench bench, VipViAttributes attributes, VipResult code) {
        expect(bench.near().nic().createVi(attributes, new VipOut<>()), code);
        expect(!bench.near().nic().explanation().isEmpty(), "it is explained");
    }

    static List<Case> list() {
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
        list.full("all endpoints are used: ERROR_RESOURCE", ViCases::allEndpoints);
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
}
