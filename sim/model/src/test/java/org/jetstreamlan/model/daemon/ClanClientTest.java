package org.jetstreamlan.model.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.ChannelRange;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.ConnectRequest;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.MessageQueue;
import org.jetstreamlan.driver.clan.RemoteRegion;
import org.jetstreamlan.driver.clan.SendQueue;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.LentClan;
import org.jetstreamlan.driver.daemon.ClanQuota;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.driver.daemon.Quota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CLAN of a daemon's adapters, for its clients: all that [org.jetstreamlan.driver.clan.Clan] gives a program that has its driver itself.
class ClanClientTest {
    private static final int SERVICE = 0x1234;
    private static final int PATIENCE_MS = 10_000;
    private static final int RING_BYTES = 4_096;

    @TempDir Path folder;
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private RunningDaemon daemon;
    private JetstreamClient nearClient;
    private JetstreamClient farClient;
    private LentClan near;
    private LentClan far;
    private int nearTag;
    private int farTag;

    @BeforeEach
    void begin() throws IOException {
        daemon =
                new RunningDaemon(
                        folder,
                        DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid")));
        nearClient = daemon.connect(0);
        farClient = daemon.connect(1);
        near = nearClient.openClan();
        far = farClient.openClan();
        nearTag = near.clan().newTag();
        farTag = far.clan().newTag();
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        nearClient.close();
        farClient.close();
        daemon.close();
    }

    private static long clocks(LentClan of, int milliseconds) {
        return (long) milliseconds * of.clockKhz();
    }

    private static byte[] text(String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }

    static MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, 4_096);
    }

    /// Waits at one end; the other one has its turns, too.
    private boolean await(BooleanSupplier there) {
        return await(near, far, there);
    }

    static boolean await(LentClan one, LentClan other, BooleanSupplier there) {
        long end = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        while (System.nanoTime() < end) {
            one.connections().turn();
            other.connections().turn();
            if (there.getAsBoolean()) {
                return true;
            }
            one.clan().await(there, clocks(one, 1));
        }
        return false;
    }

    private record Pair(
            ClanEndpoint first, ClanConnection asking, ClanEndpoint second, ClanConnection asked) {}

    private Pair connect(ClanLevel level) {
        return connect(near, nearTag, far, farTag, level);
    }

    private static Pair connect(
            LentClan near, int nearTag, LentClan far, int farTag, ClanLevel level) {
        var first = near.clan().endpoint(EndpointOptions.of(nearTag));
        var second = far.clan().endpoint(EndpointOptions.of(farTag));
        far.connections().listen(SERVICE);
        var asking =
                near.connections()
                        .connect(
                                far.station(),
                                SERVICE,
                                first,
                                level,
                                text("hello"),
                                clocks(near, PATIENCE_MS));
        ConnectRequest[] request = {null};
        assertThat(
                        await(
                                near,
                                far,
                                () -> {
                                    request[0] =
                                            far.connections().nextRequest(SERVICE).orElse(null);
                                    return request[0] != null;
                                }))
                .isTrue();
        assertThat(request[0].text()).isEqualTo(text("hello"));
        assertThat(request[0].station()).isEqualTo(near.station());
        assertThat(request[0].level()).isEqualTo(level);
        var asked = far.connections().accept(request[0], second, text("welcome"));
        assertThat(await(near, far, asking::isConnected)).isTrue();
        assertThat(asking.text()).isEqualTo(text("welcome"));
        assertThat(asked.isConnected()).isTrue();
        return new Pair(first, asking, second, asked);
    }

    @Test
    void theyKnowWhoIsOnTheRing() {
        assertThat(near.clan().stations())
                .extracting(each -> each.address())
                .containsExactlyInAnyOrder(near.station(), far.station());
        assertThat(near.clan().stations())
                .extracting(each -> each.name())
                .contains("jetstreamd-0", "jetstreamd-1");
    }

    @Test
    void messagesGoBothWaysAndWakeWhoSleeps() {
        var pair = connect(ClanLevel.RELIABLE_DELIVERY);
        long bytes = MessageQueue.bytesFor(RING_BYTES);
        var nearRegion = near.clan().register(nearTag, memory(bytes), RegionEntry.MESSAGE);
        var farRegion = far.clan().register(farTag, memory(bytes), RegionEntry.MESSAGE);
        try (var nearQueue =
                        new MessageQueue(
                                near.clan(), pair.first(), nearRegion, farRegion.remote());
                var farQueue =
                        new MessageQueue(
                                far.clan(), pair.second(), farRegion, nearRegion.remote())) {
            var out = memory(RING_BYTES);
            var in = memory(RING_BYTES);
            for (int i = 0; i < 200; i++) {
                int length = random.nextInt(nearQueue.longest() + 1);
                byte[] words = new byte[length];
                random.nextBytes(words);
                MemorySegment.copy(MemorySegment.ofArray(words), 0, out, 0, length);
                var from = i % 2 == 0 ? nearQueue : farQueue;
                var to = i % 2 == 0 ? farQueue : nearQueue;
                assertThat(await(() -> from.send(out, 0, length) == MessageQueue.Sent.SENT))
                        .as("message %d, seed %d", i, seed)
                        .isTrue();
                assertThat(to.awaitMessage(clocks(near, PATIENCE_MS)))
                        .as("message %d, seed %d", i, seed)
                        .isTrue();
                assertThat(to.receive(in, 0)).isEqualTo(length);
                assertThat(in.asSlice(0, length).mismatch(out.asSlice(0, length)))
                        .as("message %d, seed %d", i, seed)
                        .isEqualTo(-1);
            }
            assertThat(nearQueue.awaitMessage(clocks(near, 5))).isFalse();
        }
    }

    @Test
    void dmaMovesOrdinaryMemoryAndNothingElse() {
        var pair = connect(ClanLevel.RELIABLE_RECEPTION);
        int bytes = 100_000;
        var from = memory(bytes);
        var to = memory(bytes + 2_000);
        for (int i = 0; i < bytes; i++) {
            from.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
        var source = near.clan().register(nearTag, from, RegionEntry.LOCAL_READ);
        var target =
                far.clan()
                        .register(
                                farTag,
                                to.asSlice(1_000, bytes),
                                RegionEntry.RDMA_WRITE | RegionEntry.RDMA_READ);
        var queue = pair.first().queue();
        int index =
                queue.transfer(
                        DmaDescriptor.WRITE,
                        DmaDescriptor.COMPLETE.mask(),
                        target.remote(),
                        0,
                        source,
                        0,
                        bytes);
        assertThat(await(() -> SendQueue.isBehind(queue.replied(), index))).isTrue();
        assertThat(to.asSlice(1_000, bytes).mismatch(from)).as("seed %d", seed).isEqualTo(-1);
        assertThat(to.asSlice(0, 1_000).mismatch(memory(1_000))).isEqualTo(-1);
        assertThat(to.asSlice(1_000 + bytes).mismatch(memory(1_000))).isEqualTo(-1);
        assertThat(await(() -> pair.first().completed() == 1)).isTrue();
    }

    @Test
    void aStoreIsInTheOthersMemoryBehindTheDaemonAndItsRoomIsKnown() {
        var pair = connect(ClanLevel.RELIABLE_DELIVERY);
        var to = memory(256);
        var target = far.clan().register(farTag, to, RegionEntry.RDMA_WRITE);
        try (var aperture = pair.first().aperture(Aperture.Kind.WRITE, target.remote(), 0, 256)) {
            byte[] words = new byte[200];
            random.nextBytes(words);
            for (int at : new int[] {0, 1, 7, 13}) {
                var data = memory(200);
                MemorySegment.copy(MemorySegment.ofArray(words), 0, data, 0, 200);
                assertThat(aperture.put(at, data, 0, 200)).isTrue();
                assertThat(await(pair.first()::storesAcknowledged)).isTrue();
                assertThat(to.asSlice(at, 200).mismatch(data)).isEqualTo(-1);
            }
        }
        assertThat(pair.first().isBroken()).isFalse();
    }

    @Test
    void whatPeersMayNotIsRefusedAndTold() {
        var pair = connect(ClanLevel.RELIABLE_RECEPTION);
        var to = memory(64);
        var target = far.clan().register(farTag, to, RegionEntry.RDMA_READ);
        var aperture = pair.first().aperture(Aperture.Kind.WRITE, target.remote(), 0, 64);
        assertThat(aperture.put(0, 0x1234_5678)).isTrue();
        assertThat(await(pair.first()::isBroken)).isTrue();
        assertThat(pair.first().reason()).isEqualTo(ClanReason.RIGHT);
        assertThat(pair.first().brokenByPeer()).isTrue();
        assertThat(to.get(WindowWords.INT, 0)).isZero();
    }

    @Test
    void whoGoesIsMissed() {
        var pair = connect(ClanLevel.RELIABLE_DELIVERY);
        farClient.close();
        assertThat(await(near, near, pair.first()::isBroken)).isTrue();
        assertThat(await(near, near, () -> pair.asking().state() == ClanConnection.State.ENDED))
                .isTrue();
        pair.first().close();
    }

    @Test
    void disconnectingTellsTheOtherEndAndTheEndpointConnectsAgain() {
        for (int i = 0; i < 3; i++) {
            var pair = connect(ClanLevel.RELIABLE_DELIVERY);
            near.connections().disconnect(pair.asking());
            assertThat(await(() -> pair.asked().state() == ClanConnection.State.ENDED)).isTrue();
            assertThat(await(pair.second()::isBroken)).isTrue();
            pair.first().close();
            pair.second().close();
        }
    }

    @Test
    void nobodyListeningAndRejectionAreTold() {
        var endpoint = near.clan().endpoint(EndpointOptions.of(nearTag));
        var asking =
                near.connections()
                        .connect(
                                far.station(),
                                SERVICE + 1,
                                endpoint,
                                ClanLevel.RELIABLE_DELIVERY,
                                text(""),
                                clocks(near, PATIENCE_MS));
        assertThat(await(() -> asking.state() == ClanConnection.State.REJECTED)).isTrue();
        far.connections().listen(SERVICE);
        var second =
                near.connections()
                        .connect(
                                far.station(),
                                SERVICE,
                                endpoint,
                                ClanLevel.RELIABLE_DELIVERY,
                                text(""),
                                clocks(near, PATIENCE_MS));
        assertThat(
                        await(
                                () -> {
                                    var request = far.connections().nextRequest(SERVICE);
                                    request.ifPresent(
                                            one -> far.connections().reject(one, text("no")));
                                    return second.state() == ClanConnection.State.REJECTED;
                                }))
                .isTrue();
        assertThat(second.text()).isEqualTo(text("no"));
    }

    @Test
    void whatIsTheDaemonsAloneIsRefusedWithAReason() {
        var endpoint = near.clan().endpoint(EndpointOptions.of(nearTag));
        assertThatThrownBy(
                        () ->
                                endpoint.open(
                                        new ClanPeer(far.station(), 0, 0),
                                        ClanLevel.RELIABLE_DELIVERY))
                .isInstanceOf(ClanException.class)
                .hasMessageContaining("by Connections");
        assertThatThrownBy(() -> near.clan().breakTime(1_000))
                .isInstanceOf(ClanException.class)
                .hasMessageContaining("the daemon's");
        assertThatThrownBy(nearClient::openClan)
                .isInstanceOf(ClanException.class)
                .hasMessageContaining("open already");
        assertThatThrownBy(() -> near.connections().listen(7))
                .isInstanceOf(ClanException.class)
                .hasMessageContaining("privileged");
        assertThatThrownBy(
                        () ->
                                endpoint.aperture(
                                        Aperture.Kind.WRITE,
                                        new RemoteRegion(1, 0, 1L << 40),
                                        0,
                                        1L << 30))
                .isInstanceOf(ClanException.class)
                .hasMessageContaining("1,073,741,824");
        try (var other = daemon.connect(0)) {
            near.connections().listen(SERVICE);
            var lent = other.openClan();
            assertThatThrownBy(() -> lent.connections().listen(SERVICE))
                    .isInstanceOf(ClanException.class)
                    .hasMessageContaining("another client");
        }
    }

    @Test
    void aQuotaHoldsAllClientsOfAUserTogetherAndComesBack() throws Exception {
        daemon.close();
        int uid = (int) Files.getAttribute(folder, "unix:uid");
        var few = new ClanQuota(2, 3, 2, 4, 128, 2);
        var quota = new Quota(8, 8, 64, 64, 8, 8, 64, 4, 64 << 20, few);
        var user = new DaemonSettings.User(uid, null, quota, false, ChannelRange.FREE);
        daemon =
                new RunningDaemon(
                        folder,
                        new DaemonSettings(
                                java.util.List.of(user), DaemonSettings.OWNER_ONLY, 50_000));
        for (int round = 0; round < 3; round++) {
            try (var client = daemon.connect(0);
                    var second = daemon.connect(0)) {
                var clan = client.openClan().clan();
                var other = second.openClan().clan();
                int tag = clan.newTag();
                other.newTag();
                refused("tags of CLAN", clan::newTag);
                for (int i = 0; i < 3; i++) {
                    clan.register(tag, memory(64), RegionEntry.LOCAL_READ);
                }
                refused("regions", () -> clan.register(tag, memory(64), 0));
                clan.endpoint(EndpointOptions.of(tag));
                clan.endpoint(EndpointOptions.of(tag));
                refused("endpoints", () -> clan.endpoint(EndpointOptions.of(tag)));
            }
            awaitNobody();
        }
        nearClient = daemon.connect(0);
        farClient = daemon.connect(1);
    }

    private void awaitNobody() {
        long end = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        while (!org.jetstreamlan.driver.client.StationStatus.of(daemon.socket(0))
                .clients()
                .isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static void refused(
            String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOf(ClanException.class)
                .hasMessageContaining(what)
                .extracting(e -> ((ClanException) e).reason())
                .isEqualTo(ClanException.Reason.QUOTA_EXCEEDED);
    }
}
