package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two adapters whose hosts' memories are slow, stand still, or refuse.
class HostBusTest {
    private static final AdapterParameters PARAMETERS =
            new AdapterParameters(64, 2_048, 64, 16, 256, 64, 256, false);
    private static final Model WIDE = Bench.compile(() -> new Adapter(PARAMETERS));
    private static final Model NARROW = Bench.compile(() -> new Adapter(PARAMETERS, 32));
    private static final int CHANNEL = 0x345;
    private static final int POOL = 7;
    private static final int BUS = Registers.INTERRUPT_BUS.mask();

    private AdapterRing ring =
            new AdapterRing(WIDE, PARAMETERS, 2, new Pace(30, Stalls.NONE, Stalls.NONE));
    private AdapterBench sender = ring.station(0);
    private AdapterBench receiver = ring.station(1);

    @AfterEach
    void close() {
        ring.close();
    }

    private void open() {
        ring.start();
        sender.pool(POOL, 64, 64, false);
        receiver.pool(POOL, 64, 64, false);
        receiver.associate(StationVci.of(1, CHANNEL), POOL);
    }

    private void send(int frames) {
        int atm = AtmHeader.endOfPdu(StationVci.of(1, CHANNEL)).word();
        int block = sender.store(POOL, new int[12]).getFirst();
        for (int i = 0; i < frames; i++) {
            sender.send(new TransmitDescriptor(block, true, false, 48, atm, i));
        }
        sender.ring();
    }

    /// Adapters with a bus of 32 bits, each answer of which takes 30 clocks: minimum frames follow each other in 17 clocks, and all arrive.
    @Test
    void aNarrowAndSlowBusTakesMinimumFramesAtLineRate() {
        ring.close();
        ring = new AdapterRing(NARROW, PARAMETERS, 2, new Pace(30, Stalls.NONE, Stalls.NONE));
        sender = ring.station(0);
        receiver = ring.station(1);
        open();
        List<Long> starts = new ArrayList<>();
        ring.fault =
                (link, word) -> {
                    if (link == 0 && word == AdapterRing.START) {
                        starts.add(sender.bench.cycle());
                    }
                    return word;
                };
        send(64);
        for (int i = 0; i < 64; i++) {
            var completion = sender.completion();
            assertThat(completion.cookie()).isEqualTo(i);
            assertThat(FrameStatus.accepted(completion.status())).as("frame %d", i).isTrue();
            assertThat(receiver.event().payloadBytes()).isEqualTo(48);
        }
        assertThat(starts.getLast() - starts.getFirst()).isEqualTo(17L * 63);
    }

    /// The completion ring comes late: frames start until 64 completions wait, and none is lost.
    @Test
    void completionsThatCannotBeWrittenHoldFramesBack() {
        sender.write(Registers.COMPLETION_RING_LOW, 0);
        open();
        send(200);
        ring.run(8_000);
        assertThat(sender.count(Counter.SENT)).isEqualTo(64);
        assertThat(sender.completions()).isZero();
        sender.write(
                Registers.COMPLETION_RING_LOW,
                (int) sender.rings.address(2) | Registers.RING_LOW_VALID.mask());
        for (int i = 0; i < 200; i++) {
            assertThat(sender.completion().cookie()).isEqualTo(i);
        }
        assertThat(sender.count(Counter.SENT)).isEqualTo(200);
    }

    @Test
    void aBusThatStandsStillAgainAndAgainLosesNothing() {
        open();
        send(200);
        for (int i = 0; i < 200; i++) {
            sender.rings.bus.standStill(i % 3 != 0);
            ring.run(150);
            sender.rings.bus.standStill(false);
            assertThat(sender.completion().cookie()).isEqualTo(i);
        }
        assertThat(sender.count(Counter.SENT)).isEqualTo(200);
    }

    @Test
    void aRefusedEventStopsReceivingAndIsToldAndCounted() {
        open();
        receiver.write(Registers.INTERRUPT_STATUS, BUS);
        receiver.write(Registers.INTERRUPT_ENABLE, BUS);
        receiver.rings.bus.refuse(receiver.rings.address(1) + RingEntry.BYTES, 1);
        send(3);
        for (int i = 0; i < 3; i++) {
            sender.completion();
        }
        ring.run(200);
        assertThat(receiver.bench.is("irq")).isTrue();
        assertThat(receiver.read(Registers.BUS_STATUS))
                .isEqualTo(Registers.BUS_EVENT_STOPPED.mask());
        assertThat(receiver.events()).isEqualTo(1);
        assertThat(receiver.count(Counter.BUS_ERRORS)).isEqualTo(1);
        send(5);
        for (int i = 0; i < 5; i++) {
            assertThat(FrameStatus.accepted(sender.completion().status())).isFalse();
        }
        ring.run(100);
        assertThat(receiver.count(Counter.DROP_EVENT_RING_FULL)).isEqualTo(5);
        recover();
    }

    @Test
    void aRefusedDescriptorStopsSendingAndIsToldAndCounted() {
        open();
        sender.write(Registers.INTERRUPT_ENABLE, BUS);
        sender.rings.bus.refuse(sender.rings.address(0) + 2 * RingEntry.BYTES, 1);
        send(8);
        for (int i = 0; i < 2; i++) {
            assertThat(sender.completion().cookie()).isEqualTo(i);
        }
        ring.run(500);
        assertThat(sender.bench.is("irq")).isTrue();
        assertThat(sender.completions()).isZero();
        assertThat(sender.read(Registers.TRANSMIT_CONSUMER)).isEqualTo(2);
        assertThat(sender.read(Registers.BUS_STATUS))
                .isEqualTo(Registers.BUS_TRANSMIT_STOPPED.mask());
        assertThat(sender.count(Counter.BUS_ERRORS)).isEqualTo(1);
        recover();
    }

    @Test
    void aRefusedCompletionStopsItsRingAndIsToldAndCounted() {
        open();
        sender.write(Registers.INTERRUPT_ENABLE, BUS);
        sender.rings.bus.refuse(sender.rings.address(2) + 2 * RingEntry.BYTES, 1);
        send(8);
        ring.run(1_000);
        assertThat(sender.completions()).isEqualTo(2);
        assertThat(sender.bench.is("irq")).isTrue();
        assertThat(Registers.BUS_COMPLETION_STOPPED.isSet(sender.read(Registers.BUS_STATUS)))
                .isTrue();
        assertThat(sender.count(Counter.BUS_ERRORS)).isPositive();
        recover();
    }

    /// RESET, and everything works.
    private void recover() {
        for (AdapterBench station : ring.stations) {
            station.rings.bus.refuse(0, 0);
            station.reset();
            assertThat(station.read(Registers.BUS_STATUS)).isZero();
            station.placeRings();
        }
        open();
        send(3);
        for (int i = 0; i < 3; i++) {
            assertThat(sender.completion().result()).isEqualTo(CompletionResult.RETURNED);
            assertThat(receiver.event().pool()).isEqualTo(POOL);
        }
    }

    /// The host may take its memory back when READY comes: behind it the adapter neither reads nor writes there.
    @Test
    void readyComesWhenTheLastAnswerHas() {
        for (int at = 0; at < 200; at += 7) {
            open();
            send(20);
            ring.run(at);
            for (AdapterBench station : ring.stations) {
                station.rings.bus.standStill(true);
                station.write(Registers.CONTROL, Registers.CONTROL_RESET.mask());
            }
            ring.run(1_500);
            for (AdapterBench station : ring.stations) {
                boolean busy = Registers.BUS_BUSY.isSet(station.read(Registers.BUS_STATUS));
                assertThat(Registers.STATUS_READY.isSet(station.read(Registers.STATUS)))
                        .as("READY, reset at %d", at)
                        .isEqualTo(!busy);
                station.rings.bus.standStill(false);
                station.awaitReady();
                long accesses = station.rings.bus.written() + station.rings.bus.read();
                ring.run(200);
                assertThat(station.rings.bus.written() + station.rings.bus.read())
                        .isEqualTo(accesses);
                assertThat(station.rings.bus.isBusy()).isFalse();
                station.placeRings();
            }
        }
    }

    @Test
    void aRingThatIsNotThereIsNeitherReadNorWritten() {
        for (AdapterBench station : ring.stations) {
            station.write(Registers.TRANSMIT_RING_LOW, 0);
            station.write(Registers.EVENT_RING_LOW, 0);
            station.write(Registers.COMPLETION_RING_LOW, 0);
        }
        open();
        send(3);
        ring.run(500);
        assertThat(sender.rings.bus.read()).isZero();
        assertThat(sender.read(Registers.TRANSMIT_CONSUMER)).isZero();
    }
}
