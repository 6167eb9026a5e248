package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The copy rings of an adapter whose host's memory stalls: every byte arrives before its completion, what is refused changes nothing, what is broken is told.
class AdapterCopyTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small().injecting();
    private static final Model MODEL = Bench.compile(() -> new Adapter(PARAMETERS));
    private static final int BLOCK = PARAMETERS.blockBytes();
    private static final int CHANNEL = 0x345;
    private static final int POOL = 7;
    private static final int COPY = Registers.INTERRUPT_COPY.mask();
    private static final int SPARE = HostRings.SPARE_BYTES;

    private final Random random = Bench.random("adapter-copy");
    private final AdapterRing ring =
            new AdapterRing(MODEL, PARAMETERS, 2, new Pace(20, Stalls.of(30, 1), Stalls.of(30, 2)));
    private final AdapterBench at = ring.station(0);
    private final AdapterBench receiver = ring.station(1);
    private int block;

    @BeforeEach
    void open() {
        for (var station : ring.stations) {
            station.pool(POOL, 64, 64, false);
        }
        block = at.allocate(POOL);
    }

    @AfterEach
    void close() {
        ring.close();
    }

    private MemorySegment spare() {
        return at.rings.memory.asSlice(at.rings.spareAt(), SPARE);
    }

    private long address(int byteOfSpare) {
        return HostRings.BASE + at.rings.spareAt() + byteOfSpare;
    }

    private byte[] fillSpare() {
        var bytes = new byte[SPARE];
        random.nextBytes(bytes);
        spare().copyFrom(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private byte[] spareBytes() {
        return spare().toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] blockBytes() {
        var bytes = new byte[BLOCK];
        MemorySegment.ofArray(bytes)
                .copyFrom(MemorySegment.ofArray(at.copyOut(block * BLOCK, BLOCK / 4)));
        return bytes;
    }

    private CopyDescriptor copy(boolean toHost, int offset, int bytes, int from, int cookie) {
        return new CopyDescriptor(block, POOL, toHost, true, offset, bytes, address(from), cookie);
    }

    private CopyOutcome outcome(CopyDescriptor descriptor) {
        at.copy(descriptor);
        at.ringCopies();
        return at.copyCompletion().outcome();
    }

    private static int sum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return sum;
    }

    /// A ring full of them at a time, one doorbell each; every completion finds its data there.
    @Test
    void copiesOfAnyBytesAreDoneInOrder() {
        var host = fillSpare();
        at.copyIn(block * BLOCK, random.ints(BLOCK / 4).toArray());
        var card = blockBytes();
        for (int round = 0; round < 12; round++) {
            int[] sums = new int[PARAMETERS.copyRing()];
            for (int i = 0; i < sums.length; i++) {
                int bytes = 1 + random.nextInt(random.nextBoolean() ? 30 : BLOCK);
                int offset = random.nextInt(BLOCK - bytes + 1);
                int from = random.nextInt(SPARE - bytes + 1);
                boolean toHost = random.nextBoolean();
                at.copy(copy(toHost, offset, bytes, from, 100 * round + i));
                if (toHost) {
                    System.arraycopy(card, offset, host, from, bytes);
                } else {
                    System.arraycopy(host, from, card, offset, bytes);
                }
                sums[i] = sum(host, from, bytes);
            }
            at.ringCopies();
            for (int i = 0; i < sums.length; i++) {
                var completion = at.copyCompletion();
                assertThat(completion.cookie()).isEqualTo(100 * round + i);
                assertThat(completion.outcome()).isEqualTo(CopyOutcome.COPIED);
                assertThat(completion.sum()).isEqualTo(sums[i]);
            }
            assertThat(spareBytes()).isEqualTo(host);
            assertThat(blockBytes()).isEqualTo(card);
        }
        assertThat(at.count(Counter.COPIED)).isEqualTo(12 * PARAMETERS.copyRing());
    }

    @Test
    void theWholeOfTheLastBlockCanBeCopiedAndNoByteMore() {
        while (block != PARAMETERS.blocks() - 1) {
            block = at.allocate(POOL);
        }
        var host = fillSpare();
        assertThat(outcome(copy(false, 0, BLOCK, 1, 0))).isEqualTo(CopyOutcome.COPIED);
        assertThat(blockBytes()).isEqualTo(Arrays.copyOfRange(host, 1, 1 + BLOCK));
        assertThat(outcome(copy(false, BLOCK - 1, 1, 3, 0))).isEqualTo(CopyOutcome.COPIED);
        assertThat(outcome(copy(false, BLOCK - 1, 2, 3, 0))).isEqualTo(CopyOutcome.INVALID);
        assertThat(outcome(copy(false, BLOCK, 1, 3, 0))).isEqualTo(CopyOutcome.INVALID);
        assertThat(outcome(copy(false, 1, BLOCK, 3, 0))).isEqualTo(CopyOutcome.INVALID);
        assertThat(outcome(copy(false, 0xFFFF, 0xFFFF, 3, 0))).isEqualTo(CopyOutcome.INVALID);
    }

    /// Each is told INVALID in its turn, between two that are good, and leaves memories and pools as they were.
    @Test
    void whatIsRefusedChangesNothing() {
        var host = fillSpare();
        assertThat(outcome(copy(false, 0, BLOCK, 0, 0))).isEqualTo(CopyOutcome.COPIED);
        int free = at.freeBlocks();
        int other = at.allocate(POOL);
        at.free(other);
        CopyDescriptor[] bad = {
            copy(true, 0, 0, 0, 1),
            new CopyDescriptor(block, POOL + 1, false, true, 0, 8, address(8), 1),
            new CopyDescriptor(other, POOL, false, true, 0, 8, address(8), 1),
            new CopyDescriptor(PARAMETERS.blocks(), POOL, false, true, 0, 8, address(8), 1),
            new CopyDescriptor(0xFFFF, POOL, true, true, 0, 8, address(8), 1),
            new CopyDescriptor(block, POOL, true, true, 0, 8, -1L, 1),
            new CopyDescriptor(block, POOL, true, true, 0, 8, -1L << 16, 1),
            copy(true, BLOCK - 7, 8, 0, 1)
        };
        for (var each : bad) {
            at.copy(copy(true, 5, 9, 0x3005, 0));
            at.copy(each);
            at.copy(copy(true, 5, 9, 0x3005, 2));
            at.ringCopies();
            assertThat(at.copyCompletion().outcome()).isEqualTo(CopyOutcome.COPIED);
            var refused = at.copyCompletion();
            assertThat(refused.outcome()).as(each.toString()).isEqualTo(CopyOutcome.INVALID);
            assertThat(refused.cookie()).isEqualTo(1);
            assertThat(refused.sum()).isZero();
            assertThat(at.copyCompletion().outcome()).isEqualTo(CopyOutcome.COPIED);
        }
        System.arraycopy(host, 5, host, 0x3005, 9);
        assertThat(spareBytes()).isEqualTo(host);
        assertThat(blockBytes()).isEqualTo(Arrays.copyOf(host, BLOCK));
        assertThat(at.freeBlocks()).isEqualTo(free);
        assertThat(at.count(Counter.COPY_INVALID)).isEqualTo(bad.length);
        assertThat(at.count(Counter.COPIED)).isEqualTo(2 * bad.length + 1);
        assertThat(at.count(Counter.BUS_ERRORS)).isZero();
    }

    @Test
    void aSumThatIsNotAskedForIsNotTold() {
        fillSpare();
        at.copy(new CopyDescriptor(block, POOL, false, false, 0, 99, address(0), 5));
        at.ringCopies();
        var completion = at.copyCompletion();
        assertThat(completion.outcome()).isEqualTo(CopyOutcome.COPIED);
        assertThat(completion.sum()).isZero();
    }

    @Test
    void theInterruptComesWithTheThirdOrInTime() {
        at.write(Registers.INTERRUPT_ENABLE, COPY);
        at.write(
                Registers.COPY_MODERATION,
                Registers.MODERATION_COUNT.of(3) | Registers.MODERATION_TIME.of(100));
        for (int i = 0; i < 3; i++) {
            assertThat(at.bench.is("irq")).isFalse();
            outcome(copy(true, 0, 8, 0, i));
        }
        ring.run(2);
        assertThat(at.bench.is("irq")).isTrue();
        at.write(Registers.INTERRUPT_STATUS, COPY);
        outcome(copy(true, 0, 8, 0, 3));
        assertThat(at.bench.is("irq")).isFalse();
        ring.run(1_600);
        assertThat(at.bench.is("irq")).isTrue();
    }

    @Test
    void aCopyThatTheBusRefusesIsToldAndTheNextIsDone() {
        at.rings.bus.refuse(address(0x400), 1);
        assertThat(outcome(copy(true, 0, 100, 0x3C0, 0))).isEqualTo(CopyOutcome.BUS_ERROR);
        assertThat(outcome(copy(false, 0, 100, 0x3C0, 0))).isEqualTo(CopyOutcome.BUS_ERROR);
        assertThat(outcome(copy(true, 0, 100, 0x500, 0))).isEqualTo(CopyOutcome.COPIED);
        assertThat(at.count(Counter.COPY_FAILED)).isEqualTo(2);
        assertThat(at.read(Registers.BUS_STATUS)).isZero();
    }

    @Test
    void aRefusedEntryStopsItsRingUntilReset() {
        at.write(Registers.INTERRUPT_ENABLE, Registers.INTERRUPT_BUS.mask());
        at.rings.bus.refuse(at.rings.address(3) + RingEntry.BYTES, 1);
        for (int i = 0; i < 3; i++) {
            at.copy(copy(true, 0, 8, 0, i));
        }
        at.ringCopies();
        assertThat(at.copyCompletion().cookie()).isZero();
        ring.run(500);
        assertThat(at.bench.is("irq")).isTrue();
        assertThat(at.copies()).isZero();
        assertThat(at.read(Registers.BUS_STATUS)).isEqualTo(Registers.BUS_COPY_STOPPED.mask());
        assertThat(at.count(Counter.BUS_ERRORS)).isEqualTo(1);

        reset();
        at.rings.bus.refuse(at.rings.address(4) + RingEntry.BYTES, 1);
        for (int i = 0; i < 3; i++) {
            at.copy(copy(true, 0, 8, 0, i));
        }
        at.ringCopies();
        ring.run(1_000);
        assertThat(at.copies()).isEqualTo(1);
        assertThat(at.read(Registers.BUS_STATUS) & ~Registers.BUS_BUSY.mask())
                .isEqualTo(Registers.BUS_COPY_COMPLETION_STOPPED.mask());
        reset();
        assertThat(outcome(copy(true, 0, 8, 0, 7))).isEqualTo(CopyOutcome.COPIED);
    }

    private void reset() {
        at.rings.bus.refuse(0, 0);
        at.reset();
        assertThat(at.read(Registers.BUS_STATUS)).isZero();
        at.placeRings();
        at.pool(POOL, 64, 64, false);
        block = at.allocate(POOL);
    }

    /// Behind READY the adapter leaves the host's memory alone, whatever it was about.
    @Test
    void readyComesWhenTheCopyHasEnded() {
        for (int before = 5; before < 500; before += 45) {
            for (int i = 0; i < 8; i++) {
                at.copy(copy(i % 2 == 0, 3, BLOCK - 3, 0x801, i));
            }
            at.ringCopies();
            ring.run(before);
            at.reset();
            long accesses = at.rings.bus.written() + at.rings.bus.read();
            ring.run(300);
            assertThat(at.rings.bus.written() + at.rings.bus.read()).isEqualTo(accesses);
            assertThat(at.rings.bus.isBusy()).isFalse();
            at.placeRings();
            at.pool(POOL, 64, 64, false);
            block = at.allocate(POOL);
            assertThat(outcome(copy(true, 0, 8, 0, 7))).isEqualTo(CopyOutcome.COPIED);
        }
    }

    @Test
    void ringsThatAreTakenAwayAreLeftAloneWhenBusyFalls() {
        for (int i = 0; i < 8; i++) {
            at.copy(copy(true, 0, BLOCK, 0x801, i));
        }
        at.ringCopies();
        ring.run(200);
        at.write(Registers.COPY_RING_LOW, 0);
        at.write(Registers.COPY_COMPLETION_RING_LOW, 0);
        while (Registers.BUS_BUSY.isSet(at.read(Registers.BUS_STATUS))) {}
        long accesses = at.rings.bus.written() + at.rings.bus.read();
        ring.run(1_000);
        assertThat(at.rings.bus.written() + at.rings.bus.read()).isEqualTo(accesses);
    }

    @Test
    void aBrokenCellIsToldAndTheNextCopyIsWhole() {
        fillSpare();
        outcome(copy(false, 0, BLOCK, 0, 0));
        at.write(
                Registers.MEMORY_INJECT,
                Registers.MEMORY_INJECT_MEMORY.of(MemoryKind.BLOCKS.ordinal())
                        | Registers.MEMORY_INJECT_FLIP.of(0x10));
        at.copyIn(block * BLOCK + 808, 1, 2);
        assertThat(outcome(copy(true, 800, 8, 0, 0))).isEqualTo(CopyOutcome.COPIED);
        assertThat(outcome(copy(true, 0, BLOCK, 0, 0))).isEqualTo(CopyOutcome.MEMORY_ERROR);
        int error = at.read(Registers.MEMORY_ERROR);
        assertThat(Registers.MEMORY_ERROR_VALID.isSet(error)).isTrue();
        assertThat(Registers.MEMORY_ERROR_PLACE.get(error)).isEqualTo((block * BLOCK + 808) / 8);
        assertThat(at.count(Counter.BLOCK_ERROR)).isEqualTo(1);
        assertThat(at.count(Counter.COPY_FAILED)).isEqualTo(1);
        assertThat(outcome(copy(true, 816, 500, 0, 0))).isEqualTo(CopyOutcome.COPIED);
        assertThat(outcome(copy(false, 808, 8, 0, 0))).isEqualTo(CopyOutcome.COPIED);
        assertThat(outcome(copy(true, 0, BLOCK, 0, 0))).isEqualTo(CopyOutcome.COPIED);
    }

    @Test
    void aBlockWhoseOwnerIsLostIsNotTouched() {
        var host = fillSpare();
        at.write(
                Registers.MEMORY_INJECT,
                Registers.MEMORY_INJECT_MEMORY.of(MemoryKind.OWNER.ordinal())
                        | Registers.MEMORY_INJECT_FLIP.of(0x04));
        block = at.allocate(POOL);
        assertThat(outcome(copy(true, 0, 100, 0, 0))).isEqualTo(CopyOutcome.MEMORY_ERROR);
        assertThat(spareBytes()).isEqualTo(host);
    }

    /// Copies into one block, and bursts of the window into another and back, at the same time.
    @Test
    void theWindowAndCopiesShareTheMemory() {
        int other = at.allocate(POOL);
        var host = fillSpare();
        var card = blockBytes();
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 4; i++) {
                int from = 0x800 * i + 1;
                at.copy(copy(i % 2 == 1, 3 + i, BLOCK - 7, from, i));
                if (i % 2 == 1) {
                    System.arraycopy(card, 3 + i, host, from, BLOCK - 7);
                } else {
                    System.arraycopy(host, from, card, 3 + i, BLOCK - 7);
                }
            }
            at.ringCopies();
            var words = random.ints(400).toArray();
            at.copyIn(other * BLOCK, words);
            assertThat(at.copyOut(other * BLOCK, 400)).isEqualTo(words);
            for (int i = 0; i < 4; i++) {
                assertThat(at.copyCompletion().outcome()).isEqualTo(CopyOutcome.COPIED);
            }
            assertThat(blockBytes()).isEqualTo(card);
            assertThat(spareBytes()).isEqualTo(host);
        }
    }

    /// Frames with checksums at line rate one way, copies the other way: neither stops the other, and no frame underruns.
    @Test
    void framesWithChecksumsAndCopiesGoOnTogether() {
        ring.start();
        receiver.associate(StationVci.of(1, CHANNEL), POOL);
        int words = 500;
        var payload = random.ints(words).toArray();
        int sent = at.store(POOL, payload).getFirst();
        int atm = AtmHeader.endOfPdu(StationVci.of(1, CHANNEL)).word();
        int frames = PARAMETERS.transmitRing();
        for (int i = 0; i < frames; i++) {
            at.send(
                    new TransmitDescriptor(sent, true, false, 4 * words, atm, i)
                            .withChecksum(8, 2));
        }
        at.ring();
        int copied = 0;
        for (int i = 0; i < frames; i++) {
            if (i % 4 == 0) {
                at.copy(copy(true, 1, BLOCK - 1, 0x1001, i));
                at.ringCopies();
            }
            assertThat(at.completion().result()).isEqualTo(CompletionResult.RETURNED);
            assertThat(receiver.event().payloadBytes()).isEqualTo(4 * words);
            receiver.free(receiver.rings.event(i).firstBlock());
            for (; at.copies() > 0; copied++) {
                assertThat(at.copyCompletion().outcome()).isEqualTo(CopyOutcome.COPIED);
            }
        }
        assertThat(copied).as("copies that ended while frames were sent").isGreaterThan(1);
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(frames);
    }
}
