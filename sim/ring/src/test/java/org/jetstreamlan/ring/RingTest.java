package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.ReceivedPdu;
import org.jetstreamlan.driver.SendTicket;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Drivers on a ring of adapters, on every backend.
@ParameterizedClass
@EnumSource(Backend.class)
class RingTest {
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL + 7;
    private static final long CLOCKS = 400_000;

    private final Backend backend;

    RingTest(Backend backend) {
        this.backend = backend;
    }

    private static Driver bringUp(HostedRing ring, int station) {
        Driver driver = Driver.open(ring.adapter(station));
        driver.start(StationOptions.of(station));
        driver.awaitOperational(CLOCKS);
        return driver;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void idsAreInRingOrderFromTheMonitor(int stations) {
        List<String> ids = new ArrayList<>();
        try (HostedRing ring = backend.ring(stations)) {
            for (int i = 0; i < stations; i++) {
                int station = i;
                ring.bench()
                        .start(
                                "station " + i,
                                () -> {
                                    Driver driver = bringUp(ring, station);
                                    ids.add(
                                            station
                                                    + " is "
                                                    + driver.station()
                                                    + " of "
                                                    + driver.stations());
                                });
            }
            ring.bench().run();
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < stations; i++) {
            expected.add(i + " is " + i + " of " + stations);
        }
        assertThat(ids).containsExactlyInAnyOrderElementsOf(expected);
    }

    /// Every station sends to every other at once; every PDU arrives once, whole and in order.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void everyStationSendsToEveryOther(int stations) {
        long seed = System.nanoTime();
        System.out.println("everyStationSendsToEveryOther: seed " + seed);
        try (HostedRing ring = backend.ring(stations)) {
            int[] prepared = {0};
            int[] done = {0};
            for (int i = 0; i < stations; i++) {
                int station = i;
                ring.bench()
                        .start(
                                "station " + i,
                                () -> {
                                    Driver driver = bringUp(ring, station);
                                    Pool pool =
                                            driver.openPool(PoolOptions.named("all").limits(8, 32));
                                    for (int from = 0; from < stations; from++) {
                                        pool.assoc(StationVci.of(station, CHANNEL + from));
                                    }
                                    prepared[0]++;
                                    assertThat(ring.await(() -> prepared[0] == stations, CLOCKS))
                                            .isTrue();
                                    exchange(driver, pool, station, stations, seed);
                                    done[0]++;
                                    ring.await(() -> done[0] == stations, 10 * CLOCKS);
                                });
            }
            ring.bench().run();
        }
    }

    private static final int ROUNDS = 6;

    private static void exchange(Driver driver, Pool pool, int station, int stations, long seed) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(70_000);
            BlockChain chain = pool.newChain();
            ReceivedPdu pdu = pool.newPdu();
            SendTicket ticket = new SendTicket();
            int[] nextFrom = new int[stations];
            int expected = ROUNDS * (stations - 1);
            int received = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (int to = 0; to < stations; to++) {
                    if (to == station) {
                        continue;
                    }
                    byte[] bytes = content(seed, station, to, round);
                    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
                    assertThat(pool.allocFor(chain, bytes.length)).isEqualTo(Outcome.OK);
                    assertThat(pool.copyIn(chain, 0, memory, 0, bytes.length))
                            .isEqualTo(Outcome.OK);
                    assertThat(
                                    pool.send(
                                            chain,
                                            bytes.length,
                                            StationVci.of(to, CHANNEL + station),
                                            ticket))
                            .isEqualTo(Outcome.OK);
                    assertThat(pool.await(ticket, CLOCKS)).isEqualTo(Outcome.OK);
                    assertThat(ticket.accepted())
                            .describedAs(
                                    "from %d to %d round %d: %s",
                                    station, to, round, ticket.status())
                            .isTrue();
                    assertThat(pool.free(chain)).isEqualTo(Outcome.OK);
                    received += receive(pool, pdu, memory, station, nextFrom, seed);
                }
            }
            while (received < expected) {
                assertThat(pool.waitRx(CLOCKS)).isEqualTo(Outcome.OK);
                received += receive(pool, pdu, memory, station, nextFrom, seed);
            }
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.EMPTY);
            driver.service();
            assertThat(driver.counter(Counter.DELIVERED) - driver.initStatistics().heard())
                    .isEqualTo(expected);
        }
    }

    private static int receive(
            Pool pool,
            ReceivedPdu pdu,
            MemorySegment memory,
            int station,
            int[] nextFrom,
            long seed) {
        int count = 0;
        while (pool.rx(pdu) == Outcome.OK) {
            int from = (pdu.vci() & StationVci.CHANNELS - 1) - CHANNEL;
            byte[] expected = content(seed, from, station, nextFrom[from]++);
            assertThat(pdu.length()).isEqualTo(expected.length);
            assertThat(pool.copyOut(pdu, 0, memory, 0, pdu.length())).isEqualTo(Outcome.OK);
            byte[] actual = new byte[pdu.length()];
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, actual, 0, actual.length);
            assertThat(actual).isEqualTo(expected);
            assertThat(pool.free(pdu)).isEqualTo(Outcome.OK);
            count++;
        }
        return count;
    }

    private static byte[] content(long seed, int from, int to, int round) {
        SplittableRandom random =
                new SplittableRandom(seed + from * 1_000_003L + to * 10_007L + round);
        byte[] bytes = new byte[1 + random.nextInt(round == 0 ? 100 : 12_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    /// One pool takes all blocks that it can get: what others have reserved is there; what is not free cannot be reserved.
    @ParameterizedTest
    @ValueSource(ints = 1)
    void whatAPoolHasReservedNobodyElseTakes(int stations) {
        try (HostedRing ring = backend.ring(stations)) {
            ring.bench().start("station 0", () -> reserve(bringUp(ring, 0)));
            ring.bench().run();
        }
    }

    private static void reserve(Driver driver) {
        int blocks = driver.capabilities().blocks();
        var kept = driver.openPool(PoolOptions.named("kept").limits(8, 8).reserves(3, 2));
        var greedy = driver.openPool(PoolOptions.named("greedy").limits(blocks, blocks));
        BlockChain all = greedy.newChain();
        BlockChain few = kept.newChain();
        int taken = 0;
        var pools = new ArrayList<BlockChain>();
        while (greedy.alloc(all, 1).ok()) {
            taken++;
            if (all.size() == 32) {
                pools.add(all);
                all = greedy.newChain();
            }
        }
        assertThat(taken).isEqualTo(blocks - 5);
        assertThat(greedy.lastRefusal().message()).contains("promised to other pools");
        assertThat(kept.alloc(few, 3).ok()).isTrue();
        assertThat(kept.alloc(few, 1).ok()).as("its receive reserve").isFalse();
        assertThatThrownBy(
                        () ->
                                driver.openPool(
                                        PoolOptions.named("late").limits(4, 4).reserves(1, 1)))
                .isInstanceOf(DriverException.class)
                .hasMessage(
                        "pool 'late': reserves of 1 and 1 blocks; 2 are free, of which 2 are promised to other pools; ask for less, or close a pool");
        kept.close();
        var late = driver.openPool(PoolOptions.named("late").limits(4, 4).reserves(2, 3));
        assertThat(late.alloc(late.newChain(), 2).ok()).isTrue();
        driver.close();
    }
}
