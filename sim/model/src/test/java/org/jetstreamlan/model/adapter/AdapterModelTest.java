package org.jetstreamlan.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.StationVci;
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
