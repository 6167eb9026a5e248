package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.via.VipConnection;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipError;
import org.jetstreamlan.via.VipErrorCode;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViState;

/// Connections whose other end dies, or whose frames are lost.
final class LossCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;

    private LossCases() {}

    static void add(Cases list) {
        list.fullAlone(
                "the server's station dies before it answers: TIMEOUT",
                bench -> {
                    bench.serve(bench.far(), "dead", asked -> bench.ring().powerOff(1));
                    expect(
                            bench.ask(bench.near(), bench.near().vi(LEVEL), 1, "dead", 20),
                            VipResult.TIMEOUT);
                });
        list.fullAlone(
                "the client's station dies before it is answered: the server is in ERROR",
                bench -> {
                    var server = bench.far().vi(LEVEL);
                    var waiting = new ArrayList<VipConnection>();
                    bench.serve(bench.far(), "widow", waiting::add);
                    expect(
                            bench.ask(bench.near(), bench.near().vi(LEVEL), 1, "widow", 2),
                            VipResult.TIMEOUT);
                    bench.far().idle();
                    bench.ring().powerOff(0);
                    bench.near().program(() -> {});
                    var result = bench.far().nic().connectAccept(waiting.getFirst(), server);
                    if (result == VipResult.SUCCESS) {
                        lost(bench, server);
                    } else {
                        expect(result, VipResult.ERROR_RESOURCE);
                    }
                });
        list.fullAlone(
                "the server's station dies: the client is in ERROR, CONN_LOST",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.ring().powerOff(1);
                    bench.far().program(() -> {});
                    lost(bench, pair.client());
                    expect(
                            bench.near().errors(),
                            List.of(new VipError(VipErrorCode.CONN_LOST, pair.client())));
                });
        list.fullAlone(
                "the server's station dies with sends under way: none is done twice, all are told",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var memory = bench.near().memory();
                    for (int i = 0; i < 8; i++) {
                        bench.far()
                                .receive(
                                        pair.server(),
                                        bench.far().memory().message(i, 16_384, 4_096));
                        bench.near().send(pair.client(), memory.message(i, 0, 4_096));
                    }
                    bench.turns(2_000);
                    bench.ring().powerOff(1);
                    bench.far().program(() -> {});
                    lost(bench, pair.client());
                    var done = new VipOut<VipDescriptor>();
                    for (int i = 0; i < 8; i++) {
                        pair.client().sendDone(done);
                        expect(memory.slotOf(done.value()), i);
                    }
                    pair.client().sendDone(done);
                    expect(done.isEmpty(), "there are no more");
                });
        list.fullAlone(
                "at UNRELIABLE a loss is mended behind the programs, the client sends",
                bench -> loss(bench, true));
        list.fullAlone(
                "at UNRELIABLE a loss is mended behind the programs, the server sends",
                bench -> loss(bench, false));
        list.fullAlone(
                "the client's station dies: the server's receives are flushed",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 8));
                    bench.ring().powerOff(0);
                    bench.near().program(() -> {});
                    lost(bench, pair.server());
                    bench.received(pair.server(), 0x1_0021);
                });
    }

    /// No frame of host 0 arrives for long, then all do: some messages are lost, and the connection is there.
    private static void loss(ViaBench bench, boolean clientSends) {
        for (int i = 0; i < 2; i++) {
            bench.clan(i).breakTime(20_000);
        }
        var near = bench.near().vi(VipReliability.UNRELIABLE);
        var far = bench.far().vi(VipReliability.UNRELIABLE);
        if (clientSends) {
            bench.connect(near, far);
        } else {
            bench.connect(bench.far(), far, bench.near(), near);
        }
        var done = new VipOut<VipDescriptor>();
        for (int i = 0; i < 32; i++) {
            bench.far().receive(far, bench.far().memory().message(i, 0, 4_096));
        }
        for (int round = 0; round < 3; round++) {
            long breaks = bench.clan(0).counter(ClanCounter.BREAKS);
            for (int i = 0; i < 4; i++) {
                bench.near().send(near, bench.near().memory().message(i, 0, i % 2 * 4_000));
            }
            for (int i = 0; i < 12_000; i++) {
                bench.ring().damage(0, 3, 1);
                bench.pass(8);
                if (i % 16 == 0) {
                    bench.near().nic().turn();
                    bench.far().nic().turn();
                }
            }
            bench.turns(200_000);
            expect(bench.clan(0).counter(ClanCounter.BREAKS) > breaks, "it was lost");
            for (int i = 0; i < 4; i++) {
                expect(bench.near().memory().slotOf(bench.sent(near, 1)), i);
            }
            while (far.recvDone(done) == VipResult.SUCCESS) {
                expect(done.value().length() % 4_000, 0);
            }
            bench.near().send(near, bench.near().memory().message(9, 0, 77));
            expect(bench.received(far, 0x1_0001).length(), 77);
            bench.sent(near, 1);
        }
        bench.near().receive(near, bench.near().memory().message(40, 0, 8));
        bench.far().send(far, bench.far().memory().message(40, 0, 8));
        bench.received(near, 0x1_0001);
        expect(bench.near().errors(), List.of());
        expect(bench.far().errors(), List.of());
        expect(near.disconnect(), VipResult.SUCCESS);
        bench.awaitState(far, VipViState.ERROR);
    }

    /// Until nothing has been heard of the other end for long.
    private static void lost(ViaBench bench, VipVi vi) {
        boolean lost = false;
        for (int i = 0; i < 10 && !lost; i++) {
            lost = bench.await(() -> ViaHost.stateOf(vi) == VipViState.ERROR);
        }
        expect(lost, "the VI is in ERROR");
    }
}
