package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.AdapterFault;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Programs whose adapter loses bits: one frame or copy is refused as MEMORY_ERROR, and they go on.
@SuppressWarnings("NullAway.Init") // bringUp sets the fields
class MemoryErrorTest {
    private static final AdapterParameters SIZES = AdapterParameters.small().injecting();
    private static final Model RTL =
            Engines.jit().compile(Design.of(() -> new Adapter(SIZES)).circuit());
    private static final long CLOCKS = 1_000_000;

    private final HostedRing ring = new RingSimulation(RTL, 2);
    private final Driver[] drivers = new Driver[2];
    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final SendTicket ticket = new SendTicket();
    private Pool out;
    private Pool in;
    private int vci;
    private BlockChain chain;
    private ReceivedPdu pdu;

    @BeforeEach
    void bringUp() {
        Hosts.each(ring, station -> drivers[station] = Hosts.up(ring, station));
        out = drivers[0].openPool(PoolOptions.named("out").limits(40, 20));
        in = drivers[1].openPool(PoolOptions.named("in").limits(20, 40));
        vci = StationVci.of(drivers[1].station(), StationVci.FIRST_FREE_CHANNEL);
        in.assoc(vci);
        chain = out.newChain();
        pdu = in.newPdu();
    }

    @AfterEach
    void theNextFrameArrives() {
        var user = bytes(5_000);
        ok(out.allocFor(chain, user.length));
        ok(out.copyIn(chain, 0, MemorySegment.ofArray(user), 0, user.length));
        ok(send(user.length));
        assertThat(ticket.accepted()).as("seed %d", seed).isTrue();
        ok(in.waitRx(CLOCKS));
        ok(in.rx(pdu));
        var read = new byte[user.length];
        ok(in.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length));
        assertThat(read).as("seed %d", seed).isEqualTo(user);
        ring.close();
    }

    private static void ok(Outcome outcome) {
        assertThat(outcome).isEqualTo(Outcome.OK);
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void inject(int station, MemoryKind memory, int flip) {
        int value =
                Registers.MEMORY_INJECT_MEMORY.of(memory.ordinal())
                        | Registers.MEMORY_INJECT_FLIP.of(flip);
        ring.adapter(station).writeRegister(Registers.MEMORY_INJECT.offset(), value);
    }

    private Outcome send(int bytes) {
        ok(out.send(chain, bytes, vci, ticket));
        var outcome = out.await(ticket, CLOCKS);
        ok(out.free(chain));
        return outcome;
    }

    private void load(int bytes) {
        var user = bytes(bytes);
        ok(out.allocFor(chain, bytes));
        ok(out.copyIn(chain, 0, MemorySegment.ofArray(user), 0, bytes));
    }

    @Test
    void aFrameThatTheMemoryHasLostIsNotSentAsGood() {
        var user = bytes(3_000);
        ok(out.allocFor(chain, user.length));
        inject(0, MemoryKind.BLOCKS, 0x20);
        ok(out.copyIn(chain, 0, MemorySegment.ofArray(user), 0, user.length));
        ok(send(user.length));
        assertThat(ticket.state()).isEqualTo(SendTicket.State.MEMORY_ERROR);
        assertThat(ticket.accepted()).isFalse();
        assertThat(drivers[0].counter(Counter.BLOCK_ERROR)).isPositive();
        assertThat(drivers[1].counter(Counter.DROP_ABORTED)).isEqualTo(1);
        assertThat(in.rx(pdu)).isEqualTo(Outcome.EMPTY);
    }

    @Test
    void aCopyOfALostWordIsRefused() {
        load(3_000);
        inject(1, MemoryKind.BLOCKS, 0x01);
        ok(send(3_000));
        ok(in.waitRx(CLOCKS));
        ok(in.rx(pdu));
        var read = new byte[3_000];
        var memory = MemorySegment.ofArray(read);
        assertThat(in.copyOut(pdu, 0, memory, 0, 3_000)).isEqualTo(Outcome.MEMORY_ERROR);
        assertThat(in.lastRefusal().message()).contains("lost some of these 3000 bytes");
        ok(in.copyOut(pdu, 4, memory, 0, 2_996));
        ok(in.free(pdu));
    }

    @Test
    void aCopyByTheAdapterOfALostCellIsRefusedAndTheRestIsNot() {
        load(3_000);
        inject(1, MemoryKind.BLOCKS, 0x01);
        ok(send(3_000));
        ok(in.waitRx(CLOCKS));
        ok(in.rx(pdu));
        try (var mapped = drivers[1].map(Arena.ofAuto().allocate(3_000)).orElseThrow()) {
            var memory = mapped.memory();
            assertThat(in.copyOut(pdu, 0, memory, 0, 3_000)).isEqualTo(Outcome.MEMORY_ERROR);
            assertThat(in.lastRefusal().message()).contains("lost some of these 3000 bytes");
            ok(in.copyOut(pdu, 8, memory, 0, 2_992));
            assertThat(drivers[1].counter(Counter.COPY_FAILED)).isEqualTo(1);
        }
        ok(in.free(pdu));
    }

    @Test
    void aCopyThatTheHostsBusRefusesIsAFaultAndTheNextIsDone() {
        var bus = ((CoSimulatedAdapter) ring.adapter(0)).memory();
        ok(out.allocFor(chain, 3_000));
        try (var mapped = drivers[0].map(Arena.ofAuto().allocate(3_000)).orElseThrow()) {
            var memory = mapped.memory();
            bus.refuse(CoSimulatedAdapter.busAddress(memory) + 2_500, 1);
            assertThatThrownBy(() -> out.copyIn(chain, 0, memory, 0, 3_000))
                    .isInstanceOf(AdapterFault.class)
                    .hasMessageContaining("copy of 3000 bytes: the host's bus has refused");
            ok(out.copyIn(chain, 0, memory, 0, 2_400));
            bus.refuse(0, 0);
            ok(out.copyIn(chain, 0, memory, 0, 3_000));
        }
        ok(out.free(chain));
    }

    /// The links of other frames are read with it; theirs is whole.
    @Test
    void aReceivedFrameWhoseLinkIsLostIsGoneAndItsNeighbourIsNot() {
        load(6_000);
        inject(1, MemoryKind.CHAIN, 0x01);
        ok(send(6_000));
        load(5_000);
        ok(send(5_000));
        ok(in.waitRx(CLOCKS));
        assertThat(in.rx(pdu)).isEqualTo(Outcome.MEMORY_ERROR);
        assertThat(pdu.held()).isFalse();
        ok(in.waitRx(CLOCKS));
        ok(in.rx(pdu));
        assertThat(pdu.length()).isEqualTo(5_000);
        ok(in.free(pdu));
        assertThat(drivers[1].counter(Counter.TABLE_ERROR)).isPositive();
        assertThat(drivers[1].counter(Counter.FREE_REFUSED)).isZero();
    }
}
