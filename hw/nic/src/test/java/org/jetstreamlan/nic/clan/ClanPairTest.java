package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.clan.ClanBench.Beat;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two stations on a ring: a store on the one is bytes in the other's memory.
class ClanPairTest {
    private static final int TAG = 5;
    private static final int KEY = RegionKey.of(3, 0x12345);

    /// How the peer calls its memory: not as its bus does.
    private static final long NAME = 0x7FFF_0000_1000L;

    /// Where a store passes, each 1 when it is there: the window, the open frame, its last cell, the grant, the offer, the token, START, and at the
    /// other station END, the burst.
    private static final String[] STAGES = {
        "0 clan.window.stores_valid",
        "0 clan.merge.open",
        "0 clan.merge.operations_valid",
        "0 clan.scheduler.granting",
        "0 clan.request_valid",
        "0 mac.tokenGate.captured",
        "0 mac.transmitter.started",
        "1 clan.receiver.taken_valid",
        "1 m_axi_awvalid"
    };

    private static final int OFFERED = 4;
    private static final int TOKEN = 5;
    private static final int LATENCY = 43;
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

    /// Clocks from the store's beat to the word in the memory, without the wait for the token, over a line of no length: what is seen on the way.
    @Test
    void aStoreIsAWordInTheOthersMemory() {
        connect(1);
        var memory = ring.station(1).memory;
        for (int i = 0; i < 40; i++) {
            int at = 8 * i;
            ring.run(200 + i);
            store(0, at, 0x1122_3344_5566_7700L + i);
            long[] seen = new long[STAGES.length];
            long began = ring.clocks;
            ring.until(
                    () -> {
                        for (int stage = 0; stage < seen.length; stage++) {
                            var place = STAGES[stage];
                            var bench = ring.station(place.startsWith("1") ? 1 : 0).bench;
                            if (seen[stage] == 0 && bench.is(place.substring(2))) {
                                seen[stage] = ring.clocks - began;
                            }
                        }
                        return memory.get(ValueLayout.JAVA_LONG, 0x1000 + at) != 0;
                    });
            assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1000 + at))
                    .isEqualTo(0x1122_3344_5566_7700L + i);
            long all = ring.clocks - began;
            long token = seen[TOKEN] - seen[OFFERED];
            assertThat(all - token)
                    .as("clocks without the wait for the token")
                    .isLessThanOrEqualTo(LATENCY);
        }
        ring.run(200);
        assertThat(ring.station(1).counted()).containsExactly(ClanCounter.ACCEPTED);
        assertThat(ring.station(0).count(ClanCounter.RETURNED)).isEqualTo(40);
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
                    .as("memory of station %d", i)
                    .isEqualTo(wanted[i]);
            assertThat(ring.station(i).state(1)).isEqualTo(EndpointState.OPEN);
        }
    }

    @Test
    void storesOfAllShapesArriveInOrder() {
        connect(1);
        randomStores(60, 12);
        for (int i = 0; i < 2; i++) {
            assertThat(ring.station(i).counted())
                    .containsExactlyInAnyOrder(
                            ClanCounter.ACCEPTED, ClanCounter.SENT, ClanCounter.RETURNED);
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
    }

    private void store(int from, int at, long data) {
        ring.station(from).stores.add(new Beat(0x7_0000 + at, data, 0xFF));
    }

    private void broken(int station, ClanReason reason) {
        ring.until(() -> ring.station(station).state(1) == EndpointState.BROKEN);
        assertThat(ring.station(station).reason(1)).isEqualTo(reason);
    }

    @Test
    void aStoreBeyondTheRegionBreaksBothEndsAndWritesNothing() {
        connect(1);
        ring.station(1)
                .region(
                        3,
                        0x12345,
                        TAG,
                        RegionEntry.RDMA_WRITE,
                        NAME,
                        ClanBench.BASE + 0x1000,
                        0x104);
        store(0, 0x98, 1);
        store(0, 0x100, -1);
        broken(1, ClanReason.BOUNDS);
        broken(0, ClanReason.BOUNDS);
        var memory = ring.station(1).memory;
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1098)).isEqualTo(1);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1100)).isZero();
        store(0, 0x98, 2);
        ring.run(500);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1098)).isEqualTo(1);
    }

    @Test
    void atLevel0AViolationCostsThatFrameAlone() {
        connect(0);
        ring.station(1)
                .region(
                        3,
                        0x12345,
                        TAG,
                        RegionEntry.RDMA_WRITE,
                        NAME,
                        ClanBench.BASE + 0x1000,
                        0x104);
        store(0, 0x100, -1);
        ring.run(300);
        store(0, 0x98, 3);
        var memory = ring.station(1).memory;
        ring.until(() -> memory.get(ValueLayout.JAVA_LONG, 0x1098) == 3);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1100)).isZero();
        assertThat(ring.station(1).count(ClanCounter.VIOLATION)).isEqualTo(1);
        assertThat(ring.station(0).state(1)).isEqualTo(EndpointState.OPEN);
    }

    @Test
    void aRegionTakenBackTakesNothing() {
        connect(1);
        store(0, 0x10, 5);
        ring.run(300);
        ring.station(1).region(3, 0, 0, 0, 0, 0, 0);
        store(0, 0x18, 6);
        broken(0, ClanReason.KEY);
        assertThat(ring.station(1).memory.get(ValueLayout.JAVA_LONG, 0x1010)).isEqualTo(5);
        assertThat(ring.station(1).memory.get(ValueLayout.JAVA_LONG, 0x1018)).isZero();
    }

    @Test
    void aBusThatRefusesBreaksBothEnds() {
        connect(1);
        ring.station(1).bus.refuse(ClanBench.BASE + 0x1200, 8);
        store(0, 0x200, 1);
        broken(1, ClanReason.BUS);
        broken(0, ClanReason.BUS);
        assertThat(ring.station(1).count(ClanCounter.BUS_ERRORS)).isEqualTo(1);
    }

    /// What was taken before arrives, in order; from the first that did not fit on, nothing.
    @Test
    void aPartThatOverrunsBreaksItsEndpoint() {
        connect(1);
        ring.fault = (_, _) -> LinkWord.pack(LinkWord.Kind.FILL, 0);
        ring.run(10);
        ring.fault = (_, word) -> word;
        for (int i = 0; i < 200; i++) {
            store(0, 16 * i, i + 1);
        }
        broken(0, ClanReason.STORE_OVERRUN);
        ring.until(() -> ring.station(0).answered == 200);
        assertThat(ring.station(0).refusedStores).isZero();
        assertThat(ring.station(0).count(ClanCounter.STORE_DISCARDED)).isPositive();
    }

    @Test
    void afterAClaimTheDriverNamesThePeersAnewAndNothingIsLost() {
        connect(1);
        for (int i = 0; i < 20; i++) {
            store(0, 0x40 + 16 * i, 0x100 + i);
        }
        ring.run(150);
        ring.station(0).config("claim", 1);
        ring.clock();
        ring.station(0).config("claim", 0);
        ring.run(20);
        ring.until(() -> ring.station(0).isOperational() && ring.station(1).isOperational());
        ring.run(100);
        for (int i = 0; i < 2; i++) {
            var station = ring.station(i);
            assertThat(station.state(1)).isEqualTo(EndpointState.HELD);
            assertThat(station.endpoint(1, 1 - i, 1, 1, 0x100 + i, 0x101 - i, TAG, 0, 4)).isTrue();
        }
        ring.station(1).open(1);
        ring.station(0).open(1);
        ring.until(() -> page(ring.station(0)));
        for (int i = 0; i < 20; i++) {
            assertThat(ring.station(1).memory.get(ValueLayout.JAVA_LONG, 0x1040 + 16 * i))
                    .isEqualTo(0x100 + i);
        }
        assertThat(ring.station(1).count(ClanCounter.ACCEPTED)).isEqualTo(20);
    }

    @Test
    void aClosedEndpointTakesAndSendsNothingAndBeginsAnew() {
        connect(1);
        store(0, 0x10, 5);
        ring.run(300);
        var other = ring.station(1);
        assertThat(other.close(1)).isTrue();
        ring.until(() -> other.state(1) == EndpointState.CLOSED);
        assertThat(other.close(1)).isFalse();
        store(0, 0x18, 6);
        ring.run(3_000);
        assertThat(other.memory.get(ValueLayout.JAVA_LONG, 0x1018)).isZero();
        assertThat(other.count(ClanCounter.NOT_OPEN)).isPositive();
        var one = ring.station(0);
        assertThat(one.close(1)).isTrue();
        ring.until(() -> one.state(1) == EndpointState.CLOSED);
        for (int i = 0; i < 2; i++) {
            assertThat(ring.station(i).endpoint(1, 1 - i, 1, 1, 7 + i, 8 - i, TAG, 0, 4)).isTrue();
            assertThat(ring.station(i).open(1)).isTrue();
        }
        store(0, 0x20, 7);
        ring.until(() -> other.memory.get(ValueLayout.JAVA_LONG, 0x1020) == 7);
    }

    @Test
    void aPeerThatIsGoneBreaksByTime() {
        connect(1);
        ring.station(0).bench.set("breakTime", 8_192);
        ring.station(1).bench.set("on", false);
        store(0, 0x10, 5);
        broken(0, ClanReason.TIME_OUT);
        assertThat(ring.station(1).memory.get(ValueLayout.JAVA_LONG, 0x1010)).isZero();
    }

    /// Before its frame has the token, while the MAC begins it, in each clock of it, behind it, until it has been returned.
    @ParameterizedTest
    @MethodSource("clocksOfAFrame")
    void aRestartClosesEverything(int clocks) {
        connect(1);
        store(0, 0x10, 5);
        ring.run(clocks);
        restart(() -> {});
        var station = ring.station(0);
        assertThat(station.state(1)).isEqualTo(EndpointState.CLOSED);
        ring.until(() -> station.stores.isEmpty());
        ring.run(20);
        int answered = station.answered;
        int refused = station.refusedStores;
        store(0, 0x10, 6);
        ring.until(() -> station.answered > answered);
        assertThat(station.refusedStores).isEqualTo(refused + 1);
        reconnect();
        store(0, 0x18, 7);
        var memory = ring.station(1).memory;
        ring.until(() -> memory.get(ValueLayout.JAVA_LONG, 0x1018) == 7);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1010)).isIn(0L, 5L);
    }

    static IntStream clocksOfAFrame() {
        return IntStream.rangeClosed(0, 50);
    }

    /// Of hosts that do not know of it; all are refused.
    @Test
    void storesThatGoOnDoNotHoldARestartUp() {
        connect(1);
        for (int pause = 1; pause <= 12; pause++) {
            int between = pause;
            restart(
                    () -> {
                        if (ring.clocks % between == 0) {
                            store(0, 0x10, 5);
                        }
                    });
            ring.until(() -> ring.station(0).stores.isEmpty());
            reconnect();
        }
        var memory = ring.station(1).memory;
        assertThat(memory.get(ValueLayout.JAVA_LONG, 0x1010)).isZero();
    }

    /// As the adapter's RESET does it.
    ///
    /// @param host what it does in each clock
    private void restart(Runnable host) {
        var station = ring.station(0);
        station.config("enable", 0);
        station.bench.set("restart", true);
        ring.until(
                () -> {
                    host.run();
                    return station.bench.is("quiet");
                });
        station.bench.set("restart", false);
        ring.run(4);
    }

    /// Both ends anew, behind a restart of station 0.
    private void reconnect() {
        ring.station(0).config("enable", 1);
        ring.run(20);
        ring.until(() -> ring.station(0).isOperational() && ring.station(1).isOperational());
        ring.run(100);
        var other = ring.station(1);
        assertThat(other.close(1)).isTrue();
        ring.until(() -> other.state(1) == EndpointState.CLOSED);
        connect(1);
    }
}
