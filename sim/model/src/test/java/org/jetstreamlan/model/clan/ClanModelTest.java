package org.jetstreamlan.model.clan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.RemoteRegion;
import org.jetstreamlan.driver.clan.SendQueue;
import org.junit.jupiter.api.Test;

/// Each thing that CLAN does, once, from driver to driver.
class ClanModelTest {
    private static final int ALL =
            RegionEntry.LOCAL_READ
                    | RegionEntry.LOCAL_WRITE
                    | RegionEntry.RDMA_READ
                    | RegionEntry.RDMA_WRITE
                    | RegionEntry.MESSAGE;

    private final ClanRing ring = new ClanRing(2, 1);
    private final int tag = ring.clan(0).newTag();
    private final int farTag = ring.clan(1).newTag();

    private ClanRing.Connection connect(ClanLevel level) {
        return ring.connect(0, tag, 1, farTag, level);
    }

    @Test
    void aStoreIsAWordInTheOthersMemory() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var far = ring.clan(1).register(farTag, ClanRing.memory(8_192), RegionEntry.RDMA_WRITE);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 8_192);
        assertThat(aperture.put(0x120, 0x1234_5678)).isTrue();
        assertThat(aperture.put(0x1000, 0x0102_0304_0506_0708L)).isTrue();
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        assertThat(far.memory().get(WindowWords.INT, 0x120)).isEqualTo(0x1234_5678);
        assertThat(far.memory().get(WindowWords.LONG, 0x1000)).isEqualTo(0x0102_0304_0506_0708L);
        assertThat(ring.clan(1).counter(ClanCounter.ACCEPTED)).isEqualTo(2);
    }

    @Test
    void neighbouringStoresAreOneFrame() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var content = ClanRing.random(256, new Random(3));
        var far = ring.clan(1).register(farTag, ClanRing.memory(512), RegionEntry.RDMA_WRITE);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 512);
        assertThat(aperture.put(3, content, 0, 100)).isTrue();
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        assertThat(ring.clan(1).counter(ClanCounter.ACCEPTED)).isEqualTo(1);
        assertThat(far.memory().asSlice(3, 100).mismatch(content.asSlice(0, 100))).isEqualTo(-1);
        assertThat(far.memory().get(ValueLayout.JAVA_BYTE, 2)).isZero();
        assertThat(far.memory().get(ValueLayout.JAVA_BYTE, 103)).isZero();
    }

    @Test
    void dmaCarriesAnyLengthFromAndToAnyByte() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var random = new Random(5);
        var near =
                ring.clan(0).register(tag, ClanRing.random(40_000, random), RegionEntry.LOCAL_READ);
        var far = ring.clan(1).register(farTag, ClanRing.memory(40_000), RegionEntry.RDMA_WRITE);
        var queue = both.first().queue();
        for (int bytes : new int[] {1, 7, 8, 511, 512, 513, 2_048, 2_049, 4_096, 30_000}) {
            int from = random.nextInt(5_000);
            int to = random.nextInt(5_000);
            int index = queue.transfer(DmaDescriptor.WRITE, 0, far.remote(), to, near, from, bytes);
            assertThat(ring.await(() -> SendQueue.isBehind(queue.acknowledged(), index))).isTrue();
            assertThat(far.memory().asSlice(to, bytes).mismatch(near.memory().asSlice(from, bytes)))
                    .as("%d bytes", bytes)
                    .isEqualTo(-1);
        }
    }

    @Test
    void aReadFetchesAnyBytes() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var random = new Random(6);
        var far =
                ring.clan(1)
                        .register(farTag, ClanRing.random(40_000, random), RegionEntry.RDMA_READ);
        var near = ring.clan(0).register(tag, ClanRing.memory(40_000), RegionEntry.LOCAL_WRITE);
        var queue = both.first().queue();
        int reads = 0;
        for (int bytes : new int[] {1, 8, 4_095, 4_097, 25_000}) {
            int from = random.nextInt(5_000);
            int to = random.nextInt(5_000);
            queue.transfer(
                    DmaDescriptor.READ,
                    DmaDescriptor.COMPLETE.mask(),
                    far.remote(),
                    from,
                    near,
                    to,
                    bytes);
            int wanted = ++reads;
            assertThat(ring.await(() -> queue.readsDone() == wanted)).isTrue();
            assertThat(near.memory().asSlice(to, bytes).mismatch(far.memory().asSlice(from, bytes)))
                    .isEqualTo(-1);
        }
        assertThat(ring.await(() -> both.first().completed() == 5)).isTrue();
    }

    @Test
    void moreInlineNotifyAndReply() {
        var both = connect(ClanLevel.RELIABLE_RECEPTION);
        var random = new Random(7);
        var near =
                ring.clan(0).register(tag, ClanRing.random(4_096, random), RegionEntry.LOCAL_READ);
        var far = ring.clan(1).register(farTag, ClanRing.memory(8_192), RegionEntry.MESSAGE);
        var queue = both.first().queue();
        int transfer = DmaDescriptor.OPERATION.of(DmaDescriptor.TRANSFER);
        int first =
                queue.post(
                        transfer | DmaDescriptor.MORE.mask() | DmaDescriptor.COUNT.of(2),
                        1,
                        far.key(),
                        far.address() + 100);
        queue.segment(first, 0, near.key(), 1_000, near.address() + 1);
        queue.segment(first, 1, near.key(), 500, near.address() + 3_000);
        int second =
                queue.post(
                        transfer
                                | DmaDescriptor.INLINE.mask()
                                | DmaDescriptor.NOTIFY.mask()
                                | DmaDescriptor.COMPLETE.mask()
                                | DmaDescriptor.COUNT.of(5),
                        2,
                        0,
                        0);
        queue.inline(second, near.memory(), 50, 5);
        queue.ring();
        assertThat(ring.await(() -> SendQueue.isBehind(queue.replied(), second))).isTrue();
        var expected = ClanRing.memory(1_505);
        MemorySegment.copy(near.memory(), 1, expected, 0, 1_000);
        MemorySegment.copy(near.memory(), 3_000, expected, 1_000, 500);
        MemorySegment.copy(near.memory(), 50, expected, 1_500, 5);
        assertThat(far.memory().asSlice(100, 1_505).mismatch(expected)).isEqualTo(-1);
        assertThat(ring.await(() -> both.second().notified() == 1)).isTrue();
        assertThat(ring.await(() -> both.first().completed() == 1)).isTrue();
    }

    @Test
    void aTripwireWakesWhoSleeps() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var far = ring.clan(1).register(farTag, ClanRing.memory(4_096), RegionEntry.MESSAGE);
        var aperture = both.first().aperture(Aperture.Kind.TRANSFER, far.remote(), 0, 4_096);
        var wire = ring.clan(1).watch(both.second(), far, 0x208);
        wire.arm();
        aperture.put(0x200, 1L);
        aperture.put(0x210, 1L);
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        assertThat(ring.clan(1).counter(ClanCounter.FIRED)).isZero();
        aperture.put(0x20C, 7);
        assertThat(wire.await(() -> far.memory().get(WindowWords.INT, 0x20C) == 7, 100_000))
                .isTrue();
        aperture.put(0x208, 8);
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        ring.clan(1).poll();
        assertThat(wire.fired()).isLessThanOrEqualTo(1);
        assertThat(ring.clan(1).counter(ClanCounter.FIRED)).isEqualTo(1);
    }

    @Test
    void whatAPeerMayNotBreaksBothEnds() {
        for (var level :
                new ClanLevel[] {ClanLevel.RELIABLE_DELIVERY, ClanLevel.RELIABLE_RECEPTION}) {
            for (var reason :
                    new ClanReason[] {ClanReason.KEY, ClanReason.RIGHT, ClanReason.BOUNDS}) {
                var both = connect(level);
                var far =
                        ring.clan(1)
                                .register(farTag, ClanRing.memory(4_096), RegionEntry.RDMA_READ);
                var writable =
                        ring.clan(1)
                                .register(farTag, ClanRing.memory(1_000), RegionEntry.RDMA_WRITE);
                var remote =
                        switch (reason) {
                            case KEY -> new RemoteRegion(far.key() ^ 1, far.address(), 4_096);
                            case RIGHT -> far.remote();
                            default -> new RemoteRegion(writable.key(), writable.address(), 8_192);
                        };
                long at = reason == ClanReason.BOUNDS ? 998 : 0;
                both.first()
                        .aperture(Aperture.Kind.WRITE, remote, 0, remote.bytes())
                        .put(at, ClanRing.random(16, new Random(1)), 0, 5);
                assertThat(ring.await(() -> both.first().isBroken() && both.second().isBroken()))
                        .isTrue();
                assertThat(both.first().reason()).isEqualTo(reason);
                assertThat(both.first().brokenByPeer()).isTrue();
                assertThat(both.second().reason()).isEqualTo(reason);
                assertThat(both.second().brokenByPeer()).isFalse();
                assertThat(writable.memory().mismatch(ClanRing.memory(1_000))).isEqualTo(-1);
                both.first().close();
                both.second().close();
            }
        }
    }

    @Test
    void anUnreliableConnectionGoesOnBehindAViolation() {
        var both = connect(ClanLevel.UNRELIABLE_DELIVERY);
        var far = ring.clan(1).register(farTag, ClanRing.memory(4_096), RegionEntry.RDMA_WRITE);
        var bad = new RemoteRegion(far.key(), far.address(), 8_192);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, bad, 0, 8_192);
        aperture.put(4_096, 1L);
        aperture.put(8, 2L);
        assertThat(ring.await(() -> far.memory().get(WindowWords.LONG, 8) == 2)).isTrue();
        assertThat(ring.await(() -> both.second().dropped() == 1)).isTrue();
        assertThat(both.first().state()).isEqualTo(EndpointState.OPEN);
    }

    @Test
    void aDescriptorThatMeansNothingBreaksBehindWhatWasBeforeIt() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var near = ring.clan(0).register(tag, ClanRing.memory(64), ALL);
        var far = ring.clan(1).register(farTag, ClanRing.memory(64), ALL);
        var queue = both.first().queue();
        near.memory().set(WindowWords.LONG, 0, 42);
        queue.transfer(DmaDescriptor.WRITE, 0, far.remote(), 0, near, 0, 8);
        int bad = queue.post(DmaDescriptor.COUNT.of(1) | 0x4000_0000, 0, far.key(), far.address());
        queue.ring();
        assertThat(ring.await(() -> both.first().isBroken() && both.second().isBroken())).isTrue();
        assertThat(both.first().reason()).isEqualTo(ClanReason.DESCRIPTOR);
        assertThat(both.first().descriptorBroken()).isEqualTo(bad);
        assertThat(both.second().reason()).isEqualTo(ClanReason.DESCRIPTOR);
        assertThat(far.memory().get(WindowWords.LONG, 0)).isEqualTo(42);
    }

    @Test
    void aSegmentOfAnotherTagIsNotRead() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        int other = ring.clan(0).newTag();
        var near = ring.clan(0).register(other, ClanRing.memory(64), ALL);
        var far = ring.clan(1).register(farTag, ClanRing.memory(64), ALL);
        both.first().queue().transfer(DmaDescriptor.WRITE, 0, far.remote(), 0, near, 0, 8);
        assertThat(ring.await(() -> both.first().isBroken())).isTrue();
        assertThat(both.first().reason()).isEqualTo(ClanReason.SEGMENT);
    }

    @Test
    void aStoreTooManyBreaksItsEndpointAlone() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var other = connect(ClanLevel.RELIABLE_DELIVERY);
        var far = ring.clan(1).register(farTag, ClanRing.memory(0x10000), ALL);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 0x10000);
        int room = both.first().room();
        assertThat(room).isEqualTo(32);
        for (int i = 0; i < room; i++) {
            assertThat(aperture.put(16L * i, (long) i)).isTrue();
        }
        assertThat(both.first().room() == 0 && aperture.put(0x8000, 1L)).isFalse();
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        var bus = ring.adapters.adapter(0).clan().orElseThrow();
        var big = ClanRing.memory(0x8000);
        // Behind the driver's back, through the page that the aperture has: 1 is the doorbells' of
        // the other endpoint.
        bus.store(2 * 0x10000, big, 0, 0x1000);
        assertThat(ring.await(() -> both.second().isBroken())).isTrue();
        assertThat(both.first().reason()).isEqualTo(ClanReason.STORE_OVERRUN);
        assertThat(other.first().state()).isEqualTo(EndpointState.OPEN);
    }

    @Test
    void aStoreWithoutAPageIsAFault() {
        var bus = ring.adapters.adapter(0).clan().orElseThrow();
        assertThatThrownBy(() -> bus.store(0x50_0000, 1))
                .isInstanceOf(AdapterFault.class)
                .hasMessageContaining("0x500000");
        assertThat(ring.await(() -> !ring.clan(0).takeRefusals().isEmpty())).isTrue();
        assertThat(ring.clan(0).counter(ClanCounter.STORE_REFUSED)).isEqualTo(1);
    }

    @Test
    void aDeadPeerIsFoundByBreakTime() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        ring.clan(0).breakTime(200_000);
        var far = ring.clan(1).register(farTag, ClanRing.memory(4_096), ALL);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 4_096);
        both.second().disconnect();
        aperture.put(0, 1L);
        long begin = ring.adapters.now();
        assertThat(ring.await(() -> both.first().isBroken())).isTrue();
        assertThat(both.first().reason()).isEqualTo(ClanReason.TIME_OUT);
        assertThat(ring.adapters.now() - begin).isBetween(200_000L, 300_000L);
    }

    @Test
    void atTheHighestLevelAStoreIsRepliedWhenItIsThere() {
        var both = connect(ClanLevel.RELIABLE_RECEPTION);
        var far = ring.clan(1).register(farTag, ClanRing.memory(4_096), RegionEntry.RDMA_WRITE);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 4_096);
        for (int i = 0; i < 5; i++) {
            assertThat(aperture.put(64L * i, i + 1L)).isTrue();
        }
        assertThat(both.first().storesReplied()).isFalse();
        assertThat(ring.await(() -> both.first().storesReplied())).isTrue();
        assertThat(far.memory().get(WindowWords.LONG, 256)).isEqualTo(5);
        assertThat(both.second().isBroken()).isFalse();
    }

    /// From the 17th violation on frames are not copied, so the sender sends them again, until 2^17 clocks are over.
    @Test
    void whoGuessesAtLevelZeroIsSlowedDown() {
        var both = connect(ClanLevel.UNRELIABLE_DELIVERY);
        var bad = new RemoteRegion(0x123, 0, 4_096);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, bad, 0, 4_096);
        long begin = ring.adapters.now();
        for (int i = 0; i < 20; i++) {
            assertThat(aperture.put(64L * i, 1L)).isTrue();
        }
        assertThat(ring.await(() -> ring.clan(1).counter(ClanCounter.VIOLATION) >= 17)).isTrue();
        assertThat(both.first().storesAcknowledged()).isFalse();
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        assertThat(ring.adapters.now() - begin).isGreaterThan(1 << 17);
        assertThat(both.second().isBroken()).isFalse();
        assertThat(ring.await(() -> both.second().dropped() == 20)).isTrue();
    }

    @Test
    void aRegionThatIsTakenBackIsWrittenNoMore() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var far = ring.clan(1).register(farTag, ClanRing.memory(64), RegionEntry.RDMA_WRITE);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 64);
        aperture.put(0, 1L);
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        far.close();
        aperture.put(8, 2L);
        assertThat(ring.await(() -> both.first().isBroken() && both.second().isBroken())).isTrue();
        assertThat(both.first().reason()).isEqualTo(ClanReason.KEY);
        assertThat(far.memory().get(WindowWords.LONG, 0)).isEqualTo(1);
        assertThat(far.memory().get(WindowWords.LONG, 8)).isZero();
    }

    /// A source has one entry in its ring: what happens before that is read is counted, not lost.
    @Test
    void eventsThatNobodyReadsAreCounted() {
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        var queue = both.first().queue();
        int nothing = DmaDescriptor.OPERATION.of(DmaDescriptor.NOTHING);
        for (int i = 0; i < 50; i++) {
            assertThat(queue.post(nothing | DmaDescriptor.NOTIFY.mask(), 0, 0, 0)).isEqualTo(i);
        }
        queue.ring();
        assertThat(
                        ring.adapters.await(
                                () -> queue.acknowledged() == 50 && ring.ring().waiting(0) == 0,
                                ClanRing.WORDS))
                .isTrue();
        assertThat(ring.clan(1).counter(ClanCounter.ACCEPTED)).isEqualTo(50);
        assertThat(ring.await(() -> both.second().notified() == 50)).isTrue();
        ring.pass(10_000);
        assertThat(both.second().notified()).isEqualTo(50);
    }

    @Test
    void whatIsClosedIsGivenBackAndTheNextOneWorks() {
        for (int i = 0; i < 100; i++) {
            var both = connect(ClanLevel.RELIABLE_DELIVERY);
            var far = ring.clan(1).register(farTag, ClanRing.memory(64), RegionEntry.RDMA_WRITE);
            both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 64).put(8, i + 1L);
            assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
            assertThat(far.memory().get(WindowWords.LONG, 8)).isEqualTo(i + 1L);
            both.first().close();
            both.second().close();
            far.close();
        }
        connect(ClanLevel.RELIABLE_DELIVERY);
        ring.clan(0).close();
        var again = Clan.open(ring.drivers.get(0), ring.adapters.adapter(0), new Random(4));
        var endpoint = again.endpoint(EndpointOptions.of(again.newTag()));
        assertThat(endpoint.number()).isZero();
        assertThatThrownBy(
                        () -> endpoint.open(new ClanPeer(0x77, 0, 0), ClanLevel.RELIABLE_DELIVERY))
                .hasMessageContaining("000000000077");
    }

    @Test
    void refusalsOfTheDriverNameWhatIsWrong() {
        assertThatThrownBy(() -> ring.clan(0).endpoint(new EndpointOptions(tag, 17, 2)))
                .isInstanceOf(ClanException.class)
                .hasMessageContaining("17 cells of store memory");
        assertThatThrownBy(
                        () -> ring.clan(0).register(tag, MemorySegment.ofArray(new byte[8]), ALL))
                .hasMessageContaining("on the heap");
        var both = connect(ClanLevel.RELIABLE_DELIVERY);
        assertThatThrownBy(
                        () ->
                                both.first()
                                        .aperture(
                                                Aperture.Kind.WRITE,
                                                new RemoteRegion(1, 4, 100),
                                                0,
                                                8))
                .hasMessageContaining("multiple of 8");
    }
}
