package org.jetstreamlan.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.SendTicket;
import org.junit.jupiter.api.Test;

/// Drivers on modelled adapters, in one thread.
class AdapterModelTest {
    private static final long WORDS = 1_000_000;
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL;

    private final AdapterRing ring = new AdapterRing(Capabilities.ECP5, 2, 20);
    private final Driver first = Driver.open(ring.adapter(0));
    private final Driver second = Driver.open(ring.adapter(1));

    private void bringUp() {
        first.start(RingOptions.station(0x0200_0000_0002L).nonce(5));
        second.start(RingOptions.station(0x0200_0000_0001L).nonce(7));
        first.awaitOperational(WORDS);
        second.awaitOperational(WORDS);
    }

    /// An empty descriptor waits for ENABLE.
    @Test
    void aDescriptorThatIsRefusedAtEnableRaisesTheInterrupt() {
        bringUp();
        var adapter = ring.adapter(0);
        adapter.writeRegister(Registers.COMPLETION_MODERATION.offset(), 0);
        adapter.writeRegister(Registers.CONTROL.offset(), 0);
        int next = adapter.readRegister(Registers.TRANSMIT_CONSUMER.offset());
        adapter.writeRegister(Registers.TRANSMIT_PRODUCER.offset(), next + 1);
        adapter.writeRegister(Registers.INTERRUPT_STATUS.offset(), -1);
        adapter.writeRegister(Registers.CONTROL.offset(), Registers.CONTROL_ENABLE.mask());
        int status = adapter.readRegister(Registers.INTERRUPT_STATUS.offset());
        assertThat(Registers.INTERRUPT_COMPLETION.isSet(status)).isTrue();
    }

    /// What becomes of a frame that was on the ring as its adapter was reset is left out; the next frame's completion is its own.
    @Test
    void aResetForgetsTheFramesOnTheRing() {
        var far = new AdapterRing(Capabilities.ECP5, 1, 60);
        var driver = Driver.open(far.adapter(0));
        driver.start(RingOptions.station(1).nonce(3));
        driver.awaitOperational(WORDS);
        var pool = driver.openPool(PoolOptions.named("p").limits(4, 0));
        var chain = pool.newChain();
        assertThat(pool.alloc(chain, 1)).isEqualTo(Outcome.OK);
        assertThat(pool.send(chain, 400, 0x234, new SendTicket())).isEqualTo(Outcome.OK);
        while (far.ring().waiting(0) > 0) {
            far.ring().run(1);
        }
        var again = Driver.open(far.adapter(0));
        again.start(RingOptions.station(1).nonce(3));
        again.awaitOperational(WORDS);
        var next = again.openPool(PoolOptions.named("q").limits(4, 0));
        var ticket = new SendTicket();
        chain.clear();
        assertThat(next.alloc(chain, 1)).isEqualTo(Outcome.OK);
        assertThat(next.send(chain, 40, 0x234, ticket)).isEqualTo(Outcome.OK);
        assertThat(next.await(ticket, WORDS)).isEqualTo(Outcome.OK);
        assertThat(ticket.state()).isEqualTo(SendTicket.State.RETURNED);
        assertThat(again.poll()).isZero();
    }

    @Test
    void whatTheBusRefusesIsAFault() {
        var adapter = ring.adapter(0);
        var memory = MemorySegment.ofArray(new byte[64]);
        int end = Capabilities.ECP5.blocks() * Capabilities.ECP5.blockBytes();
        assertFault("no register", () -> adapter.readRegister(0xFFC));
        assertFault("no register", () -> adapter.writeRegister(2, 0));
        assertFault(
                "BLOCKS is read only", () -> adapter.writeRegister(Registers.BLOCKS.offset(), 1));
        assertFault("64 bytes", () -> adapter.readWindow(end - 60, memory, 0, 64));
        assertFault("64 bytes", () -> adapter.writeWindow(Window.CHAIN_TABLE - 32, memory, 0, 64));
        assertFault("2 bytes", () -> adapter.writeWindow(Window.CHAIN_TABLE, memory, 0, 2));
        assertFault(
                "D_MAX = 0 words",
                () -> {
                    adapter.writeRegister(Registers.D_MAX.offset(), 0);
                    adapter.writeRegister(
                            Registers.CONTROL.offset(), Registers.CONTROL_ENABLE.mask());
                });
    }

    private static void assertFault(String words, ThrowingCallable access) {
        assertThatThrownBy(access).isInstanceOf(AdapterFault.class).hasMessageContaining(words);
    }

    @Test
    void aPduGoesFromOneDriverToAnother() {
        bringUp();
        var bytes = new byte[50_000];
        new Random(1).nextBytes(bytes);
        var memory = MemorySegment.ofArray(bytes);
        var out = first.openPool(PoolOptions.named("out").limits(32, 0));
        var in = second.openPool(PoolOptions.named("in").limits(0, 32));
        int vci = StationVci.of(second.station(), CHANNEL);
        in.assoc(vci);
        var chain = out.newChain();
        var ticket = new SendTicket();
        assertThat(out.allocFor(chain, bytes.length)).isEqualTo(Outcome.OK);
        assertThat(out.copyIn(chain, 0, memory, 0, bytes.length)).isEqualTo(Outcome.OK);
        assertThat(out.send(chain, bytes.length, vci, ticket)).isEqualTo(Outcome.OK);
        assertThat(out.await(ticket, WORDS)).isEqualTo(Outcome.OK);
        assertThat(ticket.accepted()).as(ticket.status().toString()).isTrue();
        assertThat(out.free(chain)).isEqualTo(Outcome.OK);
        assertThat(in.waitRx(WORDS)).isEqualTo(Outcome.OK);
        var pdu = in.newPdu();
        assertThat(in.rx(pdu)).isEqualTo(Outcome.OK);
        assertThat(pdu.length()).isEqualTo(bytes.length);
        var read = new byte[bytes.length];
        assertThat(in.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length))
                .isEqualTo(Outcome.OK);
        assertThat(read).isEqualTo(bytes);
        assertThat(in.free(pdu)).isEqualTo(Outcome.OK);
    }
}
