package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.InitMessage;
import org.jetstreamlan.abi.InitMessage.Kind;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.DriverException.Reason;
import org.junit.jupiter.api.Test;

/// Several drivers, each with a card, joined by what they send on the INIT VCI.
class RingExchangeTest {
    private static final long ADDRESS = 0x0200_0000_0000L;
    private static final int TTRT = 25_000;

    /// What the rule of admission takes of a rotation of three stations: D, tokens, F, framing.
    private static final int TAKEN = 2_560 + 9 + 10_000 + 21;

    private final List<LoopbackAdapter> cards = new ArrayList<>();
    private final List<Driver> drivers = new ArrayList<>();

    private static RingOptions options(long address) {
        return RingOptions.station(address).largest(10_000);
    }

    private void station(RingOptions options) {
        var card = new LoopbackAdapter(Capabilities.ECP5, Seeds.random("exchange"));
        card.comesUp = false;
        card.largest = 10_000;
        var driver = Driver.open(card);
        driver.start(options);
        cards.add(card);
        drivers.add(driver);
    }

    private void stations(int count) {
        for (int i = 0; i < count; i++) {
            station(options(ADDRESS + i).named("station " + i));
        }
        join();
        bringUp(1);
        rounds(3, 10);
    }

    private void join() {
        for (var card : cards) {
            cards.stream().filter(other -> other != card).forEach(card.others::add);
        }
    }

    private void bringUp(int epoch) {
        for (int i = 0; i < cards.size(); i++) {
            cards.get(i).ringUp(i, cards.size(), epoch);
        }
    }

    /// All hosts, one after the other; this much time passes for each.
    private void rounds(int count, long clocks) {
        for (int i = 0; i < count; i++) {
            cards.forEach(card -> card.pass(clocks));
            drivers.forEach(Driver::service);
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

    private static void refused(Reason expected, String words, ThrowingCallable operation) {
        var exception = catchThrowableOfType(DriverException.class, operation);
        assertThat(exception).isNotNull();
        assertThat(exception.reason()).isEqualTo(expected);
        assertThat(exception).hasMessageContaining(words);
    }

    @Test
    void all_stations_know_all_others_in_ring_order() {
        stations(5);
        for (var driver : drivers) {
            var map = driver.awaitMap(1);
            assertThat(map.complete()).isTrue();
            assertThat(map.stations()).extracting(RingStation::id).containsExactly(0, 1, 2, 3, 4);
            assertThat(map.stations())
                    .extracting(RingStation::name)
                    .containsExactly(
                            "station 0", "station 1", "station 2", "station 3", "station 4");
            assertThat(map.upstream(0).orElseThrow().id()).isEqualTo(4);
            assertThat(map.downstream(4).orElseThrow().address()).isEqualTo(ADDRESS);
            assertThat(map.vci(ADDRESS + 3, 0x234)).isEqualTo(StationVci.of(3, 0x234));
            refused(
                    Reason.UNKNOWN_STATION,
                    "address 020000000009; 5 of 5 are known",
                    () -> map.at(ADDRESS + 9));
            assertThat(driver.initStatistics().malformed()).isZero();
            assertThat(events(driver)).contains(new RingEvent.Mapped(5));
        }
    }

    @Test
    void who_has_all_others_is_silent() {
        stations(3);
        rounds(20, 2 * TTRT);
        var frames = cards.stream().map(c -> c.initFrames).toList();
        rounds(20, 2 * TTRT);
        assertThat(cards.stream().map(c -> c.initFrames).toList()).isEqualTo(frames);
        assertThat(frames).allMatch(n -> n <= 4);
    }

    @Test
    void a_station_that_missed_the_first_records_gets_them() {
        for (int i = 0; i < 3; i++) {
            station(options(ADDRESS + i));
        }
        join();
        cards.get(2).deaf = true;
        cards.get(2).mute = true;
        bringUp(1);
        rounds(2, 10);
        assertThat(drivers.get(0).map().complete()).isFalse();
        assertThat(drivers.get(0).map().downstream(1)).isEmpty();
        cards.get(2).deaf = false;
        cards.get(2).mute = false;
        rounds(4, 2 * TTRT);
        assertThat(drivers).allSatisfy(d -> assertThat(d.map().complete()).isTrue());
    }

    @Test
    void a_station_that_all_have_heard_gets_the_records_of_those_that_are_done() {
        for (int i = 0; i < 3; i++) {
            station(options(ADDRESS + i));
        }
        join();
        cards.get(2).deaf = true;
        bringUp(1);
        rounds(3, 10);
        assertThat(drivers.get(0).map().complete()).isTrue();
        assertThat(drivers.get(1).map().complete()).isTrue();
        rounds(1, 2 * TTRT + 10);
        rounds(1, 4 * TTRT);
        assertThat(drivers.get(2).map().complete()).isFalse();
        cards.get(2).deaf = false;
        rounds(6, 2 * TTRT);
        assertThat(drivers.get(2).map().complete()).isTrue();
    }

    @Test
    void telling_ends_after_8_times_and_a_late_one_is_heard_still() {
        for (int i = 0; i < 2; i++) {
            station(options(ADDRESS + i));
        }
        join();
        cards.get(1).deaf = true;
        cards.get(1).mute = true;
        bringUp(1);
        cards.getFirst().clearBusCounts();
        drivers.getFirst().serve(2L * TTRT * (1 + 2 + 4 + 8 + 16 + 32 + 32 + 32) - 100);
        assertThat(cards.getFirst().initFrames).isEqualTo(InitExchange.TIMES);
        assertThat(cards.getFirst().sleeps).as("sleeps from telling to telling").isLessThan(40);
        assertThat(events(drivers.getFirst())).noneMatch(e -> e instanceof RingEvent.MapIncomplete);
        drivers.getFirst().serve(1_000 * TTRT);
        assertThat(cards.getFirst().initFrames).isEqualTo(InitExchange.TIMES);
        assertThat(events(drivers.getFirst())).contains(new RingEvent.MapIncomplete(1, 2));
        refused(
                Reason.MAP_TIME_OUT,
                "1 of 2 stations have told of themselves in 1000 clocks",
                () -> drivers.getFirst().awaitMap(1_000));
        cards.get(1).deaf = false;
        cards.get(1).mute = false;
        rounds(3, 2 * TTRT);
        assertThat(drivers).allSatisfy(d -> assertThat(d.map().complete()).isTrue());
    }

    @Test
    void a_pool_that_sleeps_wakes_to_tell() {
        station(options(ADDRESS));
        station(options(ADDRESS + 1));
        bringUp(1);
        var pool = drivers.getFirst().openPool(PoolOptions.named("p").limits(1, 1));
        assertThat(pool.waitRx(2L * TTRT * (1 + 2 + 4) + 1_000)).isEqualTo(Outcome.TIME_OUT);
        assertThat(cards.getFirst().initFrames).isEqualTo(4);
    }

    @Test
    void what_no_station_may_send_is_counted_and_ignored() {
        stations(3);
        var card = cards.getFirst();
        var driver = drivers.getFirst();
        var map = driver.map();
        deliver(card, new byte[InitMessage.BYTES]);
        expectFault(driver, 1, "protocol 0x0000000000000000");
        deliver(card, new byte[40]);
        expectFault(driver, 2, "length 40");
        deliver(card, message(Kind.RECORD, 0, 3, 1, ADDRESS + 9));
        expectFault(driver, 3, "id 0 is this station's");
        deliver(card, message(Kind.RECORD, 1, 4, 1, ADDRESS + 9));
        expectFault(driver, 4, "4 stations, this ring has 3");
        var pdu = Aal5.pdu(message(Kind.RECORD, 1, 3, 1, ADDRESS + 9), 0, 0);
        card.deliver(AtmHeader.noCrc(StationVci.INIT), pdu);
        expectFault(driver, 5, "without end-of-PDU mark");
        deliver(card, message(Kind.RECORD, 1, 3, 2, ADDRESS + 9));
        driver.service();
        assertThat(driver.initStatistics().stale()).isEqualTo(1);
        assertThat(driver.map()).isEqualTo(map);
        assertThat(card.blocks.free).as("all blocks are back").hasSize(128);
    }

    private static void expectFault(Driver driver, int count, String words) {
        driver.service();
        assertThat(driver.initStatistics().malformed()).isEqualTo(count);
        assertThat(driver.initStatistics().lastFault()).contains(words);
    }

    private static void deliver(LoopbackAdapter card, byte[] message) {
        card.deliver(AtmHeader.endOfPdu(StationVci.INIT), Aal5.pdu(message, 0, 0));
    }

    private static byte[] message(Kind kind, int id, int stations, int epoch, long address) {
        var bytes = new byte[InitMessage.BYTES];
        new InitMessage(
                        kind, id, 0, stations, 0, epoch, address, TTRT, 10_000, 0, 2_560, 0, 0, 0,
                        1, "")
                .write(MemorySegment.ofArray(bytes));
        return bytes;
    }

    @Test
    void who_leaves_for_its_address_before_it_has_heard_all_others_says_why() {
        station(options(ADDRESS));
        station(options(ADDRESS + 1));
        station(options(ADDRESS + 1).ttrt(30_000));
        join();
        cards.get(0).mute = true;
        bringUp(1);
        rounds(3, 10);
        refused(Reason.DUPLICATE_ADDRESS, "this one's address", () -> drivers.get(2).awaitMap(100));
    }

    @Test
    void of_two_stations_with_one_address_the_higher_id_leaves() {
        station(options(ADDRESS));
        station(options(ADDRESS + 1));
        station(options(ADDRESS + 2));
        station(options(ADDRESS + 1).ttrt(30_000));
        join();
        bringUp(1);
        rounds(3, 10);
        for (var driver : drivers) {
            assertThat(events(driver))
                    .filteredOn(e -> e instanceof RingEvent.SharedAddress)
                    .containsExactly(new RingEvent.SharedAddress(1, 3, ADDRESS + 1));
        }
        assertThat(cards.get(3).registers).containsEntry(Registers.CONTROL.offset(), 0);
        refused(
                Reason.DUPLICATE_ADDRESS,
                "this one's address",
                () -> drivers.get(3).awaitOperational(100));
        assertThat(drivers.get(1).station()).isEqualTo(1);
    }

    @Test
    void of_each_pair_with_one_address_the_higher_id_leaves() {
        station(options(ADDRESS));
        for (int i = 0; i < 4; i++) {
            station(options(ADDRESS + 1 + i / 2).ttrt(26_000 + i));
        }
        join();
        bringUp(1);
        rounds(4, 10);
        // Who leaves hears no more.
        for (int i : new int[] {0, 1, 3}) {
            assertThat(events(drivers.get(i)))
                    .filteredOn(e -> e instanceof RingEvent.SharedAddress)
                    .containsExactlyInAnyOrder(
                            new RingEvent.SharedAddress(1, 2, ADDRESS + 1),
                            new RingEvent.SharedAddress(3, 4, ADDRESS + 2));
        }
        for (int i : new int[] {2, 4}) {
            assertThat(cards.get(i).registers).containsEntry(Registers.CONTROL.offset(), 0);
        }
        for (int i : new int[] {0, 1, 3}) {
            assertThat(cards.get(i).registers).doesNotContainEntry(Registers.CONTROL.offset(), 0);
        }
    }

    @Test
    void an_allocation_that_fits_is_granted_and_told() {
        stations(3);
        var asker = drivers.get(2);
        cards.get(2).meanwhile = () -> drivers.getFirst().service();
        asker.requestAllocation(TTRT - TAKEN, 100_000);
        assertThat(cards.get(2).registers)
                .containsEntry(Registers.ALLOCATION.offset(), TTRT - TAKEN);
        assertThat(events(asker)).contains(new RingEvent.Allocated(TTRT - TAKEN));
        rounds(2, 10);
        assertThat(drivers.get(1).map().at(ADDRESS + 2).allocationWords()).isEqualTo(TTRT - TAKEN);
    }

    @Test
    void an_allocation_that_does_not_fit_is_refused_with_every_number() {
        stations(3);
        cards.get(2).meanwhile = () -> drivers.getFirst().service();
        drivers.getFirst().requestAllocation(2_000, 1_000);
        refused(
                Reason.ALLOCATION_REFUSED,
                "synchronous allocation of 10,411 words refused: allocations of others 2,000 + 10,411"
                        + " + latency 2,560 + tokens 3 x 3 + largest frame 10,000 + framing 21 = 25,001 words"
                        + " do not fit TTRT 25,000; ask for at most 10,410",
                () -> drivers.get(2).requestAllocation(10_411, 100_000));
        assertThat(cards.get(2).registers).containsEntry(Registers.ALLOCATION.offset(), 0);
        drivers.get(2).requestAllocation(10_410, 100_000);
        refused(
                Reason.ALLOCATION_REFUSED,
                "of 2,001 words",
                () -> drivers.getFirst().requestAllocation(2_001, 1_000));
        drivers.get(2).requestAllocation(10_000, 100_000);
        drivers.getFirst().requestAllocation(2_001, 1_000);
        refused(
                Reason.ALLOCATION_REFUSED,
                "-1 words is not in 0..16,777,215",
                () -> drivers.get(2).requestAllocation(-1, 1));
    }

    @Test
    void pools_share_what_the_station_has_and_no_word_more() {
        stations(2);
        var card = cards.getFirst().registers;
        int share = Registers.POOL_SYNCHRONOUS.offset();
        refused(
                Reason.SYNCHRONOUS_NOT_FREE,
                "pool 'film': a synchronous share of 28 words; the station's allocation in force is 0, of which 0 are other pools'",
                () -> open("film", 28));
        var driver = drivers.getFirst();
        driver.requestAllocation(1_000, 1_000);
        var film = open("film", 600);
        assertThat(card).containsEntry(share, 600);
        refused(
                Reason.SYNCHRONOUS_NOT_FREE,
                "pool 'sound': a synchronous share of 401 words; the station's allocation in force is 1,000, of which 600 are other pools'",
                () -> open("sound", 401));
        refused(
                Reason.SYNCHRONOUS_OUT_OF_RANGE,
                "a synchronous share of 27 words, the shortest frame takes 28; choose 0 or 28 and more",
                () -> open("sound", 27));
        refused(Reason.SYNCHRONOUS_OUT_OF_RANGE, "share of -1 words", () -> open("sound", -1));
        var sound = open("sound", 400);
        refused(
                Reason.ALLOCATION_IN_USE,
                "allocation of 999 words, pools have shares of 1,000",
                () -> driver.requestAllocation(999, 1_000));
        assertThat(card).containsEntry(Registers.ALLOCATION.offset(), 1_000);
        film.close();
        assertThat(card).containsEntry(share, 0);
        driver.requestAllocation(999, 1_000);
        open("film", 599);
        sound.close();
    }

    @Test
    void frames_of_pools_that_have_a_share_want_to_be_synchronous() {
        stations(2);
        drivers.getFirst().requestAllocation(1_000, 1_000);
        for (int words : new int[] {0, 28, 0, 600}) {
            var pool = open("pool", words);
            var chain = pool.newChain();
            assertThat(pool.allocFor(chain, 40)).isEqualTo(Outcome.OK);
            assertThat(pool.send(chain, 40, 0x200, new SendTicket())).isEqualTo(Outcome.OK);
            assertThat(cards.getFirst().lastSynchronous)
                    .as("share of %d words", words)
                    .isEqualTo(words > 0);
            drivers.getFirst().poll();
            pool.close();
        }
    }

    private Pool open(String name, int synchronousWords) {
        return drivers.getFirst()
                .openPool(PoolOptions.named(name).limits(1, 1).synchronous(synchronousWords));
    }

    @Test
    void two_that_ask_at_once_do_not_get_more_than_fits() {
        stations(3);
        int most = TTRT - TAKEN;
        var outcomes = new ArrayList<String>();
        cards.get(2).meanwhile = () -> drivers.getFirst().service();
        cards.get(1).whileAsleep = () -> request(2, most, outcomes);
        cards.get(1).meanwhile = () -> drivers.getFirst().service();
        request(1, most / 2 + 1, outcomes);
        assertThat(outcomes).containsExactly("2 ALLOCATION_REFUSED", "1 granted");
        request(2, most - most / 2 - 1, outcomes);
        assertThat(outcomes).endsWith("2 granted");
    }

    private void request(int station, int words, List<String> outcomes) {
        try {
            drivers.get(station).requestAllocation(words, 100_000);
            outcomes.add(station + " granted");
        } catch (DriverException e) {
            outcomes.add(station + " " + e.reason());
        }
    }

    @Test
    void a_lost_answer_is_asked_for_again_and_costs_nothing_twice() {
        stations(2);
        var arbiter = cards.getFirst();
        int most = TTRT - TAKEN + 3;
        cards.get(1).whileAsleep =
                () -> {
                    arbiter.mute = false;
                    drivers.getFirst().service();
                };
        cards.get(1).meanwhile = () -> drivers.getFirst().service();
        arbiter.mute = true;
        drivers.get(1).requestAllocation(most, 10L * TTRT);
        assertThat(cards.get(1).registers).containsEntry(Registers.ALLOCATION.offset(), most);
    }

    @Test
    void an_arbiter_that_does_not_answer_is_named() {
        stations(2);
        refused(
                Reason.ALLOCATION_TIME_OUT,
                "did not answer a request for 5 words within 100 clocks",
                () -> drivers.get(1).requestAllocation(5, 100));
        refused(
                Reason.ALLOCATION_TIME_OUT,
                "did not answer",
                () -> drivers.get(1).requestAllocation(5, 100L * TTRT));
    }

    @Test
    void allocations_are_asked_for_anew_after_a_bring_up_and_shares_of_the_gone_are_free() {
        stations(3);
        int most = TTRT - TAKEN;
        cards.get(1).meanwhile = () -> drivers.getFirst().service();
        cards.get(2).meanwhile = () -> drivers.getFirst().service();
        drivers.get(1).requestAllocation(most - 3_000, 10L * TTRT);
        drivers.get(2).requestAllocation(3_000, 10L * TTRT);
        // Station 0 goes; 2 is the arbiter now.
        drivers.removeFirst().close();
        cards.removeFirst();
        cards.forEach(c -> c.ringDown(RingPhase.CLAIM, RingCause.MONITOR_GONE));
        drivers.forEach(Driver::service);
        cards.get(1).ringUp(0, 2, 2);
        cards.get(0).ringUp(1, 2, 2);
        drivers.forEach(RingExchangeTest::events);
        drivers.get(1).service();
        assertThat(cards.get(1).registers).containsEntry(Registers.ALLOCATION.offset(), 0);
        rounds(6, TTRT);
        assertThat(cards.get(0).registers)
                .containsEntry(Registers.ALLOCATION.offset(), most - 3_000);
        assertThat(cards.get(1).registers).containsEntry(Registers.ALLOCATION.offset(), 3_000);
        assertThat(events(drivers.get(0)))
                .contains(new RingEvent.Allocated(0), new RingEvent.Allocated(most - 3_000));
    }

    @Test
    void an_arbiter_that_stays_one_forgets_what_it_granted_in_the_last_numbering() {
        stations(3);
        int most = TTRT - TAKEN;
        cards.get(1).meanwhile = () -> drivers.getFirst().service();
        drivers.get(1).requestAllocation(most, 10L * TTRT);
        drivers.remove(1).close();
        cards.remove(1);
        bringUp(2);
        rounds(3, 10);
        drivers.get(0).requestAllocation(most + 3, 10L * TTRT);
        assertThat(cards.get(0).registers).containsEntry(Registers.ALLOCATION.offset(), most + 3);
    }

    @Test
    void less_is_in_force_before_the_arbiter_knows() {
        stations(2);
        cards.get(1).meanwhile = () -> drivers.getFirst().service();
        drivers.get(1).requestAllocation(5_000, 10L * TTRT);
        cards.get(1).meanwhile = () -> {};
        refused(
                Reason.ALLOCATION_TIME_OUT,
                "2,000 words",
                () -> drivers.get(1).requestAllocation(2_000, 100));
        assertThat(cards.get(1).registers).containsEntry(Registers.ALLOCATION.offset(), 2_000);
    }

    @Test
    void an_allocation_of_the_options_waits_until_it_is_admitted() {
        station(options(ADDRESS).allocation(5_000).largest(10_000));
        station(options(ADDRESS + 1).allocation(8_000).largest(10_000));
        join();
        bringUp(1);
        rounds(8, TTRT);
        assertThat(cards.get(1).registers).containsEntry(Registers.ALLOCATION.offset(), 8_000);
        assertThat(cards.get(0).registers).containsEntry(Registers.ALLOCATION.offset(), 0);
        assertThat(events(drivers.get(0)))
                .filteredOn(e -> e instanceof RingEvent.AllocationRefused)
                .singleElement()
                .isInstanceOfSatisfying(
                        RingEvent.AllocationRefused.class,
                        r -> assertThat(r.why()).contains("others 8,000 + 5,000"));
    }
}
