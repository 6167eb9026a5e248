package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;

/// No wake-up is lost: whenever a frame comes, between any two accesses of a wait or while it sleeps, the wait ends with it and not with its time-out.
class WakeUpTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);
    private static final int FOREVER = 1 << 30;
    private static final int STEPWISE = 20_000;
    private static final int THREADED = 20_000;
    private static final byte[] PDU = Aal5.pdu(new byte[9], 0, 0);

    private final Random random = Seeds.random("wake-up");

    /// A card that another one may change between any two accesses; it counts them down.
    private final class Interrupted extends LoopbackAdapter {
        int accessesLeft = -1;

        Interrupted() {
            super(Capabilities.ECP5, random);
        }

        private void access() {
            if (accessesLeft >= 0 && accessesLeft-- == 0) {
                deliver(AtmHeader.endOfPdu(VCI), PDU);
            }
        }

        @Override
        public int readRegister(int offset) {
            access();
            int value = super.readRegister(offset);
            access();
            return value;
        }

        @Override
        public void writeRegister(int offset, int value) {
            access();
            super.writeRegister(offset, value);
            access();
        }

        @Override
        public void pause() {
            access();
            super.pause();
        }

        @Override
        public boolean awaitInterrupt(long timeoutClocks) {
            access();
            if (accessesLeft >= 0) {
                whileAsleep =
                        () -> {
                            accessesLeft = -1;
                            deliver(AtmHeader.endOfPdu(VCI), PDU);
                        };
            }
            return super.awaitInterrupt(timeoutClocks);
        }
    }

    @Test
    void a_frame_between_any_two_accesses_ends_the_wait() {
        var card = new Interrupted();
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 4));
        pool.assoc(VCI);
        var pdu = pool.newPdu();
        for (int i = 0; i < STEPWISE; i++) {
            card.accessesLeft = random.nextInt(30);
            long before = card.clocks();
            assertThat(pool.waitRx(FOREVER)).isEqualTo(Outcome.OK);
            assertThat(card.clocks() - before).as("slept over it").isLessThan(5_000);
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            pool.free(pdu);
            card.accessesLeft = -1;
        }
    }

    /// A card that a second thread delivers to, and a sleep that ends with the interrupt or after ten seconds.
    private final class Shared extends LoopbackAdapter {
        final ReentrantLock lock = new ReentrantLock();
        final Condition interrupt = lock.newCondition();
        int lostWakeUps;

        Shared() {
            super(Capabilities.ECP5, random);
        }

        @Override
        public int readRegister(int offset) {
            lock.lock();
            try {
                return super.readRegister(offset);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void writeRegister(int offset, int value) {
            lock.lock();
            try {
                super.writeRegister(offset, value);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void readWindow(int offset, MemorySegment into, long at, int bytes) {
            lock.lock();
            try {
                super.readWindow(offset, into, at, bytes);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean awaitInterrupt(long timeoutClocks) {
            lock.lock();
            try {
                boolean high = super.awaitInterrupt(0);
                while (!high) {
                    if (!interrupt.await(10, TimeUnit.SECONDS)) {
                        lostWakeUps++;
                        return false;
                    }
                    high = super.awaitInterrupt(0);
                }
                return true;
            } catch (InterruptedException e) {
                throw new AdapterFault("interrupted", e);
            } finally {
                lock.unlock();
            }
        }

        void arrive() {
            lock.lock();
            try {
                deliver(AtmHeader.endOfPdu(VCI), PDU);
                interrupt.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Test
    void a_frame_from_another_thread_at_any_moment_ends_the_wait() throws InterruptedException {
        var card = new Shared();
        var driver = PoolTest.operational(card);
        var pool = driver.openPool(PoolOptions.named("p").limits(1, 4));
        pool.assoc(VCI);
        var pdu = pool.newPdu();
        var turn = new java.util.concurrent.Semaphore(0);
        var failure = new AtomicReference<Throwable>();
        long seed = random.nextLong();
        var sender =
                new Thread(
                        () -> {
                            var own = new Random(seed);
                            try {
                                for (int i = 0; i < THREADED; i++) {
                                    turn.acquire();
                                    for (int spin = own.nextInt(2_000); spin > 0; spin--) {
                                        Thread.onSpinWait();
                                    }
                                    card.arrive();
                                }
                            } catch (InterruptedException | RuntimeException e) {
                                failure.set(e);
                            }
                        });
        sender.start();
        for (int i = 0; i < THREADED; i++) {
            turn.release();
            assertThat(pool.waitRx(FOREVER)).isEqualTo(Outcome.OK);
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            pool.free(pdu);
        }
        sender.join();
        assertThat(failure.get()).isNull();
        assertThat(card.lostWakeUps).isZero();
    }
}
