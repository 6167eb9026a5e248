package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViAttributes;
import org.jetstreamlan.via.VipViState;

/// Sends and RDMA.
final class SendCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;
    private static final VipReliability HIGHEST = VipReliability.RELIABLE_RECEPTION;

    private SendCases() {}

    static List<Case> list() {
        var list = new Cases(Row.SEND);
        early(list);
        functional(list);
        rdma(list);
        SendFieldCases.add(list);
        full(list);
        return list.list();
    }

    /// A message from host 0 to host 1, in so many segments here and there.
    static void message(
            ViaBench bench, ViaBench.Pair pair, int length, int segments, int receiving) {
        var own = bench.near().memory();
        var other = bench.far().memory();
        own.fill(0, length, bench.random());
        var receive = other.descriptor(0, 0, 0);
        if (receiving > 0) {
            other.cut(receive, 0, length, receiving, bench.random());
        }
        var send = own.descriptor(0, 0, length);
        if (segments > 0) {
            own.cut(send, 0, length, segments, bench.random());
        }
        bench.far().receive(pair.server(), receive);
        bench.near().send(pair.client(), send);
        expect(bench.received(pair.server(), 0x1_0001).length(), length);
        expect(bench.sent(pair.client(), 0x0_0001).length(), length);
        expect(Arrays.equals(own.bytes(0, length), other.bytes(0, length)), "the data is there");
    }

    private static void early(Cases list) {
        for (int length : new int[] {0, 1, 112, 113, 4_096, 65_536}) {
            list.early(
                    "a message of %,d bytes".formatted(length),
                    bench -> message(bench, bench.pair(LEVEL), length, length == 0 ? 0 : 1, 1));
        }
        list.early(
                "1 to 16 segments",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    for (int segments = 1; segments <= VipNic.MAX_SEGMENTS; segments++) {
                        message(bench, pair, 3_000, segments, 1);
                    }
                });
        list.early("the longest there may be: 1 MiB", SendCases::longest);
        list.early(
                "immediate data",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    for (int length : new int[] {0, 50, 5_000}) {
                        bench.far()
                                .receive(pair.server(), bench.far().memory().message(0, 0, length));
                        var own = bench.near().memory();
                        var send =
                                own.descriptor(0, VipDescriptor.IMMEDIATE, length)
                                        .immediate(0xCAFE_0000 | length);
                        bench.near()
                                .send(
                                        pair.client(),
                                        length == 0
                                                ? send
                                                : send.data(own.data(0), own.handle(), length));
                        expect(
                                bench.received(pair.server(), 0x9_0001).immediate(),
                                0xCAFE_0000 | length);
                        bench.sent(pair.client(), 0x8_0001);
                    }
                });
        list.early(
                "done in order",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    for (int i = 0; i < 16; i++) {
                        int length = i % 3 == 0 ? 4_000 : 20;
                        bench.far()
                                .receive(pair.server(), bench.far().memory().message(i, 0, 4_096));
                        bench.near()
                                .send(pair.client(), bench.near().memory().message(i, 0, length));
                    }
                    for (int i = 0; i < 16; i++) {
                        expect(bench.near().memory().slotOf(bench.sent(pair.client(), 1)), i);
                        expect(
                                bench.far()
                                        .memory()
                                        .slotOf(bench.received(pair.server(), 0x1_0001)),
                                i);
                    }
                });
    }

    private static void longest(ViaBench bench) {
        var pair = bench.pair(LEVEL);
        int length = VipNic.MAX_TRANSFER_SIZE;
        var from = bench.near().memory(length, false, false);
        var to = bench.far().memory(length, false, false);
        for (long at = 0; at < length; at += Long.BYTES) {
            from.segment().set(ValueLayout.JAVA_LONG, at, bench.random().nextLong());
        }
        bench.far()
                .receive(
                        pair.server(),
                        bench.far()
                                .memory()
                                .descriptor(0, 0, 0)
                                .data(to.at(0), to.handle(), length));
        bench.near()
                .send(
                        pair.client(),
                        bench.near()
                                .memory()
                                .descriptor(0, 0, length)
                                .data(from.at(0), from.handle(), length));
        bench.received(pair.server(), 0x1_0001);
        bench.sent(pair.client(), 1);
        expect(from.segment().mismatch(to.segment()), -1L);
    }

    private static void functional(Cases list) {
        var done = new VipOut<VipDescriptor>();
        list.functional(
                "SendDone of one that is not done: NOT_DONE",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    expect(pair.client().sendDone(done), VipResult.NOT_DONE);
                });
        list.functional(
                "SendWait of one that is not done: TIMEOUT",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    expect(pair.client().sendWait(1, done), VipResult.TIMEOUT);
                });
        list.functional(
                "SendDone and SendWait of an empty queue: DESCRIPTOR_ERROR, no descriptor",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    expect(vi.sendDone(done), VipResult.DESCRIPTOR_ERROR);
                    expect(vi.sendWait(VipNic.INFINITE, done), VipResult.DESCRIPTOR_ERROR);
                    expect(done.isEmpty(), "no descriptor");
                });
        list.functional(
                "SendWait and SendNotify of a queue with a completion queue: INVALID_STATE",
                bench -> {
                    var vi = bench.near().vi(LEVEL, bench.near().cq(4));
                    expect(vi.sendWait(1, done), VipResult.INVALID_STATE);
                    expect(vi.sendNotify((_, _) -> {}), VipResult.INVALID_STATE);
                });
        list.functional(
                "SendNotify calls once, with the oldest that is done",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var told = new ArrayList<Integer>();
                    var own = bench.near().memory();
                    expect(
                            pair.client()
                                    .sendNotify(
                                            (_, descriptor) -> told.add(own.slotOf(descriptor))),
                            VipResult.SUCCESS);
                    for (int i = 0; i < 2; i++) {
                        bench.far().receive(pair.server(), bench.far().memory().message(i, 0, 8));
                        bench.near().send(pair.client(), own.message(i, 0, 8));
                    }
                    expect(own.slotOf(bench.sent(pair.client(), 1)), 1);
                    expect(told, List.of(0));
                });
        list.functional(
                "FORMAT_ERROR, and the connection of a reliable VI ends",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.near().send(pair.client(), bench.near().memory().descriptor(0, 3, 0));
                    bench.sent(pair.client(), 0x3);
                    bench.awaitState(pair.client(), VipViState.ERROR);
                });
        list.functional(
                "PROTECTION_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var own = bench.near().memory();
                    bench.near()
                            .send(
                                    pair.client(),
                                    own.descriptor(0, 0, 8).data(own.data(0), own.handle() + 1, 8));
                    bench.sent(pair.client(), 0x5);
                });
        list.functional(
                "LENGTH_ERROR: segments are not what Length says",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var own = bench.near().memory();
                    bench.near()
                            .send(
                                    pair.client(),
                                    own.descriptor(0, 0, 9).data(own.data(0), own.handle(), 8));
                    bench.sent(pair.client(), 0x9);
                });
        list.functional(
                "DESC_FLUSHED_ERROR behind one that failed",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.near().send(pair.client(), bench.near().memory().descriptor(0, 3, 0));
                    bench.near().send(pair.client(), bench.near().memory().message(1, 0, 8));
                    bench.sent(pair.client(), 0x3);
                    bench.sent(pair.client(), 0x21);
                });
        list.functional(
                "TRANSPORT_ERROR: what is out as the other end disconnects",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 65_536));
                    bench.turns(5_000);
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 65_536));
                    bench.pass(1_500);
                    pair.server().disconnect();
                    bench.sent(pair.client(), 0x41);
                });
        list.functional(
                "RDMA_PROT_ERROR of an RDMA write at the highest level",
                bench -> {
                    var pair = bench.pair(HIGHEST);
                    var shut = bench.far().memory(64, false, false);
                    bench.near().send(pair.client(), Rdma.write(bench, 0, shut, 0, 8));
                    bench.sent(pair.client(), 0x2_0081);
                });
        list.functional(
                "RDMA_PROT_ERROR: the other end's VI takes none",
                bench -> {
                    var client = bench.near().vi(LEVEL);
                    var server =
                            bench.far()
                                    .vi(
                                            new VipViAttributes(
                                                    bench.far().tag(),
                                                    LEVEL,
                                                    VipNic.MAX_TRANSFER_SIZE,
                                                    0,
                                                    false,
                                                    false));
                    bench.connect(client, server);
                    bench.near()
                            .send(client, Rdma.write(bench, 0, bench.far().memory(), 65_536, 8));
                    bench.sent(client, 0x2_0081);
                });
        list.functional(
                "REMOTE_DESC_ERROR: the receive descriptor is too short, at the highest level",
                bench -> {
                    var pair = bench.pair(HIGHEST);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 99));
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 100));
                    bench.sent(pair.client(), 0x101);
                });
        list.functional(
                "SendDone of a VI that is destroyed: INVALID_PARAMETER",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    vi.destroy();
                    expect(vi.sendDone(done), VipResult.INVALID_PARAMETER);
                });
    }

    private static void rdma(Cases list) {
        for (var level : VipReliability.values()) {
            list.functional(
                    "RDMA write, " + level,
                    bench -> {
                        var pair = bench.pair(level);
                        bench.near().memory().fill(0, 5_000, bench.random());
                        bench.near()
                                .send(
                                        pair.client(),
                                        Rdma.write(
                                                bench,
                                                0,
                                                bench.far().memory(),
                                                ViaMemory.DATA_AT + 13,
                                                5_000));
                        bench.sent(pair.client(), 0x2_0001);
                        bench.turns(5_000);
                        expect(
                                Arrays.equals(
                                        bench.far().memory().bytes(13, 5_000),
                                        bench.near().memory().bytes(0, 5_000)),
                                "the data is there");
                    });
            list.functional(
                    "RDMA write with immediate data takes a receive descriptor, " + level,
                    bench -> {
                        var pair = bench.pair(level);
                        bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 0));
                        var control = VipDescriptor.OP_RDMAWRITE | VipDescriptor.IMMEDIATE;
                        var write =
                                Rdma.of(
                                        bench,
                                        control,
                                        0,
                                        bench.far().memory(),
                                        ViaMemory.DATA_AT,
                                        100);
                        bench.near().send(pair.client(), write.immediate(77));
                        var told = bench.received(pair.server(), 0xB_0001);
                        expect(told.immediate(), 77);
                        expect(told.length(), 100);
                        bench.sent(pair.client(), 0xA_0001);
                    });
        }
        for (var level : List.of(LEVEL, HIGHEST)) {
            list.functional(
                    "RDMA read, and behind QFENCE a send of what was read, " + level,
                    bench -> {
                        var pair = bench.pair(level);
                        var other = bench.far().memory();
                        other.fill(0, 9_000, bench.random());
                        bench.far().receive(pair.server(), other.message(0, 20_000, 9_000));
                        bench.near()
                                .send(
                                        pair.client(),
                                        Rdma.read(bench, 0, other, ViaMemory.DATA_AT, 9_000));
                        var own = bench.near().memory();
                        bench.near()
                                .send(
                                        pair.client(),
                                        own.descriptor(1, VipDescriptor.QFENCE, 9_000)
                                                .data(own.data(0), own.handle(), 9_000));
                        bench.sent(pair.client(), 0x4_0001);
                        bench.sent(pair.client(), 0x0_0001);
                        bench.received(pair.server(), 0x1_0001);
                        expect(
                                Arrays.equals(other.bytes(0, 9_000), other.bytes(20_000, 9_000)),
                                "it has come back");
                    });
        }
    }

    private static void full(Cases list) {
        list.full(
                "flow-controlled: a send without a receive descriptor stays pending, and goes with one",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var done = new VipOut<VipDescriptor>();
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 8));
                    bench.turns(50_000);
                    expect(pair.client().sendDone(done), VipResult.NOT_DONE);
                    expect(ViaHost.stateOf(pair.server()), VipViState.CONNECTED);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 8));
                    bench.received(pair.server(), 0x1_0001);
                    bench.sent(pair.client(), 1);
                });
        list.full(
                "all slots pending: ERROR_RESOURCE, and all go",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var own = bench.near().memory();
                    for (int i = 0; i < VipNic.MAX_DESCRIPTORS; i++) {
                        bench.near().send(pair.client(), own.message(i, 0, 8));
                    }
                    expect(
                            pair.client().postSend(own.message(64, 0, 8), own.handle()),
                            VipResult.ERROR_RESOURCE);
                    for (int i = 0; i < VipNic.MAX_DESCRIPTORS; i++) {
                        bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 8));
                        bench.received(pair.server(), 0x1_0001);
                        bench.sent(pair.client(), 1);
                    }
                });
        list.full(
                "in IDLE and in ERROR: DESC_FLUSHED_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var own = bench.near().memory();
                    pair.server().disconnect();
                    bench.awaitState(pair.client(), VipViState.ERROR);
                    bench.near().send(pair.client(), own.message(0, 0, 8));
                    bench.sent(pair.client(), 0x21);
                    pair.client().disconnect();
                    bench.near().send(pair.client(), own.message(0, 0, 8));
                    bench.sent(pair.client(), 0x21);
                });
        list.full(
                "short and long ones in turn keep their order while both links lose words",
                bench -> stream(bench, HIGHEST, 300));
        list.full(
                "done at RELIABLE_RECEPTION: it lies there, even if the receiver's program does nothing",
                bench -> {
                    var pair = bench.pair(HIGHEST);
                    for (int i = 0; i < 2; i++) {
                        bench.far()
                                .receive(
                                        pair.server(),
                                        bench.far().memory().message(i, 8_192L * i, 5_000));
                    }
                    bench.turns(5_000);
                    bench.far().program(() -> {});
                    var own = bench.near().memory();
                    own.fill(0, 5_000, bench.random());
                    for (int i = 0; i < 2; i++) {
                        int length = i == 0 ? 8 : 5_000;
                        bench.near().send(pair.client(), own.message(i, 0, length));
                        bench.sent(pair.client(), 1);
                        expect(
                                Arrays.equals(
                                        bench.far().memory().bytes(8_192L * i, length),
                                        own.bytes(0, length)),
                                "%d bytes lie there".formatted(length));
                    }
                    bench.far().idle();
                    bench.received(pair.server(), 0x1_0001);
                });
        list.full(
                "an error at UNRELIABLE is its descriptor's: the next one goes",
                bench -> {
                    var pair = bench.pair(VipReliability.UNRELIABLE);
                    bench.near().send(pair.client(), bench.near().memory().descriptor(0, 3, 0));
                    bench.sent(pair.client(), 0x3);
                    message(bench, pair, 100, 1, 1);
                });
        list.full(
                "thousands of messages of up to 256 bytes, in order and whole (regress: 10^6)",
                bench -> stream(bench, LEVEL, Integer.getInteger("jetstream.via.stream", 3_000)));
    }

    /// Messages of up to 256 bytes, some longer, while both links lose words: each is whole, and in order.
    private static void stream(ViaBench bench, VipReliability level, int count) {
        var pair = bench.pair(level);
        for (int link = 0; link < 2; link++) {
            bench.ring().errorRate(link, 1e-6, bench.random());
        }
        var own = bench.near().memory();
        var other = bench.far().memory();
        var sent = new ArrayDeque<byte[]>();
        var done = new VipOut<VipDescriptor>();
        int slots = 32;
        int out = 0;
        for (int i = 0; i < slots; i++) {
            bench.far().receive(pair.server(), other.message(i, i * 4_096L, 4_096));
        }
        for (int in = 0; in < count; ) {
            while (out < count && out - in < slots) {
                int slot = out % slots;
                int length = bench.random().nextInt(out % 16 == 0 ? 4_096 : 257);
                own.fill(slot * 4_096L, length, bench.random());
                bench.near().send(pair.client(), own.message(slot, slot * 4_096L, length));
                sent.add(own.bytes(slot * 4_096L, length));
                out++;
            }
            var result = pair.server().recvDone(done);
            if (result == VipResult.SUCCESS) {
                var expected = sent.remove();
                int slot = in % slots;
                expect(other.slotOf(done.value()), slot);
                expect(done.value().length(), expected.length);
                expect(
                        Arrays.equals(other.bytes(slot * 4_096L, expected.length), expected),
                        "message %d is whole".formatted(in));
                bench.far().receive(pair.server(), other.message(slot, slot * 4_096L, 4_096));
                expect(other.slotOf(done.value()), slot);
                bench.sent(pair.client(), 1);
                in++;
            } else {
                expect(result, VipResult.NOT_DONE);
                bench.turns(100);
            }
        }
    }
}
