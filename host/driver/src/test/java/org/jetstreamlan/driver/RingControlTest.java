package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.DriverException.Reason;
import org.junit.jupiter.api.Test;

/// The ring comes, goes and comes back with other ids.
class RingControlTest {
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL;
    private static final int D_MAX = 2_560;

    private final LoopbackAdapter card =
            new LoopbackAdapter(Capabilities.ECP5, Seeds.random("ring control"));

    private Driver start() {
        var driver = Driver.open(card);
        driver.start(RingOptions.station(7).named("seven"));
        driver.awaitOperational(1_000);
        return driver;
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

    private static void refused(Reason expected, String words, ThrowingCallable operation) {
        var exception = catchThrowableOfType(DriverException.class, operation);
        assertThat(exception).isNotNull();
        assertThat(exception.reason()).isEqualTo(expected);
        assertThat(exception).hasMessageContaining(words);
    }

    @Test
    void a_bring_up_is_told_with_its_numbers() {
        var driver = start();
        assertThat(events(driver))
                .containsExactly(
                        new RingEvent.Claiming(RingCause.JOIN),
                        new RingEvent.Up(1, 0, 1, 25_000, 16_382, 0, 0),
                        new RingEvent.Mapped(1));
        assertThat(driver.ringGeneration()).isEqualTo(1);
        assertThat(driver.map().complete()).isTrue();
        assertThat(driver.map().at(7).name()).isEqualTo("seven");
        assertThat(card.initFrames).as("alone, nobody is told").isZero();
    }

    @Test
    void while_the_ring_is_down_nothing_is_sent_and_no_id_is_known() {
        var driver = start();
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 1));
        var chain = pool.newChain();
        pool.alloc(chain, 1);
        card.ringDown(RingPhase.CLAIM, RingCause.LOST_TOKEN);
        driver.service();
        assertThat(events(driver))
                .endsWith(new RingEvent.Claiming(RingCause.LOST_TOKEN), new RingEvent.Down(1));
        assertThat(pool.send(chain, 40, CHANNEL, new SendTicket())).isEqualTo(Outcome.RING_DOWN);
        assertThat(pool.lastRefusal().message()).contains("down after bring-up 1");
        refused(Reason.NOT_OPERATIONAL, "station id", driver::station);
        refused(Reason.NOT_OPERATIONAL, "map", driver::map);
        refused(Reason.NOT_OPERATIONAL, "allocation", () -> driver.requestAllocation(1, 1));
        refused(Reason.NOT_OPERATIONAL, "station's id", () -> pool.assoc(CHANNEL));
        refused(Reason.RING_TIME_OUT, "LOST_TOKEN", () -> driver.awaitOperational(100));
        refused(Reason.MAP_TIME_OUT, "not up within 100 clocks", () -> driver.awaitMap(100));
    }

    @Test
    void the_vcis_of_the_pools_follow_the_id() {
        var driver = start();
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 1).withPrivilege());
        for (int i = 0; i < 50; i++) {
            pool.assoc(StationVci.of(0, CHANNEL + i));
        }
        pool.assoc(StationVci.of(3, CHANNEL));
        pool.assoc(0x80);
        events(driver);
        card.ringDown(RingPhase.CLAIM, RingCause.SILENCE);
        driver.service();
        card.ringUp(3, 4, 10);
        driver.service();
        assertThat(driver.station()).isEqualTo(3);
        assertThat(driver.stations()).isEqualTo(4);
        assertThat(events(driver)).contains(new RingEvent.Up(2, 3, 4, 25_000, 16_382, 1, 0));
        for (int i = 0; i < 50; i++) {
            int entry = card.lookUp(StationVci.of(3, CHANNEL + i));
            assertThat(Registers.VCI_HIGH_POOL.get(entry)).isEqualTo(pool.number());
            assertThat(Registers.VCI_HIGH_TAP.isSet(entry)).isFalse();
            assertThat(card.lookUp(StationVci.of(0, CHANNEL + i))).isZero();
        }
        assertThat(card.lookUp(0x80)).isNotZero();
        assertThat(card.lookUp(StationVci.INIT)).isNotZero();
        pool.deassoc(StationVci.of(3, CHANNEL));
        var chain = pool.newChain();
        pool.alloc(chain, 1);
        assertThat(pool.send(chain, 40, CHANNEL, new SendTicket())).isEqualTo(Outcome.OK);
    }

    @Test
    void a_numbering_that_was_slept_through_is_seen_by_its_epoch() {
        var driver = start();
        events(driver);
        card.ringUp(0, 1, 10);
        driver.service();
        assertThat(events(driver))
                .containsExactly(
                        new RingEvent.Down(1),
                        new RingEvent.Up(2, 0, 1, 25_000, 16_382, 0, 0),
                        new RingEvent.Mapped(1));
        card.ringUp(0, 1, 10);
        driver.service();
        assertThat(events(driver)).as("nothing new").isEmpty();
    }

    @Test
    void a_sleeping_pool_sees_the_ring_change() {
        var driver = start();
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 1));
        pool.assoc(StationVci.of(0, CHANNEL));
        card.whileAsleep = () -> card.ringUp(2, 3, 11);
        assertThat(pool.waitRx(1_000)).isEqualTo(Outcome.TIME_OUT);
        assertThat(driver.station()).isEqualTo(2);
        assertThat(card.lookUp(StationVci.of(2, CHANNEL))).isNotZero();
    }

    @Test
    void a_line_that_is_broken_in_front_is_told_after_2_d_max_in_beacon() {
        var driver = start();
        events(driver);
        card.ringDown(RingPhase.BEACON, RingCause.SILENCE);
        driver.service();
        card.pass(2 * D_MAX - 200);
        card.ringDown(RingPhase.BEACON, RingCause.SILENCE);
        driver.service();
        driver.serve(2 * D_MAX - 200);
        assertThat(events(driver))
                .as("it was away meanwhile")
                .noneMatch(e -> e instanceof RingEvent.Broken);
        driver.serve(500);
        driver.serve(50_000);
        assertThat(events(driver))
                .singleElement()
                .isInstanceOfSatisfying(
                        RingEvent.Broken.class,
                        b -> assertThat(b.clocks()).isBetween(2L * D_MAX, 2L * D_MAX + 100));
    }

    @Test
    void bypasses_are_told_once() {
        var driver = start();
        events(driver);
        card.jabber = true;
        card.duplicate = true;
        card.tooManyStations = true;
        card.ringDown(RingPhase.OFF, RingCause.JOIN);
        driver.service();
        card.ringDown(RingPhase.OFF, RingCause.JOIN);
        driver.service();
        assertThat(events(driver))
                .containsExactly(
                        new RingEvent.Duplicate(),
                        new RingEvent.TooMany(),
                        new RingEvent.Jabber(),
                        new RingEvent.Down(1));
    }

    @Test
    void the_last_64_events_are_kept() {
        var driver = start();
        events(driver);
        for (int i = 0; i < 40; i++) {
            card.ringUp(0, 1, i % 2);
            driver.service();
        }
        assertThat(driver.ringEventsLost()).isEqualTo(3 * 40 - 64);
        assertThat(events(driver)).hasSize(64).endsWith(new RingEvent.Mapped(1));
    }

    @Test
    void nothing_new_costs_one_register_read() {
        var driver = start();
        driver.service();
        card.clearBusCounts();
        driver.service();
        assertThat(card.registerReads).as("interrupt status").isEqualTo(1);
        assertThat(card.registerWrites).isZero();
        assertThat(card.bursts).isZero();
    }

    @Test
    void nothing_works_before_start() {
        var driver = Driver.open(card);
        refused(Reason.NOT_OPERATIONAL, "not started", driver::map);
        refused(Reason.NOT_OPERATIONAL, "not started", () -> driver.serve(1));
        refused(Reason.NOT_OPERATIONAL, "not started", driver::initStatistics);
        assertThat(driver.ringGeneration()).isZero();
        assertThat(driver.service()).isZero();
    }
}
