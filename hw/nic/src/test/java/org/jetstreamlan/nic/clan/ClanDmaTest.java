package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.clan.ClanBench.Beat;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Stations on a ring: what a send queue's descriptors name in the one's memory comes to be in the other's.
class ClanDmaTest {
    private static final int TAG = 5;
    private static final int SOURCE_KEY = SendQueueCutter.key(2);
    private static final int TARGET_KEY = SendQueueCutter.key(3);
    private static final int LOG2_QUEUE = 5;
    private static final int SLOTS = 1 << LOG2_QUEUE;

    // Offsets in each host's memory, and how its owner calls them.
    private static final int QUEUES = 0x0000;
    private static final int SOURCE = 0x4000;
    private static final int SOURCE_BYTES = 0x4000;
    private static final int TARGET = 0x8000;
    private static final int TARGET_BYTES = 0x8000;
    private static final int STORED = 0x7000;
    private static final long SOURCE_NAME = 0x1234_0000_4000L;
    private static final long TARGET_NAME = 0x7FFF_0000_8000L;
    private static final int WORD = 8;

    private final Random random = Bench.random("clan dma");
    private ClanRing ring = new ClanRing(2, Pace.FAST);
    private final int[][] producers = new int[3][4];

    /// Clocks of a round in which the ring does damage: who has lost the same frame again and again waits 32 sweeps, and the next round must not begin before.
    private static final int DAMAGE_CLOCKS = 30_000;

    private long roundBegan;

    @AfterEach
    void close() {
        ring.close();
    }

    private void ring(int stations, Pace pace) {
        ring.close();
        ring = new ClanRing(stations, pace);
    }

    /// Endpoint `number` of both is connected with that of the other.
    private void connect(int one, int other, int number, int level) {
        for (int i = 0; i < 2; i++) {
            int here = i == 0 ? one : other;
            var station = ring.station(here);
            fill(station.memory, SOURCE, SOURCE_BYTES);
            regions(station);
            assertThat(endpoint(here, i == 0 ? other : one, number, level)).isTrue();
            assertThat(station.open(number)).isTrue();
            assertThat(page(station, number)).isTrue();
            assertThat(station.doorbells(number)).isTrue();
        }
    }

    /// Refused while stores to it are not acknowledged.
    private static boolean page(ClanBench station, int number) {
        long base = TARGET_NAME + STORED;
        return station.page(number, ApertureEntry.WRITE, number, 0x1000, TARGET_KEY, base);
    }

    private boolean endpoint(int here, int there, int number, int level) {
        return ring.station(here)
                .endpoint(
                        number,
                        there,
                        number,
                        level,
                        0x100 + here,
                        0x100 + there,
                        TAG,
                        8 * number,
                        4,
                        queue(number),
                        LOG2_QUEUE);
    }

    private static int queue(int number) {
        return QUEUES + number * SLOTS * DmaDescriptor.BYTES;
    }

    private static void regions(ClanBench station) {
        region(station, SOURCE_KEY, RegionEntry.LOCAL_READ, SOURCE_NAME, SOURCE, SOURCE_BYTES);
        int rights = RegionEntry.RDMA_WRITE | RegionEntry.MESSAGE;
        region(station, TARGET_KEY, rights, TARGET_NAME, TARGET, TARGET_BYTES);
    }

    private static void region(
            ClanBench station, int key, int rights, long name, int at, int bytes) {
        int generation = key & 0x7F_FFFF;
        station.region(key >>> 23, generation, TAG, rights, name, ClanBench.BASE + at, bytes);
    }

    private void fill(MemorySegment memory, int at, int bytes) {
        for (int i = 0; i < bytes; i++) {
            memory.set(ValueLayout.JAVA_BYTE, at + i, (byte) random.nextInt());
        }
    }

    // ---- descriptors

    private int slot(int station, int number) {
        int index = producers[station][number]++;
        return queue(number) + (index & SLOTS - 1) * DmaDescriptor.BYTES;
    }

    /// One segment.
    private void write(int from, int number, int flags, int source, int target, int bytes) {
        var memory = ring.station(from).memory;
        int place = slot(from, number);
        int head = flags | DmaDescriptor.COUNT.of(1);
        DmaDescriptor.write(memory, place, head, 0, TARGET_KEY, TARGET_NAME + target);
        DmaDescriptor.writeSegment(memory, place, 0, SOURCE_KEY, bytes, SOURCE_NAME + source);
    }

    private void bell(int from, int number) {
        ring.station(from).ring(number, producers[from][number]);
    }

    private boolean isAcknowledged(int from, int number) {
        return ring.station(from).acknowledged[number] == (producers[from][number] & 0xFFFF);
    }

    /// Any number of them side by side from `target` on.
    ///
    /// @return where they end
    private int writes(int from, int number, int count, int target, byte[] wanted) {
        var memory = ring.station(from).memory;
        int at = target;
        boolean goesOn = false;
        int operation = 0;
        for (int i = 0; i < count; i++) {
            boolean more = i < count - 1 && random.nextInt(3) == 0;
            boolean inline = random.nextInt(3) == 0;
            operation = goesOn ? operation : random.nextInt(2);
            int most = random.nextInt(4) == 0 ? 3_000 : 300;
            int first = 1 + random.nextInt(inline ? DmaDescriptor.INLINE_BYTES : most);
            int second = inline ? 0 : random.nextInt(most);
            int head =
                    DmaDescriptor.OPERATION.of(operation)
                            | DmaDescriptor.INLINE.of(inline ? 1 : 0)
                            | DmaDescriptor.MORE.of(more ? 1 : 0)
                            | DmaDescriptor.FENCE.of(random.nextInt(6) == 0 ? 1 : 0)
                            | DmaDescriptor.COUNT.of(inline ? first : 2);
            int place = slot(from, number);
            DmaDescriptor.write(
                    memory, place, head, 0, goesOn ? 0 : TARGET_KEY, goesOn ? 0 : TARGET_NAME + at);
            if (inline) {
                fill(memory, place + DmaDescriptor.SEGMENTS_AT, first);
                copy(memory, place + DmaDescriptor.SEGMENTS_AT, wanted, at, first);
            } else {
                int one = random.nextInt(SOURCE_BYTES - first);
                int two = random.nextInt(SOURCE_BYTES - second);
                DmaDescriptor.writeSegment(memory, place, 0, SOURCE_KEY, first, SOURCE_NAME + one);
                DmaDescriptor.writeSegment(memory, place, 1, SOURCE_KEY, second, SOURCE_NAME + two);
                copy(memory, SOURCE + one, wanted, at, first);
                copy(memory, SOURCE + two, wanted, at + first, second);
            }
            at += first + second;
            goesOn = more;
        }
        return at;
    }

    private static void copy(MemorySegment from, int at, byte[] wanted, int target, int bytes) {
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, wanted, target, bytes);
    }

    private void store(int from, int number, int at, long data) {
        ring.station(from).stores.add(new Beat(0x1_0000L * number + at, data, 0xFF));
    }

    // ---- whole

    /// Descriptors of all shapes and stores, both ways at once, by two endpoints; then all of both memories is as it should be.
    private void exchange(int rounds) {
        byte[][] wanted = new byte[2][TARGET_BYTES];
        for (int round = 0; round < rounds; round++) {
            roundBegan = ring.clocks;
            for (int from = 0; from < 2; from++) {
                for (int number = 1; number <= 2; number++) {
                    int half = (number - 1) * (STORED / 2);
                    writes(
                            from,
                            number,
                            1 + random.nextInt(4),
                            half + random.nextInt(64),
                            wanted[1 - from]);
                    for (int i = random.nextInt(6); i > 0; i--) {
                        int at = 0x800 * (number - 1) + WORD * random.nextInt(32);
                        long data = random.nextLong();
                        store(from, number, at, data);
                        MemorySegment.ofArray(wanted[1 - from])
                                .set(ValueLayout.JAVA_LONG_UNALIGNED, STORED + at, data);
                    }
                    bell(from, number);
                }
            }
            for (int from = 0; from < 2; from++) {
                int station = from;
                ring.until(() -> isAcknowledged(station, 1) && isAcknowledged(station, 2));
                ring.until(() -> ring.station(station).stores.isEmpty());
            }
        }
        ring.run(2_000);
        for (int i = 0; i < 2; i++) {
            assertThat(
                            ring.station(i)
                                    .memory
                                    .asSlice(TARGET, TARGET_BYTES)
                                    .toArray(ValueLayout.JAVA_BYTE))
                    .as("memory of station %d", i)
                    .isEqualTo(wanted[i]);
            assertThat(ring.station(i).state(1)).isEqualTo(EndpointState.OPEN);
            assertThat(ring.station(i).state(2)).isEqualTo(EndpointState.OPEN);
        }
    }

    @Test
    void descriptorsOfAllShapesArriveBesideStores() {
        connect(0, 1, 1, 1);
        connect(0, 1, 2, 0);
        exchange(12);
        assertThat(ring.station(0).count(ClanCounter.AGAIN)).isZero();
    }

    @Test
    void whatTheRingDamagesIsSentAgainFromTheSamePlace() {
        var pace =
                new Pace(
                        5,
                        Stalls.of(40, random.nextLong()),
                        Stalls.of(random.nextInt(70), random.nextLong()));
        ring(2, pace);
        connect(0, 1, 1, 1);
        connect(0, 1, 2, 1);
        damage(2_500);
        exchange(5);
    }

    // ---- order

    /// The flag is not there before what was stored and sent before it.
    @Test
    void aFencedDescriptorIsBehindStoresAndFramesOfBefore() {
        connect(0, 1, 1, 1);
        damage(400);
        var memory = ring.station(1).memory;
        for (int round = 1; round <= 25 || ring.station(0).count(ClanCounter.AGAIN) == 0; round++) {
            roundBegan = ring.clocks;
            int flag = round;
            int stores = 30 + random.nextInt(30);
            for (int i = 0; i < stores; i++) {
                store(0, 1, 16 * i, flag);
            }
            int bytes = 1 + random.nextInt(1_500);
            fill(ring.station(0).memory, SOURCE, bytes);
            write(0, 1, 0, 0, 0x100, bytes);
            flag(0, 1, DmaDescriptor.FENCE.mask(), 0, flag);
            // In the part, but for what the window takes not sent.
            ring.until(() -> ring.station(0).stores.isEmpty());
            ring.run(10);
            bell(0, 1);
            ring.until(() -> memory.get(ValueLayout.JAVA_INT, TARGET) == flag);
            for (int i = 0; i < stores; i++) {
                assertThat(memory.get(ValueLayout.JAVA_LONG, TARGET + STORED + 16 * i))
                        .as("store %d of round %d", i, round)
                        .isEqualTo(flag);
            }
            assertThat(memory.asSlice(TARGET + 0x100, bytes).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(
                            ring.station(0)
                                    .memory
                                    .asSlice(SOURCE, bytes)
                                    .toArray(ValueLayout.JAVA_BYTE));
            ring.until(() -> isAcknowledged(0, 1));
        }
    }

    /// Short ones of both kinds between each other; of many the return is lost, so the peer has them and answers their numbers unread. What came back good behind
    /// a lost one is not counted, nor is the lost one forgotten: the fence ends, and all stores are told as acknowledged.
    @Test
    void aNumberMeansTheSameFrameEachTime() {
        connect(0, 1, 1, 1);
        ring.fault =
                (link, word) ->
                        link == 1 && isHit(word, 40)
                                ? LinkWord.pack(LinkWord.Kind.INVALID, 0)
                                : word;
        var memory = ring.station(1).memory;
        for (int round = 1; round <= 6; round++) {
            roundBegan = ring.clocks;
            for (int i = 0; i < 12; i++) {
                store(0, 1, 16 * i, 100 * round + i);
            }
            for (int i = 0; i < 12; i++) {
                flag(0, 1, 0, 16 * i, 100 * round + i);
            }
            flag(0, 1, DmaDescriptor.FENCE.mask(), 0x400, round);
            bell(0, 1);
            ring.until(() -> isAcknowledged(0, 1) && ring.station(0).stores.isEmpty());
            ring.until(() -> page(ring.station(0), 1));
            ring.run(40);
            for (int i = 0; i < 12; i++) {
                assertThat(memory.get(ValueLayout.JAVA_INT, TARGET + STORED + 16 * i))
                        .as("store %d of round %d", i, round)
                        .isEqualTo(100 * round + i);
                assertThat(memory.get(ValueLayout.JAVA_INT, TARGET + 16 * i))
                        .as("descriptor %d of round %d", i, round)
                        .isEqualTo(100 * round + i);
            }
            assertThat(memory.get(ValueLayout.JAVA_INT, TARGET + 0x400)).isEqualTo(round);
            assertThat(ring.station(0).acknowledgedStores[1]).isEqualTo(12 * round);
        }
        assertThat(ring.station(1).count(ClanCounter.DUPLICATE)).isPositive();
    }

    /// Four bytes, inline.
    private void flag(int from, int number, int flags, int target, int value) {
        var memory = ring.station(from).memory;
        int place = slot(from, number);
        int head = flags | DmaDescriptor.INLINE.mask() | DmaDescriptor.COUNT.of(4);
        DmaDescriptor.write(memory, place, head, 0, TARGET_KEY, TARGET_NAME + target);
        memory.set(ValueLayout.JAVA_INT, place + DmaDescriptor.SEGMENTS_AT, value);
    }

    private void damage(int oneIn) {
        ring.fault = (_, word) -> isHit(word, oneIn) ? word ^ 1L << random.nextInt(32) : word;
    }

    private boolean isHit(long word, int oneIn) {
        return LinkWord.kind(word) == LinkWord.Kind.DATA
                && ring.clocks - roundBegan < DAMAGE_CLOCKS
                && random.nextInt(oneIn) == 0;
    }

    @Test
    void whatLiesBeforeABadDescriptorArrivesAndNothingBehindIt() {
        connect(0, 1, 1, 1);
        for (int i = 0; i < 3; i++) {
            write(0, 1, 0, 0x100 * i, 0x1000 * i, 700);
        }
        write(0, 1, 0, SOURCE_BYTES - 100, 0x3000, 101);
        write(0, 1, 0, 0, 0x4000, 64);
        bell(0, 1);
        broken(0, ClanReason.SEGMENT);
        broken(1, ClanReason.SEGMENT);
        assertThat(ring.station(0).acknowledged[1]).isEqualTo(3);
        ring.run(600);
        var memory = ring.station(1).memory;
        for (int i = 0; i < 3; i++) {
            assertThat(memory.asSlice(TARGET + 0x1000 * i, 700).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(
                            ring.station(0)
                                    .memory
                                    .asSlice(SOURCE + 0x100 * i, 700)
                                    .toArray(ValueLayout.JAVA_BYTE));
        }
        assertThat(memory.asSlice(TARGET + 0x3000, 0x2000).toArray(ValueLayout.JAVA_BYTE))
                .containsOnly(0);
    }

    private void broken(int station, ClanReason reason) {
        ring.until(() -> ring.station(station).state(1) == EndpointState.BROKEN);
        assertThat(ring.station(station).reason(1)).isEqualTo(reason);
    }

    /// When the command is done, nothing of the region is read any more.
    @Test
    void aRegionTakenBackIsNotReadAndBreaksItsQueue() {
        for (int round = 0; round < 8; round++) {
            ring(
                    2,
                    new Pace(
                            1 + random.nextInt(20), Stalls.NONE, Stalls.of(30, random.nextLong())));
            producers[0][1] = 0;
            connect(0, 1, 1, 1);
            for (int i = 0; i < 8; i++) {
                write(0, 1, 0, 0, 0, SOURCE_BYTES);
            }
            bell(0, 1);
            ring.run(random.nextInt(3_000));
            region(ring.station(0), SOURCE_KEY & ~0x7F_FFFF, 0, 0, SOURCE, 0);
            ring.station(0).bus.refuse(ClanBench.BASE + SOURCE, SOURCE_BYTES);
            broken(0, ClanReason.SEGMENT);
        }
    }

    @Test
    void aBusThatRefusesASegmentBreaksBothEnds() {
        connect(0, 1, 1, 1);
        ring.station(0).bus.refuse(ClanBench.BASE + SOURCE + 0x1800, 8);
        write(0, 1, 0, 0, 0, SOURCE_BYTES);
        bell(0, 1);
        broken(0, ClanReason.LOCAL_BUS);
        broken(1, ClanReason.LOCAL_BUS);
        assertThat(ring.station(0).acknowledged[1]).isZero();
        ring.run(600);
        var memory = ring.station(1).memory;
        assertThat(memory.asSlice(TARGET, 0x1000).toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(
                        ring.station(0)
                                .memory
                                .asSlice(SOURCE, 0x1000)
                                .toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void afterAClaimTheQueueGoesOnWhereItWas() {
        connect(0, 1, 1, 1);
        for (int i = 0; i < 6; i++) {
            write(0, 1, 0, 0x200 * i, 0x1000 * i, 0x1000);
        }
        bell(0, 1);
        ring.run(2_500 + random.nextInt(1_000));
        ring.station(0).config("claim", 1);
        ring.clock();
        ring.station(0).config("claim", 0);
        ring.until(() -> !ring.station(0).isOperational() || !ring.station(1).isOperational());
        ring.until(() -> ring.station(0).isOperational() && ring.station(1).isOperational());
        ring.run(100);
        for (int i = 0; i < 2; i++) {
            int station = i;
            ring.until(() -> ring.station(station).state(1) == EndpointState.HELD);
            assertThat(endpoint(i, 1 - i, 1, 1)).isTrue();
        }
        assertThat(isAcknowledged(0, 1)).isFalse();
        ring.station(1).open(1);
        ring.station(0).open(1);
        ring.until(() -> isAcknowledged(0, 1));
        ring.run(600);
        for (int i = 0; i < 6; i++) {
            assertThat(
                            ring.station(1)
                                    .memory
                                    .asSlice(TARGET + 0x1000 * i, 0x1000)
                                    .toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(
                            ring.station(0)
                                    .memory
                                    .asSlice(SOURCE + 0x200 * i, 0x1000)
                                    .toArray(ValueLayout.JAVA_BYTE));
        }
    }

    // ---- shares

    /// Its frames are refused, so they leave the stage to others.
    @Test
    void aPeerThatIsGoneHoldsUpNoOtherQueue() {
        ring(3, Pace.FAST);
        connect(0, 1, 1, 1);
        connect(0, 2, 2, 1);
        ring.station(2).bench.set("on", false);
        for (int i = 0; i < 4; i++) {
            write(0, 2, 0, 0, 0, SOURCE_BYTES);
        }
        bell(0, 2);
        ring.run(8_000);
        write(0, 1, 0, 0, 0, SOURCE_BYTES);
        bell(0, 1);
        long began = ring.clocks;
        ring.until(() -> isAcknowledged(0, 1));
        assertThat(ring.clocks - began).as("clocks for 16 KiB").isLessThan(10_000);
        assertThat(ring.station(0).acknowledged[2]).isZero();
    }

    @Test
    void aShortTransferIsNotBehindALongOne() {
        connect(0, 1, 1, 1);
        connect(0, 1, 2, 1);
        for (int i = 0; i < 4; i++) {
            write(0, 1, 0, 0, 0, SOURCE_BYTES);
        }
        bell(0, 1);
        ring.run(3_000);
        write(0, 2, 0, 0, 0x4000, 64);
        bell(0, 2);
        long began = ring.clocks;
        ring.until(() -> isAcknowledged(0, 2));
        assertThat(ring.clocks - began).as("clocks for 64 bytes").isLessThan(6_000);
        assertThat(isAcknowledged(0, 1)).isFalse();
    }

    /// Words of data by the clocks that they take, from the end of the first frame to that of the last.
    @Test
    void aLongTransferTakesTheLink() {
        connect(0, 1, 1, 1);
        int transfers = 4;
        for (int i = 0; i < transfers; i++) {
            write(0, 1, 0, 0, 0, SOURCE_BYTES);
        }
        bell(0, 1);
        int frames = transfers * SOURCE_BYTES / ClanFrame.DATA_BYTES_MAXIMUM;
        long[] ends = new long[frames];
        var receiver = ring.station(1).bench;
        for (int i = 0; i < frames; i++) {
            ring.until(() -> receiver.is("clan.receiver.taken_valid"));
            ends[i] = ring.clocks;
            ring.clock();
        }
        double words = (frames - 1) * ClanFrame.DATA_BYTES_MAXIMUM / 4.0;
        double share = words / (ends[frames - 1] - ends[0]);
        System.out.printf("clan dma: %.3f of the link's words in transfers of 16 KiB%n", share);
        assertThat(share).isGreaterThan(0.97);
    }
}
