package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.clan.ClanBench.Beat;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who has asked hears when what was sent lies in the other's memory, not sooner, and always.
class ClanReplyTest {
    private static final int TAG = 5;
    private static final int END = 1;
    private static final int LOG2_QUEUE = 5;
    private static final int TARGET = 0x4000;
    private static final int STORED = 0x8000;
    private static final int BYTES = 0x8000;
    private static final long NAME = 0x7FFF_0000_4000L;
    private static final int KEY = SendQueueCutter.key(3);
    private static final int WORD = 8;

    /// Clocks of a round in which the ring does damage.
    private static final int DAMAGE_CLOCKS = 30_000;

    private final Random random = Bench.random("clan reply");
    private ClanRing ring = new ClanRing(2, Pace.FAST);
    private final int[] posted = new int[2];
    private final int[] stored = new int[2];

    /// Index behind the last descriptor that has asked.
    private final int[] asked = new int[2];

    private boolean lagged;
    private long roundBegan;

    @AfterEach
    void close() {
        ring.close();
    }

    private void connect(Pace pace, int level) {
        ring.close();
        ring = new ClanRing(2, pace);
        for (int here = 0; here < 2; here++) {
            var station = ring.station(here);
            int there = 1 - here;
            int generation = KEY & 0x7F_FFFF;
            long bus = ClanBench.BASE + TARGET;
            station.region(KEY >>> 23, generation, TAG, RegionEntry.RDMA_WRITE, NAME, bus, BYTES);
            assertThat(
                            station.endpoint(
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
                                    LOG2_QUEUE))
                    .isTrue();
            assertThat(station.open(END)).isTrue();
            long base = NAME + STORED - TARGET;
            assertThat(station.page(END, ApertureEntry.WRITE, END, 0x4000, KEY, base)).isTrue();
            assertThat(station.doorbells(END)).isTrue();
        }
    }

    private Pace slow() {
        return new Pace(
                5 + random.nextInt(300),
                Stalls.of(40, random.nextLong()),
                Stalls.of(random.nextInt(70), random.nextLong()));
    }

    // ---- word n of each kind is n + 1

    private void write(int station, int flags) {
        var memory = ring.station(station).memory;
        int index = posted[station]++;
        int place = (index & (1 << LOG2_QUEUE) - 1) * DmaDescriptor.BYTES;
        int head = flags | DmaDescriptor.INLINE.mask() | DmaDescriptor.COUNT.of(WORD);
        DmaDescriptor.write(memory, place, head, 0, KEY, NAME + (long) WORD * index);
        memory.set(ValueLayout.JAVA_LONG, place + DmaDescriptor.SEGMENTS_AT, index + 1);
    }

    private void store(int station) {
        int index = stored[station]++;
        long at = 0x1_0000L * END + (long) WORD * index;
        ring.station(station).stores.add(new Beat(at, index + 1, 0xFF));
    }

    /// Nothing is told of that is not there.
    private void look(int station) {
        var its = ring.station(station);
        var memory = ring.station(1 - station).memory;
        for (int i = 0; i < its.repliedDescriptors[END]; i++) {
            assertThat(memory.get(ValueLayout.JAVA_LONG, TARGET + (long) WORD * i))
                    .as("descriptor %d", i)
                    .isEqualTo(i + 1);
        }
        for (int i = 0; i < its.repliedStores[END]; i++) {
            assertThat(memory.get(ValueLayout.JAVA_LONG, STORED + (long) WORD * i))
                    .as("store %d", i)
                    .isEqualTo(i + 1);
        }
        lagged |= its.acknowledged[END] > its.repliedDescriptors[END];
    }

    private boolean isDone(int station) {
        look(station);
        var its = ring.station(station);
        return its.acknowledged[END] == posted[station]
                && its.repliedDescriptors[END] == asked[station]
                && its.acknowledgedStores[END] == stored[station];
    }

    private void exchange(int rounds, int level) {
        for (int round = 0; round < rounds; round++) {
            roundBegan = ring.clocks;
            for (int here = 0; here < 2; here++) {
                for (int i = random.nextInt(10); i >= 0; i--) {
                    if (random.nextInt(3) == 0) {
                        store(here);
                    } else {
                        boolean asks = random.nextInt(3) == 0;
                        int fence = DmaDescriptor.FENCE.of(random.nextInt(6) == 0 ? 1 : 0);
                        write(here, fence | DmaDescriptor.ASK.of(asks ? 1 : 0));
                        asked[here] = asks || level == 2 ? posted[here] : asked[here];
                    }
                }
                ring.station(here).ring(END, posted[here]);
            }
            ring.until(() -> isDone(0) & isDone(1));
            if (level == 2) {
                ring.until(
                        () ->
                                ring.station(0).repliedStores[END] == stored[0]
                                        && ring.station(1).repliedStores[END] == stored[1]);
            }
        }
        for (int here = 0; here < 2; here++) {
            look(here);
            assertThat(ring.station(here).state(END)).isEqualTo(EndpointState.OPEN);
        }
    }

    @Test
    void atTheHighestLevelAllIsToldWhenItIsWritten() {
        connect(slow(), 2);
        exchange(25, 2);
        assertThat(lagged).isTrue();
    }

    @Test
    void belowItWhatHasAsked() {
        connect(slow(), 1);
        exchange(25, 1);
    }

    @Test
    void aReplyThatTheRingDamagesIsSaidAgain() {
        connect(slow(), 2);
        ring.fault =
                (_, word) ->
                        LinkWord.kind(word) == LinkWord.Kind.DATA
                                        && ring.clocks - roundBegan < DAMAGE_CLOCKS
                                        && random.nextInt(200) == 0
                                ? word ^ 1L << random.nextInt(32)
                                : word;
        exchange(10, 2);
    }

    /// What the bus refuses is not told of as written.
    @Test
    void whatIsNotWrittenIsNotReplied() {
        connect(Pace.FAST, 2);
        ring.station(1).bus.refuse(ClanBench.BASE + TARGET + 5 * WORD, WORD);
        for (int i = 0; i < 10; i++) {
            write(0, 0);
        }
        ring.station(0).ring(END, posted[0]);
        ring.until(() -> ring.station(0).state(END) == EndpointState.BROKEN);
        ring.run(500);
        look(0);
        assertThat(ring.station(0).repliedDescriptors[END]).isLessThanOrEqualTo(5);
    }
}
