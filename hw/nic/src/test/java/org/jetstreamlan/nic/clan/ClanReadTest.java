package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.clan.ApertureEntry;
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

/// Two stations that read one another's memory.
class ClanReadTest {
    private static final int TAG = 5;
    private static final int END = 1;
    private static final int LOG2_QUEUE = 5;

    // Offsets in each host's memory: what its peer may read; where it reads to, and what it sends
    // back from there; what its peer writes.
    private static final int SOURCE = 0x4000;
    private static final int SOURCE_BYTES = 0x4000;
    private static final int INTO = 0x8000;
    private static final int INTO_BYTES = 0x4000;
    private static final int TARGET = 0xC000;
    private static final int TARGET_BYTES = 0x4000;
    private static final int STORED = TARGET_BYTES - 0x1000;

    private static final int SOURCE_KEY = SendQueueCutter.key(2);
    private static final int INTO_KEY = SendQueueCutter.key(3);
    private static final int TARGET_KEY = SendQueueCutter.key(4);
    private static final long SOURCE_NAME = 0x1234_0000_4000L;
    private static final long INTO_NAME = 0x7FFF_FFFF_FFFF_8000L;
    private static final long TARGET_NAME = 0xFFFF_FFFF_FFFF_C000L;

    /// Clocks of a round in which the ring does damage: who has lost the same frame again and again waits 32 sweeps.
    private static final int DAMAGE_CLOCKS = 30_000;

    private final Random random = Bench.random("clan read");
    private ClanRing ring = new ClanRing(2, Pace.FAST);
    private final int[] posted = new int[2];
    private final int[] wantedReads = new int[2];
    private long roundBegan;

    @AfterEach
    void close() {
        ring.close();
    }

    private void connect(Pace pace, int level) {
        ring.close();
        ring = new ClanRing(2, pace);
        Arrays.fill(posted, 0);
        Arrays.fill(wantedReads, 0);
        for (int here = 0; here < 2; here++) {
            var station = ring.station(here);
            byte[] content = new byte[SOURCE_BYTES];
            random.nextBytes(content);
            MemorySegment.copy(
                    content, 0, station.memory, ValueLayout.JAVA_BYTE, SOURCE, SOURCE_BYTES);
            source(here, RegionEntry.RDMA_READ);
            into(here, RegionEntry.LOCAL_WRITE | RegionEntry.LOCAL_READ);
            region(here, TARGET_KEY, RegionEntry.RDMA_WRITE, TARGET_NAME, TARGET, TARGET_BYTES);
            assertThat(endpoint(here, level)).isTrue();
            assertThat(station.open(END)).isTrue();
            long stored = TARGET_NAME + STORED;
            assertThat(station.page(END, ApertureEntry.WRITE, END, 0x1000, TARGET_KEY, stored))
                    .isTrue();
            assertThat(station.doorbells(END)).isTrue();
        }
    }

    private boolean endpoint(int here, int level) {
        int there = 1 - here;
        return ring.station(here)
                .endpoint(
                        END,
                        there,
                        END,
                        level,
                        0x100 + here,
                        0x100 + there,
                        TAG,
                        8,
                        4,
                        0,
                        LOG2_QUEUE);
    }

    private void source(int station, int rights) {
        region(station, SOURCE_KEY, rights, SOURCE_NAME, SOURCE, SOURCE_BYTES);
    }

    private void into(int station, int rights) {
        region(station, INTO_KEY, rights, INTO_NAME, INTO, INTO_BYTES);
    }

    private void region(int station, int key, int rights, long name, int at, int bytes) {
        int generation = key & 0x7F_FFFF;
        ring.station(station)
                .region(key >>> 23, generation, TAG, rights, name, ClanBench.BASE + at, bytes);
    }

    // ---- descriptors

    private int slot(int station) {
        return (posted[station]++ & (1 << LOG2_QUEUE) - 1) * DmaDescriptor.BYTES;
    }

    private void read(int station, int flags, int from, int to, int bytes) {
        var memory = ring.station(station).memory;
        int place = slot(station);
        int head =
                DmaDescriptor.OPERATION.of(DmaDescriptor.READ) | DmaDescriptor.COUNT.of(1) | flags;
        DmaDescriptor.write(memory, place, head, 0, SOURCE_KEY, SOURCE_NAME + from);
        DmaDescriptor.writeSegment(memory, place, 0, INTO_KEY, bytes, INTO_NAME + to);
        wantedReads[station] += bytes > 0 ? 1 : 0;
    }

    /// Of what has been read.
    private void write(int station, int flags, int from, int to, int bytes) {
        var memory = ring.station(station).memory;
        int place = slot(station);
        int head = flags | DmaDescriptor.COUNT.of(1);
        DmaDescriptor.write(memory, place, head, 0, TARGET_KEY, TARGET_NAME + to);
        DmaDescriptor.writeSegment(memory, place, 0, INTO_KEY, bytes, INTO_NAME + from);
    }

    private void bell(int station) {
        ring.station(station).ring(END, posted[station]);
    }

    private boolean isDone(int station) {
        var its = ring.station(station);
        return its.acknowledged[END] == (posted[station] & 0xFFFF)
                && its.reads[END] == (wantedReads[station] & 0xFFFF);
    }

    private byte[] bytes(int station, int at, int bytes) {
        return ring.station(station).memory.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    private int length() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(3);
            case 1 -> random.nextInt(10_000);
            default -> 1 + random.nextInt(600);
        };
    }

    /// READs of all shapes both ways at once, beside stores; some of what has been read goes back behind a fence.
    private void exchange(int rounds) {
        byte[][] into = new byte[2][INTO_BYTES];
        byte[][] target = new byte[2][TARGET_BYTES];
        for (int round = 0; round < rounds; round++) {
            roundBegan = ring.clocks;
            for (int here = 0; here < 2; here++) {
                byte[] source = bytes(1 - here, SOURCE, SOURCE_BYTES);
                for (int i = random.nextInt(5); i >= 0; i--) {
                    int bytes = length();
                    int from = random.nextInt(SOURCE_BYTES - bytes + 1);
                    int to = random.nextInt(INTO_BYTES - bytes + 1);
                    int fence = DmaDescriptor.FENCE.of(random.nextInt(4) == 0 ? 1 : 0);
                    read(here, fence, from, to, bytes);
                    System.arraycopy(source, from, into[here], to, bytes);
                    int back = Math.min(bytes, 0x1000);
                    if (random.nextInt(3) == 0) {
                        write(here, DmaDescriptor.FENCE.mask(), to, 0x1000, back);
                        System.arraycopy(into[here], to, target[1 - here], 0x1000, back);
                    }
                }
                for (int i = random.nextInt(6); i > 0; i--) {
                    int at = 8 * random.nextInt(32);
                    long data = random.nextLong();
                    ring.station(here).stores.add(new Beat(0x1_0000L * END + at, data, 0xFF));
                    MemorySegment.ofArray(target[1 - here])
                            .set(ValueLayout.JAVA_LONG_UNALIGNED, STORED + at, data);
                }
                bell(here);
            }
            for (int here = 0; here < 2; here++) {
                int station = here;
                ring.until(() -> isDone(station) && ring.station(station).stores.isEmpty());
            }
        }
        ring.run(2_000);
        for (int here = 0; here < 2; here++) {
            assertThat(bytes(here, INTO, INTO_BYTES)).as("read by %d", here).isEqualTo(into[here]);
            assertThat(bytes(here, TARGET, TARGET_BYTES))
                    .as("written to %d", here)
                    .isEqualTo(target[here]);
            assertThat(ring.station(here).state(END)).isEqualTo(EndpointState.OPEN);
        }
    }

    @Test
    void readsOfAllShapesBothWaysAtOnce() {
        connect(Pace.FAST, 1);
        exchange(12);
    }

    @Test
    void whatTheRingDamagesIsAskedForAndAnsweredAgain() {
        var pace =
                new Pace(
                        5,
                        Stalls.of(40, random.nextLong()),
                        Stalls.of(random.nextInt(70), random.nextLong()));
        connect(pace, 2);
        ring.fault =
                (_, word) ->
                        LinkWord.kind(word) == LinkWord.Kind.DATA
                                        && ring.clocks - roundBegan < DAMAGE_CLOCKS
                                        && random.nextInt(1_000) == 0
                                ? word ^ 1L << random.nextInt(32)
                                : word;
        exchange(8);
    }

    @Test
    void afterAClaimAReadGoesOnWhereItWas() {
        connect(Pace.FAST, 1);
        read(0, 0, 3, 0, SOURCE_BYTES - 3);
        read(1, 0, 0, 5, SOURCE_BYTES - 5);
        bell(0);
        bell(1);
        ring.run(random.nextInt(5_000));
        ring.station(0).config("claim", 1);
        ring.clock();
        ring.station(0).config("claim", 0);
        ring.until(() -> !ring.station(0).isOperational() || !ring.station(1).isOperational());
        ring.until(() -> ring.station(0).isOperational() && ring.station(1).isOperational());
        for (int here = 0; here < 2; here++) {
            int station = here;
            ring.until(() -> ring.station(station).state(END) == EndpointState.HELD);
            assertThat(endpoint(here, 1)).isTrue();
        }
        ring.station(1).open(END);
        ring.station(0).open(END);
        ring.until(() -> isDone(0) && isDone(1));
        assertThat(bytes(0, INTO, SOURCE_BYTES - 3))
                .isEqualTo(bytes(1, SOURCE + 3, SOURCE_BYTES - 3));
        assertThat(bytes(1, INTO + 5, SOURCE_BYTES - 5))
                .isEqualTo(bytes(0, SOURCE, SOURCE_BYTES - 5));
    }

    // ---- what may not be

    private void broken(int station, ClanReason reason) {
        ring.until(() -> ring.station(station).state(END) == EndpointState.BROKEN);
        assertThat(ring.station(station).reason(END)).isEqualTo(reason);
    }

    /// Both ends are told, and nothing has come.
    private void refused(ClanReason reason) {
        bell(0);
        broken(1, reason);
        broken(0, reason);
        ring.run(400);
        assertThat(bytes(0, INTO, INTO_BYTES)).containsOnly(0);
    }

    @Test
    void theOwnerOfTheMemorySaysWhatMayBeRead() {
        connect(Pace.FAST, 1);
        source(1, RegionEntry.RDMA_WRITE | RegionEntry.LOCAL_READ | RegionEntry.MESSAGE);
        read(0, 0, 0, 0, 8);
        refused(ClanReason.READ_REFUSED);

        connect(Pace.FAST, 2);
        read(0, 0, SOURCE_BYTES - 100, 0, 101);
        refused(ClanReason.READ_REFUSED);

        connect(Pace.FAST, 1);
        region(1, SOURCE_KEY & ~0x7F_FFFF, 0, 0, SOURCE, 0);
        read(0, 0, 0, 0, 8);
        refused(ClanReason.READ_REFUSED);
    }

    @Test
    void aReaderNamesMemoryThatItMayWrite() {
        connect(Pace.FAST, 1);
        into(0, RegionEntry.LOCAL_READ | RegionEntry.RDMA_WRITE);
        read(0, 0, 0, 0, 8);
        refused(ClanReason.SEGMENT);

        connect(Pace.FAST, 1);
        read(0, 0, 0, INTO_BYTES - 0x1800, 0x1801);
        refused(ClanReason.SEGMENT);

        connect(Pace.FAST, 0);
        read(0, 0, 0, 0, 8);
        refused(ClanReason.DESCRIPTOR);
    }

    @Test
    void aBusThatRefusesAReadBreaksBothEnds() {
        connect(Pace.FAST, 1);
        ring.station(1).bus.refuse(ClanBench.BASE + SOURCE + 0x1800, 8);
        read(0, 0, 0, 0, SOURCE_BYTES);
        bell(0);
        broken(1, ClanReason.BUS);
        broken(0, ClanReason.BUS);
        ring.run(1_000);
        assertThat(bytes(0, INTO, 0x1000)).isEqualTo(bytes(1, SOURCE, 0x1000));
        assertThat(ring.station(0).reads[END]).isZero();
    }

    /// When the command is done, nothing of the region is read any more, or written.
    @Test
    void aRegionTakenBackEndsTheRead() {
        for (int round = 0; round < 6; round++) {
            connect(
                    new Pace(1 + random.nextInt(20), Stalls.NONE, Stalls.of(30, random.nextLong())),
                    1);
            read(0, 0, 0, 0, SOURCE_BYTES);
            read(0, 0, 0, 0, SOURCE_BYTES);
            bell(0);
            ring.run(1_500 + random.nextInt(4_000));
            boolean ofReader = random.nextBoolean();
            int whose = ofReader ? 0 : 1;
            int key = ofReader ? INTO_KEY : SOURCE_KEY;
            int at = ofReader ? INTO : SOURCE;
            region(whose, key & ~0x7F_FFFF, 0, 0, at, 0);
            ring.station(whose).bus.refuse(ClanBench.BASE + at, SOURCE_BYTES);
            ring.until(() -> ring.station(0).state(END) == EndpointState.BROKEN);
            // The second READ of the reader's may not have begun.
            var expected =
                    ring.station(0).reason(END) == ClanReason.SEGMENT
                            ? ClanReason.SEGMENT
                            : ofReader ? ClanReason.KEY : ClanReason.READ_REFUSED;
            broken(0, expected);
            broken(1, expected);
        }
    }

    /// In whichever clock of a frame's end: what is written lies where the region was that let it in, or nothing is.
    @Test
    void aRegionTakenBackInAnyClockOfAFramesEnd() {
        long end = 0;
        for (int early = -1; early < 60; early++) {
            connect(Pace.FAST, 1);
            long begin = ring.clocks;
            read(0, 0, 0, 0, 64);
            bell(0);
            if (early < 0) {
                ring.until(() -> ring.station(0).bench.is("clan.receiver.taken_valid"));
                end = ring.clocks - begin;
                continue;
            }
            ring.run((int) end - early);
            region(0, INTO_KEY & ~0x7F_FFFF, 0, 0, INTO, 0);
            byte[] then = bytes(0, INTO, 64);
            ring.until(() -> isDone(0) || ring.station(0).state(END) == EndpointState.BROKEN);
            if (isDone(0)) {
                assertThat(then).as("%d clocks before it", early).isEqualTo(bytes(1, SOURCE, 64));
            } else {
                broken(0, ClanReason.KEY);
                assertThat(then).as("%d clocks before it", early).containsOnly(0);
            }
            ring.run(200);
            assertThat(bytes(0, INTO, 64)).as("%d clocks before it", early).isEqualTo(then);
        }
    }

    /// Words of data by the clocks that they take, from the end of the first RESPONSE to that of the last.
    @Test
    void aLongReadTakesTheLink() {
        connect(Pace.FAST, 1);
        read(0, 0, 0, 0, SOURCE_BYTES);
        bell(0);
        int frames = SOURCE_BYTES / 0x1000;
        long[] ends = new long[frames];
        var receiver = ring.station(0).bench;
        for (int i = 0; i < frames; i++) {
            ring.until(() -> receiver.is("clan.receiver.taken_valid"));
            ends[i] = ring.clocks;
            ring.clock();
        }
        double share = (frames - 1) * 0x1000 / 4.0 / (ends[frames - 1] - ends[0]);
        System.out.printf("clan read: %.3f of the link's words in a READ of 16 KiB%n", share);
        assertThat(share).isGreaterThan(0.9);
    }
}
