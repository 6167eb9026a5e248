package org.jetstreamlan.model.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.Region;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Connections on a ring that loses what it likes: each write lies in the other's memory once and in order, or both ends are told; and nothing else there
/// changes.
class ClanLossTest {
    private static final long SEED = Long.getLong("jetstream.seed", new Random().nextLong());

    /// A log of numbered entries in the receiver's memory, one behind the other, between guards of the same region's host page.
    private static final int ENTRIES = 300;

    private static final int ENTRY_BYTES = 64;
    private static final int GUARD_BYTES = 4_096;

    /// A sender of numbered entries, and what must be in the receiver's memory.
    private static final class Flow {
        final ClanEndpoint from;
        final ClanEndpoint to;
        final Region source;
        final Region target;
        final Region counter;
        final MemorySegment whole;
        final Aperture aperture;
        final Random random;
        int sent;
        int seen;

        Flow(ClanRing ring, ClanRing.Connection both, int near, int far, Random random) {
            this.random = random;
            from = both.first();
            to = both.second();
            source =
                    ring.clan(near)
                            .register(
                                    from.tag(),
                                    ClanRing.random(ENTRIES * ENTRY_BYTES, random),
                                    RegionEntry.LOCAL_READ);
            whole = ClanRing.random(2L * GUARD_BYTES + ENTRIES * ENTRY_BYTES, random);
            target =
                    ring.clan(far)
                            .register(
                                    to.tag(),
                                    whole.asSlice(GUARD_BYTES, (long) ENTRIES * ENTRY_BYTES),
                                    RegionEntry.RDMA_WRITE);
            counter = ring.clan(far).register(to.tag(), ClanRing.memory(8), RegionEntry.MESSAGE);
            aperture = from.aperture(Aperture.Kind.TRANSFER, counter.remote(), 0, 8);
            expected = whole.toArray(ValueLayout.JAVA_BYTE);
        }

        /// Bytes of the receiver's memory as they must be when all is written.
        final byte[] expected;

        /// Sends an entry by DMA, and behind it, by DMA again, its number to the counter; or, by the program's choice, only looks.
        void send() {
            if (sent == ENTRIES || from.queue().room() < 2) {
                return;
            }
            long at = (long) sent * ENTRY_BYTES;
            int bytes = 1 + random.nextInt(ENTRY_BYTES);
            var queue = from.queue();
            queue.transfer(DmaDescriptor.WRITE, 0, target.remote(), at, source, at, bytes);
            MemorySegment.copy(
                    source.memory(), at, MemorySegment.ofArray(expected), GUARD_BYTES + at, bytes);
            int number =
                    queue.post(
                            DmaDescriptor.OPERATION.of(DmaDescriptor.TRANSFER)
                                    | DmaDescriptor.INLINE.mask()
                                    | DmaDescriptor.COUNT.of(8),
                            0,
                            counter.key(),
                            counter.address());
            var word = MemorySegment.ofArray(new byte[8]);
            word.set(WindowWords.LONG, 0, sent + 1);
            queue.inline(number, word, 0, 8);
            queue.ring();
            sent++;
        }

        /// What the counter says is there is there; and it never goes back.
        void look() {
            int says = (int) counter.memory().get(WindowWords.LONG, 0);
            assertThat(says).isBetween(seen, sent);
            for (int i = seen; i < says; i++) {
                int at = GUARD_BYTES + i * ENTRY_BYTES;
                assertThat(
                                whole.asSlice(at, ENTRY_BYTES)
                                        .mismatch(
                                                MemorySegment.ofArray(expected)
                                                        .asSlice(at, ENTRY_BYTES)))
                        .as("entry %d", i)
                        .isEqualTo(-1);
            }
            seen = says;
        }

        boolean isDone() {
            boolean whole = sent == ENTRIES && seen == ENTRIES;
            boolean told = from.queue().acknowledged() == from.queue().posted();
            return whole && told || from.isBroken() && to.isBroken();
        }

        boolean isOpen() {
            return from.state() == EndpointState.OPEN;
        }

        /// Nothing but what was sent has changed, the guards and the bytes between entries included.
        void holds() {
            look();
            int written = GUARD_BYTES + seen * ENTRY_BYTES;
            assertThat(
                            whole.asSlice(0, written)
                                    .mismatch(MemorySegment.ofArray(expected).asSlice(0, written)))
                    .isEqualTo(-1);
            long guard = GUARD_BYTES + (long) ENTRIES * ENTRY_BYTES;
            assertThat(
                            whole.asSlice(guard)
                                    .mismatch(MemorySegment.ofArray(expected).asSlice(guard)))
                    .isEqualTo(-1);
        }
    }

    private static List<Flow> flows(ClanRing ring, int stations, Random random, ClanLevel level) {
        var flows = new ArrayList<Flow>();
        for (int i = 0; i < stations; i++) {
            int far = (i + 1 + random.nextInt(stations - 1)) % stations;
            int tag = ring.clan(i).newTag();
            int farTag = ring.clan(far).newTag();
            var both = ring.connect(i, tag, far, farTag, level);
            flows.add(new Flow(ring, both, i, far, random));
        }
        return flows;
    }

    private static long count(ClanRing ring, ClanCounter counter) {
        return ring.clans.stream().mapToLong(clan -> clan.counter(counter)).sum();
    }

    @RepeatedTest(3)
    void eachWriteIsThereOnceAndInOrderWhateverTheRingLoses(RepetitionInfo repetition) {
        long seed = SEED + repetition.getCurrentRepetition();
        System.out.println("clan loss: -Djetstream.seed=" + SEED);
        var random = new Random(seed);
        var ring = new ClanRing(2 + random.nextInt(3), seed);
        var level = ClanLevel.values()[1 + random.nextInt(2)];
        var flows = flows(ring, ring.drivers.size(), random, level);
        for (int link = 0; link < ring.drivers.size(); link++) {
            ring.ring().errorRate(link, 1e-3, new Random(seed + link));
        }
        boolean done =
                ring.await(
                        () -> {
                            flows.get(random.nextInt(flows.size())).send();
                            flows.forEach(Flow::look);
                            return flows.stream().allMatch(Flow::isDone);
                        },
                        60_000_000);
        for (int link = 0; link < ring.drivers.size(); link++) {
            ring.ring().errorRate(link, 0, random);
        }
        flows.forEach(Flow::holds);
        long again = count(ring, ClanCounter.AGAIN);
        long twice = count(ring, ClanCounter.DUPLICATE);
        assertThat(done).as(states(flows)).isTrue();
        assertThat(again).isPositive();
        assertThat(flows).as(states(flows)).noneMatch(flow -> flow.from.isBroken());
        System.out.printf(
                "clan loss: %d stations, %s, began again %d times, %d frames came twice, %d of %d connections whole%n",
                ring.drivers.size(),
                level,
                again,
                twice,
                flows.stream().filter(flow -> !flow.from.isBroken()).count(),
                flows.size());
    }

    private static String states(List<Flow> flows) {
        return flows.stream()
                .map(
                        flow ->
                                "%d sent, %d seen, %s %s"
                                        .formatted(
                                                flow.sent,
                                                flow.seen,
                                                flow.from.state(),
                                                flow.to.state()))
                .toList()
                .toString();
    }

    @Test
    void aFrameWhoseReturnIsLostIsNotWrittenTwice() {
        var ring = new ClanRing(2, 1);
        int farTag = ring.clan(1).newTag();
        var both = ring.connect(0, ring.clan(0).newTag(), 1, farTag, ClanLevel.RELIABLE_DELIVERY);
        var far = ring.clan(1).register(farTag, ClanRing.memory(64), RegionEntry.RDMA_WRITE);
        var aperture = both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 64);
        int theWordIsNone = 0;
        ring.ring().damage(1, 9, theWordIsNone);
        aperture.put(8, 5L);
        assertThat(ring.await(() -> far.memory().get(WindowWords.LONG, 8) == 5)).isTrue();
        far.memory().set(WindowWords.LONG, 8, 0);
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        assertThat(count(ring, ClanCounter.AGAIN)).isEqualTo(1);
        assertThat(count(ring, ClanCounter.DUPLICATE)).isEqualTo(1);
        assertThat(count(ring, ClanCounter.ACCEPTED)).isEqualTo(1);
        assertThat(far.memory().get(WindowWords.LONG, 8)).isZero();
    }

    /// New ids, and the peers at other ids than before: what was out goes again, to the right one.
    @Test
    void connectionsLiveThroughClaims() {
        System.out.println("clan claims: -Djetstream.seed=" + SEED);
        var random = new Random(SEED);
        var ring = new ClanRing(4, SEED);
        var flows = flows(ring, 3, random, ClanLevel.RELIABLE_DELIVERY);
        int before = ring.ring().id(2);
        long[] next = {ring.adapters.now() + 50_000};
        int[] claims = {0};
        int[] differences = {0};
        boolean done =
                ring.await(
                        () -> {
                            if (ring.adapters.now() > next[0] && claims[0] < 4) {
                                next[0] = ring.adapters.now() + 250_000;
                                claims[0]++;
                                leaveOrJoin(ring, claims[0]);
                            }
                            int now = ring.ring().id(2);
                            differences[0] += now < 0 || now == before ? 0 : 1;
                            flows.get(random.nextInt(flows.size())).send();
                            flows.forEach(Flow::look);
                            return claims[0] == 4 && flows.stream().allMatch(Flow::isDone);
                        },
                        60_000_000);
        flows.forEach(Flow::holds);
        assertThat(done).as(states(flows)).isTrue();
        assertThat(flows).allMatch(flow -> flow.seen == ENTRIES);
        assertThat(differences[0]).isPositive();
        assertThat(count(ring, ClanCounter.FOREIGN)).isZero();
        // The last claim may still hold them.
        assertThat(ring.await(() -> flows.stream().allMatch(Flow::isOpen)))
                .as(states(flows))
                .isTrue();
    }

    /// The station with the highest address, which is the monitor while it is there: without it the others have other ids.
    private static void leaveOrJoin(ClanRing ring, int turn) {
        if (turn % 2 == 1) {
            ring.ring().disable(3);
        } else {
            ring.ring().enable(3);
        }
    }

    /// Who dies in the middle leaves no peer waiting for ever.
    @Test
    void whoSendsToADeadStationIsTold() {
        var random = new Random(9);
        var ring = new ClanRing(3, 9);
        ring.clans.forEach(clan -> clan.breakTime(300_000));
        int tag = ring.clan(0).newTag();
        int farTag = ring.clan(1).newTag();
        var flow =
                new Flow(
                        ring,
                        ring.connect(0, tag, 1, farTag, ClanLevel.RELIABLE_DELIVERY),
                        0,
                        1,
                        random);
        ring.await(
                () -> {
                    flow.send();
                    return flow.sent == 50;
                });
        ring.ring().powerOff(1);
        ring.drivers.remove(1);
        var dead = ring.clans.remove(1);
        boolean told =
                ring.await(
                        () -> flow.from.isBroken() || flow.from.state() == EndpointState.HELD,
                        5_000_000);
        assertThat(told).as(flow.from.state().toString()).isTrue();
        assertThat(dead).isNotNull();
        flow.look();
    }
}
