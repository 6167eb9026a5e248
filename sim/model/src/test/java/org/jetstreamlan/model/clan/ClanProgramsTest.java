package org.jetstreamlan.model.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.ConnectRequest;
import org.jetstreamlan.driver.clan.ConnectionManager;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.MessageQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What programs make of CLAN: message queues, and connections by name.
class ClanProgramsTest {
    private static final int RING_BYTES = 1_024;

    private final long seed = Long.getLong("jetstream.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final ClanRing ring = new ClanRing(2, seed);
    private final int tag = ring.clan(0).newTag();
    private final int farTag = ring.clan(1).newTag();

    ClanProgramsTest() {
        System.out.println("clan programs: -Djetstream.seed=" + seed);
    }

    // ---- message queues

    private record Queues(
            ClanRing.Connection both,
            MessageQueue near,
            MessageQueue far,
            MemorySegment farMemory) {}

    private Queues queues() {
        var both = ring.connect(0, tag, 1, farTag, ClanLevel.RELIABLE_DELIVERY);
        long bytes = MessageQueue.bytesFor(RING_BYTES);
        var near = ring.clan(0).register(tag, ClanRing.memory(bytes), RegionEntry.MESSAGE);
        var far = ring.clan(1).register(farTag, ClanRing.memory(bytes), RegionEntry.MESSAGE);
        return new Queues(
                both,
                new MessageQueue(ring.clan(0), both.first(), near, far.remote()),
                new MessageQueue(ring.clan(1), both.second(), far, near.remote()),
                far.memory());
    }

    private byte[] message(int longest) {
        var bytes = new byte[random.nextInt(longest + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] receive(MessageQueue queue) {
        var into = new byte[RING_BYTES];
        int length = queue.receive(MemorySegment.ofArray(into), 0);
        return length == MessageQueue.NONE ? into : Arrays.copyOf(into, length);
    }

    @Test
    void messagesComeWholeAndInOrderWhileTheRingLosesFrames() {
        var queues = queues();
        for (int link = 0; link < 2; link++) {
            ring.ring().errorRate(link, 2e-4, new Random(seed + link));
        }
        var out = new ArrayDeque<byte[]>();
        int[] counts = {0, 0, 0};
        boolean done =
                ring.await(
                        () -> {
                            var message = message(queues.near().longest());
                            var sent =
                                    queues.near()
                                            .send(
                                                    MemorySegment.ofArray(message),
                                                    0,
                                                    message.length);
                            if (sent == MessageQueue.Sent.SENT) {
                                out.add(message);
                                counts[0]++;
                            } else if (sent == MessageQueue.Sent.FULL) {
                                counts[2]++;
                            }
                            if (random.nextInt(3) == 0 && queues.far().hasMessage()) {
                                assertThat(receive(queues.far())).isEqualTo(out.remove());
                                counts[1]++;
                            }
                            return counts[1] == 500;
                        },
                        30_000_000);
        assertThat(done).as("%d of %d", counts[1], counts[0]).isTrue();
        assertThat(counts[2]).as("the ring was full").isPositive();
    }

    @Test
    void aSleeperIsWokenByAMessage() {
        var queues = queues();
        var word = ClanRing.memory(8);
        for (int i = 0; i < 20; i++) {
            word.set(WindowWords.LONG, 0, i);
            assertThat(queues.near().send(word, 0, 8)).isEqualTo(MessageQueue.Sent.SENT);
            assertThat(queues.far().awaitMessage(500_000)).isTrue();
            var into = ClanRing.memory(8);
            assertThat(queues.far().receive(into, 0)).isEqualTo(8);
            assertThat(queues.far().send(into, 0, 8)).isEqualTo(MessageQueue.Sent.SENT);
            assertThat(queues.near().awaitMessage(500_000)).isTrue();
            assertThat(queues.near().receive(into, 0)).isEqualTo(8);
            assertThat(into.get(WindowWords.LONG, 0)).isEqualTo(i);
        }
        assertThat(queues.near().awaitMessage(50_000)).isFalse();
    }

    @Test
    void pointersAndLengthsThatCannotBeEndTheConnection() {
        var queues = queues();
        long bytes = MessageQueue.bytesFor(RING_BYTES);
        assertThatThrownBy(() -> queues.near().send(ClanRing.memory(999), 0, 999))
                .isInstanceOf(ClanException.class)
                .hasMessageContaining("999 bytes");
        queues.farMemory().set(ValueLayout.JAVA_INT, bytes - RING_BYTES, 100_000);
        queues.farMemory().set(ValueLayout.JAVA_INT, 0, 16);
        assertThat(queues.far().receive(ClanRing.memory(2_048), 0)).isEqualTo(MessageQueue.NONE);
        assertThat(queues.far().isBad()).isTrue();
        assertThat(ring.await(() -> queues.both().first().isBroken())).isTrue();
        assertThat(queues.both().first().reason()).isEqualTo(ClanReason.COMMAND);
        assertThat(queues.near().send(ClanRing.memory(8), 0, 8))
                .isEqualTo(MessageQueue.Sent.BROKEN);
    }

    // ---- connections

    private static byte[] text(String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }

    private ConnectionManager manager(int station) {
        return new ConnectionManager(
                ring.clan(station), ClanRing.address(station), new Random(seed + 10 + station));
    }

    /// @return null while the ring is down, or has no map with the asker: to be tried again
    private static @Nullable ClanConnection tryAccept(
            ConnectionManager manager, ConnectRequest request, ClanEndpoint endpoint) {
        try {
            return manager.accept(request, endpoint, text("key"));
        } catch (DriverException e) {
            assertThat(e.reason()).isEqualTo(DriverException.Reason.UNKNOWN_STATION);
            return null;
        } catch (ClanException e) {
            assertThat(e.reason()).isEqualTo(ClanException.Reason.OFF);
            return null;
        }
    }

    @Test
    void aConnectionIsAskedForAcceptedUsedAndEndedWhileTheRingLosesFrames() {
        var near = manager(0);
        var far = manager(1);
        far.listen(7);
        for (int link = 0; link < 2; link++) {
            ring.ring().errorRate(link, 3e-4, new Random(seed + link));
        }
        for (int i = 0; i < 10; i++) {
            var target = ring.clan(1).register(farTag, ClanRing.memory(64), RegionEntry.RDMA_WRITE);
            var first = ring.clan(0).endpoint(EndpointOptions.of(tag));
            var second = ring.clan(1).endpoint(EndpointOptions.of(farTag));
            var connection =
                    near.connect(
                            ClanRing.address(1),
                            7,
                            first,
                            ClanLevel.RELIABLE_DELIVERY,
                            text("hello " + i));
            ConnectRequest[] asked = {null};
            ClanConnection[] accepted = {null};
            assertThat(
                            ring.await(
                                    () -> {
                                        near.turn();
                                        far.turn();
                                        far.nextRequest(7).ifPresent(one -> asked[0] = one);
                                        if (asked[0] != null) {
                                            accepted[0] = tryAccept(far, asked[0], second);
                                            asked[0] = accepted[0] == null ? asked[0] : null;
                                        }
                                        return connection.isConnected();
                                    }))
                    .as("%s", connection.state())
                    .isTrue();
            assertThat(connection.text()).isEqualTo(text("key"));
            assertThat(accepted[0].text()).isEqualTo(text("hello " + i));
            first.aperture(Aperture.Kind.WRITE, target.remote(), 0, 64).put(8, 77L + i);
            int last = i;
            assertThat(ring.await(() -> target.memory().get(WindowWords.LONG, 8) == 77L + last))
                    .isTrue();
            near.disconnect(connection);
            assertThat(
                            ring.await(
                                    () -> {
                                        near.turn();
                                        far.turn();
                                        return connection.state() == ClanConnection.State.ENDED
                                                && accepted[0].state()
                                                        == ClanConnection.State.ENDED;
                                    },
                                    40_000_000))
                    .isTrue();
            first.close();
            second.close();
            target.close();
        }
        assertThat(near.connections()).isEmpty();
        assertThat(far.connections()).isEmpty();
    }

    @Test
    void aRequestIsRejectedByWordOrSinceNobodyListens() {
        var near = manager(0);
        var far = manager(1);
        far.listen(7);
        var endpoint = ring.clan(0).endpoint(EndpointOptions.of(tag));
        for (int service : new int[] {7, 8}) {
            var connection =
                    near.connect(
                            ClanRing.address(1),
                            service,
                            endpoint,
                            ClanLevel.RELIABLE_DELIVERY,
                            text("?"));
            assertThat(
                            ring.await(
                                    () -> {
                                        near.turn();
                                        far.turn();
                                        far.nextRequest(7)
                                                .ifPresent(
                                                        request -> far.reject(request, text("no")));
                                        return connection.state() == ClanConnection.State.REJECTED;
                                    }))
                    .isTrue();
            assertThat(connection.text()).isEqualTo(text(service == 7 ? "no" : ""));
        }
    }

    @Test
    void nobodyAnswersAndATextTooLong() {
        var near = manager(0);
        var endpoint = ring.clan(0).endpoint(EndpointOptions.of(tag));
        assertThatThrownBy(
                        () ->
                                near.connect(
                                        ClanRing.address(1),
                                        1,
                                        endpoint,
                                        ClanLevel.RELIABLE_DELIVERY,
                                        new byte[193]))
                .hasMessageContaining("193 bytes");
        var connection =
                near.connect(
                        ClanRing.address(1), 1, endpoint, ClanLevel.RELIABLE_DELIVERY, new byte[0]);
        assertThat(
                        ring.await(
                                () -> {
                                    near.turn();
                                    return connection.state() == ClanConnection.State.TIMED_OUT;
                                }))
                .isTrue();
    }

    /// Who has accepted learns that the other end has given up.
    @Test
    void anAcceptThatComesTooLateEndsThere() {
        var near = manager(0);
        var far = manager(1);
        far.listen(7);
        var first = ring.clan(0).endpoint(EndpointOptions.of(tag));
        var second = ring.clan(1).endpoint(EndpointOptions.of(farTag));
        var connection =
                near.connect(ClanRing.address(1), 7, first, ClanLevel.RELIABLE_DELIVERY, text("x"));
        ConnectRequest[] asked = {null};
        assertThat(
                        ring.await(
                                () -> {
                                    far.turn();
                                    far.nextRequest(7).ifPresent(request -> asked[0] = request);
                                    return asked[0] != null;
                                }))
                .isTrue();
        near.disconnect(connection);
        assertThat(
                        ring.await(
                                () -> {
                                    near.turn();
                                    far.turn();
                                    return connection.state() == ClanConnection.State.ENDED;
                                }))
                .isTrue();
        var late = far.accept(asked[0], second, text("y"));
        assertThat(
                        ring.await(
                                () -> {
                                    near.turn();
                                    far.turn();
                                    return late.state() == ClanConnection.State.ENDED;
                                }))
                .isTrue();
        assertThat(ring.await(second::isBroken)).isTrue();
    }
}
