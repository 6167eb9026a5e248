package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two adapters as a ring, driven through AXI.
class AdapterTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final int BLOCKS = PARAMETERS.blocks();
    private static final Model MODEL = Bench.compile(() -> new Adapter(PARAMETERS));
    private static final int CHANNEL = 0x345;
    private static final int POOL = 7;

    private final Random random = Bench.random("adapter");
    private final AdapterRing ring = new AdapterRing(MODEL, PARAMETERS, 2);
    private final AdapterBench sender = ring.station(0);
    private final AdapterBench receiver = ring.station(1);

    @AfterEach
    void close() {
        ring.close();
    }

    private void open() {
        ring.start();
        sender.pool(POOL, BLOCKS, BLOCKS, false);
        receiver.pool(POOL, BLOCKS, BLOCKS, false);
        receiver.associate(StationVci.of(1, CHANNEL), POOL);
    }

    private TransmitDescriptor descriptor(int block, int words, int channel) {
        int atm = AtmHeader.endOfPdu(StationVci.of(1, channel)).word();
        return new TransmitDescriptor(block, true, false, 4 * words, atm, 0xABCD);
    }

    private int[] words(int count) {
        return random.ints(count).toArray();
    }

    /// The two ends of its channels, on any station, and what lies beside them; its neighbour's are its own.
    @Test
    void aPoolSendsToItsChannelsAlone() {
        open();
        int[] channels = {0x2FF, 0x300, 0x345, 0x3FE, 0x3FF, 0x3_FFFF, 0};
        CompletionResult[] results = new CompletionResult[channels.length];
        sender.write(Registers.POOL_INDEX, POOL);
        assertThat(sender.read(Registers.POOL_SEND_FIRST)).isZero();
        assertThat(sender.read(Registers.POOL_SEND_LAST)).isEqualTo(0x3_FFFF);
        sender.sends(POOL, 0x300, 0x3FE);
        sender.sends(POOL + 1, 0x2FF, 0x2FF);
        sender.write(Registers.POOL_INDEX, POOL);
        assertThat(sender.read(Registers.POOL_SEND_FIRST)).isEqualTo(0x300);
        assertThat(sender.read(Registers.POOL_SEND_LAST)).isEqualTo(0x3FE);
        sender.pool(POOL + 1, 4, 4, false);
        int block = sender.store(POOL, new int[12]).getFirst();
        int neighbours = sender.store(POOL + 1, new int[12]).getFirst();
        for (int i = 0; i < channels.length; i++) {
            int vci = StationVci.of(i % 2 == 0 ? 1 : 0, channels[i]);
            int atm = AtmHeader.endOfPdu(vci).word();
            sender.send(new TransmitDescriptor(block, true, false, 48, atm, i));
            sender.ring();
            var completion = sender.completion();
            assertThat(completion.cookie()).isEqualTo(i);
            results[i] = completion.result();
        }
        var sent = CompletionResult.RETURNED;
        var not = CompletionResult.INVALID;
        assertThat(results).containsExactly(not, sent, sent, sent, not, not, not);
        assertThat(sender.count(Counter.INVALID)).isEqualTo(4);
        assertThat(sender.count(Counter.SENT)).isEqualTo(3);
        int atm = AtmHeader.endOfPdu(StationVci.of(1, 0x2FF)).word();
        sender.send(new TransmitDescriptor(neighbours, true, false, 48, atm, 9));
        sender.ring();
        assertThat(sender.completion().result()).isEqualTo(sent);
    }

    @Test
    void capabilitiesTellTheParameters() {
        assertThat(sender.read(Registers.IDENTIFICATION)).isEqualTo(Registers.IDENTIFICATION_VALUE);
        assertThat(sender.read(Registers.VERSION)).isEqualTo(Registers.VERSION_VALUE);
        var told =
                Capabilities.of(
                        sender.read(Registers.BLOCKS),
                        sender.read(Registers.TABLES),
                        sender.read(Registers.RINGS));
        assertThat(told).isEqualTo(PARAMETERS.capabilities());
    }

    @Test
    void stationsAreNumberedInRingOrder() {
        ring.start();
        for (int i = 0; i < 2; i++) {
            int station = ring.station(i).read(Registers.STATION);
            assertThat(Registers.STATION_VALID.isSet(station)).isTrue();
            assertThat(Registers.STATION_ID.get(station)).isEqualTo(i);
            assertThat(Registers.STATION_COUNT.get(station)).isEqualTo(2);
        }
    }

    @Test
    void allocationsAndFreesAreCountedAndRefusedWithTheReason() {
        sender.pool(POOL, 3, 0, false);
        for (int i = 0; i < 3; i++) {
            sender.allocate(POOL);
        }
        int answer = sender.read(Registers.ALLOC.offset(POOL));
        assertThat(Registers.ALLOC_REFUSED.isSet(answer)).isTrue();
        assertThat(Registers.ALLOC_REASON_FIELD.get(answer)).isEqualTo(Registers.REASON_LIMIT);
        assertThat(sender.read(Registers.ALLOC_REASON)).isEqualTo(Registers.REASON_LIMIT);
        assertThat(sender.transmitCount(POOL)).isEqualTo(3);
        assertThat(sender.freeBlocks()).isEqualTo(BLOCKS - 3);
        sender.free(63);
        sender.free(0xFFFF);
        assertThat(sender.count(Counter.FREE_REFUSED)).isEqualTo(2);
        assertThat(sender.count(Counter.ALLOC_REFUSED)).isEqualTo(1);
    }

    @Test
    void anAllocationSeesTheFreesBeforeIt() {
        sender.pool(POOL, 1, 0, false);
        for (int i = 0; i < 20; i++) {
            sender.free(sender.allocate(POOL));
        }
    }

    @Test
    void vciEntriesAreWrittenAndReadBack() {
        sender.entry(0x12_3456, 2, 5, 33, true);
        sender.entry(0x65_4321, 3, 5, 12, true);
        sender.write(
                Registers.VCI_INDEX, Registers.VCI_INDEX_SET.of(5) | Registers.VCI_INDEX_WAY.of(2));
        sender.command(Registers.VCI_COMMAND_READ);
        assertThat(sender.read(Registers.VCI_LOW)).isEqualTo(0x12_3456);
        int high = sender.read(Registers.VCI_HIGH);
        assertThat(Registers.VCI_HIGH_VALID.isSet(high)).isTrue();
        assertThat(Registers.VCI_HIGH_POOL.get(high)).isEqualTo(33);
        sender.write(
                Registers.VCI_INDEX, Registers.VCI_INDEX_SET.of(5) | Registers.VCI_INDEX_WAY.of(4));
        sender.command(Registers.VCI_COMMAND_READ);
        assertThat(sender.read(Registers.VCI_HIGH)).as("a way that does not exist").isZero();
    }

    @Test
    void aFrameCrossesTheRing() {
        open();
        int[] payload = words(100);
        int block = sender.store(POOL, payload).getFirst();
        sender.send(descriptor(block, payload.length, CHANNEL));
        sender.ring();
        var event = receiver.event();
        assertThat(event.pool()).isEqualTo(POOL);
        assertThat(event.verdict()).isEqualTo(CrcVerdict.GOOD);
        assertThat(event.payloadBytes()).isEqualTo(400);
        int[] arrived = receiver.payload(event);
        assertThat(Arrays.copyOf(arrived, 99)).isEqualTo(Arrays.copyOf(payload, 99));
        var completion = sender.completion();
        assertThat(completion.cookie()).isEqualTo(0xABCD);
        assertThat(completion.result()).isEqualTo(CompletionResult.RETURNED);
        assertThat(FrameStatus.of(completion.status())).isEqualTo(FrameStatus.ACCEPTED);
        assertThat(sender.count(Counter.SENT)).isEqualTo(1);
        assertThat(sender.count(Counter.RETURNED_GOOD)).isEqualTo(1);
        assertThat(sender.count(Counter.OWN_RETURNED)).isEqualTo(1);
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(1);
        receiver.chain(event).forEach(receiver::free);
        assertThat(receiver.receiveCount(POOL)).isZero();
    }

    @Test
    void theLongestFrameCrossesTheRingOver32Blocks() {
        open();
        int[] payload = words(16_382);
        List<Integer> blocks = sender.store(POOL, payload);
        assertThat(blocks).hasSize(32);
        sender.send(descriptor(blocks.getFirst(), payload.length, CHANNEL));
        sender.ring();
        var event = receiver.event();
        assertThat(event.payloadBytes()).isEqualTo(65_528);
        assertThat(event.blocks()).isEqualTo(32);
        assertThat(event.verdict()).isEqualTo(CrcVerdict.GOOD);
        int[] arrived = receiver.payload(event);
        assertThat(Arrays.copyOf(arrived, 16_381)).isEqualTo(Arrays.copyOf(payload, 16_381));
        assertThat(FrameStatus.accepted(sender.completion().status())).isTrue();
        receiver.chain(event).forEach(receiver::free);
        blocks.forEach(sender::free);
        assertThat(receiver.freeBlocks()).isEqualTo(BLOCKS);
        assertThat(sender.freeBlocks()).isEqualTo(BLOCKS);
    }

    @Test
    void eachReasonToDropIsCountedAndTheReasonsAddUpToTheFramesOffered() {
        open();
        int unchecked = 3;
        receiver.pool(unchecked, 0, 1, false);
        receiver.associate(StationVci.of(1, 0x400), unchecked);
        receiver.pool(4, 0, 0, false);
        receiver.associate(StationVci.of(1, 0x401), 4);
        int[] payload = words(20);
        int block = sender.store(POOL, payload).getFirst();
        sender.send(descriptor(block, 20, CHANNEL));
        sender.send(descriptor(block, 20, 0x999));
        sender.send(descriptor(block, 20, 0x401));
        int elsewhere = AtmHeader.endOfPdu(StationVci.of(9, 1)).word();
        sender.send(new TransmitDescriptor(block, true, false, 80, elsewhere, 0));
        int badCrc = AtmHeader.endOfPdu(StationVci.of(1, CHANNEL)).word();
        sender.send(new TransmitDescriptor(block, false, false, 80, badCrc, 0));
        sender.send(new TransmitDescriptor(block, true, false, 44, badCrc, 0));
        int before = receiver.frameCounters();
        sender.ring();
        for (int i = 0; i < 6; i++) {
            sender.completion();
        }
        ring.run(100);
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(1);
        assertThat(receiver.count(Counter.DROP_UNKNOWN_VCI)).isEqualTo(1);
        assertThat(receiver.count(Counter.DROP_POOL_LIMIT)).isEqualTo(1);
        assertThat(receiver.count(Counter.REPEATED)).isEqualTo(1);
        assertThat(receiver.count(Counter.DROP_CRC)).isEqualTo(1);
        assertThat(sender.count(Counter.INVALID)).isEqualTo(1);
        assertThat(sender.count(Counter.SENT)).isEqualTo(5);
        assertThat(sender.count(Counter.OWN_RETURNED)).isEqualTo(5);
        assertThat(receiver.frameCounters() - before).as("offered = sum of reasons").isEqualTo(5);
    }

    @Test
    void aFullReceiverDropsAndWorksAgainWhenBlocksComeBack() {
        open();
        int block = sender.store(POOL, words(12)).getFirst();
        for (int round = 0; round < BLOCKS / 8 + 1; round++) {
            for (int i = 0; i < 8; i++) {
                sender.send(descriptor(block, 12, CHANNEL));
            }
            sender.ring();
            for (int i = 0; i < 8; i++) {
                sender.completion();
            }
        }
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(BLOCKS);
        // With as many events as blocks, both run out with the same frame; the block is looked at
        // first.
        assertThat(receiver.count(Counter.DROP_NO_BLOCK)).isEqualTo(8);
        var event = receiver.event();
        receiver.free(event.firstBlock());
        sender.send(descriptor(block, 12, CHANNEL));
        sender.ring();
        assertThat(FrameStatus.accepted(sender.completion().status())).isTrue();
    }

    /// A pool that takes all it can get, one that has a reserve, and a reserve that comes too late.
    @Test
    void aPoolGetsItsReserveFromAReceiverThatIsFullOtherwise() {
        open();
        receiver.pool(POOL, 0, BLOCKS, false);
        receiver.pool(POOL + 1, 8, BLOCKS, false);
        receiver.associate(StationVci.of(1, CHANNEL + 1), POOL + 1);
        assertThat(receiver.reserve(POOL + 1, 1, 2))
                .isEqualTo(
                        Registers.POOL_RESERVE_TRANSMIT.of(1)
                                | Registers.POOL_RESERVE_RECEIVE.of(2));
        int block = sender.store(POOL, words(12)).getFirst();
        for (int i = 0; i < BLOCKS; i++) {
            sender.send(descriptor(block, 12, CHANNEL));
            sender.ring();
            sender.completion();
        }
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(BLOCKS - 3);
        assertThat(receiver.count(Counter.DROP_NO_BLOCK)).isEqualTo(3);
        assertThat(receiver.freeBlocks()).isEqualTo(3);
        assertThat(receiver.read(Registers.POOL_PROMISED)).isEqualTo(3);
        assertThat(receiver.reserve(POOL, 1, 0)).as("nothing is left for it").isZero();
        for (int i = 0; i < 3; i++) {
            sender.send(descriptor(block, 12, CHANNEL + 1));
            sender.ring();
            assertThat(FrameStatus.accepted(sender.completion().status())).isEqualTo(i < 2);
        }
        receiver.allocate(POOL + 1);
        assertThat(receiver.freeBlocks()).isZero();
        assertThat(receiver.read(Registers.POOL_PROMISED)).isZero();
        for (int i = 0; i < 3; i++) {
            receiver.free(receiver.event().firstBlock());
        }
        assertThat(receiver.read(Registers.POOL_PROMISED)).isZero();
    }

    @Test
    void interruptsAreALevelThatStatusAndEnableShare() {
        open();
        receiver.write(Registers.INTERRUPT_STATUS, -1 & 7);
        assertThat(receiver.bench.is("irq")).isFalse();
        receiver.write(Registers.INTERRUPT_ENABLE, Registers.INTERRUPT_RECEIVE.mask());
        int block = sender.store(POOL, words(12)).getFirst();
        sender.send(descriptor(block, 12, CHANNEL));
        sender.ring();
        sender.completion();
        ring.run(50);
        assertThat(receiver.bench.is("irq")).isTrue();
        assertThat(Registers.INTERRUPT_RECEIVE.isSet(receiver.read(Registers.INTERRUPT_STATUS)))
                .isTrue();
        receiver.write(Registers.INTERRUPT_STATUS, Registers.INTERRUPT_RECEIVE.mask());
        ring.run(2);
        assertThat(receiver.bench.is("irq")).isFalse();
    }

    /// Three frames a time, and what is left after 16 x 20 clocks.
    @Test
    void interruptsAreModeratedByCountAndByTime() {
        open();
        int receive = Registers.INTERRUPT_RECEIVE.mask();
        receiver.write(Registers.INTERRUPT_ENABLE, receive);
        int block = sender.store(POOL, words(12)).getFirst();
        receiver.write(
                Registers.RECEIVE_MODERATION,
                Registers.MODERATION_COUNT.of(3) | Registers.MODERATION_TIME.of(0xFFFF));
        for (int i = 1; i <= 7; i++) {
            sender.send(descriptor(block, 12, CHANNEL));
            sender.ring();
            sender.completion();
            ring.run(50);
            assertThat(receiver.bench.is("irq")).as("frame %d", i).isEqualTo(i % 3 == 0);
            receiver.write(Registers.INTERRUPT_STATUS, receive);
        }
        receiver.write(
                Registers.RECEIVE_MODERATION,
                Registers.MODERATION_COUNT.of(3) | Registers.MODERATION_TIME.of(20));
        ring.run(320);
        assertThat(receiver.bench.is("irq")).as("the seventh").isTrue();
        receiver.write(Registers.INTERRUPT_STATUS, receive);
        sender.send(descriptor(block, 12, CHANNEL));
        sender.ring();
        sender.completion();
        ring.run(150);
        assertThat(receiver.bench.is("irq")).isFalse();
        ring.run(200);
        assertThat(receiver.bench.is("irq")).as("the eighth").isTrue();
    }

    @Test
    void aResetForgetsBlocksPoolsVcisAndRings() {
        open();
        int block = sender.store(POOL, words(12)).getFirst();
        for (int i = 0; i < 3; i++) {
            sender.send(descriptor(block, 12, CHANNEL));
        }
        sender.ring();
        sender.completion();
        for (AdapterBench station : ring.stations) {
            station.reset();
            station.placeRings();
            assertThat(station.freeBlocks()).isEqualTo(BLOCKS);
            assertThat(station.read(Registers.PRODUCERS)).isZero();
            assertThat(station.read(Registers.TRANSMIT_CONSUMER)).isZero();
            assertThat(station.count(Counter.DELIVERED)).isZero();
        }
        ring.start();
        sender.pool(POOL, BLOCKS, BLOCKS, false);
        block = sender.store(POOL, words(12)).getFirst();
        sender.send(descriptor(block, 12, CHANNEL));
        sender.ring();
        var status = FrameStatus.of(sender.completion().status());
        assertThat(status.recognised()).isTrue();
        assertThat(status.copied()).as("the VCI is not known any more").isFalse();
        receiver.pool(POOL, BLOCKS, BLOCKS, false);
        receiver.associate(StationVci.of(1, CHANNEL), POOL);
        sender.send(descriptor(block, 12, CHANNEL));
        sender.ring();
        assertThat(FrameStatus.accepted(sender.completion().status())).isTrue();
        assertThat(receiver.event().pool()).isEqualTo(POOL);
    }

    /// In each clock from the doorbell to the frame's end: what is sent behind it has its completion.
    @Test
    void aResetInAnyClockOfAFrameCostsNoCompletionBehindIt() {
        for (int clocks = 0; clocks < 100; clocks++) {
            sender.pool(POOL, BLOCKS, 0, false);
            int block = sender.store(POOL, words(12)).getFirst();
            sender.send(descriptor(block, 12, CHANNEL));
            sender.ring();
            ring.run(clocks);
            for (AdapterBench station : ring.stations) {
                station.reset();
                station.placeRings();
            }
            ring.start();
            sender.pool(POOL, BLOCKS, 0, false);
            block = sender.store(POOL, words(12)).getFirst();
            sender.send(descriptor(block, 12, CHANNEL));
            sender.ring();
            assertThat(sender.completion().result())
                    .as("%d clocks behind the doorbell", clocks)
                    .isEqualTo(CompletionResult.RETURNED);
        }
    }

    @Test
    void minimumFramesOfOneCaptureFollowEachOtherIn17ClocksAndAllArrive() {
        open();
        int frames = PARAMETERS.transmitRing();
        int block = sender.store(POOL, words(12)).getFirst();
        for (int i = 0; i < frames; i++) {
            sender.send(descriptor(block, 12, CHANNEL));
        }
        List<Long> starts = new ArrayList<>();
        ring.fault =
                (link, word) -> {
                    if (link == 0 && word == AdapterRing.START) {
                        starts.add(sender.bench.cycle());
                    }
                    return word;
                };
        sender.ring();
        for (int i = 0; i < frames; i++) {
            assertThat(FrameStatus.accepted(sender.completion().status())).isTrue();
        }
        assertThat(starts).hasSize(frames);
        assertThat(starts.getLast() - starts.getFirst()).isEqualTo(17L * (frames - 1));
        assertThat(receiver.count(Counter.DELIVERED)).isEqualTo(frames);
    }

    @Test
    void anAdapterOnItsOwnLoopGetsItsFramesBackUnrecognised() {
        try (var loop = new AdapterRing(MODEL, PARAMETERS, 1)) {
            loop.start();
            var alone = loop.station(0);
            alone.pool(POOL, 4, 4, false);
            int block = alone.store(POOL, words(12)).getFirst();
            alone.send(descriptor(block, 12, CHANNEL));
            alone.ring();
            var completion = alone.completion();
            assertThat(completion.result()).isEqualTo(CompletionResult.RETURNED);
            assertThat(FrameStatus.of(completion.status())).isEqualTo(FrameStatus.SENT);
            assertThat(alone.count(Counter.OWN_RETURNED)).isEqualTo(1);
            assertThat(alone.frameCounters()).isEqualTo(loop.offered[0]);
        }
    }

    @Test
    void inBlocksOf64KiBTheLongestFrameTakesOne() {
        var large = new AdapterParameters(16, 65_536, 8, 16, 16, 16, 16, false);
        try (var pair = new AdapterRing(Bench.compile(() -> new Adapter(large)), large, 2)) {
            pair.start();
            pair.station(0).pool(POOL, 2, 0, false);
            pair.station(1).pool(POOL, 0, 1, false);
            pair.station(1).associate(StationVci.of(1, CHANNEL), POOL);
            int[] payload = words(16_382);
            int block = pair.station(0).store(POOL, payload).getFirst();
            pair.station(0).send(descriptor(block, payload.length, CHANNEL));
            pair.station(0).ring();
            var event = pair.station(1).event();
            assertThat(event.blocks()).isEqualTo(1);
            assertThat(Arrays.copyOf(pair.station(1).payload(event), 16_381))
                    .isEqualTo(Arrays.copyOf(payload, 16_381));
        }
    }

    @Test
    void theHostCannotWriteTheChainOfAFreeBlock() {
        sender.pool(POOL, BLOCKS, 0, false);
        for (int i = 0; i < BLOCKS; i++) {
            sender.copyIn(Window.chain(i), 3);
        }
        for (int i = 0; i < BLOCKS; i++) {
            sender.allocate(POOL);
        }
        assertThat(sender.freeBlocks()).isZero();
    }
}
