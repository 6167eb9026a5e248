package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.DriverException.Reason;
import org.junit.jupiter.api.Test;

class DriverTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);

    private final Random random = Seeds.random("driver");
    private final LoopbackAdapter card = new LoopbackAdapter(Capabilities.ECP5, random);

    private static void refused(Reason expected, String words, ThrowingCallable operation) {
        var exception = catchThrowableOfType(DriverException.class, operation);
        assertThat(exception).isNotNull();
        assertThat(exception.reason()).isEqualTo(expected);
        assertThat(exception).hasMessageContaining(words);
    }

    @Test
    void an_adapter_tells_what_it_is() {
        var driver = Driver.open(card);
        assertThat(driver.capabilities()).isEqualTo(Capabilities.ECP5);
        assertThat(driver.version()).isEqualTo(Registers.VERSION_VALUE);
        assertThat(driver.clockKhz()).isEqualTo(125_000);
        assertThat(driver.blocksOfLongestFrame()).isEqualTo(32);
        assertThat(driver.initPool().options().privileged()).isTrue();
    }

    @Test
    void what_is_no_adapter_is_refused() {
        card.lies.put(Registers.IDENTIFICATION.offset(), -1);
        refused(Reason.NOT_AN_ADAPTER, "reads 0xffffffff", () -> Driver.open(card));
        card.lies.clear();
        card.lies.put(Registers.VERSION.offset(), 0x0003_0003);
        refused(Reason.UNKNOWN_VERSION, "major version 3", () -> Driver.open(card));
        card.lies.clear();
        card.lies.put(Registers.BLOCKS.offset(), 3);
        refused(Reason.BAD_CAPABILITIES, "blocks = 3", () -> Driver.open(card));
        card.lies.clear();
        card.lies.put(Registers.STATUS.offset(), 0);
        refused(Reason.RESET_TIME_OUT, "not ready 1000000 clocks", () -> Driver.open(card));
    }

    @Test
    void a_newer_minor_version_is_fine() {
        card.lies.put(Registers.VERSION.offset(), Registers.VERSION_VALUE + 7);
        assertThat(Driver.open(card).version()).isEqualTo(Registers.VERSION_VALUE + 7);
    }

    @Test
    void the_ring_options_reach_the_registers() {
        var driver = Driver.open(card);
        driver.start(
                RingOptions.station(0xA1B2_C3D4_E5F6L)
                        .ttrt(50_000)
                        .latency(3_000)
                        .allocation(20_000)
                        .largest(10_000)
                        .withOverrun()
                        .nonce(0xFEED_BEEF));
        assertThat(card.registers)
                .containsEntry(Registers.TTRT.offset(), 50_000)
                .containsEntry(Registers.D_MAX.offset(), 3_000)
                .containsEntry(Registers.T_MAX.offset(), 96_000)
                .containsEntry(Registers.TVX.offset(), 50_000 + 16_398 + 3_000)
                .containsEntry(Registers.ALLOCATION.offset(), 0)
                .containsEntry(Registers.LARGEST.offset(), 10_000)
                .containsEntry(Registers.POLICY.offset(), 1)
                .containsEntry(Registers.NONCE.offset(), 0xFEED_BEEF)
                .containsEntry(Registers.ADDRESS_LOW.offset(), 0xC3D4_E5F6)
                .containsEntry(Registers.ADDRESS_HIGH.offset(), 0xA1B2);
        refused(
                Reason.ALREADY_STARTED,
                "started already",
                () -> driver.start(RingOptions.station(1)));
    }

    @Test
    void ring_options_that_cannot_work_are_refused_with_the_numbers() {
        var options = RingOptions.station(1);
        assertThatThrownBy(() -> RingOptions.station(0))
                .hasMessageContaining("address 0 is not in 1..281,474,976,710,655");
        assertThatThrownBy(() -> options.ttrt(255)).hasMessageContaining("TTRT 255");
        assertThatThrownBy(() -> options.latency(63)).hasMessageContaining("latency 63");
        assertThatThrownBy(() -> options.allocation(-1)).hasMessageContaining("allocation -1");
        assertThatThrownBy(() -> options.largest(11)).hasMessageContaining("largest frame 11");
        assertThatThrownBy(() -> options.ttrt(3_000).latency(2_000).largest(800))
                .hasMessageContaining("largest frame 800 = 3,013 words do not fit TTRT 3,000");
        assertThat(options.ttrt(3_125).latency(1_000).largestWords())
                .isEqualTo(3_125 - 1_000 - 213);
    }

    @Test
    void a_frame_longer_than_f_is_refused() {
        card.largest = 100;
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(4, 4));
        var chain = pool.newChain();
        pool.alloc(chain, 1);
        assertThat(pool.send(chain, 376, VCI, new SendTicket())).isEqualTo(Outcome.OK);
        pool.alloc(chain, 1);
        assertThat(pool.send(chain, 377, VCI, new SendTicket())).isEqualTo(Outcome.FRAME_TOO_LONG);
        assertThat(pool.lastRefusal().message()).contains("432 payload bytes, this ring takes 400");
    }

    @Test
    void nothing_that_needs_the_station_id_works_before_the_ring_does() {
        var driver = Driver.open(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 1));
        refused(Reason.NOT_OPERATIONAL, "station id", driver::station);
        refused(Reason.NOT_OPERATIONAL, "number of stations", driver::stations);
        refused(Reason.NOT_OPERATIONAL, "not started", () -> driver.awaitOperational(10));
        refused(Reason.NOT_OPERATIONAL, "this station's id", () -> pool.assoc(VCI));
        var chain = pool.newChain();
        pool.alloc(chain, 1);
        assertThat(pool.send(chain, 40, VCI, new SendTicket())).isEqualTo(Outcome.NOT_STARTED);
    }

    @Test
    void a_station_waits_until_the_ring_is_up() {
        card.station = STATION;
        var driver = Driver.open(card);
        card.comesUp = false;
        driver.start(RingOptions.station(1));
        card.whileAsleep = card::ringUp;
        card.count = 64;
        driver.awaitOperational(1_000);
        assertThat(driver.station()).isEqualTo(STATION);
        assertThat(driver.stations()).isEqualTo(64);
    }

    @Test
    void a_ring_that_does_not_come_up_is_named() {
        card.comesUp = false;
        var driver = Driver.open(card);
        driver.start(RingOptions.station(1));
        refused(
                Reason.RING_TIME_OUT,
                "state CLAIM (bids for active monitor) after 1000 clocks",
                () -> driver.awaitOperational(1_000));
        card.tooManyStations = true;
        refused(Reason.TOO_MANY_STATIONS, "is the 65th", () -> driver.awaitOperational(1_000));
        card.tooManyStations = false;
        card.duplicate = true;
        refused(
                Reason.DUPLICATE_ADDRESS,
                "this one's address",
                () -> driver.awaitOperational(1_000));
    }

    @Test
    void the_vci_table_takes_95_percent_and_names_its_end() {
        var small = new Capabilities(16, 11, 8, 4, 8, 8, 10, 8);
        var smallCard = new LoopbackAdapter(small, random);
        var pool = PoolTest.operational(smallCard).openPool(PoolOptions.named("p").limits(1, 1));
        var vcis = new LinkedHashSet<Integer>();
        while (true) {
            int vci =
                    StationVci.of(
                            STATION, 0x200 + random.nextInt(StationVci.FIRST_CLAN_CHANNEL - 0x200));
            if (vcis.contains(vci)) {
                continue;
            }
            int writes = smallCard.registerWrites;
            try {
                pool.assoc(vci);
                vcis.add(vci);
            } catch (DriverException e) {
                assertThat(e.reason()).isEqualTo(Reason.VCI_TABLE_FULL);
                assertThat(e).hasMessageContaining("of at most 1024");
                assertThat(smallCard.registerWrites).as("nothing changed").isEqualTo(writes);
                break;
            }
        }
        assertThat(vcis).hasSizeGreaterThanOrEqualTo(1024 * 93 / 100);
        assertThat(vcis).allSatisfy(v -> assertThat(smallCard.lookUp(v)).isNotZero());
        var gone = vcis.removeFirst();
        pool.deassoc(gone);
        assertThat(smallCard.lookUp(gone)).isZero();
        assertThat(vcis).allSatisfy(v -> assertThat(smallCard.lookUp(v)).isNotZero());
    }

    @Test
    void a_look_up_never_misses_while_entries_move() {
        var small = new Capabilities(16, 11, 8, 4, 6, 8, 10, 8);
        var vcis = new LinkedHashSet<Integer>();
        var watched =
                new LoopbackAdapter(small, random) {
                    @Override
                    public void writeRegister(int offset, int value) {
                        super.writeRegister(offset, value);
                        if (offset == Registers.VCI_COMMAND.offset()) {
                            assertThat(vcis).allMatch(v -> lookUp(v) != 0);
                        }
                    }
                };
        var pool = PoolTest.operational(watched).openPool(PoolOptions.named("p").limits(1, 1));
        for (int i = 0; i < 200; i++) {
            int vci =
                    StationVci.of(
                            STATION, 0x200 + random.nextInt(StationVci.FIRST_CLAN_CHANNEL - 0x200));
            if (!vcis.contains(vci)) {
                pool.assoc(vci);
                vcis.add(vci);
            }
        }
    }

    @Test
    void closing_a_pool_gives_everything_back() {
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(20, 20));
        pool.assoc(VCI);
        var chain = pool.newChain();
        var held = pool.newChain();
        pool.alloc(held, 3);
        pool.allocFor(chain, 5_000);
        pool.copyIn(chain, 0, MemorySegment.ofArray(new byte[5_000]), 0, 5_000);
        var ticket = new SendTicket();
        pool.send(chain, 5_000, VCI, ticket);
        var pdu = pool.newPdu();
        pool.rx(pdu);
        card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(new byte[5_000], 0, 0));
        card.paused = true;
        pool.send(chain, 5_000, VCI, ticket);
        pool.close();
        assertThat(card.blocks.free).as("all but the frame under way").hasSize(125);
        assertThat(card.lookUp(VCI)).isZero();
        var next = driver.openPool(PoolOptions.named("next"));
        assertThat(next.number()).as("not drained yet").isNotEqualTo(pool.number());
        card.resume();
        driver.poll();
        assertThat(card.blocks.free).hasSize(128);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.RETURNED);
        assertThat(driver.openPool(PoolOptions.named("again")).number()).isEqualTo(pool.number());
        assertThat(card.counted(Counter.FREE_REFUSED)).isZero();
    }

    @Test
    void a_frame_that_arrives_for_a_closed_pool_is_freed() {
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(0, 20));
        pool.assoc(VCI);
        pool.close();
        // The frame had found its pool before the table entry went away.
        int number = pool.number();
        card.blocks.receiveLimit[number] = 20;
        card.registers.put(Registers.VCI_LOW.offset(), VCI);
        card.registers.put(Registers.VCI_HIGH.offset(), 1 | Registers.VCI_HIGH_POOL.of(number));
        card.writeRegister(Registers.VCI_COMMAND.offset(), Registers.VCI_COMMAND_WRITE);
        card.deliver(AtmHeader.endOfPdu(VCI), Aal5.pdu(new byte[9_000], 0, 0));
        assertThat(card.blocks.free).hasSize(123);
        driver.poll();
        assertThat(card.blocks.free).hasSize(128);
    }

    @Test
    void closing_the_driver_stops_the_adapter_and_ends_what_is_under_way() {
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 1));
        var chain = pool.newChain();
        var ticket = new SendTicket();
        pool.alloc(chain, 1);
        card.paused = true;
        pool.send(chain, 40, VCI, ticket);
        driver.close();
        assertThat(card.closed).isTrue();
        assertThat(ticket.state()).isEqualTo(SendTicket.State.ABORTED);
        int control = card.registers.getOrDefault(Registers.CONTROL.offset(), -1);
        assertThat(Registers.CONTROL_ENABLE.isSet(control)).isFalse();
        assertThat(driver.poll()).isZero();
        refused(Reason.DRIVER_CLOSED, "closed", () -> driver.openPool(PoolOptions.named("late")));
        refused(Reason.DRIVER_CLOSED, "closed", () -> driver.counter(Counter.SENT));
        driver.close();
    }

    @Test
    void a_completion_of_nothing_is_a_fault_of_the_adapter() {
        var driver = PoolTest.operational(card);
        RingEntry.publish(card.completionEntry(0), 0, 0);
        assertThatThrownBy(driver::poll)
                .isInstanceOf(AdapterFault.class)
                .hasMessageContaining("completion 0 without a descriptor");
    }

    @Test
    void an_entry_of_another_lap_is_not_taken() {
        var driver = PoolTest.operational(card);
        RingEntry.publish(card.completionEntry(0), 0, 256);
        RingEntry.publish(card.eventEntry(0), 0, 1_024);
        assertThat(driver.poll()).isZero();
    }

    @Test
    void a_wait_tells_of_a_ring_that_the_bus_has_ended() {
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 1));
        card.lies.put(Registers.INTERRUPT_STATUS.offset(), Registers.INTERRUPT_BUS.mask());
        card.lies.put(Registers.BUS_STATUS.offset(), Registers.BUS_EVENT_STOPPED.mask());
        assertThatThrownBy(() -> pool.waitRx(1_000))
                .isInstanceOf(AdapterFault.class)
                .hasMessageContaining("BUS_STATUS 0x2");
    }

    @Test
    void a_closed_driver_has_taken_its_rings_away() {
        var driver = PoolTest.operational(card);
        driver.close();
        assertThat(card.registers.get(Registers.TRANSMIT_RING_LOW.offset())).isZero();
        assertThat(card.registers.get(Registers.EVENT_RING_LOW.offset())).isZero();
        assertThat(card.registers.get(Registers.COMPLETION_RING_LOW.offset())).isZero();
    }

    @Test
    void a_bus_that_never_answers_is_told_at_close() {
        var driver = PoolTest.operational(card);
        card.lies.put(Registers.BUS_STATUS.offset(), Registers.BUS_BUSY.mask());
        refused(Reason.RESET_TIME_OUT, "check the bus", driver::close);
        assertThat(card.closed).isTrue();
    }

    /// 70,000 frames: all 16-bit indices wrap.
    @Test
    void indices_wrap() {
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 1));
        pool.assoc(VCI);
        var chain = pool.newChain();
        var pdu = pool.newPdu();
        var ticket = new SendTicket();
        pool.alloc(chain, 1);
        for (int i = 0; i < 70_000; i++) {
            assertThat(pool.send(chain, 40, VCI, ticket)).isEqualTo(Outcome.OK);
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            assertThat(ticket.accepted()).isTrue();
            pool.free(pdu);
        }
    }
}
