package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipError;
import org.jetstreamlan.via.VipErrorCode;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViState;

/// Receives.
final class ReceiveCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;

    private ReceiveCases() {}

    static List<Case> list() {
        var list = new Cases(Row.RECEIVE);
        early(list);
        functional(list);
        full(list);
        return list.list();
    }

    private static void early(Cases list) {
        for (var level : VipReliability.values()) {
            list.early(
                    "what was sent is received, " + level,
                    bench -> {
                        var pair = bench.pair(level);
                        for (int length : new int[] {0, 60, 6_000}) {
                            SendCases.message(bench, pair, length, length == 0 ? 0 : 1, 1);
                        }
                    });
        }
        list.early(
                "into 1 to 16 segments, short and long",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    for (int segments = 1; segments <= VipNic.MAX_SEGMENTS; segments++) {
                        SendCases.message(bench, pair, 100, 3, segments);
                        SendCases.message(bench, pair, 6_000, 3, segments);
                    }
                });
        list.early(
                "a longer descriptor than the message: Length is the message's",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 9_999));
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 5));
                    expect(bench.received(pair.server(), 0x1_0001).length(), 5);
                });
        list.early(
                "nothing is written behind the message",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var other = bench.far().memory();
                    bench.near().memory().fill(0, 4_096, bench.random());
                    for (int length : new int[] {5, 1_001}) {
                        bench.far().receive(pair.server(), other.message(0, 0, 4_096));
                        bench.near()
                                .send(pair.client(), bench.near().memory().message(0, 0, length));
                        bench.received(pair.server(), 0x1_0001);
                        var behind = other.bytes(length, 4_096 - length);
                        expect(
                                Arrays.equals(behind, new byte[behind.length]),
                                "zeroes behind %d bytes".formatted(length));
                    }
                });
        list.early(
                "both ways on one connection",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.near().receive(pair.client(), bench.near().memory().message(1, 8, 8));
                    bench.far().receive(pair.server(), bench.far().memory().message(1, 8, 8));
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    bench.far().send(pair.server(), bench.far().memory().message(0, 0, 8));
                    bench.received(pair.client(), 0x1_0001);
                    bench.received(pair.server(), 0x1_0001);
                });
        list.early(
                "done in order of posting",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    for (int i = 0; i < 8; i++) {
                        bench.far().receive(pair.server(), bench.far().memory().message(i, 0, 8));
                    }
                    for (int i = 0; i < 8; i++) {
                        bench.near().send(pair.client(), bench.near().memory().message(i, 0, 8));
                        expect(
                                bench.far()
                                        .memory()
                                        .slotOf(bench.received(pair.server(), 0x1_0001)),
                                i);
                    }
                });
    }

    private static void functional(Cases list) {
        var done = new VipOut<VipDescriptor>();
        list.functional(
                "posted before the connection",
                bench -> {
                    var server = bench.far().vi(LEVEL);
                    bench.far().receive(server, bench.far().memory().message(0, 0, 8));
                    var client = bench.near().vi(LEVEL);
                    bench.connect(client, server);
                    bench.near().send(client, bench.near().memory().message(0, 0, 8));
                    bench.received(server, 0x1_0001);
                });
        list.functional(
                "posted before the message, and behind it",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    SendCases.message(bench, pair, 8, 1, 1);
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    bench.turns(10_000);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 8));
                    bench.received(pair.server(), 0x1_0001);
                });
        list.functional(
                "RecvDone of one that is not done: NOT_DONE",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 8));
                    expect(pair.server().recvDone(done), VipResult.NOT_DONE);
                });
        list.functional(
                "RecvWait of one that is not done: TIMEOUT",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 8));
                    expect(pair.server().recvWait(1, done), VipResult.TIMEOUT);
                });
        list.functional(
                "RecvDone and RecvWait of an empty queue: DESCRIPTOR_ERROR, no descriptor",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    expect(vi.recvDone(done), VipResult.DESCRIPTOR_ERROR);
                    expect(vi.recvWait(VipNic.INFINITE, done), VipResult.DESCRIPTOR_ERROR);
                    expect(done.isEmpty(), "no descriptor");
                });
        list.functional(
                "RecvWait and RecvNotify of a queue with a completion queue: INVALID_STATE",
                bench -> {
                    var vi = bench.near().vi(LEVEL, bench.near().cq(4));
                    expect(vi.recvWait(1, done), VipResult.INVALID_STATE);
                    expect(vi.recvNotify((_, _) -> {}), VipResult.INVALID_STATE);
                });
        list.functional(
                "RecvNotify: the handler may post, and ask for the next call",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var told = new ArrayList<Integer>();
                    var other = bench.far().memory();
                    bench.far().receive(pair.server(), other.message(0, 0, 8));
                    again(bench, pair, told);
                    for (int i = 0; i < 5; i++) {
                        bench.near().send(pair.client(), bench.near().memory().message(i, 0, 8));
                    }
                    expect(bench.await(() -> told.size() == 5), "five are received");
                });
        for (var level : VipReliability.values()) {
            list.functional(
                    "too short: LENGTH_ERROR, nothing is written, " + level,
                    bench -> {
                        var pair = bench.pair(level);
                        bench.near().memory().fill(0, 200, bench.random());
                        bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 199));
                        bench.near().send(pair.client(), bench.near().memory().message(0, 0, 200));
                        bench.received(pair.server(), 0x1_0009);
                        expect(
                                Arrays.equals(bench.far().memory().bytes(0, 199), new byte[199]),
                                "zeroes");
                        bench.turns(5_000);
                        var state = level.isReliable() ? VipViState.ERROR : VipViState.CONNECTED;
                        expect(ViaHost.stateOf(pair.server()), state);
                    });
        }
        list.functional(
                "a short message for one that is too short: LENGTH_ERROR, too",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 7));
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    bench.received(pair.server(), 0x1_0009);
                });
        list.functional(
                "in ERROR: DESC_FLUSHED_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    pair.client().disconnect();
                    bench.awaitState(pair.server(), VipViState.ERROR);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 8));
                    bench.received(pair.server(), 0x1_0021);
                });
    }

    private static void again(ViaBench bench, ViaBench.Pair pair, List<Integer> told) {
        pair.server()
                .recvNotify(
                        (vi, descriptor) -> {
                            told.add(bench.far().memory().slotOf(descriptor));
                            bench.far().receive(vi, bench.far().memory().message(0, 0, 8));
                            again(bench, pair, told);
                        });
    }

    private static void full(Cases list) {
        list.full(
                "all slots used: ERROR_RESOURCE, until one is taken back",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    var own = bench.near().memory();
                    for (int i = 0; i < VipNic.MAX_DESCRIPTORS; i++) {
                        bench.near().receive(vi, own.message(i, 0, 0));
                    }
                    expect(
                            vi.postRecv(own.message(64, 0, 0), own.handle()),
                            VipResult.ERROR_RESOURCE);
                    vi.disconnect();
                    bench.received(vi, 0x1_0021);
                    bench.near().receive(vi, own.message(64, 0, 0));
                });
        list.full(
                "all regions used: ERROR_RESOURCE; they come back with the descriptors",
                ReceiveCases::regions);
        list.full(
                "flow-controlled: 200 sends, never more receives than 3",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    int out = 0;
                    for (int i = 0; i < 3; i++) {
                        bench.far().receive(pair.server(), bench.far().memory().message(i, 0, 8));
                    }
                    for (int in = 0; in < 200; in++) {
                        while (out < 200 && out - in < 30) {
                            bench.near()
                                    .send(
                                            pair.client(),
                                            bench.near().memory().message(out % 32, 0, 8));
                            out++;
                        }
                        bench.received(pair.server(), 0x1_0001);
                        bench.far()
                                .receive(pair.server(), bench.far().memory().message(in % 3, 0, 8));
                        bench.sent(pair.client(), 1);
                    }
                    expect(bench.far().errors(), List.of());
                });
        wrong(
                list,
                "Control that is not 0 is FORMAT_ERROR",
                0x1_0003,
                own -> own.descriptor(0, 4, 0));
        wrong(
                list,
                "an RDMA operation is FORMAT_ERROR",
                0x2_0003,
                own ->
                        own.descriptor(0, VipDescriptor.OP_RDMAWRITE, 0)
                                .remote(own.data(0), own.handle()));
        wrong(
                list,
                "SegCount 65,535 is FORMAT_ERROR",
                0x1_0003,
                own -> {
                    var descriptor = own.descriptor(0, 0, 0);
                    own.segment()
                            .set(ValueLayout.JAVA_SHORT, VipDescriptor.SEG_COUNT_AT, (short) -1);
                    return descriptor;
                });
        wrong(
                list,
                "an unknown handle is PROTECTION_ERROR",
                0x1_0005,
                own -> own.descriptor(0, 0, 0).data(own.data(0), own.handle() + 1, 8));
        wrong(
                list,
                "Data beyond the memory is PROTECTION_ERROR",
                0x1_0005,
                own -> own.descriptor(0, 0, 0).data(own.at(ViaHost.BYTES - 3), own.handle(), 4));
        wrong(
                list,
                "more than maxTransferSize is LENGTH_ERROR",
                0x1_0009,
                own -> {
                    var descriptor = own.descriptor(0, 0, 0);
                    for (int i = 0; i < 8; i++) {
                        descriptor.data(own.data(0), own.handle(), 0x2_0001);
                    }
                    return descriptor;
                });
        list.full(
                "a descriptor that is not in registered memory: INVALID_PARAMETER, POST_DESC",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    var own = bench.near().memory();
                    expect(
                            vi.postRecv(own.message(0, 0, 8), own.handle() + 1),
                            VipResult.INVALID_PARAMETER);
                    expect(
                            bench.near().errors(),
                            List.of(new VipError(VipErrorCode.POST_DESC, vi)));
                });
        list.full(
                "a wrong one among good ones: those before it are done, those behind it flushed",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var other = bench.far().memory();
                    bench.far().receive(pair.server(), other.message(0, 0, 8));
                    bench.far().receive(pair.server(), other.descriptor(1, 4, 0));
                    bench.far().receive(pair.server(), other.message(2, 0, 8));
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    bench.received(pair.server(), 0x1_0001);
                    bench.received(pair.server(), 0x1_0003);
                    bench.received(pair.server(), 0x1_0021);
                });
        list.full(
                "a descriptor that the program changes behind the post is what it was",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var other = bench.far().memory();
                    bench.far().receive(pair.server(), other.message(0, 0, 8));
                    other.segment().asSlice(0, 48).fill((byte) 0x5A);
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    expect(bench.received(pair.server(), 0x1_0001).length(), 8);
                });
    }

    private static void regions(ViaBench bench) {
        var vi = bench.near().vi(LEVEL);
        var own = bench.near().memory();
        int[] counts = new int[2];
        var done = new VipOut<VipDescriptor>();
        for (int round = 0; round < counts.length; round++) {
            var descriptor = own.descriptor(0, 0, 0);
            for (int i = 0; i < VipNic.MAX_SEGMENTS; i++) {
                descriptor.data(own.data(0), own.handle(), 8);
            }
            while (vi.postRecv(descriptor, own.handle()) == VipResult.SUCCESS) {
                counts[round]++;
            }
            expect(vi.postRecv(descriptor, own.handle()), VipResult.ERROR_RESOURCE);
            vi.disconnect();
            for (int i = 0; i < counts[round]; i++) {
                expect(vi.recvDone(done), VipResult.DESCRIPTOR_ERROR);
            }
        }
        expect(counts[0] >= 16 && counts[0] == counts[1], "as many: " + counts[1]);
    }

    @FunctionalInterface
    private interface Wrong {
        VipDescriptor of(ViaMemory own);
    }

    /// A receive that is wrong in one field.
    private static void wrong(Cases list, String what, int status, Wrong wrong) {
        list.full(
                what,
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.near().receive(pair.client(), wrong.of(bench.near().memory()));
                    bench.received(pair.client(), status);
                    bench.awaitState(pair.client(), VipViState.ERROR);
                });
    }
}
