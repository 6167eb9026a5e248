package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipCq;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;

/// Completion queues.
final class CqCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;
    private static final int LONG = 50;

    private CqCases() {}

    /// A connection whose server has a completion queue for both of its work queues.
    private static ViaBench.Pair pair(ViaBench bench, VipCq cq) {
        return bench.connect(bench.near().vi(LEVEL), bench.far().vi(LEVEL, cq));
    }

    private static void receive(ViaBench bench, ViaBench.Pair pair, int slot) {
        bench.far().receive(pair.server(), bench.far().memory().message(slot, 0, 8));
        bench.near().send(pair.client(), bench.near().memory().message(slot, 0, 8));
        bench.sent(pair.client(), 1);
    }

    /// The next entry is this, and its descriptor is done.
    private static void entry(VipCq cq, VipVi vi, boolean receive) {
        var entry = new VipOut<VipCq.Entry>();
        expect(cq.await(LONG, entry), VipResult.SUCCESS);
        expect(entry.value(), new VipCq.Entry(vi, receive));
        var done = new VipOut<VipDescriptor>();
        expect(receive ? vi.recvDone(done) : vi.sendDone(done), VipResult.SUCCESS);
    }

    static List<Case> list() {
        var list = new Cases(Row.CQ);
        early(list);
        functional(list);
        full(list);
        return list.list();
    }

    private static void early(Cases list) {
        list.early(
                "made and ended", bench -> expect(bench.near().cq(1).destroy(), VipResult.SUCCESS));
        list.early(
                "CQWait tells of a receive",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    receive(bench, pair, 0);
                    entry(cq, pair.server(), true);
                });
        list.early(
                "CQWait tells of a send",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    bench.near().receive(pair.client(), bench.near().memory().message(0, 0, 8));
                    bench.far().send(pair.server(), bench.far().memory().message(0, 0, 8));
                    entry(cq, pair.server(), false);
                });
        list.early(
                "CQDone tells of what is done",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    receive(bench, pair, 0);
                    var entry = new VipOut<VipCq.Entry>();
                    expect(
                            bench.await(() -> cq.done(entry) == VipResult.SUCCESS),
                            "there is an entry");
                    expect(entry.value(), new VipCq.Entry(pair.server(), true));
                });
        list.early(
                "CQNotify calls once",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    var told = new ArrayList<VipCq.Entry>();
                    expect(cq.notify((_, entry) -> told.add(entry)), VipResult.SUCCESS);
                    receive(bench, pair, 0);
                    receive(bench, pair, 1);
                    bench.turns(5_000);
                    expect(told, List.of(new VipCq.Entry(pair.server(), true)));
                });
        list.early(
                "ResizeCQ: more entries",
                bench -> expect(bench.near().cq(1).resize(100), VipResult.SUCCESS));
    }

    private static void functional(Cases list) {
        var entry = new VipOut<VipCq.Entry>();
        list.functional(
                "no entries: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.near().nic().createCq(0, new VipOut<>()),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "CQDone of an empty one: NOT_DONE",
                bench -> expect(bench.near().cq(4).done(entry), VipResult.NOT_DONE));
        list.functional(
                "CQWait of an empty one: TIMEOUT",
                bench -> expect(bench.near().cq(4).await(1, entry), VipResult.TIMEOUT));
        list.functional(
                "SendWait and RecvWait of a queue that has one: INVALID_STATE",
                bench -> {
                    var vi = bench.near().vi(LEVEL, bench.near().cq(4));
                    expect(vi.sendWait(1, new VipOut<>()), VipResult.INVALID_STATE);
                    expect(vi.recvWait(1, new VipOut<>()), VipResult.INVALID_STATE);
                });
        list.functional(
                "for the send queue alone: the receive queue is waited for itself",
                bench -> {
                    var attributes = VipViAttributes.of(bench.near().tag(), LEVEL);
                    var vi = bench.near().vi(attributes, bench.near().cq(4), null);
                    expect(vi.sendWait(1, new VipOut<>()), VipResult.INVALID_STATE);
                    expect(vi.recvWait(1, new VipOut<>()), VipResult.DESCRIPTOR_ERROR);
                });
        list.functional(
                "several VIs: entries in the order in which they are done",
                bench -> {
                    var cq = bench.far().cq(8);
                    var pairs = List.of(pair(bench, cq), pair(bench, cq), pair(bench, cq));
                    for (int i = 2; i >= 0; i--) {
                        receive(bench, pairs.get(i), i);
                        bench.turns(3_000);
                    }
                    for (int i = 2; i >= 0; i--) {
                        entry(cq, pairs.get(i).server(), true);
                    }
                });
        list.functional(
                "a descriptor in error has an entry, too",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    bench.far().send(pair.server(), bench.far().memory().descriptor(0, 3, 0));
                    expect(cq.await(LONG, entry), VipResult.SUCCESS);
                    expect(entry.value(), new VipCq.Entry(pair.server(), false));
                    expect(pair.server().sendDone(new VipOut<>()), VipResult.DESCRIPTOR_ERROR);
                });
        list.functional(
                "flushed ones have entries, too",
                bench -> {
                    var cq = bench.far().cq(4);
                    var vi = bench.far().vi(LEVEL, cq);
                    bench.far().receive(vi, bench.far().memory().message(0, 0, 8));
                    vi.disconnect();
                    expect(cq.done(entry), VipResult.SUCCESS);
                });
        list.functional(
                "ResizeCQ to no entries: INVALID_PARAMETER",
                bench -> expect(bench.near().cq(4).resize(0), VipResult.INVALID_PARAMETER));
        list.functional(
                "one that is destroyed: INVALID_PARAMETER",
                bench -> {
                    var cq = bench.near().cq(4);
                    cq.destroy();
                    expect(cq.done(entry), VipResult.INVALID_PARAMETER);
                    expect(cq.await(1, entry), VipResult.INVALID_PARAMETER);
                    expect(cq.notify((_, _) -> {}), VipResult.INVALID_PARAMETER);
                    expect(cq.resize(1), VipResult.INVALID_PARAMETER);
                    expect(cq.destroy(), VipResult.INVALID_PARAMETER);
                });
    }

    private static void full(Cases list) {
        list.full(
                "one that a VI has is not destroyed: ERROR_RESOURCE",
                bench -> {
                    var cq = bench.near().cq(4);
                    var vi = bench.near().vi(LEVEL, cq);
                    expect(cq.destroy(), VipResult.ERROR_RESOURCE);
                    vi.destroy();
                    expect(cq.destroy(), VipResult.SUCCESS);
                });
        list.full(
                "ResizeCQ to less than is in it: ERROR_RESOURCE, nothing is lost",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    receive(bench, pair, 0);
                    receive(bench, pair, 1);
                    bench.turns(5_000);
                    expect(cq.resize(1), VipResult.ERROR_RESOURCE);
                    entry(cq, pair.server(), true);
                    entry(cq, pair.server(), true);
                });
        list.full(
                "ResizeCQ to what is in it: SUCCESS",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    receive(bench, pair, 0);
                    bench.turns(5_000);
                    expect(cq.resize(1), VipResult.SUCCESS);
                    entry(cq, pair.server(), true);
                });
        list.full(
                "a full one loses nothing",
                bench -> {
                    var cq = bench.far().cq(1);
                    var pair = pair(bench, cq);
                    for (int i = 0; i < 10; i++) {
                        receive(bench, pair, i);
                    }
                    for (int i = 0; i < 10; i++) {
                        entry(cq, pair.server(), true);
                    }
                });
        list.full(
                "resized again and again while it is used",
                bench -> {
                    var cq = bench.far().cq(1);
                    var pair = pair(bench, cq);
                    for (int i = 0; i < 60; i++) {
                        receive(bench, pair, i % 32);
                        expect(cq.resize(1 + i % 7), VipResult.SUCCESS);
                        entry(cq, pair.server(), true);
                    }
                });
        list.full(
                "16 VIs in one",
                bench -> {
                    var cq = bench.far().cq(32);
                    var pairs = new ArrayList<ViaBench.Pair>();
                    for (int i = 0; i < 16; i++) {
                        pairs.add(pair(bench, cq));
                    }
                    for (int round = 0; round < 3; round++) {
                        for (var pair : pairs) {
                            receive(bench, pair, 0);
                            entry(cq, pair.server(), true);
                        }
                    }
                });
        list.full(
                "a handler may ask for the next call",
                bench -> {
                    var cq = bench.far().cq(4);
                    var pair = pair(bench, cq);
                    int[] told = {0};
                    again(cq, told);
                    for (int i = 0; i < 5; i++) {
                        receive(bench, pair, i);
                    }
                    expect(bench.await(() -> told[0] == 5), "five are told");
                });
        list.full(
                "destroyed with handlers: they are not called",
                bench -> {
                    var cq = bench.far().cq(4);
                    var told = new ArrayList<VipCq.Entry>();
                    cq.notify((_, entry) -> told.add(entry));
                    expect(cq.destroy(), VipResult.SUCCESS);
                    bench.turns(1_000);
                    expect(told, List.of());
                });
    }

    private static void again(VipCq cq, int[] told) {
        cq.notify(
                (queue, _) -> {
                    told[0]++;
                    again(queue, told);
                });
    }
}
