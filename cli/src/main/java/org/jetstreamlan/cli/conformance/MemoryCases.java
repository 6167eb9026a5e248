package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipViState;

/// Registered memory.
final class MemoryCases {
    private static final VipReliability LEVEL = VipReliability.RELIABLE_RECEPTION;

    private MemoryCases() {}

    private static VipResult register(ViaHost host, MemorySegment memory) {
        return host.nic()
                .registerMem(memory, new VipMemAttributes(host.tag(), true, true), new VipOut<>());
    }

    private static VipResult deregister(ViaHost host, ViaMemory memory) {
        return host.nic().deregisterMem(memory.segment(), memory.handle());
    }

    static List<Case> list() {
        var list = new Cases(Row.MEMORY);
        list.early(
                "any memory is registered and taken back",
                bench ->
                        expect(
                                deregister(bench.near(), bench.near().memory(5_000, true, true)),
                                VipResult.SUCCESS));
        list.early(
                "memory of any address and length: 1 to 40 bytes at each of 8 places",
                bench -> {
                    var memory = Arena.ofAuto().allocate(64, 8);
                    for (int length = 1; length <= 40; length += 13) {
                        for (int at = 0; at < 8; at++) {
                            expect(
                                    register(bench.near(), memory.asSlice(at, length)),
                                    VipResult.SUCCESS);
                        }
                    }
                });
        list.early(
                "16 MiB",
                bench ->
                        expect(
                                deregister(bench.near(), bench.near().memory(16 << 20, true, true)),
                                VipResult.SUCCESS));
        functional(list);
        full(list);
        return list.list();
    }

    private static void functional(Cases list) {
        list.functional(
                "no bytes: INVALID_PARAMETER",
                bench ->
                        expect(
                                register(bench.near(), Arena.ofAuto().allocate(8).asSlice(0, 0)),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "memory without an address, on the heap: INVALID_PARAMETER",
                bench ->
                        expect(
                                register(bench.near(), MemorySegment.ofArray(new byte[9])),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "another NIC's protection tag: INVALID_PTAG",
                bench ->
                        expect(
                                bench.near()
                                        .nic()
                                        .registerMem(
                                                bench.near().memory().segment(),
                                                new VipMemAttributes(bench.far().tag(), true, true),
                                                new VipOut<>()),
                                VipResult.INVALID_PTAG));
        list.functional(
                "an unknown handle is not taken back: INVALID_PARAMETER",
                bench ->
                        expect(
                                bench.near()
                                        .nic()
                                        .deregisterMem(bench.near().memory().segment(), 17),
                                VipResult.INVALID_PARAMETER));
        list.functional(
                "a handle with another address is not taken back: INVALID_PARAMETER",
                bench -> {
                    var memory = bench.near().memory();
                    expect(
                            bench.near()
                                    .nic()
                                    .deregisterMem(memory.segment().asSlice(1), memory.handle()),
                            VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "memory is taken back once",
                bench -> {
                    var memory = bench.near().memory(64, true, true);
                    expect(deregister(bench.near(), memory), VipResult.SUCCESS);
                    expect(deregister(bench.near(), memory), VipResult.INVALID_PARAMETER);
                });
        list.functional(
                "memory without EnableRdmaRead is not read: RDMA_PROT_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var shut = bench.far().memory(64, true, false);
                    bench.near().send(pair.client(), Rdma.read(bench, 0, shut, 0, 8));
                    bench.sent(pair.client(), 0x4_0081);
                });
        list.functional(
                "memory without EnableRdmaWrite is not written: RDMA_PROT_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var shut = bench.far().memory(64, false, true);
                    bench.near().memory().fill(0, 8, bench.random());
                    bench.near().send(pair.client(), Rdma.write(bench, 0, shut, 0, 8));
                    bench.sent(pair.client(), 0x2_0081);
                    expect(shut.segment().mismatch(Arena.ofAuto().allocate(64)), -1L);
                });
    }

    private static void full(Cases list) {
        list.full(
                "all regions are used: ERROR_RESOURCE; they come back",
                bench -> {
                    var host = bench.near();
                    int[] counts = new int[2];
                    for (int round = 0; round < 2; round++) {
                        var handles = new ArrayList<Integer>();
                        var handle = new VipOut<Integer>();
                        var attributes = new VipMemAttributes(host.tag(), true, true);
                        var memory = host.memory().segment();
                        var result = host.nic().registerMem(memory, attributes, handle);
                        while (result == VipResult.SUCCESS) {
                            handles.add(handle.value());
                            result = host.nic().registerMem(memory, attributes, handle);
                        }
                        expect(result, VipResult.ERROR_RESOURCE);
                        counts[round] = handles.size();
                        for (int one : handles) {
                            expect(host.nic().deregisterMem(memory, one), VipResult.SUCCESS);
                        }
                    }
                    expect(counts[0] > 100 && counts[0] == counts[1], "as many: " + counts[1]);
                });
        list.full(
                "the same memory twice: two handles, either may go",
                bench -> {
                    var memory = bench.far().memory(64, true, true);
                    var again = new VipOut<Integer>();
                    bench.far()
                            .nic()
                            .registerMem(
                                    memory.segment(),
                                    new VipMemAttributes(bench.far().tag(), true, true),
                                    again);
                    expect(deregister(bench.far(), memory), VipResult.SUCCESS);
                    var pair = bench.pair(LEVEL);
                    var left = new ViaMemory(memory.segment(), again.value());
                    bench.near().send(pair.client(), Rdma.write(bench, 0, left, 0, 8));
                    bench.sent(pair.client(), 0x2_0001);
                });
        list.full(
                "taken back under a receive that the peer knows of: PROTECTION_ERROR, nothing is written",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var memory = bench.far().memory(64, false, false);
                    var descriptor = bench.far().memory().descriptor(0, 0, 0);
                    bench.far()
                            .receive(
                                    pair.server(),
                                    descriptor.data(memory.at(0), memory.handle(), 64));
                    bench.turns(5_000);
                    expect(deregister(bench.far(), memory), VipResult.SUCCESS);
                    bench.near().memory().fill(0, 64, bench.random());
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 64));
                    bench.received(pair.server(), 0x1_0005);
                    bench.awaitState(pair.client(), VipViState.ERROR);
                    expect(memory.segment().mismatch(Arena.ofAuto().allocate(64)), -1L);
                });
        list.full(
                "taken back under a receive at UNRELIABLE: PROTECTION_ERROR, the next one is good",
                bench -> {
                    var pair = bench.pair(VipReliability.UNRELIABLE);
                    var memory = bench.far().memory(4_096, false, false);
                    var own = bench.far().memory();
                    bench.far()
                            .receive(
                                    pair.server(),
                                    own.descriptor(0, 0, 0)
                                            .data(memory.at(0), memory.handle(), 4_096));
                    bench.far().receive(pair.server(), own.message(1, 0, 4_096));
                    bench.turns(5_000);
                    expect(deregister(bench.far(), memory), VipResult.SUCCESS);
                    bench.near().memory().fill(0, 8_192, bench.random());
                    bench.near().send(pair.client(), bench.near().memory().message(0, 0, 4_096));
                    bench.near()
                            .send(pair.client(), bench.near().memory().message(1, 4_096, 4_096));
                    bench.received(pair.server(), 0x1_0005);
                    bench.received(pair.server(), 0x1_0001);
                    expect(memory.segment().mismatch(Arena.ofAuto().allocate(4_096)), -1L);
                    expect(
                            List.of(own.bytes(0, 4_096).length),
                            List.of(bench.near().memory().bytes(4_096, 4_096).length));
                });
        list.full(
                "taken back under a send that waits: PROTECTION_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var memory = bench.near().memory(64, false, false);
                    var descriptor = bench.near().memory().descriptor(0, 0, 64);
                    bench.near()
                            .send(
                                    pair.client(),
                                    descriptor.data(memory.at(0), memory.handle(), 64));
                    expect(deregister(bench.near(), memory), VipResult.SUCCESS);
                    bench.far().receive(pair.server(), bench.far().memory().message(0, 0, 64));
                    bench.sent(pair.client(), 0x5);
                });
        list.full(
                "taken back before the peer's RDMA write: RDMA_PROT_ERROR",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var memory = bench.far().memory(64, true, true);
                    deregister(bench.far(), memory);
                    bench.near().send(pair.client(), Rdma.write(bench, 0, memory, 0, 8));
                    bench.sent(pair.client(), 0x2_0081);
                });
        list.full(
                "taken back while the peer reads it: RDMA_PROT_ERROR, or all was read before",
                bench -> {
                    var pair = bench.pair(LEVEL);
                    var memory = bench.far().memory(100_000, true, true);
                    bench.near().send(pair.client(), Rdma.read(bench, 0, memory, 0, 100_000));
                    bench.pass(2_000);
                    deregister(bench.far(), memory);
                    bench.sent(pair.client(), 0x4_0081);
                });
    }
}
