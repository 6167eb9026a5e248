package org.jetstreamlan.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Checksum;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.ReceivedPdu;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.SendTicket;
import org.junit.jupiter.api.Test;

/// Two drivers, two adapters and the ring between them in one thread: no operation of a pool allocates, in all of it.
class NoAllocationTest {
    private static final long WORDS = 1_000_000;
    private static final int USER_BYTES = 3_000;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 10_000;
    private static final int ATTEMPTS = 8;

    private final AdapterRing ring = new AdapterRing(Capabilities.ECP5, 2, 100);
    private final Pool out;
    private final Pool in;
    private final int vci;
    private final BlockChain chain;
    private final ReceivedPdu pdu;
    private final SendTicket ticket = new SendTicket();

    /// The first adapter copies out of it, the second's host through the window.
    private final MemorySegment memory = Arena.ofAuto().allocate(USER_BYTES);

    NoAllocationTest() {
        var first = Driver.open(ring.adapter(0));
        var second = Driver.open(ring.adapter(1));
        first.start(RingOptions.station(2).nonce(5));
        second.start(RingOptions.station(1).nonce(7));
        first.awaitOperational(WORDS);
        second.awaitOperational(WORDS);
        // Until both know each other, and are silent.
        for (int i = 0; i < 200; i++) {
            first.serve(2_000);
            second.serve(2_000);
        }
        assertThat(first.map(memory)).isPresent();
        out = first.openPool(PoolOptions.named("out").limits(8, 0).checksum(Checksum.IP));
        in = second.openPool(PoolOptions.named("in").limits(0, 8).checksum(Checksum.IP));
        vci = StationVci.of(second.station(), StationVci.FIRST_FREE_CHANNEL);
        in.assoc(vci);
        chain = out.newChain();
        pdu = in.newPdu();
    }

    @Test
    void tenThousandPdusSentAndReceivedAllocateNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        round(WARM_UP);
        // The virtual machine itself allocates some hundred bytes when it compiles anew; what an
        // operation allocates is in each attempt.
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least > 0; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            round(MEASURED);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isZero();
    }

    private void round(int count) {
        for (int i = 0; i < count; i++) {
            require(out.allocFor(chain, USER_BYTES));
            require(out.copyIn(chain, 0, memory, 0, USER_BYTES));
            require(out.send(chain, USER_BYTES, vci, ticket));
            require(in.waitRx(WORDS));
            require(in.rx(pdu));
            require(in.copyOut(pdu, 0, memory, 0, pdu.length()));
            require(in.free(pdu));
            require(out.await(ticket, WORDS));
            require(out.free(chain));
            if (!ticket.accepted()) {
                throw new AssertionError("not accepted: " + ticket.status());
            }
        }
    }

    private static void require(Outcome outcome) {
        if (outcome != Outcome.OK) {
            throw new AssertionError(outcome);
        }
    }
}
