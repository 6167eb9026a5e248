package org.jetstreamlan.model.daemon;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.util.concurrent.atomic.AtomicLong;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jspecify.annotations.Nullable;

/// A client that does as it should, while others do not: sends numbered PDUs from station 0 to station 1 within its reserves, and misses each that does not come.
final class Bystander implements AutoCloseable {
    private static final long PATIENCE = 20_000_000_000L;
    private static final int BYTES = 3_000;
    private static final int CHANNEL = 7;

    private final RunningDaemon daemon;
    private final Thread thread = new Thread(this::run, "bystander");
    private final AtomicLong exchanged = new AtomicLong();
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    Bystander(RunningDaemon daemon) {
        this.daemon = daemon;
        thread.start();
    }

    private void run() {
        try (var sender = daemon.connect(0);
                var receiver = daemon.connect(1)) {
            exchange(sender, receiver);
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void exchange(JetstreamClient sender, JetstreamClient receiver) {
        int vci = RunningDaemon.vci(receiver, CHANNEL);
        var out = sender.openPool(PoolOptions.named("bystander").limits(8, 0).reserves(8, 0));
        var in = receiver.openPool(PoolOptions.named("bystander").limits(0, 8).reserves(0, 8));
        in.assoc(vci);
        var send = sender.newScript();
        var blocks = send.allocFor(0, BYTES);
        send.copyIn(blocks, 0, 0, BYTES);
        send.send(blocks, BYTES, vci);
        send.free(blocks);
        var receive = receiver.newScript();
        var pdu = receive.rx(0);
        receive.copyOutRest(pdu, 0, 0);
        receive.free(pdu);
        for (long number = 1; !stopping; number++) {
            sender.userMemory().set(JAVA_LONG, 0, number);
            sender.userMemory().set(JAVA_LONG, BYTES - 8, number);
            require(out.run(send).ok(), send.message());
            require(in.waitRx(PATIENCE).ok(), "PDU %d has not come".formatted(number));
            require(in.run(receive).ok(), receive.message());
            var memory = receiver.userMemory();
            require(
                    receive.bytesOf(pdu) == BYTES
                            && memory.get(JAVA_LONG, 0) == number
                            && memory.get(JAVA_LONG, BYTES - 8) == number,
                    "PDU %d came as %d".formatted(number, memory.get(JAVA_LONG, 0)));
            exchanged.set(number);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /// PDUs that have come so far.
    ///
    /// @throws AssertionError if one has not
    long exchanged() {
        var thrown = failure;
        if (thrown != null) {
            throw new AssertionError(thrown);
        }
        return exchanged.get();
    }

    /// Waits until some more have come.
    void awaitMore(int count) throws InterruptedException {
        long end = exchanged() + count;
        while (exchanged() < end) {
            Thread.sleep(1);
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        exchanged();
    }
}
