package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.abi.WindowWords;
import org.junit.jupiter.api.Test;

class AllocationTest {
    private static final int USER_BYTES = 3_000;
    private static final int VCI = 0x200;
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 10_000;

    /// A card that allocates nothing itself: each descriptor completes at once, and each frame
    /// comes back in two blocks that are always the same.
    private static final class StillAdapter implements Adapter {
        private static final int LENGTH = Aal5.pduBytes(USER_BYTES);
        private static final int RECEIVE_BLOCK = 100;

        private final Capabilities capabilities = Capabilities.ECP5;
        private final MemorySegment window = MemorySegment.ofArray(new byte[Window.BYTES]);
        private HostMemory memory = new HostMemory(MemorySegment.NULL, 0);
        private int nextBlock;
        private int frames;
        private int pool;
        private long clocks;

        StillAdapter() {
            window.set(WindowWords.INT, Window.chain(RECEIVE_BLOCK), RECEIVE_BLOCK + 1);
            long trailer = (long) RECEIVE_BLOCK * capabilities.blockBytes() + LENGTH - 8;
            window.set(WindowWords.WIRE, trailer, Aal5.trailerWord(0, 0, USER_BYTES));
        }

        @Override
        public int readRegister(int offset) {
            clocks++;
            if (offset >= Registers.ALLOC.offset() && offset < Registers.ALLOC.end()) {
                pool = (offset - Registers.ALLOC.offset()) / 4;
                nextBlock = (nextBlock + 1) % 16;
                return nextBlock;
            }
            if (offset == Registers.IDENTIFICATION.offset()) {
                return Registers.IDENTIFICATION_VALUE;
            }
            if (offset == Registers.VERSION.offset()) {
                return Registers.VERSION_VALUE;
            }
            if (offset == Registers.BLOCKS.offset()) {
                return capabilities.blocksRegister();
            }
            if (offset == Registers.TABLES.offset()) {
                return capabilities.tablesRegister();
            }
            if (offset == Registers.RINGS.offset()) {
                return capabilities.ringsRegister();
            }
            return offset == Registers.STATUS.offset() ? Registers.STATUS_READY.mask() : 0;
        }

        @Override
        public void writeRegister(int offset, int value) {
            clocks++;
            if (offset == Registers.TRANSMIT_PRODUCER.offset()) {
                loopBack();
            }
        }

        private void loopBack() {
            var rings = memory.segment();
            long descriptor = 32L * (frames % 256);
            long event = 32L * (256 + frames % 1024);
            long completion = 32L * (256 + 1024 + frames % 256);
            rings.set(WindowWords.INT, completion, rings.get(WindowWords.INT, descriptor + 12));
            rings.set(WindowWords.INT, completion + 4, 0x69);
            RingEntry.publish(rings, completion, frames);
            rings.set(WindowWords.INT, event, 1 << 24 | pool << 16 | RECEIVE_BLOCK);
            rings.set(WindowWords.INT, event + 4, 2 << 20 | LENGTH);
            rings.set(WindowWords.INT, event + 8, AtmHeader.word(0, VCI, 1, false));
            RingEntry.publish(rings, event, frames);
            frames++;
        }

        @Override
        public HostMemory hostMemory(long bytes) {
            memory = new HostMemory(Arena.ofAuto().allocate(bytes, RingEntry.ALIGNMENT), 0);
            return memory;
        }

        @Override
        public void readWindow(int offset, MemorySegment into, long at, int bytes) {
            MemorySegment.copy(window, offset, into, at, bytes);
        }

        @Override
        public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
            MemorySegment.copy(from, at, window, offset, bytes);
        }

        @Override
        public boolean awaitInterrupt(long timeoutClocks) {
            clocks += timeoutClocks;
            return false;
        }

        @Override
        public long clocks() {
            return clocks;
        }

        @Override
        public void close() {}
    }

    @Test
    void ten_thousand_pdus_sent_and_received_allocate_nothing() {
        var driver = Driver.open(new StillAdapter());
        driver.start(RingOptions.station(1));
        var pool = driver.openPool(PoolOptions.named("p").limits(4, 4).checksum(Checksum.IP));
        var chain = pool.newChain();
        var pdu = pool.newPdu();
        var ticket = new SendTicket();
        var memory = MemorySegment.ofArray(new byte[USER_BYTES]);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        round(pool, chain, pdu, ticket, memory, WARM_UP);
        long before = threads.getCurrentThreadAllocatedBytes();
        round(pool, chain, pdu, ticket, memory, MEASURED);
        long after = threads.getCurrentThreadAllocatedBytes();
        // The measurement itself takes some hundred bytes; one byte an operation would be 10,000.
        assertThat(after - before).isLessThan(MEASURED);
    }

    @Test
    void ten_thousand_runs_of_a_script_allocate_nothing_nor_do_those_that_fail() {
        var driver = Driver.open(new StillAdapter());
        driver.start(RingOptions.station(1));
        var pool = driver.openPool(PoolOptions.named("p").limits(4, 4).checksum(Checksum.IP));
        var user = Arena.ofAuto().allocate(2L * USER_BYTES);
        var script = Script.allocate(Arena.ofAuto(), user);
        var blocks = script.allocFor(0, USER_BYTES);
        int copy = script.copyIn(blocks, 0, 0, USER_BYTES);
        int send = script.send(blocks, USER_BYTES, VCI);
        script.free(blocks);
        var pdu = script.rx(8);
        script.copyOutRest(pdu, 0, USER_BYTES);
        script.free(pdu);
        var failing = Script.allocate(Arena.ofAuto(), user);
        failing.copyIn(failing.alloc(0, 1), 0, 0, 2_049);
        failing.truncate(2);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        runs(pool, script, copy, send, failing, WARM_UP);
        long before = threads.getCurrentThreadAllocatedBytes();
        runs(pool, script, copy, send, failing, MEASURED);
        long after = threads.getCurrentThreadAllocatedBytes();
        assertThat(after - before).isLessThan(MEASURED);
    }

    private static void runs(
            Pool pool, Script script, int copy, int send, Script failing, int count) {
        for (int i = 0; i < count; i++) {
            script.address(copy, i % USER_BYTES);
            script.vci(send, VCI + i % 7);
            require(pool.run(script));
            if (pool.run(failing) != Outcome.PAST_END) {
                throw new AssertionError(failing.message());
            }
            require(pool.free(failing.handle(0)));
        }
    }

    private static void round(
            Pool pool,
            BlockChain chain,
            ReceivedPdu pdu,
            SendTicket ticket,
            MemorySegment memory,
            int count) {
        for (int i = 0; i < count; i++) {
            require(pool.allocFor(chain, USER_BYTES));
            require(pool.copyIn(chain, 0, memory, 0, USER_BYTES));
            require(pool.send(chain, USER_BYTES, VCI, ticket));
            require(pool.waitRx(1_000));
            require(pool.rx(pdu));
            require(pool.copyOut(pdu, 0, memory, 0, pdu.length()));
            require(pool.free(pdu));
            require(pool.await(ticket, 1_000));
            require(pool.free(chain));
            if (!ticket.accepted()) {
                throw new AssertionError("not accepted");
            }
        }
    }

    private static void require(Outcome outcome) {
        if (!outcome.ok()) {
            throw new AssertionError(outcome);
        }
    }
}
