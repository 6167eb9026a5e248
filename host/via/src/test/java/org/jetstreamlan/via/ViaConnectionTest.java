package org.jetstreamlan.via;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jetstreamlan.via.ViaHosts.Host;
import org.junit.jupiter.api.Test;

/// Handles, attributes, states, and connections of client and server.
class ViaConnectionTest {
    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final ViaHosts hosts = new ViaHosts(2, seed);
    private final Host near = hosts.host(0);
    private final Host far = hosts.host(1);
    private final VipOut<VipConnection> asked = new VipOut<>();
    private final VipOut<VipRemoteAttributes> remote = new VipOut<>();
    private final VipOut<VipDescriptor> done = new VipOut<>();

    ViaConnectionTest() {
        System.out.println("via connections: -Djetstream.seed=" + seed);
    }

    private static VipViState stateOf(VipVi vi) {
        var state = new VipOut<VipViState>();
        assertThat(vi.query(state, new VipOut<>(), new VipOut<>())).isEqualTo(VipResult.SUCCESS);
        return state.value();
    }

    private VipResult ask(VipVi vi, int timeout) {
        return vi.connectRequest(
                ViaHosts.at(0, "client"), ViaHosts.at(1, "server"), timeout, remote);
    }

    /// What the server does each time that a request has come.
    private void serve(Runnable answer) {
        far.program =
                () -> {
                    var address = ViaHosts.at(1, "server");
                    if (far.nic.connectWait(address, 1, asked) == VipResult.SUCCESS) {
                        answer.run();
                    }
                    far.nic.turn();
                };
    }

    @Test
    void whatAViMayBe() {
        var level = VipReliability.UNRELIABLE;
        var foreign = far.ptag;
        var vi = new VipOut<VipVi>();
        record Case(VipViAttributes attributes, VipResult result) {}
        for (var one :
                List.of(
                        new Case(
                                new VipViAttributes(near.ptag, level, 0, 0, true, false),
                                VipResult.INVALID_MTU),
                        new Case(
                                new VipViAttributes(
                                        near.ptag,
                                        level,
                                        VipNic.MAX_TRANSFER_SIZE + 1,
                                        0,
                                        true,
                                        false),
                                VipResult.INVALID_MTU),
                        new Case(
                                new VipViAttributes(near.ptag, level, 1, 1, true, false),
                                VipResult.INVALID_QOS),
                        new Case(
                                new VipViAttributes(foreign, level, 1, 0, true, false),
                                VipResult.INVALID_PTAG),
                        new Case(
                                new VipViAttributes(near.ptag, level, 1, 0, true, true),
                                VipResult.INVALID_RDMAREAD))) {
            assertThat(near.nic.createVi(one.attributes(), vi)).isEqualTo(one.result());
            assertThat(near.nic.explanation()).isNotEmpty();
        }
    }

    @Test
    void endpointsTagsAndMemoryAreUsedUpAndGivenBack() {
        var attributes = new VipOut<VipNicAttributes>();
        assertThat(near.nic.query(attributes)).isEqualTo(VipResult.SUCCESS);
        var vis = new ArrayList<VipVi>();
        var vi = new VipOut<VipVi>();
        var wanted = VipViAttributes.of(near.ptag, VipReliability.RELIABLE_DELIVERY);
        var result = near.nic.createVi(wanted, vi);
        while (result == VipResult.SUCCESS) {
            vis.add(vi.value());
            result = near.nic.createVi(wanted, vi);
        }
        assertThat(result).isEqualTo(VipResult.ERROR_RESOURCE);
        assertThat(vis.size()).isEqualTo(attributes.value().maxVi());
        assertThat(near.nic.destroyPtag(near.ptag)).isEqualTo(VipResult.ERROR_RESOURCE);
        assertThat(near.nic.close()).isEqualTo(VipResult.ERROR_RESOURCE);
        for (var one : vis) {
            assertThat(one.destroy()).isEqualTo(VipResult.SUCCESS);
            assertThat(one.destroy()).isEqualTo(VipResult.INVALID_PARAMETER);
        }
        assertThat(near.nic.createVi(wanted, vi)).isEqualTo(VipResult.SUCCESS);
        assertThat(vi.value().destroy()).isEqualTo(VipResult.SUCCESS);
        assertThat(near.nic.destroyPtag(near.ptag)).isEqualTo(VipResult.SUCCESS);
        assertThat(near.nic.destroyPtag(near.ptag)).isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(near.nic.createVi(wanted, vi)).isEqualTo(VipResult.INVALID_PTAG);
        assertThat(near.nic.close()).isEqualTo(VipResult.SUCCESS);
        assertThat(near.nic.close()).isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(near.nic.createPtag(new VipOut<>())).isEqualTo(VipResult.INVALID_PARAMETER);
    }

    @Test
    void memoryIsRegisteredQueriedAndTakenBack() {
        var attributes = new VipMemAttributes(near.ptag, true, false);
        var handle = new VipOut<Integer>();
        var nic = near.nic;
        var memory = Arena.ofAuto().allocate(100);
        assertThat(nic.registerMem(memory.asSlice(0, 0), attributes, handle))
                .isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(nic.registerMem(MemorySegment.ofArray(new byte[9]), attributes, handle))
                .isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(nic.registerMem(memory, new VipMemAttributes(far.ptag, true, true), handle))
                .isEqualTo(VipResult.INVALID_PTAG);
        assertThat(nic.registerMem(memory.asSlice(13), attributes, handle))
                .isEqualTo(VipResult.SUCCESS);
        int first = handle.value();
        assertThat(nic.registerMem(memory.asSlice(13), attributes, handle))
                .isEqualTo(VipResult.SUCCESS);
        var read = new VipOut<VipMemAttributes>();
        assertThat(nic.queryMem(memory.asSlice(13), first, read)).isEqualTo(VipResult.SUCCESS);
        assertThat(read.value()).isEqualTo(attributes);
        assertThat(nic.queryMem(memory, first, read)).isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(nic.destroyPtag(near.ptag)).isEqualTo(VipResult.ERROR_RESOURCE);
        assertThat(nic.deregisterMem(memory, first)).isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(nic.deregisterMem(memory.asSlice(13), first)).isEqualTo(VipResult.SUCCESS);
        assertThat(nic.deregisterMem(memory.asSlice(13), first))
                .isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(nic.queryMem(memory.asSlice(13), handle.value(), read))
                .isEqualTo(VipResult.SUCCESS);
    }

    @Test
    void aRequestThatIsAcceptedTellsBothEndsOfEachOther() {
        var client = near.vi(VipReliability.RELIABLE_RECEPTION);
        var server =
                far.vi(
                        new VipViAttributes(
                                far.ptag,
                                VipReliability.RELIABLE_RECEPTION,
                                VipNic.MAX_TRANSFER_SIZE,
                                0,
                                false,
                                true));
        hosts.connect(client, server);
        assertThat(stateOf(client)).isEqualTo(VipViState.CONNECTED);
        assertThat(stateOf(server)).isEqualTo(VipViState.CONNECTED);
        assertThat(client.remoteAttributes())
                .isEqualTo(
                        new VipRemoteAttributes(
                                VipReliability.RELIABLE_RECEPTION,
                                VipNic.MAX_TRANSFER_SIZE,
                                false,
                                true));
        assertThat(ask(client, 1)).isEqualTo(VipResult.INVALID_STATE);
        assertThat(client.destroy()).isEqualTo(VipResult.INVALID_STATE);
    }

    @Test
    void aRequestIsRejectedOrFindsNobody() {
        var client = near.vi(VipReliability.RELIABLE_DELIVERY);
        assertThat(ask(client, 5)).isEqualTo(VipResult.NO_MATCH);
        assertThat(stateOf(client)).isEqualTo(VipViState.IDLE);
        serve(
                () -> {
                    assertThat(asked.value().remoteAddress()).isEqualTo(ViaHosts.at(0, "client"));
                    assertThat(far.nic.connectReject(asked.value())).isEqualTo(VipResult.SUCCESS);
                    assertThat(far.nic.connectReject(asked.value()))
                            .isEqualTo(VipResult.INVALID_PARAMETER);
                });
        assertThat(ask(client, 5)).isEqualTo(VipResult.REJECT);
        assertThat(stateOf(client)).isEqualTo(VipViState.IDLE);
        var nobody = ViaHosts.at(9, "server");
        assertThat(client.connectRequest(ViaHosts.at(0, ""), nobody, 1, remote))
                .isEqualTo(VipResult.TIMEOUT);
        var longName = ViaHosts.at(1, "x".repeat(65));
        assertThat(client.connectRequest(ViaHosts.at(0, ""), longName, 1, remote))
                .isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(near.nic.connectWait(ViaHosts.at(0, "x"), 1, asked))
                .isEqualTo(VipResult.TIMEOUT);
        assertThat(near.nic.connectWait(ViaHosts.at(1, "x"), 1, asked))
                .isEqualTo(VipResult.INVALID_PARAMETER);
    }

    /// A request that cannot be accepted with one VI can be with another.
    @Test
    void anAcceptWithAViThatDoesNotFit() {
        var client = near.vi(VipReliability.RELIABLE_DELIVERY);
        var other = far.vi(VipReliability.UNRELIABLE);
        var small =
                far.vi(
                        new VipViAttributes(
                                far.ptag, VipReliability.RELIABLE_DELIVERY, 64, 0, true, true));
        var fits = far.vi(VipReliability.RELIABLE_DELIVERY);
        var results = new ArrayList<VipResult>();
        serve(
                () -> {
                    for (var vi : List.of(other, small, fits, fits)) {
                        results.add(far.nic.connectAccept(asked.value(), vi));
                    }
                });
        assertThat(ask(client, 5)).isEqualTo(VipResult.SUCCESS);
        assertThat(results)
                .containsExactly(
                        VipResult.INVALID_RELIABILITY_LEVEL,
                        VipResult.INVALID_MTU,
                        VipResult.SUCCESS,
                        VipResult.INVALID_PARAMETER);
    }

    /// Who does not answer in time, and answers then, has a connection that is over.
    @Test
    void anAcceptThatComesTooLate() {
        var client = near.vi(VipReliability.RELIABLE_DELIVERY);
        var server = far.vi(VipReliability.RELIABLE_DELIVERY);
        boolean[] there = {false};
        serve(() -> there[0] = true);
        assertThat(ask(client, 2)).isEqualTo(VipResult.TIMEOUT);
        assertThat(there[0]).isTrue();
        assertThat(stateOf(client)).isEqualTo(VipViState.IDLE);
        far.program = far.nic::turn;
        assertThat(far.nic.connectAccept(asked.value(), server)).isEqualTo(VipResult.SUCCESS);
        assertThat(hosts.await(() -> stateOf(server) == VipViState.ERROR)).isTrue();
        assertThat(far.errors).containsExactly(new VipError(VipErrorCode.CONN_LOST, server));
        hosts.connect(client, far.vi(VipReliability.RELIABLE_DELIVERY));
    }

    @Test
    void aDisconnectFlushesInOrderAndTheOtherEndIsTold() {
        var client = near.vi(VipReliability.RELIABLE_DELIVERY);
        var server = far.vi(VipReliability.RELIABLE_DELIVERY);
        var memory = near.memory(8_192);
        var farMemory = far.memory(8_192);
        for (int round = 0; round < 3; round++) {
            // Posted before the connection: a receive stays, a send is flushed.
            client.postRecv(memory.descriptor(0).control(0, 0), memory.handle());
            client.postSend(memory.descriptor(512).control(0, 0), memory.handle());
            assertThat(client.sendDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
            assertThat(done.value().status()).isEqualTo(0x21);
            assertThat(client.recvDone(done)).isEqualTo(VipResult.NOT_DONE);
            hosts.connect(client, server);
            for (int i = 1; i < 8; i++) {
                client.postRecv(memory.descriptor(64L * i).control(0, 0), memory.handle());
                client.postSend(memory.descriptor(512 + 64L * i).control(0, 0), memory.handle());
            }
            server.postSend(farMemory.descriptor(0).control(0, 0), farMemory.handle());
            assertThat(server.sendWait(5, done)).isEqualTo(VipResult.SUCCESS);
            server.postRecv(farMemory.descriptor(64).control(0, 0), farMemory.handle());
            assertThat(client.sendWait(5, done)).isEqualTo(VipResult.SUCCESS);
            assertThat(done.value().address()).isEqualTo(memory.at(512 + 64));
            assertThat(client.disconnect()).isEqualTo(VipResult.SUCCESS);
            assertThat(stateOf(client)).isEqualTo(VipViState.IDLE);
            assertThat(client.destroy()).isEqualTo(VipResult.ERROR_RESOURCE);
            for (int i = 0; i < 8; i++) {
                assertThat(client.recvDone(done))
                        .isEqualTo(i == 0 ? VipResult.SUCCESS : VipResult.DESCRIPTOR_ERROR);
                assertThat(done.value().address()).isEqualTo(memory.at(64L * i));
                assertThat(done.value().status()).isEqualTo(i == 0 ? 0x1_0001 : 0x1_0021);
            }
            for (int i = 2; i < 8; i++) {
                assertThat(client.sendDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
                assertThat(done.value().address()).isEqualTo(memory.at(512 + 64L * i));
                assertThat(done.value().status()).isEqualTo(0x21);
            }
            assertThat(client.recvDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
            assertThat(done.isEmpty()).isTrue();
            assertThat(hosts.await(() -> stateOf(server) == VipViState.ERROR)).isTrue();
            assertThat(far.errors).containsExactly(new VipError(VipErrorCode.CONN_LOST, server));
            far.errors.clear();
            assertThat(server.recvDone(done)).isEqualTo(VipResult.SUCCESS);
            server.postRecv(farMemory.descriptor(128).control(0, 0), farMemory.handle());
            assertThat(server.recvDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
            assertThat(done.value().status()).isEqualTo(0x1_0021);
            assertThat(server.disconnect()).isEqualTo(VipResult.SUCCESS);
        }
        assertThat(client.destroy()).isEqualTo(VipResult.SUCCESS);
        assertThat(server.destroy()).isEqualTo(VipResult.SUCCESS);
    }

    @Test
    void aDescriptorOutsideOfRegisteredMemory() {
        var vi = near.vi(VipReliability.RELIABLE_DELIVERY);
        var memory = near.memory(256);
        var good = memory.descriptor(0).control(0, 0);
        assertThat(vi.postSend(good, memory.handle() + 1)).isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(vi.postRecv(memory.descriptor(8).control(0, 0), memory.handle()))
                .isEqualTo(VipResult.INVALID_PARAMETER);
        var last = memory.descriptor(192).control(0, 8).data(memory.at(0), memory.handle(), 4);
        last.data(memory.at(0), memory.handle(), 4);
        assertThat(vi.postRecv(last, memory.handle())).isEqualTo(VipResult.SUCCESS);
        assertThat(near.errors)
                .containsExactly(
                        new VipError(VipErrorCode.POST_DESC, vi),
                        new VipError(VipErrorCode.POST_DESC, vi));
    }

    /// All slots, then none until one is taken back.
    @Test
    void aWorkQueueHasSoManySlots() {
        var vi = near.vi(VipReliability.RELIABLE_DELIVERY);
        var memory = near.memory(8_192);
        for (int i = 0; i < VipNic.MAX_DESCRIPTORS; i++) {
            assertThat(vi.postRecv(memory.descriptor(64L * i).control(0, 0), memory.handle()))
                    .isEqualTo(VipResult.SUCCESS);
        }
        var more = memory.descriptor(4_096).control(0, 0);
        assertThat(vi.postRecv(more, memory.handle())).isEqualTo(VipResult.ERROR_RESOURCE);
        assertThat(vi.disconnect()).isEqualTo(VipResult.SUCCESS);
        assertThat(vi.recvDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
        assertThat(vi.postRecv(more, memory.handle())).isEqualTo(VipResult.SUCCESS);
    }

    // ---- completion queues

    @Test
    void aCompletionQueueTellsOfSeveralVis() {
        var cq = new VipOut<VipCq>();
        assertThat(far.nic.createCq(0, cq)).isEqualTo(VipResult.INVALID_PARAMETER);
        assertThat(far.nic.createCq(2, cq)).isEqualTo(VipResult.SUCCESS);
        var queue = cq.value();
        var memory = near.memory(8_192);
        var farMemory = far.memory(8_192);
        var clients = new ArrayList<VipVi>();
        var servers = new ArrayList<VipVi>();
        for (int i = 0; i < 3; i++) {
            clients.add(near.vi(VipReliability.RELIABLE_DELIVERY));
            var server = new VipOut<VipVi>();
            var attributes = VipViAttributes.of(far.ptag, VipReliability.RELIABLE_DELIVERY);
            assertThat(far.nic.createVi(attributes, queue, queue, server))
                    .isEqualTo(VipResult.SUCCESS);
            servers.add(server.value());
            hosts.connect(clients.get(i), servers.get(i));
            servers.get(i)
                    .postRecv(farMemory.descriptor(64L * i).control(0, 0), farMemory.handle());
        }
        var entry = new VipOut<VipCq.Entry>();
        assertThat(queue.done(entry)).isEqualTo(VipResult.NOT_DONE);
        assertThat(queue.await(1, entry)).isEqualTo(VipResult.TIMEOUT);
        assertThat(servers.get(0).recvWait(1, done)).isEqualTo(VipResult.INVALID_STATE);
        for (int i = 2; i >= 0; i--) {
            var client = clients.get(i);
            client.postSend(memory.descriptor(64L * i).control(0, 0), memory.handle());
            assertThat(client.sendWait(5, done)).isEqualTo(VipResult.SUCCESS);
            far.nic.turn();
        }
        assertThat(queue.resize(1)).isEqualTo(VipResult.ERROR_RESOURCE);
        for (int i = 2; i >= 0; i--) {
            assertThat(queue.await(5, entry)).isEqualTo(VipResult.SUCCESS);
            assertThat(entry.value()).isEqualTo(new VipCq.Entry(servers.get(i), true));
            assertThat(servers.get(i).recvDone(done)).isEqualTo(VipResult.SUCCESS);
            assertThat(queue.resize(1 + i)).isEqualTo(VipResult.SUCCESS);
        }
        assertThat(queue.destroy()).isEqualTo(VipResult.ERROR_RESOURCE);
        for (var server : servers) {
            assertThat(server.disconnect()).isEqualTo(VipResult.SUCCESS);
            assertThat(server.destroy()).isEqualTo(VipResult.SUCCESS);
        }
        assertThat(queue.destroy()).isEqualTo(VipResult.SUCCESS);
        assertThat(queue.done(entry)).isEqualTo(VipResult.INVALID_PARAMETER);
    }

    // ---- handlers

    /// A handler is called once, and may post the next descriptor and ask for the next call.
    @Test
    void handlersAreCalledOnceEach() {
        var client = near.vi(VipReliability.RELIABLE_DELIVERY);
        var cq = new VipOut<VipCq>();
        far.nic.createCq(4, cq);
        var made = new VipOut<VipVi>();
        var attributes = VipViAttributes.of(far.ptag, VipReliability.RELIABLE_DELIVERY);
        far.nic.createVi(attributes, cq.value(), null, made);
        var server = made.value();
        hosts.connect(client, server);
        var memory = near.memory(4_096);
        var farMemory = far.memory(4_096);
        var sent = new ArrayList<Long>();
        var received = new ArrayList<Long>();
        BiConsumer<VipVi, VipDescriptor> again =
                (vi, descriptor) -> {
                    received.add(descriptor.address());
                    vi.postRecv(descriptor.control(0, 0), farMemory.handle());
                };
        server.postRecv(farMemory.descriptor(0).control(0, 0), farMemory.handle());
        assertThat(server.recvNotify(again)).isEqualTo(VipResult.SUCCESS);
        assertThat(client.sendNotify((vi, descriptor) -> sent.add(descriptor.address())))
                .isEqualTo(VipResult.SUCCESS);
        for (int i = 0; i < 2; i++) {
            client.postSend(memory.descriptor(64L * i).control(0, 0), memory.handle());
        }
        assertThat(client.sendWait(5, done)).isEqualTo(VipResult.SUCCESS);
        assertThat(done.value().address()).isEqualTo(memory.at(64));
        assertThat(server.recvWait(5, done)).isEqualTo(VipResult.SUCCESS);
        assertThat(sent).containsExactly(memory.at(0));
        assertThat(received).containsExactly(farMemory.at(0));
        assertThat(server.sendNotify(again)).isEqualTo(VipResult.INVALID_STATE);
        var entries = new ArrayList<VipCq.Entry>();
        assertThat(cq.value().notify((queue, entry) -> entries.add(entry)))
                .isEqualTo(VipResult.SUCCESS);
        client.postRecv(memory.descriptor(128).control(0, 0), memory.handle());
        server.postSend(farMemory.descriptor(128).control(0, 0), farMemory.handle());
        assertThat(client.recvWait(5, done)).isEqualTo(VipResult.SUCCESS);
        assertThat(hosts.await(() -> !entries.isEmpty())).isTrue();
        assertThat(entries).containsExactly(new VipCq.Entry(server, false));
        assertThat(server.sendDone(done)).isEqualTo(VipResult.SUCCESS);
    }
}
