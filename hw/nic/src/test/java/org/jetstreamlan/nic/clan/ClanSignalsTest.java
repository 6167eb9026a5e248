package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.EventRingEntry;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.abi.clan.StatusPage;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.abi.clan.TripwireHash;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.clan.ClanBench.Beat;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two stations on a ring, and what their adapters tell them: tripwires, events, interrupts, status pages, by doorbells of the aperture.
class ClanSignalsTest {
    private static final int TAG = 5;
    private static final int KEY = RegionKey.of(3, 0x12345);
    private static final long NAME = 0x7FFF_0000_1000L;
    private static final int REGION_AT = 0x1000;
    private static final int RING_AT = 0xA000;
    private static final int LOG2_RING = 4;
    private static final int STATUS_AT = 0xC040;
    private static final int QUEUE_AT = 0xC800;
    private static final int BELLS = 2 << 16;
    private static final int STORES = 7 << 16;

    private final Random random = Bench.random("clan signals");
    private final ClanRing ring = new ClanRing(2, Pace.FAST);
    private final int[] taken = new int[2];

    @AfterEach
    void close() {
        ring.close();
    }

    private void connect(int level) {
        for (int i = 0; i < 2; i++) {
            var station = ring.station(i);
            station.region(
                    3,
                    0x12345,
                    TAG,
                    RegionEntry.RDMA_WRITE,
                    NAME,
                    ClanBench.BASE + REGION_AT,
                    0x8000);
            assertThat(
                            station.command(
                                    ClanTable.RING,
                                    2,
                                    ClanRegisters.COMMAND_WRITE,
                                    EventRingEntry.LOG2.of(LOG2_RING)
                                            | (int) (ClanBench.BASE + RING_AT),
                                    (int) (ClanBench.BASE + RING_AT >>> 32)))
                    .isTrue();
            assertThat(
                            station.command(
                                    ClanTable.ENDPOINT,
                                    1,
                                    ClanRegisters.COMMAND_WRITE,
                                    EndpointEntry.PEER_STATION.of(1 - i)
                                            | EndpointEntry.PEER_ENDPOINT.of(1)
                                            | EndpointEntry.LEVEL.of(level),
                                    EndpointEntry.OWN_INCARNATION.of(0x100 + i)
                                            | EndpointEntry.PEER_INCARNATION.of(0x101 - i),
                                    EndpointEntry.TAG.of(TAG) | EndpointEntry.EVENT_RING.of(2),
                                    EndpointEntry.PART_SIZE.of(4),
                                    EndpointEntry.QUEUE_LOG2.of(4)
                                            | (int) (ClanBench.BASE + QUEUE_AT),
                                    (int) (ClanBench.BASE + QUEUE_AT >>> 32),
                                    EndpointEntry.STATUS_VALID.of(1)
                                            | (int) (ClanBench.BASE + STATUS_AT),
                                    (int) (ClanBench.BASE + STATUS_AT >>> 32)))
                    .isTrue();
            assertThat(station.open(1)).isTrue();
            assertThat(station.page(2, ApertureEntry.DOORBELL, 1, 0, 0, 0)).isTrue();
            assertThat(station.page(7, ApertureEntry.WRITE, 1, 0x8000, KEY, NAME)).isTrue();
        }
    }

    private static int[] tripwire(int where, int first, int last, int number, int actions) {
        return new int[] {
            TripwireEntry.VALID.mask() | where,
            first,
            TripwireEntry.TAG.of(TAG)
                    | TripwireEntry.EVENT_RING.of(2)
                    | TripwireEntry.NUMBER.of(number),
            actions,
            last
        };
    }

    private void word(int station, int where, int cell, int number, int actions) {
        int[] words = tripwire(where, cell, 0, number, actions);
        int entry = TripwireHash.entry(TripwireHash.key(words[0], words[1]), 1, 6);
        assertThat(
                        ring.station(station)
                                .command(ClanTable.WORD, entry, ClanRegisters.COMMAND_WRITE, words))
                .isTrue();
    }

    private void range(int station, int where, int first, int last, int number, int actions) {
        int[] words = tripwire(where, first, last, TripwireEntry.RANGE_NUMBERS + number, actions);
        assertThat(
                        ring.station(station)
                                .command(
                                        ClanTable.RANGE,
                                        number,
                                        ClanRegisters.COMMAND_WRITE,
                                        words))
                .isTrue();
    }

    /// A store to the doorbell page, and its answer.
    private void bell(int station, int at, int value) {
        bell(station, at, value, at % 8 == 0 ? 0x0F : 0xF0);
    }

    private void bell(int station, int at, int value, int strobes) {
        var bench = ring.station(station);
        bench.stores.add(new Beat(BELLS + (at & -8), value & 0xFFFF_FFFFL, strobes));
        int answered = bench.answered + bench.stores.size();
        ring.until(() -> bench.answered == answered);
    }

    private void arm(int station, int number) {
        int armed = ApertureEntry.ARM_ARMED.mask();
        bell(station, ApertureEntry.ARM_AT, ApertureEntry.ARM_NUMBER.of(number) | armed);
    }

    private void store(int from, int at, long data) {
        ring.station(from).stores.add(new Beat(STORES + at, data, 0xFF));
    }

    private long word(int station, int at) {
        return ring.station(station).memory.get(ValueLayout.JAVA_LONG, REGION_AT + at);
    }

    private boolean hasEvent(int station) {
        int slot = taken[station] & (1 << LOG2_RING) - 1;
        var memory = ring.station(station).memory;
        return RingEntry.isWritten(memory, RING_AT + 32L * slot, taken[station]);
    }

    /// The next event, which has come.
    private ClanEvent event(int station) {
        ring.until(() -> hasEvent(station));
        int slot = taken[station]++ & (1 << LOG2_RING) - 1;
        return ClanEvent.read(ring.station(station).memory, RING_AT + 32L * slot);
    }

    private void consume(int station) {
        bell(station, ApertureEntry.EVENT_CONSUMER_AT, taken[station]);
    }

    private static ClanEvent fired(int number, int count) {
        return new ClanEvent(ClanEvent.Kind.TRIPWIRE, 0, 0, number, count);
    }

    @Test
    void anArmedTripwireTellsOfAStoreThatIsThere() {
        connect(1);
        var other = ring.station(1);
        word(1, TripwireEntry.PLACE.of(3), 0x20, 9, TripwireEntry.EVENT | TripwireEntry.INTERRUPT);
        store(0, 0x100, 1);
        ring.until(() -> word(1, 0x100) == 1);
        ring.run(100);
        assertThat(hasEvent(1)).as("not armed").isFalse();

        arm(1, 9);
        store(0, 0x100, 2);
        ring.until(
                () -> {
                    assertThat(hasEvent(1) && word(1, 0x100) != 2).isFalse();
                    return hasEvent(1);
                });
        assertThat(event(1)).isEqualTo(fired(9, 1));
        ring.until(() -> other.bench.get("interrupts") == 1 << 2);
        ring.run(1);
        assertThat(other.bench.is("irq")).isTrue();
        other.bench.set("interruptsCleared", 0xFFFF);
        other.bench.set("interruptsWritten", true);
        ring.run(1);
        other.bench.set("interruptsWritten", false);
        ring.run(2);
        assertThat(other.bench.is("irq")).isFalse();

        // Fired once; and once more before the event is consumed, which then tells of it.
        store(0, 0x100, 3);
        ring.run(300);
        assertThat(hasEvent(1)).isFalse();
        for (int i = 0; i < 2; i++) {
            arm(1, 9);
            store(0, 0x100, 4 + i);
            ring.run(300);
        }
        assertThat(hasEvent(1)).as("its entry is not consumed").isFalse();
        consume(1);
        assertThat(event(1)).isEqualTo(fired(9, 2));
        assertThat(other.count(ClanCounter.FIRED)).isEqualTo(3);

        // By its tag only; and disarmed it is silent.
        int armed = ApertureEntry.ARM_ARMED.mask();
        bell(1, ApertureEntry.ARM_AT, ApertureEntry.ARM_NUMBER.of(10) | armed);
        assertThat(other.count(ClanCounter.ARM_REFUSED)).isEqualTo(1);
        arm(1, 9);
        bell(1, ApertureEntry.ARM_AT, ApertureEntry.ARM_NUMBER.of(9));
        store(0, 0x100, 7);
        ring.run(300);
        consume(1);
        ring.run(100);
        assertThat(hasEvent(1)).isFalse();
    }

    /// Arm, look, sleep, while the peer stores whenever it likes: no wake-up is lost.
    @Test
    void whatComesBetweenArmingAndSleepingWakes() {
        connect(1);
        word(1, TripwireEntry.PLACE.of(3), 8, 5, TripwireEntry.EVENT | TripwireEntry.INTERRUPT);
        int slept = 0;
        for (int i = 1; i <= 150; i++) {
            ring.run(random.nextInt(60));
            store(0, 0x40, i);
            ring.run(random.nextInt(90));
            arm(1, 5);
            while (word(1, 0x40) != i) {
                slept++;
                ring.until(() -> hasEvent(1));
                // Perhaps of those before, which were seen without it.
                assertThat(event(1).number()).isEqualTo(5);
                consume(1);
                arm(1, 5);
            }
        }
        assertThat(slept).isBetween(20, 299);
    }

    @Test
    void aRangeMovesOnAndStaysArmed() {
        connect(1);
        int move =
                TripwireEntry.EVENT
                        | TripwireEntry.MOVE
                        | TripwireEntry.STEP.of(2)
                        | TripwireEntry.MODULUS.of(3);
        range(1, TripwireEntry.PLACE.of(3), 0x40, 0x41, 3, move);
        arm(1, TripwireEntry.RANGE_NUMBERS + 3);
        int[] cells = {0x41, 0x42, 0x44, 0x47, 0x41};
        for (int cell : cells) {
            store(0, 8 * (cell ^ 4), 1);
            ring.run(300);
            assertThat(hasEvent(1)).isFalse();
            store(0, 8 * cell, 1);
            assertThat(event(1)).isEqualTo(fired(TripwireEntry.RANGE_NUMBERS + 3, 1));
            consume(1);
        }
    }

    @Test
    void whatLeavesIsSeenOnceHoweverOftenItIsSent() {
        connect(1);
        int page = TripwireEntry.OUTBOUND.mask() | TripwireEntry.APERTURE.mask();
        word(
                0,
                page | TripwireEntry.PLACE.of(7),
                0x11,
                1,
                TripwireEntry.EVENT | TripwireEntry.COUNT);
        ring.fault =
                (_, word) ->
                        LinkWord.kind(word) == LinkWord.Kind.DATA && random.nextInt(60) == 0
                                ? word ^ 1L << random.nextInt(32)
                                : word;
        // Until some of it has been sent again.
        for (int i = 1; i <= 20 || ring.station(0).count(ClanCounter.AGAIN) == 0; i++) {
            int value = i;
            arm(0, 1);
            store(0, 0x88, i);
            assertThat(event(0)).isEqualTo(fired(1, 1));
            consume(0);
            arm(0, 1);
            ring.until(() -> word(1, 0x88) == value);
            ring.run(400);
            assertThat(hasEvent(0)).isFalse();
        }
    }

    private int status(int station, int at) {
        var memory = ring.station(station).memory;
        return StatusPage.word(memory, STATUS_AT, at);
    }

    /// A descriptor of 8 bytes inline to `at` of the peer's region, and its doorbell.
    private void send(int index, int flags, int at, long data) {
        var memory = ring.station(0).memory;
        int place = QUEUE_AT + index % 16 * DmaDescriptor.BYTES;
        int head = flags | DmaDescriptor.INLINE.mask() | DmaDescriptor.COUNT.of(8);
        DmaDescriptor.write(memory, place, head, 0, KEY, NAME + at);
        memory.set(ValueLayout.JAVA_LONG, place + DmaDescriptor.SEGMENTS_AT, data);
        bell(0, 0, index + 1);
    }

    @Test
    void aStatusPageTellsOfDescriptorsAndAnEventOfThoseWithComplete() {
        connect(1);
        for (int i = 0; i < 24; i++) {
            boolean completes = i % 3 == 0;
            int behind = i + 1;
            send(i, completes ? DmaDescriptor.COMPLETE.mask() : 0, 16 * i, i);
            ring.until(
                    () -> {
                        int word = status(0, StatusPage.DESCRIPTORS_AT);
                        boolean told = StatusPage.DESCRIPTORS_ACKNOWLEDGED.get(word) == behind;
                        assertThat(hasEvent(0) && !told)
                                .as("the event is behind the page")
                                .isFalse();
                        return told;
                    });
            if (completes) {
                ring.until(() -> hasEvent(0));
                assertThat(event(0).what()).isEqualTo(ClanEvent.COMPLETED);
                consume(0);
            }
            ring.run(100);
            assertThat(hasEvent(0)).isFalse();
            assertThat(word(1, 16 * i)).isEqualTo(i);
        }
        send(24, 1 << 31, 0, 0);
        ring.until(
                () ->
                        StatusPage.STATE.get(status(0, StatusPage.STATE_AT))
                                == EndpointState.BROKEN.ordinal());
        ring.run(20);
        int reason = StatusPage.REASON.get(status(0, StatusPage.STATE_AT));
        assertThat(reason).isEqualTo(ClanReason.DESCRIPTOR.ordinal());
        assertThat(StatusPage.DESCRIPTOR_BROKEN.get(status(0, StatusPage.READS_AT))).isEqualTo(24);
    }

    @Test
    void aStatusPageTellsOfStoresAndOfTheEnd() {
        connect(1);
        for (int i = 1; i <= 20; i++) {
            int count = i;
            assertThat(StatusPage.STORES_ACKNOWLEDGED.get(status(0, StatusPage.STORES_AT)))
                    .isEqualTo(i - 1);
            store(0, 16 * i, i);
            ring.until(
                    () -> {
                        int told =
                                StatusPage.STORES_ACKNOWLEDGED.get(status(0, StatusPage.STORES_AT));
                        assertThat(told == count && word(1, 16 * count) == 0).isFalse();
                        return told == count;
                    });
        }
        assertThat(StatusPage.STATE.get(status(0, StatusPage.STATE_AT)))
                .isEqualTo(EndpointState.OPEN.ordinal());
        assertThat(StatusPage.SEQUENCE.get(status(0, StatusPage.SEQUENCE_AT))).isBetween(2, 22);
        store(0, 0x7FF8, 1);
        ring.station(1).region(3, 0, 0, 0, 0, 0, 0);
        store(0, 0x10, 1);
        for (int i = 0; i < 2; i++) {
            int station = i;
            ring.until(
                    () -> {
                        int word = status(station, StatusPage.STATE_AT);
                        boolean broken =
                                StatusPage.STATE.get(word) == EndpointState.BROKEN.ordinal();
                        assertThat(hasEvent(station) && !broken)
                                .as("the event is behind the page")
                                .isFalse();
                        return hasEvent(station);
                    });
            int word = status(i, StatusPage.STATE_AT);
            assertThat(StatusPage.REASON.get(word)).isEqualTo(ClanReason.KEY.ordinal());
            assertThat(StatusPage.BY_PEER.isSet(word)).isEqualTo(i == 0);
            assertThat(event(i))
                    .isEqualTo(
                            new ClanEvent(
                                    ClanEvent.Kind.ENDPOINT,
                                    ClanEvent.STATE,
                                    ClanReason.KEY.ordinal(),
                                    1,
                                    1));
        }
    }

    @Test
    void atLevel0WhatIsDroppedIsToldToItsOwner() {
        connect(0);
        ring.station(1).region(3, 0, 0, 0, 0, 0, 0);
        store(0, 0x10, 1);
        assertThat(event(1))
                .isEqualTo(
                        new ClanEvent(
                                ClanEvent.Kind.ENDPOINT,
                                ClanEvent.DROPPED,
                                ClanReason.KEY.ordinal(),
                                1,
                                1));
        assertThat(ring.station(1).state(1)).isEqualTo(EndpointState.OPEN);
    }

    @Test
    void aDoorbellThatDoesNotExistIsRefusedAndToldOnce() {
        connect(1);
        var station = ring.station(0);
        assertThat(
                        station.command(
                                ClanTable.RING,
                                0,
                                ClanRegisters.COMMAND_WRITE,
                                EventRingEntry.LOG2.of(3) | (int) (ClanBench.BASE + 0xB000),
                                (int) (ClanBench.BASE + 0xB000 >>> 32)))
                .isTrue();
        bell(0, ApertureEntry.PRODUCER_AT, 1);
        assertThat(station.refusedStores).isZero();
        bell(0, 0x18, 1);
        bell(0, 0x004, 1);
        bell(0, 0x008, 1, 0xFF);
        bell(0, 0x010, 1, 0x03);
        bell(0, 0xFFF8, 1);
        assertThat(station.refusedStores).isEqualTo(5);
        ring.run(200);
        assertThat(RingEntry.isWritten(station.memory, 0xB000, 0)).isTrue();
        assertThat(RingEntry.isWritten(station.memory, 0xB020, 1)).isFalse();
        var event = ClanEvent.read(station.memory, 0xB000);
        assertThat(event.kind()).isEqualTo(ClanEvent.Kind.REFUSAL);
        assertThat(event.number()).isEqualTo(ClanCounter.STORE_REFUSED.ordinal());
        assertThat(station.count(ClanCounter.STORE_REFUSED)).isEqualTo(5);
        bell(0, 0x20, 1);
        station.bench.set("consumed_valid", true);
        station.bench.set("consumed_payload", 1);
        ring.run(1);
        station.bench.set("consumed_valid", false);
        ring.until(() -> RingEntry.isWritten(station.memory, 0xB020, 1));
    }
}
