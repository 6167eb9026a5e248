package org.jetstreamlan.via;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.jetstreamlan.via.ViaHosts.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sends, receives and RDMA between two hosts.
class ViaTransferTest {
    private static final int DATA_AT = 0x1_0000;
    private static final int BYTES = 0x4_0000;

    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final ViaHosts hosts = new ViaHosts(2, seed);
    private final Memory near = hosts.host(0).memory(BYTES);
    private final Memory far = hosts.host(1).memory(BYTES);
    private final VipOut<VipDescriptor> done = new VipOut<>();

    ViaTransferTest() {
        System.out.println("via transfers: -Djetstream.seed=" + seed);
    }

    private record Pair(VipVi client, VipVi server) {}

    private Pair pair(VipReliability level) {
        var pair = new Pair(hosts.host(0).vi(level), hosts.host(1).vi(level));
        hosts.connect(pair.client(), pair.server());
        return pair;
    }

    private static byte[] bytes(Memory memory, long at, int count) {
        return memory.segment().asSlice(at, count).toArray(ValueLayout.JAVA_BYTE);
    }

    private void fill(Memory memory, long at, int count) {
        for (int i = 0; i < count; i++) {
            memory.segment().set(ValueLayout.JAVA_BYTE, at + i, (byte) random.nextInt());
        }
    }

    /// Adds data segments, up to `most`, with `count` bytes in all, from DATA_AT + `at` on.
    private VipDescriptor cut(
            VipDescriptor descriptor, Memory memory, long at, int count, int most) {
        int left = count;
        long place = DATA_AT + at;
        for (int i = 0; i < most && left > 0; i++) {
            int length = i == most - 1 ? left : random.nextInt(left + 1);
            descriptor.data(memory.at(place), memory.handle(), length);
            place += length;
            left -= length;
        }
        return descriptor;
    }

    private void post(VipVi vi, Memory memory, VipDescriptor descriptor, boolean receive) {
        var result =
                receive
                        ? vi.postRecv(descriptor, memory.handle())
                        : vi.postSend(descriptor, memory.handle());
        assertThat(result).isEqualTo(VipResult.SUCCESS);
    }

    private static VipViState stateOf(VipVi vi) {
        var state = new VipOut<VipViState>();
        assertThat(vi.query(state, new VipOut<>(), new VipOut<>())).isEqualTo(VipResult.SUCCESS);
        return state.value();
    }

    private int status(VipVi vi, boolean receive, VipResult expected) {
        var result = receive ? vi.recvWait(20, done) : vi.sendWait(20, done);
        assertThat(result).isEqualTo(expected);
        return done.value().status();
    }

    // ---- sends

    /// Messages of any length in any segments, while both links lose words; done in order.
    @ParameterizedTest
    @EnumSource
    void messagesComeWholeAndInOrder(VipReliability level) {
        var pair = pair(level);
        for (int link = 0; link < 2; link++) {
            hosts.adapters.ring().errorRate(link, 1e-5, new Random(seed + link));
        }
        var sent = new ArrayDeque<byte[]>();
        int slots = 8;
        int slot = 4_096 * 4;
        int out = 0;
        int in = 0;
        int posted = 0;
        while (in < 60) {
            if (posted - in < slots && random.nextBoolean()) {
                long at = (long) (posted % slots) * slot;
                var descriptor = far.descriptor(posted % slots * 512L).control(0, 0);
                post(pair.server(), far, cut(descriptor, far, at, slot, 16), true);
                posted++;
            }
            if (out - in < slots && out < 60) {
                int length = random.nextInt(3) == 0 ? random.nextInt(slot) : random.nextInt(64);
                long at = (long) (out % slots) * slot;
                fill(near, DATA_AT + at, length);
                var descriptor = near.descriptor(out % slots * 512L);
                descriptor.control(VipDescriptor.IMMEDIATE, length).immediate(out * 3);
                post(pair.client(), near, cut(descriptor, near, at, length, 16), false);
                sent.add(bytes(near, DATA_AT + at, length));
                out++;
            }
            hosts.await(() -> false, 500);
            while (pair.server().recvDone(done) == VipResult.SUCCESS) {
                var expected = sent.remove();
                assertThat(done.value().address()).isEqualTo(far.at(in % slots * 512L));
                assertThat(done.value().status()).isEqualTo(0x9_0001);
                assertThat(done.value().immediate()).isEqualTo(in * 3);
                assertThat(done.value().length()).isEqualTo(expected.length);
                long at = DATA_AT + (long) (in % slots) * slot;
                assertThat(bytes(far, at, expected.length)).isEqualTo(expected);
                assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0x8_0001);
                assertThat(done.value().address()).isEqualTo(near.at(in % slots * 512L));
                in++;
            }
        }
        assertThat(hosts.host(0).errors).isEmpty();
    }

    /// A send never meets an empty receive queue: it stays pending.
    @Test
    void aSendWaitsForAReceiveDescriptor() {
        var pair = pair(VipReliability.RELIABLE_DELIVERY);
        post(pair.client(), near, near.descriptor(0).control(0, 0), false);
        assertThat(pair.client().sendWait(1, done)).isEqualTo(VipResult.TIMEOUT);
        assertThat(pair.client().sendDone(done)).isEqualTo(VipResult.NOT_DONE);
        assertThat(pair.server().recvDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
        assertThat(done.isEmpty()).isTrue();
        post(pair.server(), far, far.descriptor(0).control(0, 0), true);
        assertThat(status(pair.server(), true, VipResult.SUCCESS)).isEqualTo(0x1_0001);
        assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0x0_0001);
    }

    /// Each segment of a posted receive descriptor is a region of the adapter, until it is done.
    @Test
    void regionsAreUsedUpAndGivenBack() {
        var server = hosts.host(1).vi(VipReliability.RELIABLE_DELIVERY);
        int[] counts = new int[2];
        for (int round = 0; round < counts.length; round++) {
            var descriptor = far.descriptor(0).control(0, 0);
            for (int i = 0; i < VipNic.MAX_SEGMENTS; i++) {
                descriptor.data(far.at(DATA_AT), far.handle(), 8);
            }
            while (server.postRecv(descriptor, far.handle()) == VipResult.SUCCESS) {
                counts[round]++;
            }
            assertThat(server.postRecv(descriptor, far.handle()))
                    .isEqualTo(VipResult.ERROR_RESOURCE);
            assertThat(server.disconnect()).isEqualTo(VipResult.SUCCESS);
            for (int i = 0; i < counts[round]; i++) {
                assertThat(server.recvDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
            }
        }
        assertThat(counts[0]).isBetween(16, VipNic.MAX_DESCRIPTORS - 1).isEqualTo(counts[1]);
    }

    @ParameterizedTest
    @EnumSource
    void aReceiveDescriptorThatIsTooShort(VipReliability level) {
        var pair = pair(level);
        post(pair.server(), far, cut(far.descriptor(0).control(0, 0), far, 0, 99, 3), true);
        post(pair.server(), far, cut(far.descriptor(512).control(0, 0), far, 512, 200, 3), true);
        fill(near, DATA_AT, 100);
        post(pair.client(), near, cut(near.descriptor(0).control(0, 100), near, 0, 100, 2), false);
        assertThat(status(pair.server(), true, VipResult.DESCRIPTOR_ERROR)).isEqualTo(0x1_0009);
        assertThat(bytes(far, DATA_AT, 99)).containsOnly(0);
        if (level.isReliable()) {
            assertThat(status(pair.server(), true, VipResult.DESCRIPTOR_ERROR)).isEqualTo(0x1_0021);
            assertThat(stateOf(pair.server())).isEqualTo(VipViState.ERROR);
            assertThat(hosts.await(() -> stateOf(pair.client()) == VipViState.ERROR)).isTrue();
        }
        boolean told = level == VipReliability.RELIABLE_RECEPTION;
        int status =
                status(pair.client(), false, told ? VipResult.DESCRIPTOR_ERROR : VipResult.SUCCESS);
        assertThat(status).isEqualTo(told ? 0x101 : 0x001);
        if (!level.isReliable()) {
            var again = near.descriptor(512).control(0, 100);
            post(pair.client(), near, cut(again, near, 0, 100, 2), false);
            assertThat(status(pair.server(), true, VipResult.SUCCESS)).isEqualTo(0x1_0001);
            assertThat(bytes(far, DATA_AT + 512, 100)).isEqualTo(bytes(near, DATA_AT, 100));
        }
    }

    /// What is wrong with a descriptor is told in its status, and ends a reliable connection.
    @ParameterizedTest
    @EnumSource(names = {"UNRELIABLE", "RELIABLE_DELIVERY"})
    void wrongDescriptors(VipReliability level) {
        var foreign = new VipOut<VipPtag>();
        hosts.host(0).nic.createPtag(foreign);
        int handle = near.handle();
        long at = near.at(DATA_AT);
        var wrong =
                Arrays.<Function<VipDescriptor, VipDescriptor>>asList(
                        one -> one.control(3, 0),
                        one -> one.control(0x10, 0),
                        one -> one.control(VipDescriptor.OP_RDMAWRITE, 0),
                        one -> {
                            one.control(0, 17);
                            for (int i = 0; i < 17; i++) {
                                one.data(at + i, handle, 1);
                            }
                            return one;
                        },
                        one -> one.control(0, 8).data(at, handle + 1, 8),
                        one -> one.control(0, 8).data(near.at(BYTES - 7), handle, 8),
                        one -> one.control(0, 8).data(near.at(-1), handle, 8),
                        one -> one.control(0, 9).data(at, handle, 8));
        int[] statuses = {0x3, 0x3, 0x2_0003, 0x3, 0x5, 0x5, 0x5, 0x9};
        for (int i = 0; i < wrong.size(); i++) {
            var pair = pair(level);
            post(pair.client(), near, wrong.get(i).apply(near.descriptor(0)), false);
            post(pair.client(), near, near.descriptor(1_024).control(0, 0), false);
            assertThat(status(pair.client(), false, VipResult.DESCRIPTOR_ERROR))
                    .as("%d", i)
                    .isEqualTo(statuses[i]);
            if (level.isReliable()) {
                assertThat(status(pair.client(), false, VipResult.DESCRIPTOR_ERROR))
                        .isEqualTo(0x21);
                assertThat(stateOf(pair.client())).isEqualTo(VipViState.ERROR);
            } else {
                post(pair.server(), far, far.descriptor(0).control(0, 0), true);
                assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(1);
                assertThat(status(pair.server(), true, VipResult.SUCCESS)).isEqualTo(0x1_0001);
            }
            end(pair);
        }
    }

    private void end(Pair pair) {
        assertThat(pair.client().disconnect()).isEqualTo(VipResult.SUCCESS);
        assertThat(pair.server().disconnect()).isEqualTo(VipResult.SUCCESS);
        assertThat(pair.client().destroy()).isEqualTo(VipResult.SUCCESS);
        assertThat(pair.server().destroy()).isEqualTo(VipResult.SUCCESS);
    }

    // ---- RDMA

    @ParameterizedTest
    @EnumSource
    void anRdmaWriteWithAndWithoutImmediateData(VipReliability level) {
        var pair = pair(level);
        fill(near, DATA_AT, 6_000);
        var plain =
                near.descriptor(0)
                        .control(VipDescriptor.OP_RDMAWRITE, 5_000)
                        .remote(far.at(DATA_AT + 13), far.handle());
        post(pair.client(), near, cut(plain, near, 0, 5_000, 15), false);
        assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0x2_0001);
        post(pair.server(), far, far.descriptor(0).control(0, 0), true);
        var telling =
                near.descriptor(512)
                        .control(VipDescriptor.OP_RDMAWRITE | VipDescriptor.IMMEDIATE, 1_000)
                        .immediate(77)
                        .remote(far.at(DATA_AT + 5_013), far.handle())
                        .data(near.at(DATA_AT + 5_000), near.handle(), 1_000);
        post(pair.client(), near, telling, false);
        assertThat(status(pair.server(), true, VipResult.SUCCESS)).isEqualTo(0xB_0001);
        assertThat(done.value().immediate()).isEqualTo(77);
        assertThat(bytes(far, DATA_AT + 13, 6_000)).isEqualTo(bytes(near, DATA_AT, 6_000));
        assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0xA_0001);
    }

    /// Behind a fence the data that was read is there to be sent.
    @ParameterizedTest
    @EnumSource(names = {"RELIABLE_DELIVERY", "RELIABLE_RECEPTION"})
    void anRdmaReadAndASendBehindIt(VipReliability level) {
        var pair = pair(level);
        fill(far, DATA_AT, 9_000);
        var whole = near.descriptor(1_024).control(VipDescriptor.OP_RDMAREAD, 9_000);
        whole.remote(far.at(DATA_AT), far.handle());
        whole.data(near.at(DATA_AT + 20_000), near.handle(), 9_000);
        post(pair.client(), near, whole, false);
        assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0x4_0001);
        assertThat(bytes(near, DATA_AT + 20_000, 9_000)).isEqualTo(bytes(far, DATA_AT, 9_000));
        var read =
                near.descriptor(0)
                        .control(VipDescriptor.OP_RDMAREAD, 9_000)
                        .remote(far.at(DATA_AT), far.handle());
        post(pair.server(), far, cut(far.descriptor(0).control(0, 0), far, 9_000, 9_000, 1), true);
        post(pair.client(), near, cut(read, near, 100, 9_000, 15), false);
        var send = near.descriptor(512).control(VipDescriptor.QFENCE, 9_000);
        post(pair.client(), near, cut(send, near, 100, 9_000, 3), false);
        assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0x4_0001);
        assertThat(bytes(near, DATA_AT + 100, 9_000)).isEqualTo(bytes(far, DATA_AT, 9_000));
        assertThat(status(pair.server(), true, VipResult.SUCCESS)).isEqualTo(0x1_0001);
        assertThat(bytes(far, DATA_AT + 9_000, 9_000)).isEqualTo(bytes(far, DATA_AT, 9_000));
        assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0x0_0001);
    }

    @ParameterizedTest
    @EnumSource
    void anRdmaWriteToMemoryWithoutTheRight(VipReliability level) {
        var pair = pair(level);
        var closed = hosts.host(1).memory(4_096, false, false);
        var write =
                near.descriptor(0)
                        .control(VipDescriptor.OP_RDMAWRITE, 64)
                        .remote(closed.at(0), closed.handle())
                        .data(near.at(DATA_AT), near.handle(), 64);
        fill(near, DATA_AT, 64);
        post(pair.client(), near, write, false);
        if (level == VipReliability.UNRELIABLE) {
            assertThat(status(pair.client(), false, VipResult.SUCCESS)).isEqualTo(0x2_0001);
        } else {
            boolean told = level == VipReliability.RELIABLE_RECEPTION;
            assertThat(status(pair.client(), false, VipResult.DESCRIPTOR_ERROR))
                    .isEqualTo(told ? 0x2_0081 : 0x2_0041);
            assertThat(hosts.await(() -> stateOf(pair.server()) == VipViState.ERROR)).isTrue();
            assertThat(hosts.host(1).errors)
                    .containsExactly(new VipError(VipErrorCode.RDMAW_PROT, pair.server()));
        }
        assertThat(bytes(closed, 0, 64)).containsOnly(0);
    }

    /// The library refuses what the other end has said it does not take.
    @Test
    void anRdmaToAViThatTakesNone() {
        var level = VipReliability.RELIABLE_DELIVERY;
        var client = hosts.host(0).vi(level);
        var attributes =
                new VipViAttributes(
                        hosts.host(1).ptag, level, VipNic.MAX_TRANSFER_SIZE, 0, false, false);
        hosts.connect(client, hosts.host(1).vi(attributes));
        var write =
                near.descriptor(0)
                        .control(VipDescriptor.OP_RDMAWRITE, 8)
                        .remote(far.at(0), far.handle())
                        .data(near.at(DATA_AT), near.handle(), 8);
        post(client, near, write, false);
        assertThat(status(client, false, VipResult.DESCRIPTOR_ERROR)).isEqualTo(0x2_0081);
    }

    /// Memory that is the program's again stays as it is, though a descriptor in it was posted.
    @Test
    void whereADescriptorWasIsNotWrittenOnceItsMemoryIsTakenBack() {
        var pair = pair(VipReliability.RELIABLE_DELIVERY);
        var host = hosts.host(1);
        var own = host.memory(128);
        var receive = own.descriptor(0).control(VipDescriptor.OP_SENDRECV, 8);
        receive.data(far.at(DATA_AT), far.handle(), 8);
        assertThat(pair.server().postRecv(receive, own.handle())).isEqualTo(VipResult.SUCCESS);
        assertThat(host.nic.deregisterMem(own.segment(), own.handle()))
                .isEqualTo(VipResult.SUCCESS);
        own.segment().fill((byte) 0x5A);
        pair.server().disconnect();
        assertThat(pair.server().recvDone(done)).isEqualTo(VipResult.DESCRIPTOR_ERROR);
        assertThat(done.value().address()).isEqualTo(own.at(0));
        assertThat(own.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0x5A);
    }
}
