package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.clan.ClanBench.Beat;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two stations on a ring: a store on the one is bytes in the other's memory.
class ClanPairTest {
    private static final int TAG = 5;
    private static final int KEY = RegionKey.of(3, 0x12345);

    /// How the peer calls its memory: not as its bus does.
    private static final long NAME = 0x7FFF_0000_1000L;

    private final Random random = Bench.random("clan pair");
    private final ClanRing ring = new ClanRing(2, Pace.FAST);

    @AfterEach
    void close() {
        ring.close();
    }

    private void connect(int level) {
        for (int i = 0; i < 2; i++) {
            var station = ring.station(i);
            station.region(
                    3, 0x12345, TAG, RegionEntry.RDMA_WRITE, NAME, ClanBench.BASE + 0x1000, 0x8000);
            assertThat(station.endpoint(1, 1 - i, 1, level, 0x100 + i, 0x101 - i, TAG, 0, 4))
                    .isTrue();
            assertThat(station.open(1)).isTrue();
            assertThat(station.state(1)).isEqualTo(EndpointState.OPEN);
            assertThat(page(station)).isTrue();
        }
    }

    /// The page is written, which is refused while stores to it are not acknowledged.
    private static boolean page(ClanBench station) {
        return station.page(7, ApertureEntry.WRITE, 1, 0x8000, KEY, NAME);
    }

    @Test
    void aStoreIsAWordInTheOthersMemory() {
        connect(1);
        long at = 0x7_0000 + 0x128;
        ring.station(0).stores.add(new Beat(at, 0x1122_3344_5566_7788L, 0xFF));
        var memory = ring.station(1).memory;
        long before = ring.clocks;
        ring.until(() -> memory.get(ValueLayout.JAVA_LONG, 0x1128) != 0);
        System.out.println("clocks " + (ring.clocks - before));
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1128)).isEqualTo(0x1122_3344_5566_7788L);
        ring.run(200);
        assertThat(ring.station(1).counts).containsOnlyKeys(ClanCounter.ACCEPTED);
        assertThat(ring.station(0).count(ClanCounter.RETURNED)).isEqualTo(1);
    }

    /// Overlapping stores of all shapes, both ways, through two pages of two endpoints: what is there in the end is what the last ones wrote.
    private void randomStores(int rounds, int perRound) {
        byte[][] wanted = new byte[2][ClanBench.MEMORY_BYTES];
        for (int round = 0; round < rounds; round++) {
            for (int from = 0; from < 2; from++) {
                int stores = random.nextInt(perRound);
                int at = 8 * random.nextInt(0x1000);
                for (int i = 0; i < stores; i++) {
                    if (random.nextInt(3) == 0) {
                        at =
                                random.nextBoolean()
                                        ? 8 * random.nextInt(16)
                                        : 0xF80 + 8 * random.nextInt(32);
                    }
                    int strobes = random.nextInt(3) == 0 ? random.nextInt(256) : 0xFF;
                    long data = random.nextLong();
                    ring.station(from).stores.add(new Beat(0x7_0000 + at, data, strobes));
                    for (int lane = 0; lane < 8; lane++) {
                        if ((strobes >> lane & 1) != 0) {
                            wanted[1 - from][0x1000 + at + lane] = (byte) (data >>> 8 * lane);
                        }
                    }
                    at = (at + 8) % 0x7000;
                }
            }
            for (int i = 0; i < 2; i++) {
                var station = ring.station(i);
                ring.until(() -> station.stores.isEmpty());
            }
            ring.run(40);
            for (int i = 0; i < 2; i++) {
                var station = ring.station(i);
                ring.until(() -> page(station));
            }
        }
        ring.run(100);
        for (int i = 0; i < 2; i++) {
            assertThat(ring.station(i).memory.toArray(ValueLayout.JAVA_BYTE))
                    .as("memory of station " + i)
                    .isEqualTo(wanted[i]);
            assertThat(ring.station(i).state(1)).isEqualTo(EndpointState.OPEN);
        }
    }

    @Test
    void storesOfAllShapesArriveInOrder() {
        connect(1);
        randomStores(60, 12);
        for (int i = 0; i < 2; i++) {
            assertThat(ring.station(i).counts)
                    .containsOnlyKeys(ClanCounter.ACCEPTED, ClanCounter.SENT, ClanCounter.RETURNED);
        }
    }

    @Test
    void whatTheRingDamagesIsSentAgain() {
        connect(1);
        ring.fault =
                (_, word) ->
                        LinkWord.kind(word) == LinkWord.Kind.DATA && random.nextInt(150) == 0
                                ? word ^ 1L << random.nextInt(32)
                                : word;
        randomStores(60, 12);
        assertThat(ring.station(0).count(ClanCounter.AGAIN)).isPositive();
        System.out.println(ring.station(0).counts);
    }
}
