package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipPtag;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViAttributes;

/// NICs and protection tags: what is made and ended.
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
                        for (int tags = 0; tags < 5; tags++) {
                            expect(nic.createPtag(tag), VipResult.SUCCESS);
                        }
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
}
