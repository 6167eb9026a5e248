package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.RingEvent;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.RingStation;
import org.jetstreamlan.driver.SendTicket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Drivers keep up with a ring that comes, goes and changes, on every backend.
@ParameterizedClass
@EnumSource(Backend.class)
class RingManagementTest {
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL;
    private static final long CLOCKS = 1_000_000;
    private static final int BYTES = 500;

    private final Backend backend;

    RingManagementTest(Backend backend) {
        this.backend = backend;
    }

    /// Stations whose host has come to the same point; those that have ended.
    private int ready;

    private int ended;

    /// What a host does once its station is up.
    private interface Host {
        void run(int station, Driver driver);
    }

    private static long address(int station) {
        return StationOptions.of(station).address();
    }

    /// One host program a station; each takes part in the ring until all have ended.
    private void run(HostedRing ring, Host host) {
        run(
                ring,
                RingManagementTest::options,
                (station, driver) -> {
                    driver.awaitMap(CLOCKS);
                    host.run(station, driver);
                });
    }

    private void run(HostedRing ring, IntFunction<RingOptions> options, Host host) {
        for (int i = 0; i < ring.stations(); i++) {
            int station = i;
            ring.bench()
                    .start(
                            "station " + i,
                            () -> {
                                Driver driver = Driver.open(ring.adapter(station));
                                driver.start(options.apply(station));
                                driver.awaitOperational(CLOCKS);
                                host.run(station, driver);
                                ended++;
                                while (ended < ring.stations()) {
                                    if (driver.ringGeneration() > 0 && !closed(driver)) {
                                        driver.serve(1_000);
                                    } else {
                                        ring.await(() -> ended == ring.stations(), CLOCKS);
                                    }
                                }
                            });
        }
        ring.bench().run();
        assertThat(ended).isEqualTo(ring.stations());
    }

    private static boolean closed(Driver driver) {
        try {
            driver.ring();
            return false;
        } catch (DriverException e) {
            return true;
        }
    }

    private static RingOptions options(int station) {
        return StationOptions.of(station).largest(8_000).named("station " + station);
    }

    private void meet(HostedRing ring, Driver driver, int count) {
        ready++;
        long begin = ring.clocks();
        while (ready < count) {
            driver.serve(500);
            assertThat(ring.clocks() - begin).isLessThan(CLOCKS);
        }
    }

    private static List<RingEvent> events(Driver driver) {
        List<RingEvent> events = new ArrayList<>();
        for (var event = driver.nextRingEvent();
                event.isPresent();
                event = driver.nextRingEvent()) {
            events.add(event.get());
        }
        return events;
    }

    private static void awaitGeneration(HostedRing ring, Driver driver, int generation) {
        long begin = ring.clocks();
        while (driver.ringGeneration() < generation) {
            driver.serve(500);
            assertThat(ring.clocks() - begin).isLessThan(CLOCKS);
        }
        driver.awaitMap(CLOCKS);
    }

    private static SendTicket send(Driver driver, Pool pool, long address) {
        var chain = pool.newChain();
        var ticket = new SendTicket();
        assertThat(pool.allocFor(chain, BYTES)).isEqualTo(Outcome.OK);
        assertThat(pool.copyIn(chain, 0, MemorySegment.ofArray(new byte[BYTES]), 0, BYTES))
                .isEqualTo(Outcome.OK);
        assertThat(pool.send(chain, BYTES, driver.map().vci(address, CHANNEL), ticket))
                .isEqualTo(Outcome.OK);
        assertThat(pool.await(ticket, CLOCKS)).isEqualTo(Outcome.OK);
        assertThat(pool.free(chain)).isEqualTo(Outcome.OK);
        return ticket;
    }

    private static int receive(Pool pool) {
        var pdu = pool.newPdu();
        int count = 0;
        while (pool.rx(pdu) == Outcome.OK) {
            assertThat(pdu.length()).isEqualTo(BYTES);
            assertThat(pool.free(pdu)).isEqualTo(Outcome.OK);
            count++;
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyStationKnowsEveryOther(int stations) {
        try (HostedRing ring = backend.ring(stations)) {
            run(
                    ring,
                    (station, driver) -> {
                        var map = driver.map();
                        assertThat(map.complete()).isTrue();
                        assertThat(map.stations()).hasSize(stations);
                        for (int id = 0; id < stations; id++) {
                            assertThat(map.at(address(id)).id()).isEqualTo(id);
                            assertThat(map.at(address(id)).name()).isEqualTo("station " + id);
                        }
                        assertThat(map.downstream(station).orElseThrow().address())
                                .isEqualTo(address((station + 1) % stations));
                        assertThat(driver.initStatistics().malformed())
                                .as(driver.initStatistics().lastFault())
                                .isZero();
                    });
        }
    }

    @Test
    void whenTheMonitorIsSwitchedOffTrafficGoesOnBetweenTheOthersUnderNewIds() {
        try (HostedRing ring = backend.ring(3)) {
            run(
                    ring,
                    (station, driver) -> {
                        var pool = driver.openPool(PoolOptions.named("p").limits(4, 16));
                        pool.assoc(StationVci.of(station, CHANNEL));
                        meet(ring, driver, 3);
                        long peer = address(station == 0 ? 1 : 3 - station);
                        assertThat(send(driver, pool, peer).accepted()).isTrue();
                        int epoch = driver.ring().epoch();
                        meet(ring, driver, 6);
                        if (station == 0) {
                            driver.close();
                            return;
                        }
                        awaitGeneration(ring, driver, 2);
                        assertThat(driver.station()).isEqualTo(station - 1);
                        assertThat(driver.stations()).isEqualTo(2);
                        assertThat(driver.ring().epoch()).isNotEqualTo(epoch);
                        assertThat(driver.map().stations())
                                .extracting(RingStation::address)
                                .containsExactly(address(1), address(2));
                        meet(ring, driver, 8);
                        for (int i = 0; i < 5; i++) {
                            assertThat(send(driver, pool, peer).accepted()).isTrue();
                        }
                        meet(ring, driver, 10);
                        assertThat(receive(pool)).isEqualTo(station == 1 ? 7 : 6);
                        assertThat(events(driver))
                                .contains(new RingEvent.Down(1))
                                .contains(new RingEvent.Up(2, station - 1, 2, 25_000, 8_000, 0, 0));
                    });
        }
    }

    @Test
    void theStationBehindACutSaysSoAndAllComeBackOnRepair() {
        try (HostedRing ring = backend.ring(3)) {
            var broken = new ArrayList<Integer>();
            run(
                    ring,
                    (station, driver) -> {
                        var pool = driver.openPool(PoolOptions.named("p").limits(1, 0));
                        var chain = pool.newChain();
                        assertThat(pool.alloc(chain, 1)).isEqualTo(Outcome.OK);
                        meet(ring, driver, 3);
                        if (station == 0) {
                            ring.cut(1);
                        }
                        long begin = ring.clocks();
                        while (broken.isEmpty()) {
                            driver.serve(2_000);
                            if (events(driver).stream()
                                    .anyMatch(e -> e instanceof RingEvent.Broken)) {
                                broken.add(station);
                            }
                            assertThat(ring.clocks() - begin).isLessThan(CLOCKS);
                        }
                        assertThat(pool.send(chain, 40, StationVci.ARP, new SendTicket()))
                                .isEqualTo(Outcome.RING_DOWN);
                        meet(ring, driver, 6);
                        ring.mend(1);
                        awaitGeneration(ring, driver, 2);
                        assertThat(driver.map().stations()).hasSize(3);
                    });
            assertThat(broken).containsExactly(2);
        }
    }

    @Test
    void twoThatAskAtOnceDoNotGetMoreThanFits() {
        try (HostedRing ring = backend.ring(3)) {
            var refusals = new ArrayList<String>();
            int left = 25_000 - 2_560 - 9 - 8_000 - 21;
            int words = left / 2 + 1;
            run(
                    ring,
                    (station, driver) -> {
                        meet(ring, driver, 3);
                        if (station > 0) {
                            try {
                                driver.requestAllocation(words, CLOCKS);
                            } catch (DriverException e) {
                                refusals.add(e.getMessage());
                            }
                        }
                        meet(ring, driver, 6);
                        if (station == 0) {
                            driver.requestAllocation(left - words, CLOCKS);
                        }
                        meet(ring, driver, 9);
                        driver.serve(10_000);
                        assertThat(
                                        driver.map().stations().stream()
                                                .mapToInt(RingStation::allocationWords)
                                                .sum())
                                .isEqualTo(left);
                    });
            assertThat(refusals)
                    .singleElement()
                    .asString()
                    .contains("allocations of others %,d + %,d".formatted(words, words));
            int sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += ring.adapter(i).readRegister(Registers.ALLOCATION.offset());
            }
            assertThat(sum).isEqualTo(left);
        }
    }

    /// It has the map, or has left before.
    private static void awaitMapOrLeave(Driver driver) {
        try {
            driver.awaitMap(CLOCKS);
        } catch (DriverException e) {
            assertThat(e.reason()).isEqualTo(DriverException.Reason.DUPLICATE_ADDRESS);
        }
    }

    /// The bids differ, so the hardware does not see it.
    @Test
    void ofTwoStationsWithOneAddressTheHigherIdLeavesAndTheOthersGoOn() {
        try (HostedRing ring = backend.ring(3)) {
            run(
                    ring,
                    station ->
                            station == 2
                                    ? options(1).ttrt(30_000).largest(8_000)
                                    : options(station),
                    (station, driver) -> {
                        awaitMapOrLeave(driver);
                        var pool = driver.openPool(PoolOptions.named("p").limits(4, 4));
                        if (station == 1) {
                            pool.assoc(StationVci.of(1, CHANNEL));
                        }
                        meet(ring, driver, 3);
                        assertThat(events(driver))
                                .contains(new RingEvent.SharedAddress(1, 2, address(1)));
                        if (station == 2) {
                            assertThatThrownBy(() -> driver.awaitOperational(CLOCKS))
                                    .isInstanceOf(DriverException.class)
                                    .hasMessageContaining("this one's address");
                            assertThat(driver.ring().phase()).isEqualTo(RingPhase.OFF);
                        }
                        meet(ring, driver, 6);
                        if (station == 0) {
                            assertThat(send(driver, pool, address(1)).accepted()).isTrue();
                        }
                    });
        }
    }
}
