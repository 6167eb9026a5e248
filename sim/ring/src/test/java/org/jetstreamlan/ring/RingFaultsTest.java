package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.ReceivedPdu;
import org.jetstreamlan.driver.SendTicket;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One damaged or unwanted frame: counted by its kind, dropped, its blocks back; the next frame arrives.
@SuppressWarnings("NullAway.Init") // the host programs of bringUp set the fields
class RingFaultsTest {
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL;
    private static final int VCI = StationVci.of(1, CHANNEL);
    private static final long CLOCKS = 400_000;
    private static final int BYTES = 1_000;
    private static final long SETTLING_CLOCKS = 10_000;

    private static Model model;

    private final FrameFault fault = new FrameFault();
    private RingSimulation ring;
    private final Map<Counter, List<Long>> before = new EnumMap<>(Counter.class);
    private Driver sender;
    private Driver receiver;
    private Pool out;
    private Pool in;

    @BeforeAll
    static void compile() {
        model =
                Engines.jit()
                        .compile(Design.of(() -> new Adapter(AdapterParameters.small())).circuit());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @BeforeEach
    void bringUp() {
        ring = new RingSimulation(model, 2);
        ring.fault(0, fault);
        ring.bench()
                .start(
                        "station 0",
                        () -> {
                            sender = Driver.open(ring.adapter(0));
                            sender.start(StationOptions.of(0));
                            sender.awaitOperational(CLOCKS);
                            settle(sender);
                            out = sender.openPool(PoolOptions.named("out").limits(16, 0));
                        });
        ring.bench()
                .start(
                        "station 1",
                        () -> {
                            receiver = Driver.open(ring.adapter(1));
                            receiver.start(StationOptions.of(1));
                            receiver.awaitOperational(CLOCKS);
                            settle(receiver);
                            in = receiver.openPool(PoolOptions.named("in").limits(0, 4));
                            in.assoc(VCI);
                        });
        ring.bench().run();
        for (Counter counter : Counter.values()) {
            before.put(counter, List.of(sender.counter(counter), receiver.counter(counter)));
        }
    }

    /// The drivers have told each other who they are, and are silent.
    private static void settle(Driver driver) {
        driver.awaitMap(CLOCKS);
        driver.serve(SETTLING_CLOCKS);
    }

    private long counted(Driver driver, Counter counter) {
        return driver.counter(counter)
                - Objects.requireNonNull(before.get(counter)).get(driver == sender ? 0 : 1);
    }

    @AfterEach
    void theNextFrameArrivesAndAllBlocksComeBack() {
        SendTicket next = send(VCI, BYTES);
        assertThat(next.accepted())
                .describedAs(
                        "next frame %s with %s; receiver %s",
                        next.state(), next.status(), counters())
                .isTrue();
        receiveAll();
        assertThat(ring.adapter(0).readRegister(Registers.BLOCKS_FREE.offset()))
                .isEqualTo(AdapterParameters.small().blocks());
        assertThat(ring.adapter(1).readRegister(Registers.BLOCKS_FREE.offset()))
                .isEqualTo(AdapterParameters.small().blocks());
        ring.close();
    }

    private String counters() {
        StringBuilder text = new StringBuilder();
        for (Counter counter : Counter.values()) {
            long value = receiver.counter(counter);
            if (value != 0) {
                text.append(counter).append(' ').append(value).append(", ");
            }
        }
        return text.toString();
    }

    private void receiveAll() {
        ReceivedPdu pdu = in.newPdu();
        int count = 0;
        receiver.poll();
        while (in.rx(pdu) == Outcome.OK) {
            assertThat(pdu.length()).isEqualTo(BYTES);
            assertThat(in.free(pdu)).isEqualTo(Outcome.OK);
            count++;
        }
        assertThat(count).isPositive();
    }

    private SendTicket send(int vci, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(bytes);
            memory.fill((byte) 0x5A);
            BlockChain chain = out.newChain();
            SendTicket ticket = new SendTicket();
            assertThat(out.allocFor(chain, bytes)).isEqualTo(Outcome.OK);
            assertThat(out.copyIn(chain, 0, memory, 0, bytes)).isEqualTo(Outcome.OK);
            assertThat(out.send(chain, bytes, vci, ticket)).isEqualTo(Outcome.OK);
            assertThat(out.await(ticket, CLOCKS)).isEqualTo(Outcome.OK);
            assertThat(out.free(chain)).isEqualTo(Outcome.OK);
            return ticket;
        }
    }

    @Test
    void badCrc() {
        fault.inNextFrame((index, packed) -> index == 20 ? packed ^ 0x100 : packed);
        SendTicket ticket = send(VCI, BYTES);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.RETURNED);
        assertThat(ticket.status()).isEqualTo(new FrameStatus(true, true, false, true));
        assertThat(counted(receiver, Counter.DROP_CRC)).isEqualTo(1);
        assertThat(counted(sender, Counter.RETURNED_BAD)).isEqualTo(1);
    }

    @Test
    void unknownVci() {
        SendTicket ticket = send(VCI + 1, BYTES);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.RETURNED);
        assertThat(ticket.status()).isEqualTo(new FrameStatus(false, true, false, true));
        assertThat(counted(receiver, Counter.DROP_UNKNOWN_VCI)).isEqualTo(1);
    }

    @Test
    void hec() {
        fault.inNextFrame((index, packed) -> index == 1 ? packed ^ 1 : packed);
        SendTicket ticket = send(VCI, BYTES);
        assertThat(ticket.accepted()).isFalse();
        assertThat(counted(receiver, Counter.DROP_HEC)).isEqualTo(1);
    }

    @Test
    void headerCheckLosesTheFrameAndTheMarkTellsItsSource() {
        fault.inNextFrame((index, packed) -> index == 0 ? packed ^ 0x10000 : packed);
        SendTicket ticket = send(VCI, BYTES);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.LOST);
        assertThat(counted(receiver, Counter.DROP_HEADER_CHECK)).isEqualTo(1);
        assertThat(counted(sender, Counter.LOST)).isEqualTo(1);
    }

    @Test
    void runt() {
        long end = LinkWord.control(new ControlSymbol.End(FrameStatus.SENT)).packed();
        fault.inNextFrame(
                (index, packed) -> index < 6 ? packed : index == 6 ? end : LinkWord.FILL.packed());
        SendTicket ticket = send(VCI, BYTES);
        assertThat(ticket.accepted()).isFalse();
        assertThat(counted(receiver, Counter.DROP_RUNT)).isEqualTo(1);
    }

    @Test
    void aFrameCutByFill() {
        fault.inNextFrame((index, packed) -> index < 30 ? packed : LinkWord.FILL.packed());
        SendTicket ticket = send(VCI, BYTES);
        assertThat(ticket.accepted()).isFalse();
        assertThat(counted(receiver, Counter.DROP_ABORTED)).isEqualTo(1);
    }

    @Test
    void aPoolAtItsLimit() {
        for (int i = 0; i < 4; i++) {
            assertThat(send(VCI, BYTES).accepted()).isTrue();
        }
        SendTicket ticket = send(VCI, BYTES);
        assertThat(ticket.status()).isEqualTo(new FrameStatus(false, true, false, true));
        assertThat(counted(receiver, Counter.DROP_POOL_LIMIT)).isEqualTo(1);
        receiveAll();
    }

    @Test
    void aForeignBlockIsRefusedAndNothingIsSent() {
        Pool other = sender.openPool(PoolOptions.named("other").limits(4, 0));
        BlockChain foreign = other.newChain();
        assertThat(other.alloc(foreign, 1)).isEqualTo(Outcome.OK);
        assertThat(out.send(foreign, BYTES, VCI, new SendTicket()))
                .isEqualTo(Outcome.FOREIGN_BLOCK);
        assertThat(out.lastRefusal().message()).contains("belongs to pool");
        assertThat(other.free(foreign)).isEqualTo(Outcome.OK);
        assertThat(counted(receiver, Counter.DELIVERED)).isZero();
    }

    /// Damages the next frame that passes: its words from the first header word to the one behind its last data word, counted from 0.
    private static final class FrameFault implements LinkFault {
        @FunctionalInterface
        interface Damage {
            long apply(int index, long packed);
        }

        private static final Damage NONE = (index, packed) -> packed;
        private static final long START = LinkWord.control(new ControlSymbol.Start()).packed();

        private Damage armed = NONE;
        private Damage active = NONE;
        private int index;

        void inNextFrame(Damage damage) {
            armed = damage;
        }

        @Override
        public long apply(long packed) {
            if (packed == START) {
                active = armed;
                armed = NONE;
                index = 0;
                return packed;
            }
            long damaged = active.apply(index++, packed);
            if (LinkWord.kind(packed) != LinkWord.Kind.DATA) {
                active = NONE;
            }
            return damaged;
        }
    }
}
