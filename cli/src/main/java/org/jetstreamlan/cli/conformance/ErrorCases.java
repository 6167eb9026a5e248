package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipError;
import org.jetstreamlan.via.VipErrorCode;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViState;

/// Asynchronous errors and names: what a NIC tells of others.
final class ErrorCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_DELIVERY;

    private ErrorCases() {}

    /// The server's program, and nobody else, is told this.
    private static void told(ViaBench bench, ViaBench.Pair pair, VipErrorCode code) {
        bench.awaitState(pair.server(), VipViState.ERROR);
        expect(bench.far().errors(), List.of(new VipError(code, pair.server())));
    }

    /// An RDMA of the client that must not be.
    private static void violates(ViaBench bench, VipDescriptor wrong, VipErrorCode code) {
        var pair = bench.pair(LEVEL);
        bench.near().send(pair.client(), wrong);
        told(bench, pair, code);
    }

    static List<Case> errors() {
        var list = new Cases(Row.ERRORS);
        list.early(
                "the handler is called",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    vi.postSend(bench.near().memory().message(0, 0, 8), 1);
                    expect(
                            bench.near().errors(),
                            List.of(new VipError(VipErrorCode.POST_DESC, vi)));
                });
        list.functional(
                "POST_DESC of a receive",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    vi.postRecv(bench.near().memory().message(0, 0, 8), 1);
                    expect(
                            bench.near().errors(),
                            List.of(new VipError(VipErrorCode.POST_DESC, vi)));
                });
        list.functional(
                "CONN_LOST: the other end disconnects",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    pair.client().disconnect();
                    told(bench, pair, VipErrorCode.CONN_LOST);
                });
        list.functional(
                "CONN_LOST: a descriptor of the other end fails",
                bench ->
                        violates(
                                bench,
                                bench.near().memory().descriptor(0, 3, 0),
                                VipErrorCode.CONN_LOST));
        list.functional(
                "RDMAW_PROT: no such memory",
                bench -> {
                    var shut = bench.far().memory(64, true, true);
                    bench.far().nic().deregisterMem(shut.segment(), shut.handle());
                    violates(bench, Rdma.write(bench, 0, shut, 0, 8), VipErrorCode.RDMAW_PROT);
                });
        list.functional(
                "RDMAW_PROT: memory without the right",
                bench ->
                        violates(
                                bench,
                                Rdma.write(bench, 0, bench.far().memory(64, false, true), 0, 8),
                                VipErrorCode.RDMAW_PROT));
        list.functional(
                "RDMAW_PROT: beyond the memory",
                bench ->
                        violates(
                                bench,
                                Rdma.write(bench, 0, bench.far().memory(64, true, true), 60, 8),
                                VipErrorCode.RDMAW_PROT));
        list.functional(
                "RDMAR_PROT: a read of memory without the right",
                bench ->
                        violates(
                                bench,
                                Rdma.read(bench, 0, bench.far().memory(64, true, false), 0, 8),
                                VipErrorCode.RDMAR_PROT));
        list.functional(
                "RDMAW_DATA: the bus refuses the data; the sender has REMOTE_DESC_ERROR at the highest level",
                bench -> {
                    var pair = bench.pair(VipReliability.RELIABLE_RECEPTION);
                    var memory = bench.far().memory(64, true, true);
                    bench.refuse(1, memory.segment());
                    bench.near().send(pair.client(), Rdma.write(bench, 0, memory, 0, 8));
                    bench.sent(pair.client(), 0x2_0101);
                    told(bench, pair, VipErrorCode.RDMAW_DATA);
                });
        list.functional(
                "CATASTROPHIC: the own bus refuses what is sent; TRANSPORT_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var memory = bench.near().memory(4_096, true, true);
                    bench.refuse(0, memory.segment());
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 4_096));
                    bench.near()
                            .send(
                                    pair.client(),
                                    bench.near()
                                            .memory()
                                            .descriptor(0, 0, 4_096)
                                            .data(memory.at(0), memory.handle(), 4_096));
                    bench.sent(pair.client(), 0x41);
                    expect(
                            bench.near().errors(),
                            List.of(new VipError(VipErrorCode.CATASTROPHIC, pair.client())));
                });
        list.functional(
                "at UNRELIABLE a violation is dropped: the connection stays",
                bench -> {
                    var pair = bench.pair(VipReliability.UNRELIABLE);
                    bench.near()
                            .send(
                                    pair.client(),
                                    Rdma.write(
                                            bench, 0, bench.far().memory(64, false, true), 0, 8));
                    bench.sent(pair.client(), 0x2_0001);
                    bench.turns(10_000);
                    expect(ViaHost.stateOf(pair.server()), VipViState.CONNECTED);
                });
        list.full(
                "a handler may call functions: Disconnect from within it",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var results = new ArrayList<VipResult>();
                    bench.far().nic().errorCallback(error -> results.add(error.vi().disconnect()));
                    pair.client().disconnect();
                    bench.awaitState(pair.server(), VipViState.IDLE);
                    expect(results, List.of(VipResult.SUCCESS));
                });
        list.full(
                "a handler may set another one",
                bench -> {
                    var vi = bench.near().vi(LEVEL);
                    var told = new ArrayList<VipError>();
                    bench.near()
                            .nic()
                            .errorCallback(_ -> bench.near().nic().errorCallback(told::add));
                    for (int i = 0; i < 3; i++) {
                        vi.postSend(bench.near().memory().message(0, 0, 8), 1);
                    }
                    expect(told.size(), 2);
                });
        list.full(
                "behind CloseNic no handler is called",
                bench -> {
                    var nic = bench.near().open();
                    var told = new ArrayList<VipError>();
                    nic.errorCallback(told::add);
                    nic.close();
                    expect(nic.errorCallback(told::add), VipResult.INVALID_PARAMETER);
                    bench.turns(1_000);
                    expect(told, List.of());
                });
        return list.list();
    }

    // ---- names

    private static VipResult byName(ViaBench bench, String name, int index) {
        return bench.near().nic().nsGetHostByName(name, index, new VipOut<>());
    }

    static List<Case> names() {
        var list = new Cases(Row.NAMES);
        list.early(
                "the service is turned on and off",
                bench -> {
                    expect(bench.near().nic().nsInit(), VipResult.SUCCESS);
                    expect(bench.near().nic().nsShutdown(), VipResult.SUCCESS);
                });
        list.early(
                "a station is found by its name",
                bench -> {
                    bench.near().nic().nsInit();
                    var out = new VipOut<org.jetstreamlan.via.VipAddress>();
                    expect(bench.near().nic().nsGetHostByName("odd", 0, out), VipResult.SUCCESS);
                    expect(out.value(), ViaBench.at(1, ""));
                });
        list.early(
                "a station is found by the digits of its address",
                bench -> {
                    bench.near().nic().nsInit();
                    expect(
                            byName(bench, "%012x".formatted(ViaBench.address(1)), 0),
                            VipResult.SUCCESS);
                });
        list.early(
                "a station's name is found by its address",
                bench -> {
                    bench.near().nic().nsInit();
                    var out = new VipOut<String>();
                    expect(
                            bench.near().nic().nsGetHostByAddr(ViaBench.at(1, "x"), 64, out),
                            VipResult.SUCCESS);
                    expect(out.value(), "odd");
                });
        list.functional(
                "an unknown name: ERROR_NAMESERVICE",
                bench -> {
                    bench.near().nic().nsInit();
                    expect(byName(bench, "nobody", 0), VipResult.ERROR_NAMESERVICE);
                });
        list.functional(
                "behind the last one of a name: ERROR_NAMESERVICE",
                bench -> {
                    bench.near().nic().nsInit();
                    expect(byName(bench, "odd", 1), VipResult.ERROR_NAMESERVICE);
                });
        list.functional(
                "an unknown address: ERROR_NAMESERVICE",
                bench -> {
                    bench.near().nic().nsInit();
                    expect(
                            bench.near()
                                    .nic()
                                    .nsGetHostByAddr(ViaBench.at(9, ""), 64, new VipOut<>()),
                            VipResult.ERROR_NAMESERVICE);
                });
        list.functional(
                "no name, or a place below 0: INVALID_PARAMETER",
                bench -> {
                    bench.near().nic().nsInit();
                    expect(byName(bench, "", 0), VipResult.INVALID_PARAMETER);
                    expect(byName(bench, "odd", -1), VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "too little room for the name: INVALID_PARAMETER, and it says how much it takes",
                bench -> {
                    bench.near().nic().nsInit();
                    expect(
                            bench.near()
                                    .nic()
                                    .nsGetHostByAddr(ViaBench.at(1, ""), 2, new VipOut<>()),
                            VipResult.INVALID_PARAMETER);
                    expect(bench.near().nic().explanation().contains("3 bytes"), "3 bytes");
                });
        list.functional(
                "before NSInit and behind NSShutdown: ERROR_NAMESERVICE; on twice, too",
                bench -> {
                    var nic = bench.near().nic();
                    expect(byName(bench, "odd", 0), VipResult.ERROR_NAMESERVICE);
                    expect(nic.nsShutdown(), VipResult.ERROR_NAMESERVICE);
                    nic.nsInit();
                    expect(nic.nsInit(), VipResult.ERROR_NAMESERVICE);
                    nic.nsShutdown();
                    expect(
                            nic.nsGetHostByAddr(ViaBench.at(1, ""), 64, new VipOut<>()),
                            VipResult.ERROR_NAMESERVICE);
                });
        list.fullAlone(
                "a station that goes is found no more",
                bench -> {
                    bench.near().nic().nsInit();
                    bench.far().program(() -> {});
                    bench.ring().powerOff(1);
                    expect(
                            bench.await(
                                    () -> byName(bench, "odd", 0) == VipResult.ERROR_NAMESERVICE),
                            "it is not found");
                });
        list.fullAlone(
                "a station that comes back is found again",
                bench -> {
                    bench.near().nic().nsInit();
                    bench.claim(0);
                    expect(
                            bench.await(
                                    () -> byName(bench, "odd", 0) == VipResult.ERROR_NAMESERVICE),
                            "while the ring comes up nobody is found");
                    expect(
                            bench.await(() -> byName(bench, "odd", 0) == VipResult.SUCCESS),
                            "it is found again");
                });
        return list.list();
    }
}
