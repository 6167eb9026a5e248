package org.jetstreamlan.model.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.Region;
import org.jetstreamlan.driver.clan.SendQueue;
import org.jetstreamlan.driver.clan.Tripwire;
import org.junit.jupiter.api.Test;

/// Tripwires beyond a word of a region: ranges, what leaves, all actions; many of them; and the fence.
class ClanTripwireTest {
    private static final int ALL = 0x1F;

    private final ClanRing ring = new ClanRing(2, 1);
    private final int tag = ring.clan(0).newTag();
    private final int farTag = ring.clan(1).newTag();
    private final ClanRing.Connection both =
            ring.connect(0, tag, 1, farTag, ClanLevel.RELIABLE_DELIVERY);
    private final Region far = ring.clan(1).register(farTag, ClanRing.memory(8_192), ALL);
    private final Aperture aperture =
            both.first().aperture(Aperture.Kind.WRITE, far.remote(), 0, 8_192);

    /// Writes a range behind the driver's back, and arms it through the endpoint's doorbells.
    private void range(int station, int entry, int[] words) {
        Adapter adapter = ring.adapters.adapter(station);
        for (int i = 0; i < words.length; i++) {
            adapter.writeRegister(ClanRegisters.DATA.offset(i), words[i]);
        }
        adapter.writeRegister(
                ClanRegisters.TABLE.offset(),
                ClanRegisters.TABLE_TABLE.of(ClanTable.RANGE.ordinal())
                        | ClanRegisters.TABLE_ENTRY.of(entry));
        adapter.writeRegister(ClanRegisters.COMMAND.offset(), ClanRegisters.COMMAND_WRITE);
        assertThat(adapter.readRegister(ClanRegisters.COMMAND.offset())).isZero();
        arm(station, TripwireEntry.RANGE_NUMBERS + entry);
    }

    /// Page 0 is the doorbell page of the first endpoint at each station.
    private void arm(int station, int number) {
        ring.adapters
                .adapter(station)
                .clan()
                .orElseThrow()
                .store(
                        ApertureEntry.ARM_AT,
                        ApertureEntry.ARM_NUMBER.of(number) | ApertureEntry.ARM_ARMED.mask());
    }

    private static int[] words(int place, int first, int last, int owner, int number, int actions) {
        int[] words = new int[12];
        words[0] = TripwireEntry.VALID.mask() | place;
        words[1] = first;
        words[2] = TripwireEntry.TAG.of(owner) | TripwireEntry.NUMBER.of(number);
        words[3] = actions;
        words[4] = last;
        return words;
    }

    private void put(long at) {
        assertThat(aperture.put(at, 1L)).isTrue();
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
    }

    private long fired(int station) {
        return ring.clan(station).counter(ClanCounter.FIRED);
    }

    @Test
    void aRangeWatchesFromItsFirstCellToItsLastAndWritesAValueAtHome() {
        int[] words =
                words(
                        RegionKey.entry(far.key()),
                        4,
                        6,
                        farTag,
                        TripwireEntry.RANGE_NUMBERS + 2,
                        TripwireEntry.ACTIONS.of(TripwireEntry.VALUE));
        long target = far.address() + 4_096;
        words[5] = far.key();
        words[6] = (int) target;
        words[7] = (int) (target >>> Integer.SIZE);
        words[8] = 0x55;
        words[9] = 0x66;
        range(1, 2, words);
        put(3 * 8);
        put(7 * 8);
        assertThat(fired(1)).isZero();
        put(6 * 8);
        assertThat(fired(1)).isEqualTo(1);
        assertThat(far.memory().get(WindowWords.LONG, 4_096)).isEqualTo(0x66_0000_0055L);
        put(5 * 8);
        assertThat(fired(1)).as("it is armed once").isEqualTo(1);
    }

    @Test
    void aRangeMovesOnAndStaysArmed() {
        int actions =
                TripwireEntry.ACTIONS.of(TripwireEntry.MOVE)
                        | TripwireEntry.STEP.of(2)
                        | TripwireEntry.MODULUS.of(2);
        int number = TripwireEntry.RANGE_NUMBERS;
        range(1, 0, words(RegionKey.entry(far.key()), 9, 9, farTag, number, actions));
        for (int cell : new int[] {9, 11, 9, 11}) {
            put(10 * 8);
            long before = fired(1);
            put(cell * 8L);
            assertThat(fired(1)).as("cell %d", cell).isEqualTo(before + 1);
        }
    }

    @Test
    void whatLeavesIsWatchedByPageAndBySegment() {
        int outbound = TripwireEntry.OUTBOUND.mask();
        int page = 1;
        range(
                0,
                0,
                words(
                        outbound | TripwireEntry.APERTURE.mask() | page,
                        2,
                        2,
                        tag,
                        TripwireEntry.RANGE_NUMBERS,
                        0));
        put(8);
        assertThat(fired(0)).isZero();
        put(16);
        assertThat(fired(0)).isEqualTo(1);
        var near = ring.clan(0).register(tag, ClanRing.memory(4_096), ALL);
        range(
                0,
                1,
                words(
                        outbound | RegionKey.entry(near.key()),
                        100,
                        100,
                        tag,
                        TripwireEntry.RANGE_NUMBERS + 1,
                        0));
        var queue = both.first().queue();
        int index = queue.transfer(DmaDescriptor.WRITE, 0, far.remote(), 0, near, 0, 800);
        assertThat(ring.await(() -> SendQueue.isBehind(queue.acknowledged(), index))).isTrue();
        assertThat(fired(0)).isEqualTo(1);
        int next = queue.transfer(DmaDescriptor.WRITE, 0, far.remote(), 0, near, 800, 1);
        assertThat(ring.await(() -> SendQueue.isBehind(queue.acknowledged(), next))).isTrue();
        assertThat(fired(0)).isEqualTo(2);
    }

    @Test
    void nobodyArmsWhatIsAnothersOrNotThere() {
        int other = ring.clan(1).newTag();
        int number = TripwireEntry.RANGE_NUMBERS;
        range(1, 0, words(RegionKey.entry(far.key()), 0, 100, other, number, 0));
        assertThat(ring.clan(1).counter(ClanCounter.ARM_REFUSED)).isEqualTo(1);
        arm(1, 77);
        assertThat(ring.clan(1).counter(ClanCounter.ARM_REFUSED)).isEqualTo(2);
        put(0);
        assertThat(fired(1)).isZero();
    }

    /// 200 of 256 words: the hash makes room by moving others, and each is still found.
    @Test
    void manyWordsAreWatchedAtOnce() {
        var random = new Random(3);
        var wires = new Tripwire[200];
        int[] cells = random.ints(0, 1_024).distinct().limit(wires.length).toArray();
        for (int i = 0; i < wires.length; i++) {
            wires[i] = ring.clan(1).watch(both.second(), far, 8L * cells[i]);
            wires[i].arm();
        }
        for (int cell : cells) {
            assertThat(ring.await(() -> both.first().room() > 0)).isTrue();
            assertThat(aperture.put(8L * cell, 1L)).isTrue();
        }
        assertThat(ring.await(() -> both.first().storesAcknowledged())).isTrue();
        assertThat(fired(1)).isEqualTo(wires.length);
        ring.clan(1).poll();
        for (var wire : wires) {
            assertThat(wire.fired()).isEqualTo(1);
            wire.close();
        }
    }

    /// What is behind a fence sees what a READ before it has fetched.
    @Test
    void aFenceWaitsForTheReadBeforeIt() {
        var near = ring.clan(0).register(tag, ClanRing.memory(16_384), ALL);
        for (int i = 0; i < 8_192; i += 8) {
            far.memory().set(WindowWords.LONG, i, i + 1);
        }
        var queue = both.first().queue();
        int read =
                queue.post(
                        DmaDescriptor.OPERATION.of(DmaDescriptor.READ) | DmaDescriptor.COUNT.of(1),
                        0,
                        far.key(),
                        far.address());
        queue.segment(read, 0, near.key(), 8_000, near.address());
        int back =
                queue.post(
                        DmaDescriptor.FENCE.mask() | DmaDescriptor.COUNT.of(1),
                        0,
                        far.key(),
                        far.address() + 8_064);
        queue.segment(back, 0, near.key(), 8, near.address() + 7_992);
        queue.ring();
        assertThat(ring.await(() -> SendQueue.isBehind(queue.acknowledged(), back))).isTrue();
        assertThat(far.memory().get(WindowWords.LONG, 8_064)).isEqualTo(7_993);
    }
}
