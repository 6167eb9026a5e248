package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ConnectionManager;
import org.jetstreamlan.via.VipAddress;
import org.jetstreamlan.via.VipConnection;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipMemAttributes;
import org.jetstreamlan.via.VipNic;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipProvider;
import org.jetstreamlan.via.VipPtag;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipRemoteAttributes;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// VIA between two hosts over RTL: connections, sends and RDMA at each level.
class ViaSuiteTest {
    private static final long CLOCKS = 1_000_000;
    private static final int DATA_AT = 0x4000;
    private static final int BYTES = 0x1_0000;
    private static final int SLOT = 3_000;
    private static final int TIMEOUT_MS = 20;

    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final HostedRing ring = Backend.JIT.clanRing(2);
    private final VipNic[] nics = new VipNic[2];
    private final VipPtag[] ptags = new VipPtag[2];
    private final VipVi[] vis = new VipVi[2];
    private final MemorySegment[] memories = new MemorySegment[2];
    private final int[] handles = new int[2];

    ViaSuiteTest() {
        System.out.println("via suite: -Djetstream.seed=" + seed);
        Hosts.each(
                ring,
                station -> {
                    var driver = Hosts.up(ring, station);
                    var clan = Clan.open(driver, ring.adapter(station), new Random(seed + station));
                    long address = StationOptions.of(station).address();
                    var manager = new ConnectionManager(clan, address, new Random(seed - station));
                    int khz = ring.adapter(station).readRegister(Registers.CLOCK_KHZ.offset());
                    var provider = new VipProvider();
                    provider.add("jetstream0", clan, manager, address, khz);
                    nics[station] = out(one -> provider.openNic("jetstream0", one));
                    ptags[station] = out(nics[station]::createPtag);
                    memories[station] = Arena.ofAuto().allocate(BYTES, 4_096);
                    var attributes = new VipMemAttributes(ptags[station], true, true);
                    handles[station] =
                            out(
                                    one ->
                                            nics[station].registerMem(
                                                    memories[station], attributes, one));
                });
    }

    @AfterEach
    void close() {
        ring.close();
    }

    private interface Call<T> {
        VipResult to(VipOut<T> out);
    }

    private static <T> T out(Call<T> call) {
        var out = new VipOut<T>();
        assertThat(call.to(out)).isEqualTo(VipResult.SUCCESS);
        return out.value();
    }

    private static VipAddress at(int station, String discriminator) {
        long address = StationOptions.of(station).address();
        return new VipAddress(address, discriminator.getBytes(StandardCharsets.UTF_8));
    }

    /// Host 0 asks, host 1 waits for it.
    private void connect(VipReliability level) {
        Hosts.each(
                ring,
                station -> {
                    var attributes = VipViAttributes.of(ptags[station], level);
                    VipVi vi = out(one -> nics[station].createVi(attributes, one));
                    vis[station] = vi;
                    if (station == 0) {
                        VipRemoteAttributes remote =
                                out(
                                        one ->
                                                vi.connectRequest(
                                                        at(0, "client"),
                                                        at(1, "server"),
                                                        TIMEOUT_MS,
                                                        one));
                        assertThat(remote.reliability()).isEqualTo(level);
                    } else {
                        VipConnection asked =
                                out(one -> nics[1].connectWait(at(1, "server"), TIMEOUT_MS, one));
                        assertThat(nics[1].connectAccept(asked, vi)).isEqualTo(VipResult.SUCCESS);
                    }
                });
    }

    private VipDescriptor descriptor(int station, long at) {
        return new VipDescriptor(memories[station].asSlice(at));
    }

    private long address(int station, long at) {
        return memories[station].address() + at;
    }

    private byte[] bytes(int station, long at, int count) {
        return memories[station].asSlice(at, count).toArray(ValueLayout.JAVA_BYTE);
    }

    private void fill(int station, long at, int count) {
        byte[] content = new byte[count];
        random.nextBytes(content);
        MemorySegment.copy(content, 0, memories[station], ValueLayout.JAVA_BYTE, at, count);
    }

    /// Short ones by stores, long ones by DMA; what arrives is what was sent, in its order.
    @ParameterizedTest
    @EnumSource
    void messagesComeWholeAndInOrder(VipReliability level) {
        connect(level);
        int count = 12;
        int[] lengths = new int[count];
        byte[][] sent = new byte[count][];
        for (int i = 0; i < count; i++) {
            lengths[i] = random.nextInt(random.nextBoolean() ? SLOT : 64);
            fill(0, DATA_AT + (long) (i % 8) * SLOT, i < 8 ? SLOT : 0);
        }
        Hosts.each(
                ring,
                station -> {
                    var vi = vis[station];
                    for (int i = 0; i < count; i++) {
                        long place = DATA_AT + (long) (i % 8) * SLOT;
                        int length = station == 0 ? lengths[i] : SLOT;
                        var one =
                                descriptor(station, i % 8 * 512L)
                                        .control(0, station == 0 ? length : 0)
                                        .data(address(station, place), handles[station], length);
                        if (station == 0) {
                            sent[i] = bytes(0, place, length);
                            assertThat(vi.postSend(one, handles[0])).isEqualTo(VipResult.SUCCESS);
                            VipDescriptor done = out(next -> vi.sendWait(TIMEOUT_MS, next));
                            assertThat(done.status() & 0xFFFF).as("send %d", i).isEqualTo(1);
                        } else {
                            assertThat(vi.postRecv(one, handles[1])).isEqualTo(VipResult.SUCCESS);
                            VipDescriptor done = out(next -> vi.recvWait(TIMEOUT_MS, next));
                            assertThat(done.status() & 0xFFFF).as("receive %d", i).isEqualTo(1);
                            assertThat(done.length()).isEqualTo(lengths[i]);
                            assertThat(bytes(1, place, lengths[i])).isEqualTo(sent[i]);
                        }
                    }
                });
    }

    /// What is written is there when it is done at the highest level; what is read, at both. The other host does nothing for it.
    @ParameterizedTest
    @EnumSource(names = {"RELIABLE_DELIVERY", "RELIABLE_RECEPTION"})
    void rdmaWritesAndReads(VipReliability level) {
        connect(level);
        int bytes = 9_000;
        int back = DATA_AT + 12_000;
        fill(0, DATA_AT, bytes);
        byte[] wanted = bytes(0, DATA_AT, bytes);
        Hosts.each(
                ring,
                station -> {
                    if (station == 1) {
                        return;
                    }
                    var write =
                            descriptor(0, 0)
                                    .control(VipDescriptor.OP_RDMAWRITE, bytes)
                                    .remote(address(1, DATA_AT + 13), handles[1])
                                    .data(address(0, DATA_AT), handles[0], bytes);
                    assertThat(vis[0].postSend(write, handles[0])).isEqualTo(VipResult.SUCCESS);
                    VipDescriptor written = out(next -> vis[0].sendWait(TIMEOUT_MS, next));
                    assertThat(written.status()).isEqualTo(0x2_0001);
                    if (level == VipReliability.RELIABLE_RECEPTION) {
                        assertThat(bytes(1, DATA_AT + 13, bytes)).isEqualTo(wanted);
                    }
                    var read =
                            descriptor(0, 512)
                                    .control(VipDescriptor.OP_RDMAREAD, bytes - 5)
                                    .remote(address(1, DATA_AT + 13 + 5), handles[1])
                                    .data(address(0, back), handles[0], bytes - 5);
                    assertThat(vis[0].postSend(read, handles[0])).isEqualTo(VipResult.SUCCESS);
                    VipDescriptor done = out(next -> vis[0].sendWait(TIMEOUT_MS, next));
                    assertThat(done.status()).isEqualTo(0x4_0001);
                    assertThat(bytes(0, back, bytes - 5))
                            .isEqualTo(Arrays.copyOfRange(wanted, 5, bytes));
                });
    }
}
